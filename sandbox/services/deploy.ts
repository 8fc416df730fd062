import { deploySqsMappings } from "#sandbox/lambda/mappings/deploy-sqs-mappings.ts";
import { registerFunctions } from "#sandbox/lambda/service/function-targets.ts";
import type { LambdaService } from "#sandbox/lambda/service/lambda-service.ts";
import type { Stack } from "#sandbox/stack/stack.ts";
import { Cloud, type CloudRun } from "./cloud.ts";
import { deployFronts } from "./http/deploy-fronts.ts";
import { EventBridgeService } from "./eventbridge/eventbridge-service.ts";
import { S3Service } from "./s3/s3-service.ts";
import { SchedulerService } from "./scheduler/scheduler-service.ts";
import { SnsService } from "./sns/sns-service.ts";
import { SqsService } from "./sqs/sqs-service.ts";

/** Brings the services around the functions into being, each with its resources of the template. */
export function deployServices(run: CloudRun, stack: Stack, lambda: LambdaService): Cloud {
	const cloud = new Cloud(run, stack, lambda);
	lambda.attach(cloud);
	registerFunctions(cloud);
	new EventBridgeService(cloud);
	new SchedulerService(cloud);
	new SnsService(cloud);
	new S3Service(cloud);
	deploySqsMappings(cloud, new SqsService(cloud));
	deployFronts(cloud);
	return cloud;
}
