/** An npm package that handlers may import. */
export type AllowedPackage = {
	/** As a handler names it. */
	name: string;
	/** What it is for, in one line. */
	about: string;
	/** Paths below the package that may be imported as well, besides the package itself. */
	paths?: RegExp;
};

/**
 * The packages that handlers may import: those that run in the simulator as they do in Node.js, each proven by a test
 * (test/sandbox/runtime/packages.test.ts). Their text comes from this program's own node_modules, in the installed version.
 */
export const allowedPackages: readonly AllowedPackage[] = [
	{ name: "uuid", about: "UUIDs of all versions: make, read, validate." },
	{ name: "lodash", about: "Functions for lists, objects and texts.", paths: /^[a-zA-Z]+$/ },
	{ name: "moment", about: "Dates and durations, the older library." },
	{ name: "date-fns", about: "Dates and durations as single functions." },
	{ name: "nanoid", about: "Short random ids." },
	{ name: "zod", about: "Schemas that validate and type what comes in." },
	{ name: "axios", about: "HTTP requests, the most used client." },
	{ name: "express", about: "A web framework: routes and middlewares." },
	{ name: "serverless-http", about: "Express and its like behind API Gateway." },
	{ name: "aws-xray-sdk-core", about: "X-Ray: segments of traces, the older library." },
	{ name: "@aws-sdk/client-apigatewaymanagementapi", about: "AWS SDK: client of WebSocket connections of API Gateway." },
	{ name: "@aws-sdk/client-appconfigdata", about: "AWS SDK: client of AppConfig." },
	{ name: "@aws-sdk/client-cloudwatch", about: "AWS SDK: client of CloudWatch metrics." },
	{ name: "@aws-sdk/client-cloudwatch-logs", about: "AWS SDK: client of CloudWatch Logs." },
	{ name: "@aws-sdk/client-cognito-identity-provider", about: "AWS SDK: client of Cognito user pools." },
	{ name: "@aws-sdk/client-dynamodb", about: "AWS SDK: client of DynamoDB." },
	{ name: "@aws-sdk/client-eventbridge", about: "AWS SDK: client of EventBridge." },
	{ name: "@aws-sdk/client-kinesis", about: "AWS SDK: client of Kinesis Data Streams." },
	{ name: "@aws-sdk/client-kms", about: "AWS SDK: client of KMS." },
	{ name: "@aws-sdk/client-lambda", about: "AWS SDK: client of Lambda." },
	{ name: "@aws-sdk/client-s3", about: "AWS SDK: client of S3." },
	{ name: "@aws-sdk/client-scheduler", about: "AWS SDK: client of EventBridge Scheduler." },
	{ name: "@aws-sdk/client-secrets-manager", about: "AWS SDK: client of Secrets Manager." },
	{ name: "@aws-sdk/client-sfn", about: "AWS SDK: client of Step Functions." },
	{ name: "@aws-sdk/client-sns", about: "AWS SDK: client of SNS." },
	{ name: "@aws-sdk/client-sqs", about: "AWS SDK: client of SQS." },
	{ name: "@aws-sdk/client-ssm", about: "AWS SDK: client of Systems Manager, with its Parameter Store." },
	{ name: "@aws-sdk/client-sts", about: "AWS SDK: client of STS." },
	{ name: "@aws-sdk/client-xray", about: "AWS SDK: client of X-Ray." },
	{ name: "@aws-sdk/lib-dynamodb", about: "AWS SDK: DynamoDB's items as plain objects." },
	{ name: "@aws-sdk/lib-storage", about: "AWS SDK: uploads to S3 in parts." },
	{ name: "@aws-sdk/s3-request-presigner", about: "AWS SDK: presigned URLs of S3." },
	{ name: "@aws-sdk/util-dynamodb", about: "AWS SDK: marshall and unmarshall of DynamoDB's items." },
	{ name: "@middy/core", about: "Middlewares around a handler." },
	{ name: "@middy/http-cors", about: "Middy: headers for CORS." },
	{ name: "@middy/http-error-handler", about: "Middy: HTTP responses of errors." },
	{ name: "@middy/http-event-normalizer", about: "Middy: the fields of HTTP events, always there." },
	{ name: "@middy/http-header-normalizer", about: "Middy: names of headers in one form." },
	{ name: "@middy/http-json-body-parser", about: "Middy: JSON bodies, parsed." },
	{ name: "@middy/validator", about: "Middy: events and responses, validated by JSON Schema.", paths: /^transpile$/ },
	{ name: "@aws-lambda-powertools/logger", about: "Powertools: structured logs.", paths: /^(?:middleware|correlationId)$/ },
	{ name: "@aws-lambda-powertools/metrics", about: "Powertools: metrics in the Embedded Metric Format.", paths: /^middleware$/ },
	{ name: "@aws-lambda-powertools/batch", about: "Powertools: batches with partial failures.", paths: /^parser$/ },
	{ name: "@aws-lambda-powertools/jmespath", about: "Powertools: parts of an event by JMESPath.", paths: /^(?:envelopes|functions)$/ },
	{
		name: "@aws-lambda-powertools/parser",
		about: "Powertools: events parsed by schemas.",
		paths: /^(?:middleware|helpers|errors|(?:schemas|envelopes)(?:\/[a-z\d-]+)?|helpers\/dynamodb)$/,
	},
	{ name: "@aws-lambda-powertools/tracer", about: "Powertools: segments of X-Ray.", paths: /^middleware$/ },
	{
		name: "@aws-lambda-powertools/idempotency",
		about: "Powertools: a handler that acts once for each event.",
		paths: /^(?:persistence|dynamodb|middleware)$/,
	},
	{
		name: "@aws-lambda-powertools/parameters",
		about: "Powertools: parameters and secrets, kept for a while.",
		paths: /^(?:base|ssm|secrets|dynamodb|appconfig|errors)$/,
	},
];

/** @returns Whether a specifier is on the list: exactly a package, or a path that its entry allows. */
export function isAllowedPackage(specifier: string): boolean {
	return allowedPackages.some(({ name, paths }) => {
		if (specifier === name) return true;
		return paths !== undefined && specifier.startsWith(`${name}/`) && paths.test(specifier.slice(name.length + 1));
	});
}

/** What is told of a package that is not on the list. */
export function packageProblem(specifier: string): { message: string; cure: string } {
	if (/^@(?:aws-sdk|smithy)\//.test(specifier)) {
		const sdk = allowedPackages.filter(({ name }) => name.startsWith("@aws-sdk/")).map(({ name }) => name);
		return {
			message: `The package ${JSON.stringify(specifier)} of the AWS SDK is not simulated.`,
			cure: `Of the AWS SDK, these can be imported: ${sdk.join(", ")}.`,
		};
	}
	const names = allowedPackages.map(({ name }) => name).join(", ");
	return {
		message: `The package ${JSON.stringify(specifier)} is not simulated and cannot be installed here.`,
		cure: `Packages that can be imported: ${names}. Import files of the project by ./ and built-in modules by node:.`,
	};
}
