import { stackAuthorizer } from "#sandbox/iam/authorizer.ts";
import { RandomStream } from "#sandbox/kernel/random.ts";
import { lambdaApi } from "#sandbox/lambda/service/lambda-api.ts";
import { ACCOUNT, arnOf } from "#sandbox/stack/arn.ts";
import { managementApi } from "../apigateway/websocket/management-api.ts";
import type { Cloud } from "../cloud.ts";
import { cloudwatchApi } from "../cloudwatch/cloudwatch-api.ts";
import type { DynamodbService } from "../dynamodb/dynamodb-service.ts";
import { eventBridgeApi } from "../eventbridge/eventbridge-api.ts";
import type { EventBridgeService } from "../eventbridge/eventbridge-service.ts";
import { kinesisApi } from "../kinesis/kinesis-api.ts";
import type { KinesisService } from "../kinesis/kinesis-service.ts";
import { kmsApi } from "../kms/kms-api.ts";
import { s3Api } from "../s3/s3-api.ts";
import type { S3Service } from "../s3/s3-service.ts";
import { schedulerApi } from "../scheduler/scheduler-api.ts";
import type { SchedulerService } from "../scheduler/scheduler-service.ts";
import { secretsApi } from "../secretsmanager/secrets-api.ts";
import { SecretsService } from "../secretsmanager/secrets-service.ts";
import { snsApi } from "../sns/sns-api.ts";
import type { SnsService } from "../sns/sns-service.ts";
import { sqsApi } from "../sqs/sqs-api.ts";
import type { SqsService } from "../sqs/sqs-service.ts";
import { parameterStoreApi } from "../ssm/parameter-store.ts";
import { statesApi } from "../states/states-api.ts";
import { StatesService } from "../states/states-service.ts";
import { Sessions, stsApi } from "../sts/sessions.ts";
import { xrayApi } from "../xray/xray-api.ts";
import { AwsEndpoints, type Credentials } from "./aws-endpoints.ts";
import type { Caller } from "./operation.ts";

/** The services that have an endpoint. */
export type Services = {
	sqs: SqsService;
	sns: SnsService;
	bridge: EventBridgeService;
	kinesis: KinesisService;
	dynamodb: DynamodbService;
	s3: S3Service;
	scheduler: SchedulerService;
};

/** Opens the endpoints of the services of a run. @param anyone Who stands behind keys that nobody has, if somebody does. */
export function deployEndpoints(
	cloud: Cloud,
	{ sqs, sns, bridge, kinesis, dynamodb, s3, scheduler }: Services,
	anyone?: Caller,
): AwsEndpoints {
	const { run, lambda } = cloud;
	const { region } = run.scenario;
	const sessions = new Sessions(run);
	const passwords = new RandomStream(run.scenario.seed, "random passwords");
	const apis = [
		sqsApi(sqs, { epochMs: run.epochMs, arnOfName: (name) => arnOf("sqs", region, name) }),
		snsApi(sns),
		eventBridgeApi(bridge, { arnOfBus: (name) => arnOf("events", region, `event-bus/${name}`) }),
		kinesisApi(kinesis, { arnOfStream: (name) => arnOf("kinesis", region, `stream/${name}`) }),
		dynamodb.api,
		s3Api(run, s3),
		lambdaApi(lambda, region),
		secretsApi(new SecretsService(cloud), { epochMs: run.epochMs, password: (length) => passwords.hex(length) }),
		parameterStoreApi(cloud),
		kmsApi(cloud),
		stsApi(sessions),
		cloudwatchApi(run),
		schedulerApi(scheduler, region),
		xrayApi,
		managementApi(cloud),
		statesApi(new StatesService(cloud, () => endpoints), run.epochMs),
	];
	const endpoints: AwsEndpoints = new AwsEndpoints(run, apis, {
		credentials: credentialsOf(cloud, sessions, anyone),
		authorizer: stackAuthorizer(run, cloud.stack),
	});
	return endpoints;
}

/** The access key that every execution environment has in its variables. Behind it stands the role of the function that signs with it. */
export const FUNCTION_ACCESS_KEY = "ASIASIMULATEDACCESSK";

function credentialsOf({ lambda, stack }: Cloud, sessions: Sessions, anyone: Caller | undefined): Credentials {
	const roles = new Map(stack.executionRoles.map(({ id, roleArn }) => [id, roleArn]));
	return {
		callerOf(accessKeyId, sender) {
			if (accessKeyId !== FUNCTION_ACCESS_KEY || !sender) return sessions.callerOf(accessKeyId) ?? anyone;
			const lineage = sender.invocation === undefined ? undefined : lambda.lineageOf(sender.invocation);
			const roleArn = roles.get(sender.function);
			const fn = lambda.deployed(sender.function).fn;
			const role = roleArn?.slice(roleArn.lastIndexOf("/") + 1) ?? `${sender.function}Role`;
			return {
				// The session is called like the function (L360).
				principalArn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${fn.functionName ?? fn.name}`,
				...(roleArn === undefined ? {} : { roleArn }),
				function: sender.function,
				...(lineage ? { lineage } : {}),
			};
		},
	};
}
