import { deploySqsMappings } from "#sandbox/lambda/mappings/deploy-sqs-mappings.ts";
import { deployStreamMappings } from "#sandbox/lambda/mappings/stream-mapping.ts";
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

/** Brings the services around the functions into being, each with its resources of the template. */
export function deployServices(run: CloudRun, stack: Stack, lambda: LambdaService): Cloud {
	const cloud = new Cloud(run, stack, lambda);
	lambda.attach(cloud);
	registerFunctions(cloud);
	deployLater(cloud);
	new EventBridgeService(cloud);
	new SchedulerService(cloud);
	new SnsService(cloud);
	new S3Service(cloud);
	new LogsService(cloud);
	deploySqsMappings(cloud, new SqsService(cloud));
	deployStreamMappings(cloud, [...new KinesisService(cloud).streams, ...new DynamodbService(cloud).streams]);
	deployFronts(cloud);
	return cloud;
}
