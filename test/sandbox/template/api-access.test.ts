import { describe, expect, it } from "vitest";
import { problemsOf, readSound, runTemplate } from "./run-template.ts";

const SAM = "Transform: AWS::Serverless-2016-10-31\n";
const handler = { "app.mjs": 'export const handler = async () => ({ statusCode: 200, body: "ok" });' };
const statuses = (run: { http: { status: number | null }[] }) => run.http.map(({ status }) => status);
const fn = (id: string, events: string) =>
	`  ${id}: { Type: AWS::Serverless::Function, Properties: { Handler: app.handler, Runtime: nodejs24.x, MemorySize: 1769, Events: { ${events} } } }\n`;
const event = (path: string, api: string, more = "") =>
	`{ Type: Api, Properties: { RestApiId: !Ref ${api}, Path: ${path}, Method: get${more} } }`;
const api = (id: string, auth: string, more = "") =>
	`  ${id}: { Type: AWS::Serverless::Api, Properties: { StageName: live${auth === "" ? "" : `, Auth: { ${auth} }`}${more} } }\n`;

describe("Auth.UsagePlan of SAM", () => {
	const plan = (kind: string) =>
		`ApiKeyRequired: true, UsagePlan: { CreateUsagePlan: ${kind}, Quota: { Limit: 3, Period: DAY }, Throttle: { RateLimit: 1, BurstLimit: 2 } }`;
	const one = `${SAM}Resources:\n${api("Api", plan("PER_API"))}${fn("Fn", `Get: ${event("/", "Api")}`)}`;

	it("makes a plan and a key, without which requests are 403 (L301, L302, L304)", async () => {
		const [key] = readSound(one).stack.apis[0]?.apiKeys ?? [];
		expect(key).toMatchObject({ quota: { limit: 3, period: "DAY" }, throttle: { ratePerSecond: 1, burst: 2 } });
		const as = { headers: { "x-api-key": key?.value ?? "" } };
		const run = await runTemplate(one, handler, [
			{ at: 0 },
			{ at: 0, ...as },
			{ at: 0, ...as },
			{ at: 0, ...as },
			{ at: 5000, ...as },
			{ at: 9000, ...as },
		]);
		expect(run.http.map(({ status, error }) => [status, error])).toEqual([
			[403, "INVALID_API_KEY"],
			[200, null],
			[200, null],
			[429, "THROTTLED"],
			[200, null],
			[429, "QUOTA_EXCEEDED"],
		]);
	});

	it("may be shared by APIs, whose requests count together (L302)", async () => {
		const two = `${SAM}Resources:\n${api("Api", plan("SHARED"))}${api("Other", plan("SHARED"))}${fn("Fn", `Get: ${event("/", "Api")}, Two: ${event("/", "Other")}`)}`;
		const keys = readSound(two).stack.apis.map(({ apiKeys }) => apiKeys);
		expect(keys[0]).toEqual(keys[1]);
		const headers = { "x-api-key": keys[0]?.[0]?.value ?? "" };
		const requests = ["Api", "Other", "Api", "Other"].map((to, i) => ({ at: i * 5000, api: to, headers }));
		expect(statuses(await runTemplate(two, handler, requests))).toEqual([200, 200, 200, 429]);
	});

	it("gives what it makes the names of SAM", () => {
		const named = `${one}  Reader: { Type: AWS::Serverless::Function, Properties: { Handler: app.handler, Runtime: nodejs24.x, Environment: { Variables: { KEY: !Ref ApiApiKey, PLAN: !Ref Api.UsagePlan } } } }\n`;
		const { functions, stack } = readSound(named);
		const [key] = stack.apis[0]?.apiKeys ?? [];
		expect(functions.find(({ name }) => name === "Reader")?.environment).toEqual({ KEY: key?.id, PLAN: key?.planId });
	});

	it.each([
		["", "'CreateUsagePlan' is required field inside UsagePlan properties."],
		["CreateUsagePlan: ALL", "'CreateUsagePlan' accepts only NONE, PER_API and SHARED values."],
	])("must say which: { %s }", (given, message) => {
		const text = `${SAM}Resources:\n${api("Api", `UsagePlan: { ${given} }`)}${fn("Fn", `Get: ${event("/", "Api")}`)}`;
		expect(problemsOf(text)).toEqual([message]);
	});
});

