import type { Allowance, Price, Sourced } from "./fact.ts";
import type { SourceId } from "./sources.ts";

/** The day of the youngest price list that the prices were compared with, and where they hold. */
export const pricesAsOf = "2026-09-19";
export const pricesRegion = "us-east-1";

const MILLION = 1_000_000;
const GB_SECONDS = "GB-seconds";

type More = Omit<Sourced, "source"> & { upTo?: number };
const price =
	(per: number, unit: string, source: SourceId) =>
	(usd: number, more: More = {}): Price => ({ usd, per, unit, source, ...more });
const free = (quantity: number, unit: string, source: SourceId, more: Omit<Sourced, "source"> & { months?: number } = {}): Allowance => ({
	free: quantity,
	unit,
	source,
	...more,
});

const lambdaGbs = price(1, GB_SECONDS, "lambdaPricing");
const restCalls = price(MILLION, "API calls", "apiGatewayPricing");
const webSocketMessages = price(MILLION, "messages", "apiGatewayPricing");
const sqsRequests = price(MILLION, "requests", "sqsPricing");
const writeUnits = price(MILLION, "write request units", "dynamoDbPricing");
const lambdaLogsGb = price(1, "GB", "lambdaLogsPricing");
const metrics = price(1, "metric-months", "cloudWatchPricing");
const transferGb = price(1, "GB", "transferPricing");
const expressGbHours = price(1, "GB-hours", "statesPricing");
const s3Storage = price(1, "GB-months", "s3Pricing");
const fewSources = "Read in one or two second-hand texts only.";

