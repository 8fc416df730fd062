import type { PolicyDocument } from "#sandbox/stack/iam.ts";

/** Actions of AWS's managed policies on all resources, as far as services of the simulator are concerned. */
const actions: { readonly [name: string]: readonly string[] } = {
	AdministratorAccess: ["*"],
	PowerUserAccess: ["*"],
	ReadOnlyAccess: ["*:Get*", "*:List*", "*:Describe*", "*:BatchGet*", "dynamodb:Query", "dynamodb:Scan"],
	AWSLambdaBasicExecutionRole: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
	AWSLambdaSQSQueueExecutionRole: [
		"sqs:ReceiveMessage",
		"sqs:DeleteMessage",
		"sqs:GetQueueAttributes",
		"logs:CreateLogGroup",
		"logs:CreateLogStream",
		"logs:PutLogEvents",
	],
	AWSLambdaKinesisExecutionRole: [
		"kinesis:DescribeStream",
		"kinesis:DescribeStreamSummary",
		"kinesis:GetRecords",
		"kinesis:GetShardIterator",
		"kinesis:ListShards",
		"kinesis:ListStreams",
		"kinesis:SubscribeToShard",
		"logs:CreateLogGroup",
		"logs:CreateLogStream",
		"logs:PutLogEvents",
	],
	AWSLambdaDynamoDBExecutionRole: [
		"dynamodb:DescribeStream",
		"dynamodb:GetRecords",
		"dynamodb:GetShardIterator",
		"dynamodb:ListStreams",
		"logs:CreateLogGroup",
		"logs:CreateLogStream",
		"logs:PutLogEvents",
	],
	AWSLambdaVPCAccessExecutionRole: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "ec2:*NetworkInterface*"],
	AWSXRayDaemonWriteAccess: ["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSampling*"],
	AWSXrayWriteOnlyAccess: ["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSampling*"],
	AWSXrayFullAccess: ["xray:*"],
	AWSLambdaRole: ["lambda:InvokeFunction"],
	AWSLambda_FullAccess: ["lambda:*"],
	AWSLambdaFullAccess: ["lambda:*"],
	AmazonDynamoDBFullAccess: ["dynamodb:*", "dax:*"],
	AmazonDynamoDBFullAccess_v2: ["dynamodb:*", "dax:*"],
	AmazonDynamoDBReadOnlyAccess: [
		"dynamodb:BatchGetItem",
		"dynamodb:Describe*",
		"dynamodb:GetItem",
		"dynamodb:List*",
		"dynamodb:Query",
		"dynamodb:Scan",
		"dynamodb:PartiQLSelect",
	],
	AmazonS3FullAccess: ["s3:*", "s3-object-lambda:*"],
	AmazonS3ReadOnlyAccess: ["s3:Get*", "s3:List*", "s3:Describe*"],
	AmazonSQSFullAccess: ["sqs:*"],
	AmazonSQSReadOnlyAccess: ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:List*"],
	AmazonSNSFullAccess: ["sns:*"],
	AmazonKinesisFullAccess: ["kinesis:*"],
	AmazonEventBridgeFullAccess: ["events:*", "schemas:*", "scheduler:*"],
	AmazonEventBridgeSchedulerFullAccess: ["scheduler:*"],
	AWSStepFunctionsFullAccess: ["states:*"],
	SecretsManagerReadWrite: ["secretsmanager:*", "kms:DescribeKey", "kms:ListAliases", "kms:ListKeys"],
	AmazonSSMFullAccess: ["ssm:*"],
	AmazonSSMReadOnlyAccess: ["ssm:Describe*", "ssm:Get*", "ssm:List*"],
	AmazonAPIGatewayInvokeFullAccess: ["execute-api:Invoke", "execute-api:ManageConnections"],
	AmazonCognitoPowerUser: ["cognito-idp:*", "cognito-identity:*"],
	CloudWatchFullAccess: ["cloudwatch:*", "logs:*"],
	CloudWatchFullAccessV2: ["cloudwatch:*", "logs:*"],
	CloudWatchLogsFullAccess: ["logs:*"],
};

/** @param arnOrName As a template names it, for example `arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess`. @returns undefined for one that is not known here. */
export function managedPolicy(arnOrName: string): { name: string; document: PolicyDocument } | undefined {
	const name = arnOrName.slice(arnOrName.lastIndexOf("/") + 1);
	const allowed = Object.hasOwn(actions, name) ? actions[name] : undefined;
	return allowed && { name, document: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: [...allowed], Resource: "*" }] } };
}
