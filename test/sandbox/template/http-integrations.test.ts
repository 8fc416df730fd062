import { describe, expect, it } from "vitest";
import { eventsOf, problemsOf, readSound, runTemplate } from "./run-template.ts";

const SAM = "Transform: AWS::Serverless-2016-10-31\n";
const FUNCTION = `  Fn: { Type: AWS::Serverless::Function, Properties: { Handler: app.handler, Runtime: nodejs24.x, MemorySize: 1769 } }
  May: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Fn, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com } }
`;
const ROLE = (action: string) =>
	`  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: apigateway.amazonaws.com }, Action: sts:AssumeRole }] }, Policies: [{ PolicyName: p, PolicyDocument: { Statement: [{ Effect: Allow, Action: ${action}, Resource: "*" }] } }] } }\n`;

/** An integration, as properties of a resource and as x-amazon-apigateway-integration. */
type Written = { resource: string; openApi: string };
const ways = [
	[
		"a Route with its Integration",
		({ resource }: Written, more: string) => `${SAM}Resources:
${FUNCTION}${more}  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: orders, ProtocolType: HTTP } }
  Integration: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: !Ref Api, ${resource} } }
  Route: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Api, RouteKey: "POST /orders/{id}", Target: !Sub "integrations/\${Integration}" } }
  Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, StageName: $default, AutoDeploy: true } }
`,
	],
	[
		"a Body",
		({ openApi }: Written, more: string) => `${SAM}Resources:
${FUNCTION}${more}  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Body: { openapi: 3.0.1, paths: { "/orders/{id}": { post: { x-amazon-apigateway-integration: { ${openApi} } } } } } } }
`,
	],
	[
		"a DefinitionBody of SAM",
		({ openApi }: Written, more: string) => `${SAM}Resources:
${FUNCTION}${more}  Api: { Type: AWS::Serverless::HttpApi, Properties: { DefinitionBody: { openapi: 3.0.1, paths: { "/orders/{id}": { post: { x-amazon-apigateway-integration: { ${openApi} } } } } } } }
`,
	],
] as const;

const subtype = (name: string, parameters: string): Written => ({
	resource: `IntegrationType: AWS_PROXY, IntegrationSubtype: ${name}, PayloadFormatVersion: "1.0", CredentialsArn: !GetAtt Role.Arn, RequestParameters: { ${parameters} }`,
	openApi: `type: aws_proxy, integrationSubtype: ${name}, payloadFormatVersion: "1.0", credentials: !GetAtt Role.Arn, requestParameters: { ${parameters} }`,
});
const idle = { "app.mjs": "export const handler = async () => 1;" };
const post = { method: "POST" as const, path: "/orders/7?page=2", body: { sku: "a", detail: { n: 1 } } };

describe.each(ways)("a first-class integration of an HTTP API, written as %s,", (_, template) => {
	it("sends messages to a queue, also a FIFO queue", async () => {
		const queue = "  Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: jobs.fifo, FifoQueue: true } }\n";
		const written = subtype(
			"SQS-SendMessage",
			"QueueUrl: !Ref Jobs, MessageBody: $request.body, MessageGroupId: $request.path.id, MessageDeduplicationId: '${request.body.sku}-${request.querystring.page}'",
		);
		const { http, trace } = await runTemplate(template(written, queue + ROLE("sqs:SendMessage")), idle, [post, post]);
		expect(http[0]).toMatchObject({ status: 200, body: { SendMessageResponse: { SendMessageResult: { MessageId: expect.any(String) } } } });
		const sent = eventsOf(trace, "queue.messageSent");
		expect(JSON.parse(sent[0]?.body ?? "")).toEqual(post.body);
		// The second one is a duplicate by its deduplication id.
		expect(http.map(({ status }) => status)).toEqual([200, 200]);
		expect(
			new Set(
				http.map(({ body }) =>
					JSON.stringify(
						(body as { SendMessageResponse: { SendMessageResult: { MessageId: string } } }).SendMessageResponse.SendMessageResult.MessageId,
					),
				),
			).size,
		).toBe(1);
	});

	it("puts events on a bus, starts executions, and is refused by IAM", async () => {
		const event = subtype("EventBridge-PutEvents", "Source: shop, DetailType: ordered, Detail: $request.body.detail");
		const bus = await runTemplate(template(event, ROLE("events:PutEvents")), idle, [post]);
		expect(bus.http[0]).toMatchObject({ status: 200, body: { FailedEntryCount: 0 } });
		expect(JSON.parse(eventsOf(bus.trace, "bus.eventPut")[0]?.event ?? "")).toMatchObject({ "detail-type": "ordered", detail: { n: 1 } });
		const machine =
			"  Flow: { Type: AWS::StepFunctions::StateMachine, Properties: { StateMachineName: flow, RoleArn: !GetAtt Role.Arn, Definition: { StartAt: Done, States: { Done: { Type: Succeed } } } } }\n";
		const start = subtype("StepFunctions-StartExecution", "StateMachineArn: !Ref Flow, Input: $request.body");
		const states = await runTemplate(template(start, machine + ROLE("states:StartExecution")), idle, [post]);
		expect(states.http[0]).toMatchObject({ status: 200, body: { executionArn: expect.stringContaining(":execution:flow:") } });
		const denied = await runTemplate(template(start, machine + ROLE("states:StopExecution")), idle, [post]);
		expect(denied.http[0]).toMatchObject({ status: 400, body: { __type: "AccessDeniedException" } });
	});

	it("with AppConfig is named, and answers 500", async () => {
		const text = template(subtype("AppConfig-GetConfiguration", "Application: a"), ROLE("'*'"));
		expect(readSound(text).notSimulated.map(({ consequence }) => consequence)).toContain(
			"The service is not simulated for APIs; the API answers 500 for it.",
		);
		expect((await runTemplate(text, idle, [post])).http[0]).toMatchObject({ status: 500, body: { message: "Internal Server Error" } });
	});

	it("of a subtype that there is not is refused", () => {
		expect(problemsOf(template(subtype("SNS-Publish", ""), ROLE("sns:Publish")))).toEqual([
			expect.stringContaining("SNS-Publish is not a supported IntegrationSubtype."),
		]);
	});
});

