import { describe, expect, it } from "vitest";
import { eventsOf, problemsOf, readSound, runTemplate } from "./run-template.ts";

const SAM = "Transform: AWS::Serverless-2016-10-31\n";
const INVOKE = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations";
const FUNCTION = `  Fn: { Type: AWS::Serverless::Function, Properties: { Handler: app.handler, Runtime: nodejs24.x, MemorySize: 1769 } }
  May: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Fn, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com } }
`;
const ROLE = (action: string, trust = "apigateway.amazonaws.com") =>
	`  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: ${trust} }, Action: sts:AssumeRole }] }, Policies: [{ PolicyName: p, PolicyDocument: { Statement: [{ Effect: Allow, Action: ${action}, Resource: "*" }] } }] } }\n`;

/** Integration, MethodResponses and RequestParameters of a method POST /orders/{id}, as a Method has them and as OpenAPI has them. */
type Written = { method: string; openApi: string };

const plain = ({ method }: Written, more = "") => `${SAM}Resources:
${FUNCTION}${more}  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: orders } }
  Orders: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders } }
  Order: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !Ref Orders, PathPart: "{id}" } }
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Order
      HttpMethod: POST
      AuthorizationType: NONE
${indented(method, 6)}
  Deployment: { Type: AWS::ApiGateway::Deployment, DependsOn: Post, Properties: { RestApiId: !Ref Api, StageName: live } }
`;
const document = (openApi: string) => `openapi: 3.0.1
paths:
  /orders/{id}:
    post:
${indented(openApi, 6)}`;
const body = ({ openApi }: Written, more = "") => `${SAM}Resources:
${FUNCTION}${more}  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
${indented(document(openApi), 8)}
  Deployment: { Type: AWS::ApiGateway::Deployment, Properties: { RestApiId: !Ref Api, StageName: live } }
`;
const definitionBody = ({ openApi }: Written, more = "") => `${SAM}Resources:
${FUNCTION}${more}  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      DefinitionBody:
${indented(document(openApi), 8)}
`;
const ways = [
	["a Method of CloudFormation", plain],
	["an OpenAPI Body", body],
	["a DefinitionBody of SAM", definitionBody],
] as const;

function indented(text: string, spaces: number): string {
	return text
		.trim()
		.split("\n")
		.map((line) => " ".repeat(spaces) + line)
		.join("\n");
}

const post = { method: "POST" as const, path: "/orders/7?page=2", body: { sku: "a" } };

describe.each(ways)("an integration AWS with a function, written as %s,", (_, template) => {
	const written = {
		method: `
RequestParameters: { method.request.querystring.page: false }
Integration:
  Type: AWS
  IntegrationHttpMethod: POST
  Uri: !Sub ${INVOKE}
  PassthroughBehavior: NEVER
  RequestTemplates: { application/json: '{ "id": "$input.params("id")", "order": $input.json("$") }' }
  IntegrationResponses:
    - { StatusCode: 200, ResponseTemplates: { application/json: '{ "made": $input.json("$") }' }, ResponseParameters: { method.response.header.X-Id: integration.response.body.id } }
    - { StatusCode: 404, SelectionPattern: "NotFound.*", ResponseTemplates: { application/json: '{ "why": $input.json("$.errorMessage") }' } }
MethodResponses:
  - { StatusCode: 200, ResponseParameters: { method.response.header.X-Id: true } }
  - { StatusCode: "404" }`,
		openApi: `
parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
responses:
  "200": { description: made, headers: { X-Id: { schema: { type: string } } } }
  "404": { description: unknown }
x-amazon-apigateway-integration:
  type: aws
  httpMethod: POST
  uri: !Sub ${INVOKE}
  passthroughBehavior: never
  requestTemplates: { application/json: '{ "id": "$input.params("id")", "order": $input.json("$") }' }
  responses:
    default: { statusCode: "200", responseTemplates: { application/json: '{ "made": $input.json("$") }' }, responseParameters: { method.response.header.X-Id: integration.response.body.id } }
    "NotFound.*": { statusCode: "404", responseTemplates: { application/json: '{ "why": $input.json("$.errorMessage") }' } }`,
	};

	it("maps request and result, and selects the response by the error's message (L276)", async () => {
		const handler = `export const handler = async (event) => { if (event.id === "0") throw new Error("NotFound: order 0"); return { id: event.id, sku: event.order.sku }; };`;
		const { http, events } = await runTemplate(template(written), { "app.mjs": handler }, [
			post,
			{ ...post, path: "/orders/0" },
			{ ...post, headers: { "content-type": "text/plain" }, body: "x" },
		]);
		expect(events[0]).toEqual({ id: "7", order: { sku: "a" } });
		expect(http.map(({ status, body }) => [status, body])).toEqual([
			[200, { made: { id: "7", sku: "a" } }],
			[404, { why: "NotFound: order 0" }],
			[415, { message: "Unsupported Media Type" }],
		]);
		expect(http[0]?.headers["x-id"]).toBe("7");
		expect(http.map(({ route }) => route)).toEqual(["POST /orders/{id}", "POST /orders/{id}", "POST /orders/{id}"]);
	});
});