describe("the limits of methods", () => {
	const settings =
		", MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1 }, { HttpMethod: GET, ResourcePath: '/~1many~1{id}', ThrottlingRateLimit: 10, ThrottlingBurstLimit: 3 }]";
	const events = `One: ${event("/one", "Api")}, Many: ${event('"/many/{id}"', "Api")}`;

	it("are those of MethodSettings, and for a key those of its plan (L301)", async () => {
		const template = `${SAM}Resources:\n${api("Api", "", settings)}${fn("Fn", events)}`;
		const requests = ["/one", "/one", "/many/1", "/many/2", "/many/3", "/many/4"].map((path) => ({ at: 0, path }));
		expect(statuses(await runTemplate(template, handler, requests))).toEqual([200, 429, 200, 200, 200, 429]);
	});

	it("of a usage plan are for its key and one method (L301, L302)", async () => {
		const template = `${SAM}Resources:
${api("Api", "ApiKeyRequired: true")}${fn("Fn", events)}  Key: { Type: AWS::ApiGateway::ApiKey, Properties: { Enabled: true, Value: "01234567890123456789" } }
  Plan: { Type: AWS::ApiGateway::UsagePlan, Properties: { Throttle: { RateLimit: 100, BurstLimit: 100 }, ApiStages: [{ ApiId: !Ref Api, Stage: live, Throttle: { "/many/{id}/GET": { RateLimit: 1, BurstLimit: 1 } } }] } }
  InPlan: { Type: AWS::ApiGateway::UsagePlanKey, Properties: { KeyId: !Ref Key, KeyType: API_KEY, UsagePlanId: !Ref Plan } }
`;
		const requests = ["/one", "/one", "/many/1", "/many/2"].map((path) => ({
			at: 0,
			path,
			headers: { "x-api-key": "01234567890123456789" },
		}));
		const run = await runTemplate(template, handler, requests);
		expect(statuses(run)).toEqual([200, 200, 200, 429]);
		expect(run.http[3]?.log).toBe("Usage plan: rate or burst limit of the API key for GET /many/{id}.");
	});

	it("of an HTTP API are those of RouteSettings (L301)", async () => {
		const template = `${SAM}Resources:
  Api: { Type: AWS::Serverless::HttpApi, Properties: { RouteSettings: { "GET /one": { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1 } } } }
${fn("Fn", "One: { Type: HttpApi, Properties: { ApiId: !Ref Api, Path: /one, Method: get } }, Two: { Type: HttpApi, Properties: { ApiId: !Ref Api, Path: /two, Method: get } }")}`;
		const requests = ["/one", "/one", "/two", "/two"].map((path) => ({ at: 0, path }));
		expect(statuses(await runTemplate(template, handler, requests))).toEqual([200, 429, 200, 200]);
	});
});

