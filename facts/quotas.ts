import type { Quota } from "./fact.ts";
import type { SourceId } from "./sources.ts";

type More = Pick<Quota, "adjustable" | "unverified">;
const quota = (value: number, unit: string, source: SourceId, law?: string, more: More = {}): Quota => ({
	value,
	unit,
	source,
	...(law === undefined ? {} : { law }),
	...more,
});
const seconds = (value: number, source: SourceId, law?: string, more?: More) => quota(value, "s", source, law, more);
const minutes = (value: number, source: SourceId, law?: string, more?: More) => quota(value * 60, "s", source, law, more);
const hours = (value: number, source: SourceId, law?: string) => quota(value * 3_600, "s", source, law);
const days = (value: number, source: SourceId, law?: string) => quota(value * 86_400, "s", source, law);
const bytes = (value: number, source: SourceId, law?: string, more?: More) => quota(value, "bytes", source, law, more);
const kib = (value: number, source: SourceId, law?: string, more?: More) => quota(value * 1_024, "bytes", source, law, more);
const mib = (value: number, source: SourceId, law?: string, more?: More) => quota(value * 1_048_576, "bytes", source, law, more);
const gib = (value: number, source: SourceId, law?: string, more?: More) => quota(value * 1_073_741_824, "bytes", source, law, more);
const adjustable = { adjustable: true } as const;