describe("an integration AWS with a function", () => {
	it("that says X-Amz-Invocation-Type: Event answers at once, and the function runs later (L157, L276)", async () => {
		const written = {
			method: `
Integration:
  Type: AWS
  IntegrationHttpMethod: POST
  Uri: !Sub ${INVOKE}
  RequestParameters: { integration.request.header.X-Amz-Invocation-Type: "'Event'" }
  IntegrationResponses: [{ StatusCode: 202 }]
MethodResponses: [{ StatusCode: 202 }]`,
			openApi: "",
		};
		const handler = "export const handler = async () => { await new Promise((done) => setTimeout(done, 2000)); };";
		const { http, trace } = await runTemplate(plain(written), { "app.mjs": handler }, [post]);
		expect(http[0]).toMatchObject({ status: 202, body: null, invocation: null });
		expect(eventsOf(trace, "invocation.ended")[0]?.at).toBeGreaterThan(http[0]?.respondedAt ?? Number.POSITIVE_INFINITY);
	});

	it("may take the function's name from a variable of the stage", async () => {
		const uri =
			"arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:${stageVariables.fn}/invocations";
		const written = { method: `Integration: { Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: "${uri}" }`, openApi: "" };
		const stage =
			"Deployment, DependsOn: Post, Properties: { RestApiId: !Ref Api } }\n  Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: live, Variables: { fn: Fn } } }";
		const template = plain(written).replace("Deployment, DependsOn: Post, Properties: { RestApiId: !Ref Api, StageName: live } }", stage);
		const { http } = await runTemplate(template, { "app.mjs": 'export const handler = async () => ({ statusCode: 200, body: "ok" });' }, [
			post,
		]);
		expect(http[0]).toMatchObject({ status: 200, body: "ok" });
	});
});

describe.each(ways)("a MOCK, written as %s,", (_, template) => {
	const header = "method.response.header.Access-Control-Allow";
	const responses = (key: "ResponseParameters" | "responseParameters") =>
		`${key}: { ${header}-Origin: "'*'", ${header}-Methods: "'POST,OPTIONS'" }`;
	const written = {
		method: `
Integration:
  Type: MOCK
  RequestTemplates: { application/json: '{"statusCode": 204}' }
  IntegrationResponses: [{ StatusCode: 204, ${responses("ResponseParameters")} }]
MethodResponses: [{ StatusCode: 204, ResponseParameters: { ${header}-Origin: false, ${header}-Methods: false } }]`,
		openApi: `
responses: { "204": { description: ok, headers: { Access-Control-Allow-Origin: {}, Access-Control-Allow-Methods: {} } } }
x-amazon-apigateway-integration:
  type: mock
  requestTemplates: { application/json: '{"statusCode": 204}' }
  responses: { default: { statusCode: 204, ${responses("responseParameters")} } }`,
	};

	it("answers a preflight without a function (L305)", async () => {
		const preflight = template(written).replace("HttpMethod: POST", "HttpMethod: OPTIONS").replace("    post:", "    options:");
		const { http, events } = await runTemplate(preflight, { "app.mjs": "export const handler = async () => 1;" }, [
			{ method: "OPTIONS", path: "/orders/7", headers: { origin: "https://shop.example" } },
		]);
		expect(events).toEqual([]);
		expect(http[0]).toMatchObject({
			status: 204,
			headers: { "access-control-allow-origin": "*", "access-control-allow-methods": "POST,OPTIONS" },
		});
	});
});

