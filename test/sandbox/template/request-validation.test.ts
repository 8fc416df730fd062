import { describe, expect, it } from "vitest";
import { problemsOf, readSound, runTemplate } from "./run-template.ts";

const SAM = "Transform: AWS::Serverless-2016-10-31\n";
const URI = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations";
const FUNCTION = `  Fn: { Type: AWS::Serverless::Function, Properties: { Handler: app.handler, Runtime: nodejs24.x, MemorySize: 1769 } }
  May: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Fn, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com } }
`;
const LINE = "{ type: object, required: [sku], properties: { sku: { type: string, minLength: 1 } } }";

const plain = `${SAM}Resources:
${FUNCTION}  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: orders } }
  Orders: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders } }
  Line: { Type: AWS::ApiGateway::Model, Properties: { RestApiId: !Ref Api, Name: Line, ContentType: application/json, Schema: ${LINE} } }
  Order: { Type: AWS::ApiGateway::Model, Properties: { RestApiId: !Ref Api, Name: Order, ContentType: application/json, Schema: { $schema: "http://json-schema.org/draft-04/schema#", type: object, required: [lines], properties: { lines: { type: array, items: { $ref: !Sub "https://apigateway.amazonaws.com/restapis/\${Api}/models/\${Line}" } } } } } }
  Validator: { Type: AWS::ApiGateway::RequestValidator, Properties: { RestApiId: !Ref Api, Name: all, ValidateRequestBody: true, ValidateRequestParameters: true } }
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: POST
      AuthorizationType: NONE
      RequestValidatorId: !Ref Validator
      RequestModels: { application/json: !Ref Order }
      RequestParameters: { method.request.querystring.page: true, method.request.header.X-Shop: false }
      Integration: { Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: !Sub "${URI}" }
`;

const operation = (schema: string) => `
      x-amazon-apigateway-request-validators: { all: { validateRequestBody: true, validateRequestParameters: true } }
      paths:
        /orders:
          parameters: [{ name: page, in: query, required: true, schema: { type: string } }, { name: X-Shop, in: header, schema: { type: string } }]
          post:
            x-amazon-apigateway-request-validator: all
            ${schema}
            x-amazon-apigateway-integration: { type: aws_proxy, httpMethod: POST, uri: !Sub "${URI}" }`;
const openApi3 = `${SAM}Resources:
${FUNCTION}  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
     Body:
      openapi: 3.0.1
      components: { schemas: { Line: ${LINE}, Order: { type: object, required: [lines], properties: { lines: { type: array, items: { $ref: "#/components/schemas/Line" } } } } } }${operation(
				'requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Order" } } } }',
			)}
`;
const swagger2 = `${SAM}Resources:
${FUNCTION}  Api:
    Type: AWS::Serverless::Api
    Properties:
     StageName: live
     DefinitionBody:
      swagger: "2.0"
      definitions: { Line: ${LINE}, Order: { type: object, required: [lines], properties: { lines: { type: array, items: { $ref: "#/definitions/Line" } } } } }${operation(
				'parameters: [{ name: order, in: body, required: true, schema: { $ref: "#/definitions/Order" } }]',
			)}
`;
const event = (request: string, more = "") => `${SAM}Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      Models:
        Line: ${LINE}
        Order: { type: object, required: [lines], properties: { lines: { type: array, items: { $ref: "#/definitions/Line" } } } }
${more}  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: nodejs24.x
      MemorySize: 1769
      Events:
        Post:
          Type: Api
          Properties:
            RestApiId: !Ref Api
            Path: /orders
            Method: post
            ${request}
            RequestParameters:
              - method.request.querystring.page: { Required: true }
              - method.request.header.X-Shop
`;
const sam = event("RequestModel: { Model: Order, Required: true, ValidateBody: true, ValidateParameters: true }");

const handler = { "app.mjs": 'export const handler = async () => ({ statusCode: 200, body: "ok" });' };
const post = { method: "POST" as const, path: "/orders?page=1" };