/** What AWS charges in us-east-1, in US dollars, without taxes and discounts. A quantity in tiers is counted by the month. */
export const prices = {
	// AWS Lambda. Tiers count per architecture, over all functions of the organisation in the Region (L232).
	"lambda.price.requests": price(MILLION, "requests", "lambdaPricing")(0.2, { law: "L232" }),
	"lambda.price.gb-second.x86.tier1": lambdaGbs(0.0000166667, { upTo: 6_000_000_000, law: "L232" }),
	"lambda.price.gb-second.x86.tier2": lambdaGbs(0.000015, { upTo: 15_000_000_000, law: "L232" }),
	"lambda.price.gb-second.x86.tier3": lambdaGbs(0.0000133334, { law: "L232" }),
	"lambda.price.gb-second.arm64.tier1": lambdaGbs(0.0000133334, { upTo: 7_500_000_000, law: "L232" }),
	"lambda.price.gb-second.arm64.tier2": lambdaGbs(0.0000120001, { upTo: 18_750_000_000, law: "L232" }),
	"lambda.price.gb-second.arm64.tier3": lambdaGbs(0.0000106667, { law: "L232" }),
	"lambda.price.provisioned.allocated.x86": lambdaGbs(0.0000041667, { law: "L232" }),
	"lambda.price.provisioned.allocated.arm64": lambdaGbs(0.0000033334, { law: "L232" }),
	"lambda.price.provisioned.duration.x86": lambdaGbs(0.0000097222, { law: "L232" }),
	"lambda.price.provisioned.duration.arm64": lambdaGbs(0.0000077778, { law: "L232" }),
	"lambda.price.ephemeral-storage": lambdaGbs(0.0000000309, { law: "L232" }),
	"lambda.price.streamed": price(1, "GB", "lambdaPricing")(0.008, { law: "L232" }),
	"lambda.price.snapstart.cache": lambdaGbs(0.0000015046, { law: "L226" }),
	"lambda.price.snapstart.restore": price(1, "GB restored", "lambdaPricing")(0.0001397998, { law: "L226" }),
	"lambda.price.durable.operations": price(MILLION, "operations", "lambdaPricing")(8, { law: "L232" }),
	"lambda.price.durable.written": price(1, "GB", "lambdaPricing")(0.25, { law: "L232" }),
	"lambda.price.durable.kept": price(1, "GB-months", "lambdaPricing")(0.15, { law: "L232" }),
	"lambda.price.poller-hour.sqs": price(1, "event poller unit-hours", "lambdaPricing")(0.00925),
	"lambda.price.poller-hour.kafka": price(1, "event poller unit-hours", "lambdaPricing")(0.185),
	"lambda.free.requests": free(MILLION, "requests", "lambdaPricing", { law: "L232" }),
	"lambda.free.gb-seconds": free(400_000, GB_SECONDS, "lambdaPricing", { law: "L232" }),
	"lambda.free.streamed": free(100, "GB", "lambdaPricing", { law: "L232" }),

	// API Gateway
	"apigateway.price.rest.tier1": restCalls(3.5, { upTo: 333 * MILLION }),
	"apigateway.price.rest.tier2": restCalls(2.8, { upTo: 1_000 * MILLION }),
	"apigateway.price.rest.tier3": restCalls(2.38, { upTo: 20_000 * MILLION }),
	"apigateway.price.rest.tier4": restCalls(1.51),
	"apigateway.price.http.tier1": restCalls(1, { upTo: 300 * MILLION }),
	"apigateway.price.http.tier2": restCalls(0.9),
	"apigateway.price.websocket.messages.tier1": webSocketMessages(1, { upTo: 1_000 * MILLION }),
	"apigateway.price.websocket.messages.tier2": webSocketMessages(0.8),
	"apigateway.price.websocket.minutes": price(MILLION, "connection minutes", "apiGatewayPricing")(0.25),
	"apigateway.price.cache.smallest": price(1, "hours of a 0.5 GB cache", "apiGatewayPricing")(0.02),
	"apigateway.free.rest": free(MILLION, "API calls", "apiGatewayPricing", { months: 12 }),
	"apigateway.free.http": free(MILLION, "API calls", "apiGatewayPricing", { months: 12 }),
	"apigateway.free.websocket.messages": free(MILLION, "messages", "apiGatewayPricing", { months: 12 }),
	"apigateway.free.websocket.minutes": free(750_000, "connection minutes", "apiGatewayPricing", { months: 12 }),

	// SQS. Each 64 KB of a payload is a request of its own; a batch of up to ten messages is one, an empty receive as well.
	"sqs.price.standard.tier1": sqsRequests(0.4, { upTo: 100_000 * MILLION }),
	"sqs.price.standard.tier2": sqsRequests(0.3, { upTo: 200_000 * MILLION }),
	"sqs.price.standard.tier3": sqsRequests(0.24),
	"sqs.price.fifo.tier1": sqsRequests(0.5, { upTo: 100_000 * MILLION }),
	"sqs.price.fifo.tier2": sqsRequests(0.4, { upTo: 200_000 * MILLION, unverified: fewSources }),
	"sqs.price.fifo.tier3": sqsRequests(0.35, { unverified: fewSources }),
	"sqs.price.fair": sqsRequests(0.1),
	"sqs.free.requests": free(MILLION, "requests", "sqsPricing"),

	// SNS. Each 64 KB of a published message is a request of its own.
	"sns.price.publish": price(MILLION, "requests", "snsPricing")(0.5),
	"sns.price.delivery.lambda": price(MILLION, "deliveries", "snsPricing")(0),
	"sns.price.delivery.sqs": price(MILLION, "deliveries", "snsPricing")(0),
	"sns.price.delivery.http": price(MILLION, "deliveries", "snsPricing")(0.6),
	"sns.price.delivery.firehose": price(MILLION, "deliveries", "snsPricing")(0.19),
	"sns.price.delivery.mobile": price(MILLION, "deliveries", "snsPricing")(0.5),
	"sns.price.delivery.email": price(100_000, "emails", "snsPricing")(2),
	"sns.price.filter.body": price(1, "GB scanned", "snsPricing")(0.09),
	"sns.price.fifo.publish": price(MILLION, "requests", "snsPricing")(0.3),
	"sns.price.fifo.published": price(1, "GB", "snsPricing")(0.017),
	"sns.price.fifo.subscription": price(MILLION, "messages", "snsPricing")(0.01),
	"sns.price.fifo.delivered": price(1, "GB", "snsPricing")(0.001),
	"sns.free.publish": free(MILLION, "requests", "snsPricing"),
	"sns.free.delivery.http": free(100_000, "deliveries", "snsPricing"),
	"sns.free.delivery.email": free(1_000, "emails", "snsPricing"),

	// EventBridge. Each 64 KB of an event is one event; management events of AWS services and deliveries within the account are free.
	"eventbridge.price.events.custom": price(MILLION, "events", "eventBridgePricing")(1),
	"eventbridge.price.delivery.other-account": price(MILLION, "events", "eventBridgePricing")(1),
	"eventbridge.price.api-destination": price(MILLION, "calls", "eventBridgePricing")(0.2),
	"eventbridge.price.pipes": price(MILLION, "requests", "eventBridgePricing")(0.4),
	"eventbridge.price.archive.processed": price(1, "GB", "eventBridgePricing")(0.1),
	"eventbridge.price.archive.kept": price(1, "GB-months", "eventBridgePricing")(0.023),
	"scheduler.price.invocations": price(MILLION, "invocations", "eventBridgePricing")(1),
	"scheduler.free.invocations": free(14 * MILLION, "invocations", "eventBridgePricing"),

	// DynamoDB, table class Standard
	"dynamodb.price.on-demand.write": writeUnits(0.625),
	"dynamodb.price.on-demand.read": price(MILLION, "read request units", "dynamoDbPricing")(0.125),
	"dynamodb.price.on-demand.replicated-write": writeUnits(0.625),
	"dynamodb.price.provisioned.write": price(1, "WCU-hours", "dynamoDbPricing")(0.00065),
	"dynamodb.price.provisioned.read": price(1, "RCU-hours", "dynamoDbPricing")(0.00013),
	"dynamodb.price.provisioned.replicated-write": price(1, "rWCU-hours", "dynamoDbPricing")(0.00065),
	"dynamodb.price.storage": price(1, "GB-months", "dynamoDbPricing")(0.25),
	"dynamodb.price.backup.continuous": price(1, "GB-months", "dynamoDbPricing")(0.2),
	"dynamodb.price.backup.on-demand": price(1, "GB-months", "dynamoDbPricing")(0.1),
	"dynamodb.price.restore": price(1, "GB restored", "dynamoDbPricing")(0.15),
	"dynamodb.price.streams.read": price(100_000, "stream read requests", "dynamoDbPricing")(0.02),
	"dynamodb.price.streams.read.lambda": price(100_000, "stream read requests", "dynamoDbPricing")(0),
	"dynamodb.free.storage": free(25, "GB-months", "dynamoDbPricing"),
	"dynamodb.free.streams.read": free(2_500_000, "stream read requests", "dynamoDbPricing"),

	// Kinesis Data Streams
	"kinesis.price.provisioned.shard-hour": price(1, "shard-hours", "kinesisPricing")(0.015),
	"kinesis.price.provisioned.put": price(MILLION, "PUT payload units", "kinesisPricing")(0.014),
	"kinesis.price.provisioned.retention": price(1, "shard-hours", "kinesisPricing")(0.02),
	"kinesis.price.provisioned.fan-out.hour": price(1, "consumer-shard-hours", "kinesisPricing")(0.015),
	"kinesis.price.provisioned.fan-out.read": price(1, "GB", "kinesisPricing")(0.013),
	"kinesis.price.on-demand.stream-hour": price(1, "stream-hours", "kinesisPricing")(0.04),
	"kinesis.price.on-demand.written": price(1, "GB", "kinesisPricing")(0.08),
	"kinesis.price.on-demand.read": price(1, "GB", "kinesisPricing")(0.04),
	"kinesis.price.on-demand.fan-out.read": price(1, "GB", "kinesisPricing")(0.05),
	"kinesis.price.on-demand.retention": price(1, "GB-months", "kinesisPricing")(0.1),
	"kinesis.price.advantage.written": price(1, "GB", "kinesisPricing")(0.032),
	"kinesis.price.advantage.read": price(1, "GB", "kinesisPricing")(0.016),

	// S3, storage class Standard
	"s3.price.put": price(1_000, "PUT, COPY, POST and LIST requests", "s3Pricing")(0.005),
	"s3.price.get": price(1_000, "GET requests", "s3Pricing")(0.0004),
	"s3.price.storage.tier1": s3Storage(0.023, { upTo: 51_200 }),
	"s3.price.storage.tier2": s3Storage(0.022, { upTo: 512_000 }),
	"s3.price.storage.tier3": s3Storage(0.021),

	// CloudWatch and X-Ray
	"logs.price.ingested.standard": price(1, "GB", "cloudWatchPricing")(0.5),
	"logs.price.ingested.infrequent-access": price(1, "GB", "cloudWatchPricing")(0.25),
	"logs.price.ingested.lambda.tier1": lambdaLogsGb(0.5, { upTo: 10_000 }),
	"logs.price.ingested.lambda.tier2": lambdaLogsGb(0.25, { upTo: 30_000 }),
	"logs.price.ingested.lambda.tier3": lambdaLogsGb(0.1, { upTo: 50_000 }),
	"logs.price.ingested.lambda.tier4": lambdaLogsGb(0.05),
	"logs.price.stored": price(1, "GB-months", "cloudWatchPricing")(0.03),
	"logs.price.scanned": price(1, "GB scanned", "cloudWatchPricing")(0.005),
	"logs.price.live-tail": price(1, "minutes", "cloudWatchPricing")(0.01),
	"logs.free.data": free(5, "GB", "cloudWatchPricing"),
	"cloudwatch.price.metrics.tier1": metrics(0.3, { upTo: 10_000 }),
	"cloudwatch.price.metrics.tier2": metrics(0.1, { upTo: 250_000 }),
	"cloudwatch.price.metrics.tier3": metrics(0.05, { upTo: 1_000_000 }),
	"cloudwatch.price.metrics.tier4": metrics(0.02),
	"cloudwatch.price.api": price(1_000, "API requests", "cloudWatchPricing")(0.01),
	"cloudwatch.price.alarm": price(1, "alarm-months", "cloudWatchPricing")(0.1),
	"cloudwatch.price.alarm.high-resolution": price(1, "alarm-months", "cloudWatchPricing")(0.3),
	"cloudwatch.price.alarm.composite": price(1, "alarm-months", "cloudWatchPricing")(0.5),
	"cloudwatch.price.dashboard": price(1, "dashboard-months", "cloudWatchPricing")(3),
	"cloudwatch.free.metrics": free(10, "metric-months", "cloudWatchPricing"),
	"cloudwatch.free.alarms": free(10, "alarm-months", "cloudWatchPricing"),
	"cloudwatch.free.api": free(MILLION, "API requests", "cloudWatchPricing"),
	"xray.price.recorded": price(MILLION, "traces", "xrayPricing")(5),
	"xray.price.retrieved": price(MILLION, "traces", "xrayPricing")(0.5),
	"xray.free.recorded": free(100_000, "traces", "xrayPricing"),

	// Step Functions. Express is charged by 100 ms and 64 MB.
	"states.price.standard.transitions": price(1_000, "state transitions", "statesPricing")(0.025),
	"states.price.express.requests": price(MILLION, "requests", "statesPricing")(1),
	"states.price.express.duration.tier1": expressGbHours(0.06, { upTo: 1_000 }),
	"states.price.express.duration.tier2": expressGbHours(0.03, { upTo: 5_000 }),
	"states.price.express.duration.tier3": expressGbHours(0.01642),
	"states.free.standard.transitions": free(4_000, "state transitions", "statesPricing"),

	// Secrets, parameters, keys
	"secrets.price.secret": price(1, "secret-months", "secretsPricing")(0.4),
	"secrets.price.calls": price(10_000, "API calls", "secretsPricing")(0.05),
	"ssm.price.parameter.standard": price(1, "parameter-months", "ssmPricing")(0),
	"ssm.price.parameter.advanced": price(1, "parameter-months", "ssmPricing")(0.05),
	"ssm.price.interactions.advanced": price(10_000, "API interactions", "ssmPricing")(0.05),
	"kms.price.key": price(1, "key-months", "kmsPricing")(1),
	"kms.price.requests": price(10_000, "requests", "kmsPricing")(0.03),
	"kms.free.requests": free(20_000, "requests", "kmsPricing"),

	// Network
	"vpc.price.nat.hour": price(1, "NAT gateway-hours", "vpcPricing")(0.045),
	"vpc.price.nat.processed": price(1, "GB processed", "vpcPricing")(0.045),
	"vpc.price.endpoint.interface.hour": price(1, "zone-hours of an endpoint", "vpcPricing")(0.01),
	"vpc.price.endpoint.interface.processed": price(1, "GB processed", "vpcPricing")(0.01),
	"vpc.price.endpoint.gateway": price(1, "endpoint-hours", "vpcPricing")(0),
	"vpc.price.public-ipv4": price(1, "address-hours", "vpcPricing")(0.005),
	"transfer.price.internet.tier1": transferGb(0.09, { upTo: 10_240 }),
	"transfer.price.internet.tier2": transferGb(0.085, { upTo: 51_200 }),
	"transfer.price.internet.tier3": transferGb(0.07, { upTo: 153_600 }),
	"transfer.price.internet.tier4": transferGb(0.05),
	"transfer.price.zones": price(1, "GB in each direction", "transferPricing")(0.01),
	"transfer.price.regions": transferGb(0.02),
	"transfer.free.internet": free(100, "GB", "transferPricing"),
	"alb.price.hour": price(1, "load balancer-hours", "loadBalancerPricing")(0.0225),
	"alb.price.lcu-hour": price(1, "LCU-hours", "loadBalancerPricing")(0.008),

	// Cognito user pools, by monthly active users
	"cognito.price.lite": price(1, "MAUs from 10,001 to 100,000", "cognitoPricing")(0.0055),
	"cognito.price.essentials": price(1, "MAUs", "cognitoPricing")(0.015),
	"cognito.price.plus": price(1, "MAUs", "cognitoPricing")(0.02),
	"cognito.price.federated": price(1, "MAUs by SAML or OIDC", "cognitoPricing")(0.015),
	"cognito.free.essentials": free(10_000, "MAUs", "cognitoPricing"),
	"cognito.free.federated": free(50, "MAUs", "cognitoPricing"),
} as const satisfies Record<string, Price | Allowance>;