describe.each(ways)("an HTTP integration, written as %s,", (_, template) => {
	const network = [
		{ host: "stock.example", routes: [{ path: "/items/:id", status: 404, body: { no: "{id}" }, headers: { "x-shelf": "3" } }] },
	];
	const handler = { "app.mjs": "export const handler = async () => 1;" };
	const proxy = {
		method: `
RequestParameters: { method.request.path.id: true }
Integration: { Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: "https://stock.example/items/{id}", RequestParameters: { integration.request.path.id: method.request.path.id } }`,
		openApi: `
parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://stock.example/items/{id}", requestParameters: { integration.request.path.id: method.request.path.id } }`,
	};
	const mapped = {
		method: `
RequestParameters: { method.request.path.id: true }
Integration:
  Type: HTTP
  IntegrationHttpMethod: GET
  Uri: https://stock.example/items/{id}
  RequestParameters: { integration.request.path.id: method.request.path.id }
  IntegrationResponses:
    - { StatusCode: 200 }
    - { StatusCode: 410, SelectionPattern: "4\\\\d{2}", ResponseTemplates: { application/json: '{"gone": $input.json("$.no")}' }, ResponseParameters: { method.response.header.X-From: integration.response.header.X-Shelf } }
MethodResponses: [{ StatusCode: 200 }, { StatusCode: 410, ResponseParameters: { method.response.header.X-From: true } }]`.replace(
			'"4\\\\d{2}"',
			"'4\\d{2}'",
		),
		openApi: `
parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
responses: { "200": { description: ok }, "410": { description: gone, headers: { X-From: {} } } }
x-amazon-apigateway-integration:
  type: http
  httpMethod: GET
  uri: https://stock.example/items/{id}
  requestParameters: { integration.request.path.id: method.request.path.id }
  responses:
    default: { statusCode: 200 }
    '4\\d{2}': { statusCode: 410, responseTemplates: { application/json: '{"gone": $input.json("$.no")}' }, responseParameters: { method.response.header.X-From: integration.response.header.X-Shelf } }`,
	};

	it("that is a proxy passes the answer of a host of the scenario as it is", async () => {
		const { http } = await runTemplate(template(proxy), handler, [post], { network });
		expect(http[0]).toMatchObject({ status: 404, body: { no: "7" }, headers: { "x-shelf": "3" } });
	});

	it("that maps selects the response by the status (L276)", async () => {
		const { http } = await runTemplate(template(mapped), handler, [post], { network });
		expect(http[0]).toMatchObject({ status: 410, body: { gone: "7" }, headers: { "x-from": "3" } });
	});

	it("answers 504 and 500 when the host does not (L304)", async () => {
		const slow = [{ host: "stock.example", routes: [{ path: "/items/:id", latencyMs: 60_000 }] }];
		const refused = [{ host: "stock.example", routes: [{ path: "/items/:id", fails: "ECONNREFUSED" as const }] }];
		const runs = await Promise.all([slow, refused, []].map((hosts) => runTemplate(template(proxy), handler, [post], { network: hosts })));
		expect(runs.map(({ http }) => [http[0]?.status, http[0]?.error, http[0]?.body])).toEqual([
			[504, "INTEGRATION_TIMEOUT", { message: "Endpoint request timed out" }],
			[504, "INTEGRATION_FAILURE", { message: "Network error communicating with endpoint" }],
			[500, "API_CONFIGURATION_ERROR", { message: "Internal server error" }],
		]);
		expect(runs[0]?.http[0]?.latencyMs).toBeGreaterThanOrEqual(29_000);
	});
});

const serviceOf = (uri: string, template: string, parameters = "") => ({
	method: `
Integration:
  Type: AWS
  IntegrationHttpMethod: POST
  Credentials: !GetAtt Role.Arn
  Uri: !Sub ${uri}
  RequestParameters: { ${parameters} }
  RequestTemplates: { application/json: ${JSON.stringify(template)} }
  IntegrationResponses: [{ StatusCode: 200 }, { StatusCode: 400, SelectionPattern: '4\\d{2}' }]
MethodResponses: [{ StatusCode: 200 }, { StatusCode: 400 }]`,
	openApi: `
responses: { "200": { description: ok }, "400": { description: refused } }
x-amazon-apigateway-integration:
  type: aws
  httpMethod: POST
  credentials: !GetAtt Role.Arn
  uri: !Sub ${uri}
  requestParameters: { ${parameters} }
  requestTemplates: { application/json: ${JSON.stringify(template)} }
  responses: { default: { statusCode: "200" }, '4\\d{2}': { statusCode: "400" } }`,
});
const FORM = `integration.request.header.Content-Type: "'application/x-www-form-urlencoded'"`;
const idle = { "app.mjs": "export const handler = async () => 1;" };

