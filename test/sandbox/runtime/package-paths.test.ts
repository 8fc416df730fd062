import { describe, expect, it } from "vitest";
import { only, responses, traceOf } from "../lambda/run-project.ts";

/** Paths below packages that are allowed besides the packages themselves: each loads, and has what it is for. */
const paths: Record<string, string> = {
	"lodash/groupBy": "default",
	"@middy/validator/transpile": "transpileSchema",
	"@aws-lambda-powertools/logger/middleware": "injectLambdaContext",
	"@aws-lambda-powertools/logger/correlationId": "search",
	"@aws-lambda-powertools/metrics/middleware": "logMetrics",
	"@aws-lambda-powertools/batch/parser": "parser",
	"@aws-lambda-powertools/jmespath/envelopes": "SQS",
	"@aws-lambda-powertools/jmespath/functions": "Functions",
	"@aws-lambda-powertools/tracer/middleware": "captureLambdaHandler",
	"@aws-lambda-powertools/idempotency/persistence": "BasePersistenceLayer",
	"@aws-lambda-powertools/idempotency/dynamodb": "DynamoDBPersistenceLayer",
	"@aws-lambda-powertools/idempotency/middleware": "makeHandlerIdempotent",
	"@aws-lambda-powertools/parameters/base": "BaseProvider",
	"@aws-lambda-powertools/parameters/ssm": "getParameter",
	"@aws-lambda-powertools/parameters/secrets": "getSecret",
	"@aws-lambda-powertools/parameters/dynamodb": "DynamoDBProvider",
	"@aws-lambda-powertools/parameters/appconfig": "getAppConfig",
	"@aws-lambda-powertools/parameters/errors": "GetParameterError",
	"@aws-lambda-powertools/parser/middleware": "parser",
	"@aws-lambda-powertools/parser/helpers": "JSONStringified",
	"@aws-lambda-powertools/parser/helpers/dynamodb": "DynamoDBMarshalled",
	"@aws-lambda-powertools/parser/errors": "ParseError",
	"@aws-lambda-powertools/parser/schemas": "SqsSchema",
	"@aws-lambda-powertools/parser/schemas/sqs": "SqsSchema",
	"@aws-lambda-powertools/parser/envelopes": "SqsEnvelope",
	"@aws-lambda-powertools/parser/envelopes/sqs": "SqsEnvelope",
};

describe("a path below a package of the list", () => {
	it.each(Object.entries(paths))("loads: %s", async (path, member) => {
		const source = `import * as loaded from ${JSON.stringify(path)}; export const handler = async () => typeof loaded[${JSON.stringify(member)}];`;
		expect(["function", "object", "string"]).toContain(only(responses(await traceOf(source))));
	});
});