describe.each(ways)("HTTP_PROXY of an HTTP API, written as %s,", (_, template) => {
	const network = [
		{ host: "stock.example", routes: [{ path: "/v2/:id", status: 404, body: { no: "{id}" }, headers: { "x-shelf": "3" } }] },
	];
	const to = (uri: string, resource = "", openApi = ""): Written => ({
		resource: `IntegrationType: HTTP_PROXY, IntegrationMethod: GET, IntegrationUri: "${uri}", PayloadFormatVersion: "1.0"${resource}`,
		openApi: `type: http_proxy, httpMethod: GET, uri: "${uri}", payloadFormatVersion: "1.0"${openApi}`,
	});

	it("passes the answer of a host of the scenario; parameters of the route fill the URI", async () => {
		const { http } = await runTemplate(template(to("https://stock.example/v2/{id}"), ""), idle, [post], { network });
		expect(http[0]).toMatchObject({ status: 404, body: { no: "7" }, headers: { "x-shelf": "3" } });
	});

	it("answers 503 when nothing does (L274)", async () => {
		const { http } = await runTemplate(template(to("https://nowhere.example/{id}"), ""), idle, [post], { network });
		expect(http[0]).toMatchObject({ status: 503, body: { message: "Service Unavailable" } });
	});

	it("may overwrite the path, and status and headers of the answer", async () => {
		const mapped = to(
			"https://stock.example/old",
			`, RequestParameters: { "overwrite:path": "/v2/\${request.path.id}" }, ResponseParameters: { "404": { ResponseParameters: [{ Destination: "overwrite:statuscode", Source: "410" }, { Destination: "append:header.x-from", Source: $response.header.x-shelf }, { Destination: "remove:header.x-shelf", Source: "''" }] } }`,
			`, requestParameters: { "overwrite:path": "/v2/\${request.path.id}" }, responseParameters: { "404": { "overwrite:statuscode": "410", "append:header.x-from": $response.header.x-shelf, "remove:header.x-shelf": "''" } }`,
		);
		const { http } = await runTemplate(template(mapped, ""), idle, [post], { network });
		expect(http[0]).toMatchObject({ status: 410, body: { no: "7" }, headers: { "x-from": "3" } });
		expect(http[0]?.headers).not.toHaveProperty("x-shelf");
	});
});

it("Parameter mapping of an HTTP API changes the request that its function sees (L268)", async () => {
	const [, template] = ways[0];
	const written = {
		resource:
			'IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Fn.Arn, PayloadFormatVersion: "2.0", RequestParameters: { "append:header.x-stage": $context.stage, "overwrite:querystring.page": "9", "remove:header.user-agent": "" }',
		openApi: "",
	};
	const { events } = await runTemplate(template(written, ""), idle, [post]);
	expect(events[0]).toMatchObject({ headers: { "x-stage": "$default" }, queryStringParameters: { page: "9" } });
	expect(events[0].headers).not.toHaveProperty("user-agent");
});
