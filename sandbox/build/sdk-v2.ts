/** Clients of version 3 by the classes of version 2. */
const clients = new Map(
	Object.entries({
		ApiGatewayManagementApi: "@aws-sdk/client-apigatewaymanagementapi",
		AppConfigData: "@aws-sdk/client-appconfigdata",
		CloudWatch: "@aws-sdk/client-cloudwatch",
		CloudWatchLogs: "@aws-sdk/client-cloudwatch-logs",
		CognitoIdentityServiceProvider: "@aws-sdk/client-cognito-identity-provider",
		DynamoDB: "@aws-sdk/client-dynamodb, with its documents in @aws-sdk/lib-dynamodb",
		EventBridge: "@aws-sdk/client-eventbridge",
		Kinesis: "@aws-sdk/client-kinesis",
		KMS: "@aws-sdk/client-kms",
		Lambda: "@aws-sdk/client-lambda",
		S3: "@aws-sdk/client-s3",
		Scheduler: "@aws-sdk/client-scheduler",
		SecretsManager: "@aws-sdk/client-secrets-manager",
		SNS: "@aws-sdk/client-sns",
		SQS: "@aws-sdk/client-sqs",
		SSM: "@aws-sdk/client-ssm",
		StepFunctions: "@aws-sdk/client-sfn",
		STS: "@aws-sdk/client-sts",
		XRay: "@aws-sdk/client-xray",
	}).map(([name, client]) => [name.toLowerCase(), { name, client }]),
);

export function isSdkV2(specifier: string): boolean {
	return specifier === "aws-sdk" || specifier.startsWith("aws-sdk/");
}

/**
 * What is told of an import of version 2 of the AWS SDK: no runtime since nodejs18.x brings it (L59).
 * @param source Text of the file that imports it: the clients that it uses are named.
 */
export function sdkV2Problem(specifier: string, source: string): { message: string; cure: string } {
	const ofPath = /^aws-sdk\/clients\/(\w+)/.exec(specifier)?.[1];
	// `new AWS.S3()`, and `new S3()` of what was imported by name.
	const constructed = [...source.matchAll(/\bnew\s+(?:\w+\.)?(\w+)/g)].map(([, name]) => name as string);
	const used = [...new Set(ofPath === undefined ? constructed : [ofPath])].flatMap((name) => clients.get(name.toLowerCase()) ?? []);
	const cure =
		used.length === 0
			? "use its clients, @aws-sdk/client-… (such as @aws-sdk/client-s3)."
			: `use ${used.map(({ name, client }) => `${client} for ${name}`).join("; ")}.`;
	return {
		message: `The package ${JSON.stringify(specifier)} (version 2 of the AWS SDK) is not part of the current runtimes.`,
		cure: `Lambda's Node.js runtimes since 18 bring version 3 only: ${cure}`,
	};
}
