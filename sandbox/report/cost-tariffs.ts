import type { AllowanceId, PriceId } from "#facts/index.ts";

/** How one kind of use is charged: the ids of its price, tier by tier, and what of it a month has for nothing. */
export type Tariff = { service: string; dimension: string; tiers: readonly [PriceId, ...PriceId[]]; free?: AllowanceId };

const lambdaRequests = { tiers: ["lambda.price.requests"], free: "lambda.free.requests" } as const;

/**
 * Every meter of a run, in the order in which they are listed. Where two share an allowance, the first one takes of it first.
 */
export const tariffs = {
	lambdaRequests: { service: "Lambda", dimension: "requests", ...lambdaRequests },
	lambdaLargeEvents: { service: "Lambda", dimension: "further requests for asynchronous events above 256 KB", ...lambdaRequests },
	lambdaDurationX86: {
		service: "Lambda",
		dimension: "duration, x86_64",
		tiers: ["lambda.price.gb-second.x86.tier1", "lambda.price.gb-second.x86.tier2", "lambda.price.gb-second.x86.tier3"],
		free: "lambda.free.gb-seconds",
	},
	lambdaDurationArm: {
		service: "Lambda",
		dimension: "duration, arm64",
		tiers: ["lambda.price.gb-second.arm64.tier1", "lambda.price.gb-second.arm64.tier2", "lambda.price.gb-second.arm64.tier3"],
		free: "lambda.free.gb-seconds",
	},
	lambdaAllocatedX86: {
		service: "Lambda",
		dimension: "provisioned concurrency, allocated, x86_64",
		tiers: ["lambda.price.provisioned.allocated.x86"],
	},
	lambdaAllocatedArm: {
		service: "Lambda",
		dimension: "provisioned concurrency, allocated, arm64",
		tiers: ["lambda.price.provisioned.allocated.arm64"],
	},
	lambdaProvisionedX86: {
		service: "Lambda",
		dimension: "provisioned concurrency, duration, x86_64",
		tiers: ["lambda.price.provisioned.duration.x86"],
	},
	lambdaProvisionedArm: {
		service: "Lambda",
		dimension: "provisioned concurrency, duration, arm64",
		tiers: ["lambda.price.provisioned.duration.arm64"],
	},
	lambdaStorage: { service: "Lambda", dimension: "ephemeral storage above 512 MB", tiers: ["lambda.price.ephemeral-storage"] },
	lambdaStreamed: { service: "Lambda", dimension: "streamed responses", tiers: ["lambda.price.streamed"], free: "lambda.free.streamed" },
	lambdaSnapshots: { service: "Lambda", dimension: "SnapStart, snapshot kept", tiers: ["lambda.price.snapstart.cache"] },
	lambdaRestores: { service: "Lambda", dimension: "SnapStart, restored", tiers: ["lambda.price.snapstart.restore"] },
	restCalls: {
		service: "API Gateway",
		dimension: "REST API calls",
		tiers: ["apigateway.price.rest.tier1", "apigateway.price.rest.tier2", "apigateway.price.rest.tier3", "apigateway.price.rest.tier4"],
	},
	httpCalls: {
		service: "API Gateway",
		dimension: "HTTP API calls",
		tiers: ["apigateway.price.http.tier1", "apigateway.price.http.tier2"],
	},
	webSocketMessages: {
		service: "API Gateway",
		dimension: "WebSocket messages",
		tiers: ["apigateway.price.websocket.messages.tier1", "apigateway.price.websocket.messages.tier2"],
	},
	webSocketMinutes: { service: "API Gateway", dimension: "WebSocket connections", tiers: ["apigateway.price.websocket.minutes"] },
	sqsStandard: {
		service: "SQS",
		dimension: "requests to standard queues",
		tiers: ["sqs.price.standard.tier1", "sqs.price.standard.tier2", "sqs.price.standard.tier3"],
		free: "sqs.free.requests",
	},
	sqsEmpty: {
		service: "SQS",
		dimension: "empty receives by the pollers of mappings",
		tiers: ["sqs.price.standard.tier1", "sqs.price.standard.tier2", "sqs.price.standard.tier3"],
		free: "sqs.free.requests",
	},
	sqsFifo: {
		service: "SQS",
		dimension: "requests to FIFO queues",
		tiers: ["sqs.price.fifo.tier1", "sqs.price.fifo.tier2", "sqs.price.fifo.tier3"],
		free: "sqs.free.requests",
	},
	sqsEmptyFifo: {
		service: "SQS",
		dimension: "empty receives of FIFO queues by the pollers of mappings",
		tiers: ["sqs.price.fifo.tier1", "sqs.price.fifo.tier2", "sqs.price.fifo.tier3"],
		free: "sqs.free.requests",
	},
	snsPublishes: { service: "SNS", dimension: "publishes", tiers: ["sns.price.publish"], free: "sns.free.publish" },
	snsFifoPublishes: { service: "SNS", dimension: "publishes to FIFO topics", tiers: ["sns.price.fifo.publish"] },
	snsFifoPublished: { service: "SNS", dimension: "data published to FIFO topics", tiers: ["sns.price.fifo.published"] },
	snsToLambda: { service: "SNS", dimension: "deliveries to Lambda", tiers: ["sns.price.delivery.lambda"] },
	snsToSqs: { service: "SNS", dimension: "deliveries to SQS", tiers: ["sns.price.delivery.sqs"] },
	busEvents: { service: "EventBridge", dimension: "custom events", tiers: ["eventbridge.price.events.custom"] },
	schedules: {
		service: "EventBridge Scheduler",
		dimension: "invocations",
		tiers: ["scheduler.price.invocations"],
		free: "scheduler.free.invocations",
	},
	kinesisShards: { service: "Kinesis", dimension: "shards, provisioned mode", tiers: ["kinesis.price.provisioned.shard-hour"] },
	kinesisPuts: { service: "Kinesis", dimension: "PUT payload units", tiers: ["kinesis.price.provisioned.put"] },
	dynamoDbStreamReads: {
		service: "DynamoDB",
		dimension: "stream reads by Lambda",
		tiers: ["dynamodb.price.streams.read.lambda"],
	},
	logs: {
		service: "CloudWatch",
		dimension: "logs of functions ingested",
		tiers: [
			"logs.price.ingested.lambda.tier1",
			"logs.price.ingested.lambda.tier2",
			"logs.price.ingested.lambda.tier3",
			"logs.price.ingested.lambda.tier4",
		],
		free: "logs.free.data",
	},
	customMetrics: {
		service: "CloudWatch",
		dimension: "custom metrics",
		tiers: [
			"cloudwatch.price.metrics.tier1",
			"cloudwatch.price.metrics.tier2",
			"cloudwatch.price.metrics.tier3",
			"cloudwatch.price.metrics.tier4",
		],
		free: "cloudwatch.free.metrics",
	},
} as const satisfies Record<string, Tariff>;

export type Meter = keyof typeof tariffs;

/**
 * What was used of one meter, in the unit of its price. `perMonth`: where a month of the same is not the run's quantity as often as the run
 * fits into it. `notFree`: the part that no allowance covers.
 */
export type Usage = { meter: Meter; quantity: number; perMonth?: number; notFree?: number };

export const HOURS_PER_MONTH = 730;
export const BYTES_PER_GB = 1_073_741_824;

/** In how many pieces of a size something is charged: one at least. */
export function piecesOf(bytes: number, size: number): number {
	return Math.max(1, Math.ceil(bytes / size));
}
