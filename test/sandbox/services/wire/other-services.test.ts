import { describe, expect, it } from "vitest";
import { reportOf } from "#sandbox/report/report-of.ts";
import { eventsOf, runHandler } from "./run-handler.ts";

describe("services that code mostly writes to", () => {
	it("CloudWatch takes metrics, which the report has beside those of the Embedded Metric Format", async () => {
		const source = `
			import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
			const client = new CloudWatchClient({});
			export const handler = async () => {
				await client.send(new PutMetricDataCommand({ Namespace: "Shop", MetricData: [{ MetricName: "Orders", Unit: "Count", Value: 3, Dimensions: [{ Name: "kind", Value: "new" }] }, { MetricName: "Ms", Values: [10, 20], Counts: [1, 3] }] }));
				return client.send(new PutMetricDataCommand({ Namespace: "AWS/Shop", MetricData: [{ MetricName: "x", Value: 1 }] })).catch(({ name }) => name);
			};`;
		const { responses, trace } = await runHandler("", source);
		expect(responses).toEqual(["InvalidParameterValueException"]);
		const ours = reportOf(trace).metrics.filter(({ namespace }) => namespace === "Shop");
		expect(ours.map(({ metric, dimensions, periods }) => [metric, dimensions, periods[0]?.samples, periods[0]?.sum])).toEqual([
			["Ms", {}, 4, 70],
			["Orders", { kind: "new" }, 1, 3],
		]);
	});

	it("Scheduler takes a one-time schedule, sends at its time under its role, and deletes it afterwards (L332, L336)", async () => {
		const resources = `  Inbox: { Type: AWS::SQS::Queue, Properties: { QueueName: inbox } }`;
		const source = `
			import { CreateScheduleCommand, DeleteScheduleCommand, GetScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
			const client = new SchedulerClient({});
			const create = (Name, ms, more = {}) => client.send(new CreateScheduleCommand({ Name, ScheduleExpression: "at(" + new Date(Date.now() + ms).toISOString().slice(0, 19) + ")", FlexibleTimeWindow: { Mode: "OFF" }, Target: { Arn: "arn:aws:sqs:eu-central-1:123456789012:inbox", RoleArn: "arn:aws:iam::123456789012:role/x", Input: '{"for":"' + Name + '"}' }, ...more }));
			const caught = (promise) => promise.then(() => "nothing", ({ name }) => name);
			export const handler = async () => {
				await create("once", 60000, { ActionAfterCompletion: "DELETE" });
				await create("never", 90000);
				const twice = await caught(create("never", 90000));
				const { State } = await client.send(new GetScheduleCommand({ Name: "never" }));
				await client.send(new DeleteScheduleCommand({ Name: "never" }));
				await new Promise((resolve) => setTimeout(resolve, 100000));
				return [twice, State, await caught(client.send(new GetScheduleCommand({ Name: "once" })))];
			};`;
		const { responses, trace } = await runHandler(resources, source);
		expect(responses).toEqual([["ConflictException", "ENABLED", "ResourceNotFoundException"]]);
		expect(eventsOf(trace, "queue.messageSent").map(({ body }) => body)).toEqual(['{"for":"once"}']);
	});

	it("X-Ray takes segments", async () => {
		const source = `
			import { XRayClient, PutTraceSegmentsCommand } from "@aws-sdk/client-xray";
			export const handler = async () => (await new XRayClient({}).send(new PutTraceSegmentsCommand({ TraceSegmentDocuments: ["{}"] }))).UnprocessedTraceSegments;`;
		expect((await runHandler("", source)).responses).toEqual([[]]);
	});

	it("a function of a WebSocket API answers its connection, and one that is gone is GoneException", async () => {
		const resources = `  Chat: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: chat, ProtocolType: WEBSOCKET, RouteSelectionExpression: "$request.body.action" } }
  Live: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Chat, StageName: live, AutoDeploy: true } }
  Route: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Chat, RouteKey: $default, Target: !Sub "integrations/\${Integration}" } }
  Integration: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: !Ref Chat, IntegrationType: AWS_PROXY, IntegrationUri: !Sub "arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Caller.Arn}/invocations" } }
  May: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Caller, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com } }`;
		const source = `
			import { ApiGatewayManagementApiClient, PostToConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi";
			export const handler = async ({ requestContext: { domainName, stage, connectionId } }) => {
				const client = new ApiGatewayManagementApiClient({ endpoint: "https://" + domainName + "/" + stage });
				await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: "hello" }));
				const gone = await client.send(new PostToConnectionCommand({ ConnectionId: "nobody=", Data: "x" })).catch(({ name }) => name);
				return { statusCode: 200, body: gone };
			};`;
		const traffic = [
			{ at: 0, send: { service: "websocket" as const, api: "Chat", connection: "a", action: "connect" as const } },
			{
				at: 1000,
				send: { service: "websocket" as const, api: "Chat", connection: "a", action: "message" as const, body: { action: "x" } },
			},
		];
		const { trace, errors } = await runHandler(resources, source, { scenario: { traffic } });
		expect(errors).toEqual([undefined]);
		expect(eventsOf(trace, "websocket.sent").map(({ by, body }) => [by, body])).toEqual([["post", "hello"]]);
		expect(eventsOf(trace, "aws.called").map(({ operation, error }) => [operation, error])).toEqual([
			["PostToConnection", undefined],
			["PostToConnection", "GoneException"],
		]);
	});
});
