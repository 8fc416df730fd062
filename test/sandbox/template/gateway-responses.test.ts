import { describe, expect, it } from "vitest";
import { problemsOf, runTemplate } from "./run-template.ts";

const SAM = "Transform: AWS::Serverless-2016-10-31\n";
const FUNCTION = (
	events = "",
) => `  May: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Fn, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com } }
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: nodejs24.x
      MemorySize: 1769
${events}`;
const EVENT = `      Events: { Get: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /orders, Method: get, RequestModel: { Model: Any, ValidateParameters: true }, RequestParameters: [{ method.request.querystring.page: { Required: true } }] } } }
`;
const PLAIN = "gatewayresponse.header.Access-Control-Allow-Origin: \"'*'\", gatewayresponse.header.X-Why: context.error.responseType";
const TEMPLATE = `'{"error": $context.error.messageString, "at": "$context.resourcePath"}'`;

const sam = (responses: string) => `${SAM}Resources:
  Api: { Type: AWS::Serverless::Api, Properties: { StageName: live, Models: { Any: { type: object } }, GatewayResponses: ${responses} } }
${FUNCTION(EVENT)}`;
const operation = `get: { parameters: [{ name: page, in: query, required: true }], x-amazon-apigateway-request-validator: p, x-amazon-apigateway-integration: { type: aws_proxy, httpMethod: POST, uri: !Sub "arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Fn.Arn}/invocations" } }`;
const document = (more = "") =>
	`{ openapi: 3.0.1, x-amazon-apigateway-request-validators: { p: { validateRequestParameters: true } }, paths: { /orders: { ${operation} } }${more} }`;
const openApi = (responses: string) => `${SAM}Resources:
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Body: ${document(`, x-amazon-apigateway-gateway-responses: ${responses}`)} } }
${FUNCTION()}`;
const plain = (response: string) => `${SAM}Resources:
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Body: ${document()} } }
  Response: { Type: AWS::ApiGateway::GatewayResponse, Properties: { RestApiId: !Ref Api, ${response} } }
${FUNCTION()}`;

describe.each([
	[
		"GatewayResponses of SAM",
		sam(
			`{ DEFAULT_4XX: { StatusCode: 418, ResponseParameters: { Headers: { Access-Control-Allow-Origin: "'*'", X-Why: context.error.responseType } }, ResponseTemplates: { application/json: ${TEMPLATE} } } }`,
		),
	],
	[
		"a GatewayResponse of CloudFormation",
		plain(
			`ResponseType: DEFAULT_4XX, StatusCode: "418", ResponseParameters: { ${PLAIN} }, ResponseTemplates: { application/json: ${TEMPLATE} }`,
		),
	],
	[
		"x-amazon-apigateway-gateway-responses",
		openApi(`{ DEFAULT_4XX: { statusCode: 418, responseParameters: { ${PLAIN} }, responseTemplates: { application/json: ${TEMPLATE} } } }`),
	],
])("%s", (_, template) => {
	it("give what the gateway answers itself its status, headers and body (L304, L305)", async () => {
		const handler = { "app.mjs": "export const handler = async () => { throw new Error('no'); };" };
		const { http } = await runTemplate(template, handler, [{ path: "/orders" }, { path: "/nope" }, { path: "/orders?page=1" }]);
		expect(
			http.map(({ status, body, error, headers }) => [status, body, error, headers["access-control-allow-origin"], headers["x-why"]]),
		).toEqual([
			[
				418,
				{ error: "Missing required request parameters: [page]", at: "/orders" },
				"BAD_REQUEST_PARAMETERS",
				"*",
				"BAD_REQUEST_PARAMETERS",
			],
			[418, { error: "Missing Authentication Token", at: "" }, "MISSING_AUTHENTICATION_TOKEN", "*", "MISSING_AUTHENTICATION_TOKEN"],
			// 5xx have no response of their own here.
			[502, { message: "Internal server error" }, "DEFAULT_5XX", undefined, undefined],
		]);
	});
});

describe("a gateway response that API Gateway would refuse", () => {
	it.each([
		["of a type that there is not", sam("{ NOT_FOUND: {} }"), /^Value 'NOT_FOUND' at 'responseType' failed to satisfy constraint/],
		[
			"with a constant without quotes of its own",
			sam('{ DEFAULT_4XX: { ResponseParameters: { Headers: { Access-Control-Allow-Origin: "*" } } } }'),
			/errors : \[Invalid mapping expression specified: \*\]$/,
		],
		["of CloudFormation without a type", plain("StatusCode: 400"), /^Response has no ResponseType\.$/],
	])("stops the build: %s", (_, template, message) => {
		expect(problemsOf(template)).toMatchObject([expect.stringMatching(message)]);
	});
});