describe.each([
	["RequestValidator and Model of CloudFormation", plain],
	["an OpenAPI 3.0 document", openApi3],
	["a Swagger 2.0 document", swagger2],
	["RequestModel and RequestParameters of SAM", sam],
])("requests validated by %s", (_, template) => {
	it("are 400 without what is required or with a body that does not match, and call no function (L304)", async () => {
		const { http, events } = await runTemplate(template, handler, [
			{ ...post, path: "/orders", body: { lines: [] } },
			{ ...post, body: {} },
			{ ...post, body: { lines: [{ sku: "" }] } },
			{ ...post, headers: { "content-type": "application/json" }, body: "{" },
			{ ...post, body: { lines: [{ sku: "a" }] } },
		]);
		expect(http.map(({ status, body, error }) => [status, body, error])).toEqual([
			[400, { message: "Missing required request parameters: [page]" }, "BAD_REQUEST_PARAMETERS"],
			[400, { message: "Invalid request body" }, "BAD_REQUEST_BODY"],
			[400, { message: "Invalid request body" }, "BAD_REQUEST_BODY"],
			[400, { message: "Invalid request body" }, "BAD_REQUEST_BODY"],
			[200, "ok", null],
		]);
		expect(http[0]?.headers["x-amzn-errortype"]).toBe("BadRequestException");
		expect(http[2]?.log).toMatch(/: \[string "" is too short \(length: 0, required minimum: 1\)\]$/);
		expect(events).toHaveLength(1);
	});
});

describe("required parameters without a validator", () => {
	it("are a description alone: API Gateway lets the request pass (L304)", async () => {
		const none = [
			plain.replace("      RequestValidatorId: !Ref Validator\n", ""),
			openApi3.replace("            x-amazon-apigateway-request-validator: all\n", ""),
			event("RequestModel: { Model: Order }"),
		];
		const runs = await Promise.all(none.map((template) => runTemplate(template, handler, [{ method: "POST", path: "/orders", body: {} }])));
		expect(runs.map(({ http }) => http[0]?.status)).toEqual([200, 200, 200]);
	});
});

describe("a template whose validation cannot be", () => {
	it.each([
		[
			"an event whose API has no models",
			event("RequestModel: { Model: Order }").replace(/ {6}Models:\n.*\n.*\n/, ""),
			"Unable to set RequestModel [Order] on API method [post] for path [/orders] because the related API does not define any Models.",
		],
		[
			"an event with a model that the API has not",
			event("RequestModel: { Model: Bill }"),
			"Unable to set RequestModel [Bill] on API method [post] for path [/orders] because it wasn't defined in the Models of the API.",
		],
		[
			"a parameter that is none of the request",
			sam.replace("method.request.header.X-Shop", "X-Shop"),
			"Invalid value for 'RequestParameters' property. Keys must be in the format 'method.request.[querystring|path|header].{value}', e.g 'method.request.header.Authorization'.",
		],
		[
			"a model that is not there",
			plain.replace("application/json: !Ref Order", "application/json: Bill"),
			"Invalid model identifier specified: Bill",
		],
	])("is refused: %s", (_, template, message) => {
		expect(problemsOf(template)).toContain(message);
	});

	it("is named where a model is no JSON Schema", () => {
		const { stack, notSimulated } = readSound(plain.replace("type: array,", "type: array, minItems: none,"));
		expect(stack.apis[0]?.routes[0]?.validation?.model).toBeUndefined();
		expect(notSimulated).toMatchObject([
			{ what: "the model Order of Post, which is no JSON Schema of draft 4,", consequence: "Bodies are not validated." },
		]);
	});

	it("is named where a document asks for a validator that it does not have", () => {
		const { notSimulated } = readSound(openApi3.replace("request-validator: all", "request-validator: none"));
		expect(notSimulated).toMatchObject([
			{ what: "the validator none, which the document does not have, of POST /orders of Api", consequence: "Requests are not validated." },
		]);
	});
});