/** Limits, defaults and sizes, as they hold for a new account in us-east-1. */
export const quotas = {
	// Lambda: time
	"lambda.timeout.min": seconds(1, "lambdaTimeout", "L30"),
	"lambda.timeout.default": seconds(3, "lambdaTimeout", "L30"),
	"lambda.timeout.max": minutes(15, "lambdaTimeout", "L30"),
	"lambda.timeout.max.managed-instances": minutes(90, "lambdaTimeout", "L30"),
	"lambda.init.timeout": seconds(10, "lambdaEnvironment", "L2"),
	"lambda.init.timeout.provisioned": seconds(130, "lambdaEnvironment", "L5"),
	"lambda.init.timeout.provisioned.max": minutes(15, "lambdaEnvironment", "L5"),
	"lambda.shutdown.extension.internal": quota(500, "ms", "lambdaEnvironment", "L19"),
	"lambda.shutdown.extension.external": quota(2_000, "ms", "lambdaEnvironment", "L19"),
	"lambda.snapstart.restore.timeout": seconds(10, "lambdaEnvironment", "L223"),
	"lambda.snapstart.cache.min": hours(3, "lambdaSnapStart", "L226"),
	"lambda.billing.duration.step": quota(1, "ms", "lambdaPricing", "L231"),

	// Lambda: size of a function
	"lambda.memory.min": quota(128, "MB", "lambdaMemory", "L229"),
	"lambda.memory.default": quota(128, "MB", "lambdaMemory", "L229"),
	"lambda.memory.max": quota(10_240, "MB", "lambdaMemory", "L229"),
	"lambda.memory.one-vcpu": quota(1_769, "MB", "lambdaMemory", "L228"),
	"lambda.memory.max.managed-instances": quota(32_768, "MB", "lambdaManaged", "L229"),
	"lambda.tmp.min": quota(512, "MB", "lambdaQuotas", "L229"),
	"lambda.tmp.max": quota(10_240, "MB", "lambdaQuotas", "L229"),
	"lambda.network": quota(625, "Mbit/s", "lambdaQuotas", "L230", adjustable),
	"lambda.files.open": quota(1_024, "open files", "lambdaQuotas", "L29"),
	"lambda.processes": quota(1_024, "processes and threads", "lambdaQuotas", "L29"),
	"lambda.variables.size": kib(4, "lambdaVariables", "L110"),
	"lambda.handler.length": quota(128, "characters", "lambdaApiModel", "L62"),
	"lambda.policy.size": kib(20, "lambdaQuotas", "L246"),

	// Lambda: packages
	"lambda.package.zip.upload": mib(50, "lambdaQuotas", "L236"),
	"lambda.package.zip.unzipped": mib(250, "lambdaQuotas", "L236"),
	"lambda.package.storage": gib(300, "lambdaQuotas", "L237"),
	"lambda.package.image": gib(10, "lambdaImages", "L239"),
	"lambda.layers.max": quota(5, "layers", "lambdaLayers", "L238"),
	"lambda.extensions.max": quota(10, "extensions", "lambdaExtensions", "L243"),
	"lambda.vpc.connections": quota(65_000, "connections per network interface", "lambdaVpc", "L241"),

	// Lambda: payloads
	"lambda.payload.sync.request": bytes(6_291_456, "lambdaQuotas", "L44"),
	"lambda.payload.sync.response": bytes(6_291_556, "lambdaQuotas", "L45"),
	"lambda.payload.async": mib(1, "lambdaQuotas", "L46"),
	"lambda.payload.async.before-october-2025": kib(256, "lambdaQuotas", "L46"),
	"lambda.payload.async.billed.first": kib(256, "lambdaPricing", "L47"),
	"lambda.payload.async.billed.step": kib(64, "lambdaPricing", "L47"),
	"lambda.payload.streamed": mib(200, "lambdaStreaming", "L48"),
	"lambda.payload.streamed.uncapped": mib(6, "lambdaStreaming", "L48"),
	"lambda.payload.streamed.rate": quota(2, "MB per second", "lambdaStreaming", "L48"),
	"lambda.payload.invoke.headers": mib(1, "lambdaQuotas", "L49"),
	"lambda.payload.client-context": bytes(3_583, "lambdaInvokeApi", "L49"),
	"lambda.payload.log-tail": kib(4, "lambdaInvokeApi", "L122"),

	// Lambda: concurrency
	"lambda.concurrency.account": quota(1_000, "concurrent executions", "lambdaQuotas", "L128", adjustable),
	"lambda.concurrency.unreserved.min": quota(100, "concurrent executions", "lambdaReserved", "L131"),
	"lambda.concurrency.requests-per-second": quota(10, "requests per second for each unit of concurrency", "lambdaConcurrency", "L129"),
	"lambda.scaling.environments": quota(1_000, "environments every 10 seconds", "lambdaScaling", "L130"),
	"lambda.scaling.requests": quota(10_000, "requests per second every 10 seconds", "lambdaScaling", "L130"),
	"lambda.scaling.period": seconds(10, "lambdaScaling", "L130"),
	"lambda.provisioned.rate": quota(6_000, "environments per minute", "lambdaProvisioned", "L137"),
	"lambda.provisioned.billed.step": minutes(5, "lambdaPricing", "L233"),
	"lambda.control-plane.rate": quota(15, "requests per second", "lambdaQuotas", "L148"),
	"lambda.recursion.max": quota(16, "invocations in a chain", "lambdaRecursion", "L149"),
	"lambda.alias.versions": quota(2, "versions per alias", "lambdaVersions", "L215"),
	"lambda.xray.sampled.first": quota(1, "requests per second", "lambdaXray", "L123"),
	"lambda.xray.sampled.rest": quota(5, "% of the other requests", "lambdaXray", "L123"),

	// Lambda: asynchronous invocation
	"lambda.async.retries.default": quota(2, "retries", "lambdaAsync", "L158"),
	"lambda.async.retries.max": quota(2, "retries", "lambdaAsync", "L158"),
	"lambda.async.retry.first": minutes(1, "lambdaAsync", "L158"),
	"lambda.async.retry.second": minutes(2, "lambdaAsync", "L158"),
	"lambda.async.age.min": seconds(60, "lambdaAsync", "L159"),
	"lambda.async.age.max": hours(6, "lambdaAsync", "L159"),
	"lambda.async.throttle.backoff.min": seconds(1, "lambdaAsync", "L159"),
	"lambda.async.throttle.backoff.max": minutes(5, "lambdaAsync", "L159"),
	"lambda.async.dead-letter.error": kib(1, "lambdaRecords", "L164"),
	"lambda.async.destination.sns": kib(256, "lambdaRecords", "L170"),

	// Lambda: event source mappings
	"lambda.mapping.payload": mib(6, "lambdaMappings", "L172"),
	"lambda.mapping.window.max": minutes(5, "lambdaMappings", "L173"),
	"lambda.mapping.filters": quota(5, "filters", "lambdaFilters", "L177", adjustable),
	"lambda.mapping.sqs.batch.default": quota(10, "messages", "lambdaSqsParameters", "L183"),
	"lambda.mapping.sqs.batch.max": quota(10_000, "messages", "lambdaSqsParameters", "L183"),
	"lambda.mapping.sqs.batch.max.fifo": quota(10, "messages", "lambdaSqsParameters", "L183"),
	"lambda.mapping.sqs.pollers.first": quota(5, "batches at the same time", "lambdaSqsScaling", "L184"),
	"lambda.mapping.sqs.pollers.growth": quota(300, "concurrent invocations per minute", "lambdaSqsScaling", "L184"),
	"lambda.mapping.sqs.concurrency.max": quota(1_250, "concurrent invocations", "lambdaSqsScaling", "L184"),
	"lambda.mapping.sqs.pollers.idle": quota(2, "pollers", "lambdaSqsScaling", "L184"),
	"lambda.mapping.sqs.wait": seconds(20, "lambdaSqs", "L185"),
	"lambda.mapping.sqs.maximum-concurrency.min": quota(2, "concurrent invocations", "lambdaSqsScaling", "L186"),
	"lambda.mapping.sqs.maximum-concurrency.max": quota(1_000, "concurrent invocations", "lambdaSqsScaling", "L186"),
	"lambda.mapping.sqs.provisioned.max": quota(10_000, "pollers", "lambdaSqsScaling", "L187"),
	"lambda.mapping.sqs.visibility.advised": quota(6, "times the function timeout", "lambdaSqsSetup", "L188"),
	"lambda.mapping.sqs.receives.advised": quota(5, "receives", "lambdaSqsSetup", "L196"),
	"lambda.mapping.stream.batch.default": quota(100, "records", "lambdaKinesis", "L200"),
	"lambda.mapping.stream.batch.max": quota(10_000, "records", "lambdaKinesis", "L200"),
	"lambda.mapping.stream.parallelization": quota(10, "batches per shard", "lambdaKinesis", "L201"),
	"lambda.mapping.stream.retries.max": quota(10_000, "retries", "lambdaApiModel", "L204"),
	"lambda.mapping.stream.age.min": seconds(60, "lambdaApiModel", "L204"),
	"lambda.mapping.stream.age.max": days(7, "lambdaApiModel", "L204"),
	"lambda.mapping.stream.window.max": minutes(15, "lambdaWindows", "L210"),
	"lambda.mapping.stream.window.state": mib(1, "lambdaWindows", "L210"),
	"lambda.mapping.kinesis.polls": quota(1, "polls per second and shard", "lambdaKinesis", "L199"),
	"lambda.mapping.dynamodb.polls": quota(4, "polls per second and shard", "lambdaDynamoDb", "L199"),
	"lambda.mapping.dynamodb.readers": quota(2, "readers per shard", "lambdaDynamoDb", "L212"),

	// Lambda: newer kinds
	"lambda.durable.duration.max": seconds(31_622_400, "lambdaDurable", "L258"),
	"lambda.durable.operations": quota(3_000, "operations per execution", "lambdaQuotas", "L261"),
	"lambda.durable.stored": mib(100, "lambdaQuotas", "L261"),
	"lambda.durable.starts": quota(300, "starts per second", "lambdaQuotas", "L261"),
	"lambda.durable.sync.max": minutes(15, "lambdaDurable", "L260"),
	"lambda.managed.fee": quota(15, "% of the on-demand price of EC2", "lambdaManaged", "L262"),

	// API Gateway and load balancers
	"apigateway.rest.timeout": seconds(29, "apiGatewayQuotas", "L297", adjustable),
	"apigateway.http.timeout": seconds(30, "httpApiQuotas", "L297"),
	"apigateway.payload": mib(10, "apiGatewayQuotas", "L299"),
	"apigateway.headers": bytes(10_240, "apiGatewayQuotas", "L299"),
	"apigateway.requests": quota(10_000, "requests per second", "apiGatewayQuotas", "L301", adjustable),
	"apigateway.requests.small-regions": quota(2_500, "requests per second", "apiGatewayQuotas", "L301", adjustable),
	"apigateway.burst": quota(5_000, "requests", "apiGatewayQuotas", "L301", {
		unverified: "Older pages of AWS give this number; the quota page of 2026 gives none for the large Regions.",
	}),
	"apigateway.streaming.max": minutes(15, "apiGatewayStreaming", "L300"),
	"apigateway.streaming.idle": minutes(5, "apiGatewayStreaming", "L300"),
	"apigateway.streaming.idle.edge": seconds(30, "apiGatewayStreaming", "L300"),
	"apigateway.authorizer.cache.default": seconds(300, "apiGatewayAuthorizers", "L294"),
	"apigateway.authorizer.cache.max": seconds(3_600, "apiGatewayAuthorizers", "L294"),
	"apigateway.authorizer.timeout.http": seconds(10, "httpApiQuotas", "L295"),
	"apigateway.websocket.message": kib(128, "apiGatewayPricing"),
	"apigateway.websocket.billed.step": kib(32, "apiGatewayPricing"),
	"alb.payload": mib(1, "albLambda", "L278"),

	// SQS
	"sqs.message.size": mib(1, "sqsQuotas", "L313"),
	"sqs.billed.step": kib(64, "sqsPricing"),
	"sqs.batch.max": quota(10, "messages", "sqsQuotas", "L314"),
	"sqs.attributes.max": quota(10, "attributes", "sqsQuotas", "L314"),
	"sqs.retention.min": seconds(60, "sqsQuotas", "L314"),
	"sqs.retention.default": days(4, "sqsQuotas", "L314"),
	"sqs.retention.max": days(14, "sqsQuotas", "L314"),
	"sqs.visibility.default": seconds(30, "sqsVisibility", "L314"),
	"sqs.visibility.max": hours(12, "sqsVisibility", "L314"),
	"sqs.delay.max": minutes(15, "sqsQuotas", "L314"),
	"sqs.wait.max": seconds(20, "sqsQuotas", "L314"),
	"sqs.in-flight.max": quota(120_000, "messages", "sqsVisibility", "L319"),
	"sqs.fifo.deduplication": minutes(5, "sqsFifo", "L317"),
	"sqs.fifo.calls": quota(300, "API calls per second", "sqsQuotas", "L317"),
	"sqs.fifo.messages": quota(3_000, "messages per second", "sqsQuotas", "L317"),
	"sqs.fifo.high-throughput": quota(70_000, "messages per second", "sqsQuotas", "L317"),

	// SNS
	"sns.message.size.default": kib(256, "snsSize", "L326"),
	"sns.message.size.max": mib(1, "snsSize", "L326"),
	"sns.billed.step": kib(64, "snsPricing"),
	"sns.batch.max": quota(10, "messages", "snsSize", "L326"),
	"sns.large.subscriptions": quota(100, "subscriptions", "snsSize", "L326"),
	"sns.delivery.attempts": quota(100_015, "attempts", "snsRetries", "L325"),
	"sns.delivery.period": days(23, "snsRetries", "L325"),

	// EventBridge
	"eventbridge.put.entries": quota(10, "entries", "eventBridgeQuotas", "L328"),
	"eventbridge.put.size": mib(1, "eventBridgeSize", "L328"),
	"eventbridge.billed.step": kib(64, "eventBridgePricing", "L328"),
	"eventbridge.put.rate": quota(10_000, "PutEvents calls per second", "eventBridgeQuotas", "L328", adjustable),
	"eventbridge.rules": quota(300, "rules per bus", "eventBridgeQuotas", "L328", adjustable),
	"eventbridge.targets": quota(5, "targets per rule", "eventBridgeQuotas", "L328"),
	"eventbridge.buses": quota(100, "buses", "eventBridgeQuotas", "L328", adjustable),
	"eventbridge.pattern": quota(2_048, "characters", "eventBridgeQuotas", "L328"),
	"eventbridge.retries": quota(185, "retries", "eventBridgeRetries", "L327"),
	"eventbridge.retry.period": hours(24, "eventBridgeRetries", "L327"),
	"scheduler.retries.max": quota(185, "retries", "schedulerGuide", "L335"),
	"scheduler.age.min": seconds(60, "schedulerGuide", "L335"),
	"scheduler.age.max": hours(24, "schedulerGuide", "L335"),
	"scheduler.window.max": minutes(1_440, "schedulerGuide", "L334"),
	"scheduler.precision": seconds(60, "schedulerGuide", "L332"),

	// Kinesis
	"kinesis.shard.records": quota(1_000, "records per second", "kinesisQuotas", "L213"),
	"kinesis.shard.bytes": quota(1, "MB per second", "kinesisQuotas", "L213"),
	"kinesis.record.size.default": mib(1, "kinesisQuotas", "L213"),
	"kinesis.record.size.max": mib(10, "kinesisQuotas", "L213"),
	"kinesis.put.records": quota(500, "records", "kinesisQuotas", "L213"),
	"kinesis.put.size": mib(10, "kinesisQuotas", "L213"),
	"kinesis.put.billed.step": kib(25, "kinesisPricing"),
	"kinesis.on-demand.billed.step": kib(1, "kinesisPricing"),
	"kinesis.retention.default": hours(24, "kinesisQuotas", "L213"),
	"kinesis.retention.max": days(365, "kinesisQuotas", "L213"),

	// DynamoDB
	"dynamodb.item.size": kib(400, "dynamoDbQuotas", "L338"),
	"dynamodb.key.partition": bytes(2_048, "dynamoDbQuotas", "L338"),
	"dynamodb.key.sort": bytes(1_024, "dynamoDbQuotas", "L338"),
	"dynamodb.unit.read": kib(4, "dynamoDbUnits", "L339"),
	"dynamodb.unit.write": kib(1, "dynamoDbUnits", "L339"),
	"dynamodb.unit.transaction": quota(2, "times the units", "dynamoDbUnits", "L339"),
	"dynamodb.partition.read": quota(3_000, "read units per second", "dynamoDbPartitions", "L341"),
	"dynamodb.partition.write": quota(1_000, "write units per second", "dynamoDbPartitions", "L341"),
	"dynamodb.burst": seconds(300, "dynamoDbPartitions", "L341"),
	"dynamodb.on-demand.new.read": quota(12_000, "read units per second", "dynamoDbOnDemand", "L342"),
	"dynamodb.on-demand.new.write": quota(4_000, "write units per second", "dynamoDbOnDemand", "L342"),
	"dynamodb.table.throughput": quota(40_000, "units per second", "dynamoDbOnDemand", "L342", adjustable),
	"dynamodb.transaction.actions": quota(100, "actions", "dynamoDbTransactions", "L345"),
	"dynamodb.transaction.size": mib(4, "dynamoDbTransactions", "L345"),
	"dynamodb.transaction.token": minutes(10, "dynamoDbTransactions", "L345"),
	"dynamodb.batch.write": quota(25, "items", "dynamoDbBatchWrite", "L348"),
	"dynamodb.batch.write.size": mib(16, "dynamoDbBatchWrite", "L348"),
	"dynamodb.batch.get": quota(100, "items", "dynamoDbBatchGet", "L349"),
	"dynamodb.batch.get.size": mib(16, "dynamoDbBatchGet", "L349"),
	"dynamodb.page.size": mib(1, "dynamoDbPages", "L349"),
	"dynamodb.streams.retention": hours(24, "dynamoDbStreams", "L350"),
	"dynamodb.indexes.local": quota(5, "local secondary indexes", "dynamoDbQuotas", "L352"),
	"dynamodb.indexes.global": quota(20, "global secondary indexes", "dynamoDbQuotas", "L352", adjustable),
	"dynamodb.collection.size": gib(10, "dynamoDbQuotas", "L352"),

	// Step Functions
	"states.standard.duration.max": days(365, "statesTypes", "L354"),
	"states.standard.history": days(90, "statesTypes", "L354"),
	"states.express.duration.max": minutes(5, "statesTypes", "L354"),
	"states.payload": kib(256, "statesQuotas", "L355"),
	"states.retry.attempts.default": quota(3, "attempts", "statesErrors", "L356"),
	"states.retry.backoff.default": quota(2, "times the interval", "statesErrors", "L356"),
	"states.express.billed.duration": quota(100, "ms", "statesPricing"),
	"states.express.billed.memory": quota(64, "MB", "statesPricing"),

	// Secrets and parameters
	"secrets.extension.ttl": seconds(300, "secretsExtension", "L362"),
	"secrets.extension.entries": quota(1_000, "entries", "secretsExtension", "L362"),
	"ssm.parameter.size.standard": kib(4, "parameterTiers"),
	"ssm.parameter.size.advanced": kib(8, "parameterTiers"),
	"ssm.parameters.standard": quota(10_000, "parameters", "parameterTiers"),
	"ssm.parameters.advanced": quota(100_000, "parameters", "parameterTiers"),
} as const satisfies Record<string, Quota>;
