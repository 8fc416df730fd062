import { describe, expect, it } from "vitest";
import { problemsOf, readSound, runTemplate } from "./run-template.ts";

const SAM = "Transform: AWS::Serverless-2016-10-31\n";
const FUNCTION = `  Fn: { Type: AWS::Serverless::Function, Properties: { FunctionName: fn, Handler: app.handler, Runtime: nodejs24.x, MemorySize: 1769 } }
  May: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Fn, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com } }
`;
const api = (type: string, properties: string) => `${SAM}Resources:\n${FUNCTION}  Api: { Type: ${type}, Properties: { ${properties} } }\n`;
const document = (uri: string) => `openapi: "3.0.1"
info: { title: orders }
paths:
  /orders:
    get:
      x-amazon-apigateway-integration:
        type: aws_proxy
        httpMethod: POST
        payloadFormatVersion: "2.0"
        uri: ${uri}
`;
const SUB = '!Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations"';
const FULL =
	"arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:fn/invocations";
const include = "{ Fn::Transform: { Name: AWS::Include, Parameters: { Location: ./api/openapi.yaml } } }";
const handler = { "app.mjs": 'export const handler = async () => ({ statusCode: 200, body: "ok" });' };

describe("the OpenAPI document of an API", () => {
	it.each([
		["Body of a RestApi, by AWS::Include", api("AWS::ApiGateway::RestApi", `Body: ${include}`), SUB],
		["DefinitionBody of SAM's Api, by AWS::Include", api("AWS::Serverless::Api", `StageName: live, DefinitionBody: ${include}`), SUB],
		["DefinitionBody of SAM's HttpApi, by AWS::Include", api("AWS::Serverless::HttpApi", `DefinitionBody: ${include}`), SUB],
		["BodyS3Location of a RestApi", api("AWS::ApiGateway::RestApi", "BodyS3Location: api/openapi.yaml"), FULL],
		["BodyS3Location of an HTTP API", api("AWS::ApiGatewayV2::Api", "BodyS3Location: api/openapi.yaml"), FULL],
		["DefinitionUri of SAM's Api", api("AWS::Serverless::Api", "StageName: live, DefinitionUri: ./api/openapi.yaml"), FULL],
		["DefinitionUri of SAM's HttpApi", api("AWS::Serverless::HttpApi", "DefinitionUri: api/openapi.yaml"), FULL],
	])("may be a file of the project: %s", async (_, template, uri) => {
		const { http } = await runTemplate(template, { ...handler, "api/openapi.yaml": document(uri) }, [{ path: "/orders" }]);
		expect(http[0]).toMatchObject({ status: 200, body: "ok", route: "GET /orders" });
	});

	it("may be included among what the template says itself", () => {
		const part = `{ openapi: "3.0.1", Fn::Transform: { Name: AWS::Include, Parameters: { Location: api/openapi.yaml } } }`;
		const { stack } = readSound(api("AWS::ApiGateway::RestApi", `Body: ${part}`), { "api/openapi.yaml": document(SUB) });
		expect(stack.apis[0]?.routes).toMatchObject([{ method: "GET", path: "/orders" }]);
	});

	it("in a file of its own has nothing resolved, which is named", () => {
		const { stack, notSimulated } = readSound(api("AWS::Serverless::Api", "StageName: live, DefinitionUri: api/openapi.yaml"), {
			"api/openapi.yaml": document(SUB),
		});
		expect(stack.apis[0]?.routes).toEqual([]);
		expect(notSimulated[0]?.what).toBe("Fn::Sub in api/openapi.yaml, which nobody resolves in a file of DefinitionUri,");
	});

	it("in S3 is named", () => {
		const { notSimulated } = readSound(api("AWS::Serverless::Api", "StageName: live, DefinitionUri: s3://bucket/openapi.yaml"));
		expect(notSimulated).toEqual([
			{ line: 5, what: "DefinitionUri of Api, a document in S3", consequence: "The methods that it describes do not exist." },
		]);
	});

	it("has the line of each operation where it stands in the template", () => {
		const text = `${SAM}Resources:\n${FUNCTION}  Api:\n    Type: AWS::ApiGateway::RestApi\n    Properties:\n      Body:\n${document(SUB).replace(/^(?=.)/gm, "        ")}`;
		expect(text.split("\n")[(readSound(text).stack.apis[0]?.routes[0]?.line as number) - 1]?.trim()).toBe("get:");
	});

	it.each([
		[
			"a file that is not there",
			api("AWS::Serverless::Api", "StageName: live, DefinitionUri: none.yaml"),
			"DefinitionUri of Api: there is no file none.yaml.",
		],
		[
			"a file and a body at once",
			api("AWS::Serverless::Api", "StageName: live, DefinitionUri: api/openapi.yaml, DefinitionBody: { openapi: 3.0.1 }"),
			"Specify either 'DefinitionUri' or 'DefinitionBody' property and not both.",
		],
		[
			"Cors beside a file",
			api("AWS::Serverless::Api", `StageName: live, Cors: "'*'", DefinitionUri: api/openapi.yaml`),
			"Resource with id [Api] is invalid. Cors works only with inline Swagger specified in 'DefinitionBody' property.",
		],
	])("is refused as SAM refuses it: %s", (_, template, message) => {
		expect(problemsOf(template, { "api/openapi.yaml": document(FULL) })).toContain(message);
	});

	it("that leads round in circles, or is none at all, ends", () => {
		const circle = `Body: { openapi: 3.0.1, components: { a: { $ref: "#/components/b" }, b: { $ref: "#/components/a" } }, paths: { /x: { $ref: "#/components/a" }, /y: { get: { responses: { "200": { $ref: "#/components/a" } }, x-amazon-apigateway-integration: { type: mock } } } } }`;
		expect(readSound(api("AWS::ApiGateway::RestApi", circle)).stack.apis[0]?.routes).toHaveLength(1);
		expect(readSound(api("AWS::ApiGateway::RestApi", "Body: just text")).stack.apis[0]?.routes).toEqual([]);
		expect(readSound(api("AWS::ApiGateway::RestApi", "Body: { paths: [1, { get: 2 }], components: 7 }")).stack.apis[0]?.routes).toEqual([]);
	});
});
