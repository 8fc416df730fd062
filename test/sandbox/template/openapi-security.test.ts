import { describe, expect, it } from "vitest";
import { readSound, runTemplate } from "./run-template.ts";

const SAM = "Transform: AWS::Serverless-2016-10-31\n";
const invoke = (fn: string) => `!Sub "arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${fn}.Arn}/invocations"`;
const FUNCTIONS = `  Fn: { Type: AWS::Serverless::Function, Properties: { Handler: app.handler, Runtime: nodejs24.x, MemorySize: 1769 } }
  Check: { Type: AWS::Serverless::Function, Properties: { Handler: check.handler, Runtime: nodejs24.x, MemorySize: 1769 } }
  May: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Fn, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com } }
  MayCheck: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Check, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com } }
`;
type Ways = readonly (readonly [string, (schemes: string, security: string, more?: string) => string])[];
const operation = (security: string) =>
	`get: { ${security}x-amazon-apigateway-integration: { type: aws_proxy, httpMethod: POST, payloadFormatVersion: "2.0", uri: ${invoke("Fn")} } }`;
const v3 = (schemes: string, security: string, more = "") =>
	`{ openapi: 3.0.1, components: { securitySchemes: ${schemes} }, ${more}paths: { /orders: { ${operation(security)} } } }`;
const v2 = (schemes: string, security: string, more = "") =>
	`{ swagger: "2.0", securityDefinitions: ${schemes}, ${more}paths: { /orders: { ${operation(security)} } } }`;
const rest: Ways = [
	[
		"Body of a RestApi",
		(...given) => `${SAM}Resources:\n${FUNCTIONS}  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Body: ${v3(...given)} } }\n`,
	],
	[
		"DefinitionBody of SAM, Swagger 2.0",
		(...given) =>
			`${SAM}Resources:\n${FUNCTIONS}  Api: { Type: AWS::Serverless::Api, Properties: { StageName: live, DefinitionBody: ${v2(...given)} } }\n`,
	],
];
const http: Ways = [
	[
		"Body of an HTTP API",
		(...given) => `${SAM}Resources:\n${FUNCTIONS}  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Body: ${v3(...given)} } }\n`,
	],
	[
		"DefinitionBody of SAM's HttpApi",
		(...given) =>
			`${SAM}Resources:\n${FUNCTIONS}  Api: { Type: AWS::Serverless::HttpApi, Properties: { DefinitionBody: ${v3(...given)} } }\n`,
	],
];

const files = {
	"app.mjs":
		"export const handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event.requestContext.authorizer ?? null) });",
	"check.mjs": `export const handler = async (event) => {
		const token = event.authorizationToken ?? event.headers?.authorization ?? event.headers?.Authorization;
		if (event.version === "2.0") return { isAuthorized: token === "yes", context: { who: "ada" } };
		const Effect = token === "yes" ? "Allow" : "Deny";
		return { principalId: "ada", policyDocument: { Version: "2012-10-17", Statement: [{ Action: "execute-api:Invoke", Effect, Resource: event.methodArn }] } };
	};`,
};
const get = { path: "/orders" };
const as = (Authorization: string) => ({ ...get, headers: { Authorization } });
const statuses = (run: { http: { status: number | null }[] }) => run.http.map(({ status }) => status);