describe("the resource policy of a REST API", () => {
	const denied =
		/^User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-central-1:\*{8}9012:[a-z0-9]{10}\/live\/GET\/ with an explicit deny$/;
	const document =
		'{ Statement: [{ Effect: Allow, Principal: "*", Action: execute-api:Invoke, Resource: "execute-api:/*" }, { Effect: Deny, Principal: "*", Action: execute-api:Invoke, Resource: ["execute-api:/live/*"], Condition: { NotIpAddress: { "aws:SourceIp": [10.0.0.0/8] } } }] }';
	const requests = [{ sourceIp: "10.1.2.3" }, { sourceIp: "203.0.113.7" }];

	it.each([
		[
			"Auth.ResourcePolicy of SAM's Api",
			`${SAM}Resources:\n${api("Api", "ResourcePolicy: { IpRangeWhitelist: [10.0.0.0/8] }")}${fn("Fn", `Get: ${event("/", "Api")}`)}`,
		],
		[
			"Auth.ResourcePolicy of an event",
			`${SAM}Resources:\n${api("Api", "")}${fn("Fn", `Get: ${event("/", "Api", ", Auth: { ResourcePolicy: { IpRangeWhitelist: [10.0.0.0/8] } }")}`)}`,
		],
		[
			"CustomStatements of SAM",
			`${SAM}Resources:\n${api("Api", `ResourcePolicy: { CustomStatements: [{ Effect: Allow, Resource: "execute-api:/*" }, { Effect: Deny, Resource: "live/GET/", Condition: { NotIpAddress: { "aws:SourceIp": [10.0.0.0/8] } } }] }`)}${fn("Fn", `Get: ${event("/", "Api")}`)}`,
		],
		[
			"Policy of a RestApi, with resources in short form",
			`${SAM}Resources:
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: a, Policy: ${document} } }
  Get: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: GET, AuthorizationType: NONE, Integration: { Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: !Sub "arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Fn.Arn}/invocations" } } }
  Deployment: { Type: AWS::ApiGateway::Deployment, DependsOn: Get, Properties: { RestApiId: !Ref Api, StageName: live } }
  May: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Fn, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com } }
  Fn: { Type: AWS::Serverless::Function, Properties: { Handler: app.handler, Runtime: nodejs24.x, MemorySize: 1769 } }
`,
		],
	])("lets addresses in and others not: %s (L304, L358)", async (_, template) => {
		const run = await runTemplate(template, handler, requests);
		expect(statuses(run)).toEqual([200, 403]);
		expect(run.http[1]).toMatchObject({ error: "ACCESS_DENIED", body: { Message: expect.stringMatching(denied) } });
	});

	it("that allows accounts lets in who signs alone (L358)", async () => {
		const template = `${SAM}Resources:\n${api("Api", 'ResourcePolicy: { AwsAccountWhitelist: ["123456789012"] }')}${fn("Fn", `Get: ${event("/", "Api")}`)}`;
		expect(statuses(await runTemplate(template, handler, [{}, { signed: true }]))).toEqual([403, 200]);
	});
});

describe("a domain with mutual TLS", () => {
	const tls = (store: string, policy = "TLS_1_2") => `MutualTlsAuthentication: { TruststoreUri: ${store} }, SecurityPolicy: ${policy}`;
	const certificate = "arn:aws:acm:eu-central-1:123456789012:certificate/00000000-0000-4000-8000-000000000000";
	const plain = (properties: string) =>
		`${SAM}Resources:\n${api("Api", "")}${fn("Fn", `Get: ${event("/", "Api")}`)}  Domain: { Type: AWS::ApiGateway::DomainName, Properties: { DomainName: api.example.com, RegionalCertificateArn: "${certificate}", ${properties} } }\n`;
	const sam = (properties: string) =>
		`${SAM}Resources:\n${api("Api", "", `, Domain: { DomainName: api.example.com, CertificateArn: "${certificate}", ${properties} }`)}${fn("Fn", `Get: ${event("/", "Api")}`)}`;

	it.each([
		["DomainName of CloudFormation", plain],
		["Domain of SAM", sam],
	])("is named with what happens without it, and requests get through: %s", async (_, template) => {
		const text = template(tls("s3://certificates/truststore.pem"));
		const named = readSound(text).notSimulated.map(({ consequence }) => consequence);
		expect(named).toEqual([
			"No client certificate is asked for: every request of a scenario gets through, and none tells of a certificate.",
			"The API answers at its own address.",
		]);
		expect(statuses(await runTemplate(text, handler, [{}]))).toEqual([200]);
		expect(problemsOf(template(tls("https://certificates/truststore.pem")))).toEqual([
			"TruststoreUri is https://certificates/truststore.pem.",
		]);
		expect(problemsOf(template(tls("s3://certificates/truststore.pem", "TLS_1_0")))).toEqual([
			"Mutual TLS needs a security policy of TLS 1.2 or later.",
		]);
	});
});