describe.each(ways)("an integration with another service, written as %s,", (_, template) => {
	it("sends messages to a queue under its role, in the words of SQS", async () => {
		const queue = "  Jobs: { Type: AWS::SQS::Queue }\n";
		const uri = "arn:aws:apigateway:${AWS::Region}:sqs:path/${AWS::AccountId}/${Jobs.QueueName}";
		const text =
			"Action=SendMessage&MessageBody=$util.urlEncode($input.body)&MessageAttribute.1.Name=id&MessageAttribute.1.Value.StringValue=$input.params('id')&MessageAttribute.1.Value.DataType=String&DelaySeconds=5";
		const { http, trace } = await runTemplate(template(serviceOf(uri, text, FORM), queue + ROLE("sqs:SendMessage")), idle, [post]);
		expect(eventsOf(trace, "queue.messageSent")).toMatchObject([{ queue: "Jobs", body: '{"sku":"a"}' }]);
		expect(http[0]).toMatchObject({
			status: 200,
			body: { SendMessageResponse: { SendMessageResult: { MessageId: expect.any(String), SequenceNumber: null } } },
		});
		expect(eventsOf(trace, "aws.called")).toMatchObject([{ service: "sqs", operation: "SendMessage" }]);
	});

	it("is refused by IAM, without the form's content type, or when it may not assume its role", async () => {
		const queue = "  Jobs: { Type: AWS::SQS::Queue }\n";
		const uri = "arn:aws:apigateway:${AWS::Region}:sqs:path/${AWS::AccountId}/${Jobs.QueueName}";
		const text = "Action=SendMessage&MessageBody=$util.urlEncode($input.body)";
		const denied = await runTemplate(template(serviceOf(uri, text, FORM), queue + ROLE("sqs:ReceiveMessage")), idle, [post]);
		expect(denied.http[0]).toMatchObject({ status: 400, body: { Error: { Code: "AccessDenied" } } });
		const typeless = await runTemplate(template(serviceOf(uri, text), queue + ROLE("sqs:SendMessage")), idle, [post]);
		expect(typeless.http[0]).toMatchObject({ status: 400, body: "<UnknownOperationException/>\n" });
		const untrusted = await runTemplate(template(serviceOf(uri, text, FORM), queue + ROLE("sqs:*", "lambda.amazonaws.com")), idle, [post]);
		expect(untrusted.http[0]).toMatchObject({
			status: 500,
			error: "API_CONFIGURATION_ERROR",
			log: expect.stringMatching(/permission to assume the provided role/),
		});
		expect([denied, typeless, untrusted].flatMap(({ trace }) => eventsOf(trace, "queue.messageSent"))).toEqual([]);
	});

	it("publishes to a topic, puts events on a bus, and starts a state machine", async () => {
		const topic = "  News: { Type: AWS::SNS::Topic }\n";
		const publish =
			"Action=Publish&TopicArn=$util.urlEncode('arn:aws:sns:eu-central-1:123456789012:News')&Message=$util.urlEncode($input.body)";
		const sns = await runTemplate(
			template(serviceOf("arn:aws:apigateway:${AWS::Region}:sns:path//", publish, FORM), topic + ROLE("sns:Publish")),
			idle,
			[post],
		);
		expect(sns.http[0]).toMatchObject({ status: 200, body: { PublishResponse: { PublishResult: { MessageId: expect.any(String) } } } });
		expect(eventsOf(sns.trace, "topic.published")).toHaveLength(1);
		const events = '{"Entries": [{"Source": "shop", "DetailType": "Ordered", "Detail": "$util.escapeJavaScript($input.json("$"))"}]}';
		const bus = await runTemplate(
			template(serviceOf("arn:aws:apigateway:${AWS::Region}:events:action/PutEvents", events), ROLE("events:PutEvents")),
			idle,
			[post],
		);
		expect(bus.http[0]).toMatchObject({ status: 200, body: { FailedEntryCount: 0 } });
		expect(JSON.parse(eventsOf(bus.trace, "bus.eventPut")[0]?.event ?? "{}")).toMatchObject({ source: "shop", detail: { sku: "a" } });
		const machine = `  Flow: { Type: AWS::StepFunctions::StateMachine, Properties: { StateMachineName: flow, RoleArn: !GetAtt Role.Arn, Definition: { StartAt: Done, States: { Done: { Type: Succeed } } } } }\n`;
		const start =
			'{"input": "$util.escapeJavaScript($input.json("$"))", "stateMachineArn": "arn:aws:states:eu-central-1:123456789012:stateMachine:flow"}';
		const states = await runTemplate(
			template(serviceOf("arn:aws:apigateway:${AWS::Region}:states:action/StartExecution", start), machine + ROLE("states:StartExecution")),
			idle,
			[post],
		);
		expect(states.http[0]).toMatchObject({ status: 200, body: { executionArn: expect.stringContaining(":execution:flow:") } });
		expect(eventsOf(states.trace, "execution.started")).toMatchObject([{ machine: "Flow", input: '{"sku":"a"}' }]);
	});

	it("reads and writes items of a table", async () => {
		const table = `  Orders2: { Type: AWS::DynamoDB::Table, Properties: { TableName: orders, BillingMode: PAY_PER_REQUEST, AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }], KeySchema: [{ AttributeName: pk, KeyType: HASH }] } }\n`;
		const put = '{"TableName": "orders", "Item": {"pk": {"S": "$input.params("id")"}}, "ConditionExpression": "attribute_not_exists(pk)"}';
		const { http } = await runTemplate(
			template(serviceOf("arn:aws:apigateway:${AWS::Region}:dynamodb:action/PutItem", put), table + ROLE("dynamodb:PutItem")),
			idle,
			[post, post],
		);
		expect(http[0]).toMatchObject({ status: 200, body: {} });
		expect(http[1]).toMatchObject({ status: 400, body: { __type: expect.stringContaining("ConditionalCheckFailedException") } });
	});

	it("that is not simulated answers 500, and is named with its line", async () => {
		const text = template(serviceOf("arn:aws:apigateway:${AWS::Region}:s3:path/bucket/key", "{}"), ROLE("s3:*"));
		const { notSimulated } = readSound(text);
		expect(notSimulated).toMatchObject([
			{
				what: expect.stringMatching(/^the integration with s3 of /),
				consequence: "The service is not simulated for APIs; the API answers 500 for it.",
			},
		]);
		expect(notSimulated[0]?.line).toBeGreaterThan(1);
		const { http } = await runTemplate(text, idle, [post]);
		expect(http[0]).toMatchObject({ status: 500, log: "Integrations with s3 are not simulated." });
	});
});