describe.each(rest)("security of a document of a REST API, %s,", (_, template) => {
	it.each([
		["token", "{ type: token, authorizerUri: CHECK, identityValidationExpression: '^(yes|no)$' }"],
		[
			"request",
			"{ type: request, authorizerUri: CHECK, identitySource: method.request.header.Authorization, authorizerResultTtlInSeconds: 0 }",
		],
	])("asks a Lambda authorizer of the type %s (L288, L289, L293)", async (_type, extension) => {
		const scheme = `{ Login: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: custom, x-amazon-apigateway-authorizer: ${extension.replace("CHECK", invoke("Check"))} } }`;
		const run = await runTemplate(template(scheme, "security: [{ Login: [] }], "), files, [get, as("no"), as("yes")]);
		expect(statuses(run)).toEqual([401, 403, 200]);
		expect(run.http[2]?.body).toMatchObject({ principalId: "ada" });
	});

	it("takes identity tokens of a user pool (L296)", async () => {
		const arn = "arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_AbCdEfGhI";
		const scheme = `{ Pool: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: cognito_user_pools, x-amazon-apigateway-authorizer: { type: cognito_user_pools, providerARNs: ["${arn}"] } } }`;
		const { stack } = readSound(template(scheme, "security: [{ Pool: [orders/read] }], "));
		expect(stack.apis[0]?.authorizers).toMatchObject([
			{ name: "Pool", kind: "cognito", userPoolArns: [arn], identitySources: ["method.request.header.Authorization"] },
		]);
		expect(stack.apis[0]?.routes[0]).toMatchObject({ authorizer: "Pool", scopes: ["orders/read"] });
		const run = await runTemplate(template(scheme, "security: [{ Pool: [] }], "), files, [get, as("not-a-token")]);
		expect(statuses(run)).toEqual([401, 401]);
	});

	it("asks for an API key, for a signature, or for nothing (L293, L304)", async () => {
		const schemes =
			"{ key: { type: apiKey, name: x-api-key, in: header }, sigv4: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 } }";
		expect(statuses(await runTemplate(template(schemes, "security: [{ key: [] }], "), files, [get]))).toEqual([403]);
		const signed = await runTemplate(template(schemes, "security: [{ sigv4: [] }], "), files, [get, { ...get, signed: true }]);
		expect(statuses(signed)).toEqual([403, 200]);
		expect(statuses(await runTemplate(template(schemes, "security: [], "), files, [get]))).toEqual([200]);
		const override = "x-amazon-apigateway-auth: { type: AWS_IAM }, ";
		expect(statuses(await runTemplate(template(schemes, override), files, [get]))).toEqual([403]);
	});

	it("that only describes, or stands at the root, is named and checks nothing, as on API Gateway", async () => {
		const text = template("{ docs: { type: http, scheme: bearer } }", "security: [{ docs: [] }], ", "security: [{ docs: [] }], ");
		expect(readSound(text).notSimulated.map(({ what }) => what)).toEqual([
			"security at the root of the document of Api",
			"the security docs, which has no x-amazon-apigateway-authorizer, of GET /orders of Api",
		]);
		expect(statuses(await runTemplate(text, files, [get]))).toEqual([200]);
	});
});

describe("Auth of SAM's Api with a DefinitionBody", () => {
	const template = (security: string) => `${SAM}Resources:
${FUNCTIONS}  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      Cors: "'*'"
      Auth: { DefaultAuthorizer: Login, Authorizers: { Login: { FunctionArn: !GetAtt Check.Arn } } }
      DefinitionBody: ${v2("{ key: { type: apiKey, name: x-api-key, in: header } }", security)}
`;

	it("is for operations that say nothing themselves, and for the preflight too (L293, L305)", async () => {
		const requests = [get, as("yes"), { method: "OPTIONS" as const, path: "/orders" }];
		expect(statuses(await runTemplate(template(""), files, requests))).toEqual([401, 200, 401]);
		expect(statuses(await runTemplate(template("security: [], "), files, [get]))).toEqual([200]);
		const open = template("").replace("DefaultAuthorizer: Login", "AddDefaultAuthorizerToCorsPreflight: false, DefaultAuthorizer: Login");
		expect(statuses(await runTemplate(open, files, requests))).toEqual([401, 200, 200]);
	});
});

describe.each(http)("security of a document of an HTTP API, %s,", (_, template) => {
	it("asks a Lambda authorizer of format 2.0 (L290, L292, L295)", async () => {
		const scheme = `{ Login: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authorizer: { type: request, authorizerUri: ${invoke("Check")}, identitySource: $request.header.Authorization, authorizerPayloadFormatVersion: "2.0", enableSimpleResponses: true } } }`;
		const run = await runTemplate(template(scheme, "security: [{ Login: [] }], "), files, [get, as("no"), as("yes")]);
		expect(statuses(run)).toEqual([401, 403, 200]);
		expect(run.http[2]?.body).toEqual({ lambda: { who: "ada" } });
	});

	it("takes JWTs of an issuer, with the scopes that the operation wants (L295, L296)", async () => {
		const scheme =
			'{ Jwt: { type: oauth2, x-amazon-apigateway-authorizer: { type: jwt, identitySource: $request.header.Authorization, jwtConfiguration: { issuer: "https://id.example", audience: [app] } } } }';
		const { stack } = readSound(template(scheme, "security: [{ Jwt: [read] }], "));
		expect(stack.apis[0]).toMatchObject({
			authorizers: [{ name: "Jwt", kind: "jwt", issuer: "https://id.example", audience: ["app"] }],
			routes: [{ authorizer: "Jwt", scopes: ["read"] }],
		});
		expect(statuses(await runTemplate(template(scheme, "security: [{ Jwt: [] }], "), files, [get]))).toEqual([401]);
	});
});
