/**
 * Where facts were read. `checked` is the day on which the values were compared with it; `through` says by whose transcription, where the
 * page itself shows its numbers only to a browser that runs its scripts.
 */
export type Source = { readonly title: string; readonly address: string; readonly checked: string; readonly through?: string };

const checked = "2026-11-24";
const priceList = "transcriptions of the AWS Price List of September and October 2026";

const page = (title: string, address: string, through?: string): Source =>
	through ? { title, address, checked, through } : { title, address, checked };
const pricing = (service: string, path: string) => page(`${service} pricing`, `https://aws.amazon.com/${path}/pricing/`, priceList);
const guide = (title: string, path: string) => page(title, `https://docs.aws.amazon.com/${path}`);
const lambda = (title: string, name: string) => guide(`AWS Lambda Developer Guide, ${title}`, `lambda/latest/dg/${name}.html`);

export const sources = {
	lambdaPricing: pricing("AWS Lambda", "lambda"),
	apiGatewayPricing: pricing("Amazon API Gateway", "api-gateway"),
	sqsPricing: pricing("Amazon SQS", "sqs"),
	snsPricing: pricing("Amazon SNS", "sns"),
	eventBridgePricing: pricing("Amazon EventBridge", "eventbridge"),
	dynamoDbPricing: pricing("Amazon DynamoDB", "dynamodb"),
	kinesisPricing: pricing("Amazon Kinesis Data Streams", "kinesis/data-streams"),
	s3Pricing: pricing("Amazon S3", "s3"),
	cloudWatchPricing: pricing("Amazon CloudWatch", "cloudwatch"),
	xrayPricing: pricing("AWS X-Ray", "xray"),
	statesPricing: pricing("AWS Step Functions", "step-functions"),
	secretsPricing: pricing("AWS Secrets Manager", "secrets-manager"),
	ssmPricing: pricing("AWS Systems Manager", "systems-manager"),
	kmsPricing: pricing("AWS Key Management Service", "kms"),
	vpcPricing: pricing("Amazon VPC", "vpc"),
	transferPricing: page("Amazon EC2 on-demand pricing, data transfer", "https://aws.amazon.com/ec2/pricing/on-demand/", priceList),
	loadBalancerPricing: pricing("Elastic Load Balancing", "elasticloadbalancing"),
	cognitoPricing: pricing("Amazon Cognito", "cognito"),
	lambdaLogsPricing: page(
		"Amazon CloudWatch pricing, vended logs, which those of Lambda are since 1 May 2025",
		"https://aws.amazon.com/cloudwatch/pricing/",
		"an account of the change (duckbillgroup.com), whose sum of $12,500 for 60 TB these tiers give",
	),
	lambdaQuotas: lambda("Lambda quotas", "gettingstarted-limits"),
	lambdaTimeout: lambda("timeout", "configuration-timeout"),
	lambdaEnvironment: lambda("execution environment life cycle", "lambda-runtime-environment"),
	lambdaMemory: lambda("memory", "configuration-memory"),
	lambdaConcurrency: lambda("concurrency", "lambda-concurrency"),
	lambdaReserved: lambda("reserved concurrency", "configuration-concurrency"),
	lambdaProvisioned: lambda("provisioned concurrency", "provisioned-concurrency"),
	lambdaScaling: lambda("scaling behaviour", "scaling-behavior"),
	lambdaAsync: lambda("retries of asynchronous invocation", "invocation-async-error-handling"),
	lambdaRecords: lambda("records of asynchronous invocation", "invocation-async-retain-records"),
	lambdaRecursion: lambda("recursive loop detection", "invocation-recursion"),
	lambdaMappings: lambda("event source mappings", "invocation-eventsourcemapping"),
	lambdaFilters: lambda("event filtering", "invocation-eventfiltering"),
	lambdaSqs: lambda("Amazon SQS", "with-sqs"),
	lambdaSqsParameters: lambda("parameters of Amazon SQS mappings", "services-sqs-parameters"),
	lambdaSqsScaling: lambda("scaling of Amazon SQS mappings", "services-sqs-scaling"),
	lambdaSqsSetup: lambda("queues for Lambda", "services-sqs-configure"),
	lambdaKinesis: lambda("Amazon Kinesis", "with-kinesis"),
	lambdaDynamoDb: lambda("Amazon DynamoDB", "with-ddb"),
	lambdaWindows: lambda("tumbling windows", "services-kinesis-windows"),
	lambdaVersions: lambda("alias routing", "configuring-alias-routing"),
	lambdaSnapStart: lambda("SnapStart", "snapstart"),
	lambdaVpc: lambda("functions in a VPC", "configuration-vpc"),
	lambdaImages: lambda("container images", "images-create"),
	lambdaLayers: lambda("layers", "chapter-layers"),
	lambdaExtensions: lambda("Extensions API", "runtimes-extensions-api"),
	lambdaVariables: lambda("environment variables", "configuration-envvars"),
	lambdaStreaming: lambda("response streaming", "configuration-response-streaming"),
	lambdaDurable: lambda("durable functions", "durable-functions"),
	lambdaManaged: lambda("Managed Instances", "lambda-managed-instances"),
	lambdaXray: lambda("X-Ray", "services-xray"),
	lambdaRuntimes: lambda("runtimes", "lambda-runtimes"),
	lambdaRuntimesCopy: page(
		"AWS Lambda Developer Guide, runtimes",
		"https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
		"endoflife.date and a table in a public repository that agree",
	),
	lambdaInvokeApi: guide("AWS Lambda API Reference, Invoke", "lambda/latest/api/API_Invoke.html"),
	lambdaApiModel: page("AWS's API model of Lambda, as shipped in botocore", "https://github.com/boto/botocore"),
	apiGatewayQuotas: guide("API Gateway Developer Guide, quotas", "apigateway/latest/developerguide/limits.html"),
	httpApiQuotas: guide("API Gateway Developer Guide, HTTP API quotas", "apigateway/latest/developerguide/http-api-quotas.html"),
	apiGatewayStreaming: guide(
		"API Gateway Developer Guide, response transfer mode",
		"apigateway/latest/developerguide/response-transfer-mode.html",
	),
	apiGatewayAuthorizers: guide(
		"API Gateway Developer Guide, Lambda authorizers",
		"apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html",
	),
	albLambda: guide(
		"Application Load Balancers, Lambda functions as targets",
		"elasticloadbalancing/latest/application/lambda-functions.html",
	),
	sqsQuotas: guide("SQS Developer Guide, message quotas", "AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html"),
	sqsVisibility: guide(
		"SQS Developer Guide, visibility timeout",
		"AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html",
	),
	sqsFifo: guide(
		"SQS Developer Guide, exactly-once processing",
		"AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html",
	),
	snsSize: guide("SNS Developer Guide, large message payloads", "sns/latest/dg/large-message-payloads.html"),
	snsRetries: guide("SNS Developer Guide, delivery retries", "sns/latest/dg/sns-message-delivery-retries.html"),
	eventBridgeQuotas: guide("EventBridge User Guide, quotas", "eventbridge/latest/userguide/eb-quota.html"),
	eventBridgeRetries: guide("EventBridge User Guide, retry policy", "eventbridge/latest/userguide/eb-rule-retry-policy.html"),
	eventBridgeSize: page("AWS Compute Blog, “More room to build” (29 January 2026)", "https://aws.amazon.com/blogs/compute/"),
	schedulerGuide: guide("EventBridge Scheduler User Guide", "scheduler/latest/UserGuide/what-is-scheduler.html"),
	kinesisQuotas: guide("Kinesis Data Streams Developer Guide, large records", "streams/latest/dev/large-records.html"),
	dynamoDbQuotas: guide("DynamoDB Developer Guide, quotas", "amazondynamodb/latest/developerguide/ServiceQuotas.html"),
	dynamoDbUnits: guide("DynamoDB Developer Guide, capacity units", "amazondynamodb/latest/developerguide/capacity-unit-calculations.html"),
	dynamoDbPartitions: guide(
		"DynamoDB Developer Guide, partition key design",
		"amazondynamodb/latest/developerguide/bp-partition-key-design.html",
	),
	dynamoDbOnDemand: guide("DynamoDB Developer Guide, on-demand mode", "amazondynamodb/latest/developerguide/on-demand-capacity-mode.html"),
	dynamoDbTransactions: guide("DynamoDB Developer Guide, transactions", "amazondynamodb/latest/developerguide/transaction-apis.html"),
	dynamoDbBatchWrite: guide("DynamoDB API Reference, BatchWriteItem", "amazondynamodb/latest/APIReference/API_BatchWriteItem.html"),
	dynamoDbBatchGet: guide("DynamoDB API Reference, BatchGetItem", "amazondynamodb/latest/APIReference/API_BatchGetItem.html"),
	dynamoDbPages: guide("DynamoDB Developer Guide, pages of a query", "amazondynamodb/latest/developerguide/Query.Pagination.html"),
	dynamoDbStreams: guide("DynamoDB Developer Guide, streams", "amazondynamodb/latest/developerguide/Streams.html"),
	statesTypes: guide("Step Functions Developer Guide, choosing a workflow type", "step-functions/latest/dg/choosing-workflow-type.html"),
	statesErrors: guide("Step Functions Developer Guide, error handling", "step-functions/latest/dg/concepts-error-handling.html"),
	statesQuotas: guide("Step Functions Developer Guide, quotas", "step-functions/latest/dg/service-quotas.html"),
	secretsExtension: guide("Secrets Manager User Guide, Lambda extension", "secretsmanager/latest/userguide/retrieving-secrets_lambda.html"),
	parameterTiers: guide(
		"Systems Manager User Guide, parameter tiers",
		"systems-manager/latest/userguide/parameter-store-advanced-parameters.html",
	),
} as const satisfies Record<string, Source>;

export type SourceId = keyof typeof sources;