describe("API Gateway would refuse", () => {
	const mock = (responses: string, declared: string) =>
		plain({ method: `Integration: { Type: MOCK, IntegrationResponses: [${responses}] }\nMethodResponses: [${declared}]`, openApi: "" });
	const invalid = (error: string) => `Invalid mapping expression specified: Validation Result: warnings : [], errors : [${error}]`;
	const origin = "method.response.header.Access-Control-Allow-Origin";

	it.each([
		["a response of a status that the method does not declare", mock("{ StatusCode: 200 }", ""), "Invalid Response status code specified"],
		[
			"a header that the method does not declare",
			mock(`{ StatusCode: 200, ResponseParameters: { ${origin}: "'*'" } }`, "{ StatusCode: 200 }"),
			invalid(`Invalid mapping expression parameter specified: ${origin}`),
		],
		[
			"a constant without quotes of its own",
			mock(`{ StatusCode: 200, ResponseParameters: { ${origin}: "*" } }`, `{ StatusCode: 200, ResponseParameters: { ${origin}: true } }`),
			invalid("Invalid mapping expression specified: *"),
		],
		[
			"a parameter of the request that the method does not declare",
			plain({
				method: `Integration: { Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: "https://a.example/{id}", RequestParameters: { integration.request.path.id: method.request.path.id } }`,
				openApi: "",
			}),
			invalid("Invalid mapping expression parameter specified: method.request.path.id"),
		],
		[
			"an endpoint that is no URL",
			plain({ method: "Integration: { Type: HTTP, IntegrationHttpMethod: GET, Uri: stock.example }", openApi: "" }),
			"Invalid HTTP endpoint specified for URI",
		],
		[
			"a proxy of a service",
			plain({
				method: 'Integration: { Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: !Sub "arn:aws:apigateway:${AWS::Region}:sqs:path/1/q" }',
				openApi: "",
			}),
			"Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
		],
		[
			"a deployment with a method that has no integration",
			plain({ method: "MethodResponses: []", openApi: "" }),
			"No integration defined for method",
		],
		[
			"a response that an operation does not declare",
			body({ method: "", openApi: 'x-amazon-apigateway-integration: { type: mock, responses: { default: { statusCode: "200" } } }' }),
			"Unable to put integration response on 'POST' for resource at path '/orders/{id}': Invalid Response status code specified",
		],
	])("%s", (_, template, message) => {
		expect(problemsOf(template)).toContain(message);
	});
});
