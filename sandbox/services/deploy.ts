import { deploySqsMappings } from "#sandbox/lambda/mappings/deploy-sqs-mappings.ts";
import { deployStreamMappings } from "#sandbox/lambda/mappings/stream-mapping.ts";
import type { Run } from "#sandbox/lambda/run.ts";
import { deployLater } from "#sandbox/lambda/service/deploy-later.ts";
import { registerFunctions } from "#sandbox/lambda/service/function-targets.ts";
import type { LambdaService } from "#sandbox/lambda/service/lambda-service.ts";
import type { Stack } from "#sandbox/stack/stack.ts";
import { Cloud, type CloudRun } from "./cloud.ts";
import { DynamodbService } from "./dynamodb/dynamodb-service.ts";
import { EventBridgeService } from "./eventbridge/eventbridge-service.ts";
import { deployFronts } from "./http/deploy-fronts.ts";
import { KinesisService } from "./kinesis/kinesis-service.ts";
import { LogsService } from "./logs/logs-service.ts";
import { S3Service } from "./s3/s3-service.ts";
import { SchedulerService } from "./scheduler/scheduler-service.ts";
import { SnsService } from "./sns/sns-service.ts";
import { SqsService } from "./sqs/sqs-service.ts";
import { deployEndpoints } from "./wire/deploy-endpoints.ts";
import type { Caller } from "./wire/operation.ts";

/**
 * Brings the services around the functions into being, each with its resources of the template.
 * @param anyone Who stands behind access keys that nobody has; without it such keys are refused.
 */
export function deployServices(run: CloudRun & Pick<Run, "network">, stack: Stack, lambda: LambdaService, anyone?: Caller): Cloud {
	const cloud = new Cloud(run, stack, lambda);
	lambda.attach(cloud);
	registerFunctions(cloud);
	deployLater(cloud);
	const bridge = new EventBridgeService(cloud);
	const scheduler = new SchedulerService(cloud);
	const sns = new SnsService(cloud);
	const s3 = new S3Service(cloud);
	new LogsService(cloud);
	const sqs = new SqsService(cloud);
	deploySqsMappings(cloud, sqs);
	const kinesis = new KinesisService(cloud);
	const dynamodb = new DynamodbService(cloud);
	deployStreamMappings(cloud, [...kinesis.streams, ...dynamodb.streams]);
	deployFronts(cloud, { network: run.network, endpoints: () => endpoints });
	const endpoints = deployEndpoints(cloud, { sqs, sns, bridge, kinesis, dynamodb, s3, scheduler }, anyone);
	run.network.attach(endpoints);
	return cloud;
}
