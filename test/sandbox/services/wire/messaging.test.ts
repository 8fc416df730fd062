import { describe, expect, it } from "vitest";
import { eventsOf, runHandler } from "./run-handler.ts";

describe("Amazon SQS behind the real client", () => {
	const queue = "  Orders: { Type: AWS::SQS::Queue, Properties: { QueueName: orders } }";
	const use = (body: string) => `
		import * as sqs from "@aws-sdk/client-sqs";
		const client = new sqs.SQSClient({});
		const QueueUrl = "https://sqs.eu-central-1.amazonaws.com/123456789012/orders";
		export const handler = async () => { ${body} };`;

	it("sends, receives with attributes, and deletes; the client checks the digests itself", async () => {
		const source = use(`
			const sent = await client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: "one", MessageAttributes: {
				kind: { DataType: "String", StringValue: "new" }, raw: { DataType: "Binary", BinaryValue: new Uint8Array([1, 2]) } } }));
			const { Messages: [message] } = await client.send(new sqs.ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ["All"], MessageSystemAttributeNames: ["ApproximateReceiveCount"] }));
			await client.send(new sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
			const { Messages } = await client.send(new sqs.ReceiveMessageCommand({ QueueUrl }));
			return [sent.MessageId === message.MessageId, message.Body, message.Attributes, message.MessageAttributes.kind.StringValue, [...message.MessageAttributes.raw.BinaryValue], Messages ?? "none"];`);
		const { responses } = await runHandler(queue, source);
		expect(responses).toEqual([[true, "one", { ApproximateReceiveCount: "1" }, "new", [1, 2], "none"]]);
	});

	it("holds a long poll open until a message comes, in virtual time (L314)", async () => {
		const source = use(`
			const before = Date.now();
			const polled = client.send(new sqs.ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
			await new Promise((resolve) => setTimeout(resolve, 5000));
			await client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: "late" }));
			const { Messages } = await polled;
			return [Messages[0].Body, Math.round((Date.now() - before) / 1000)];`);
		expect((await runHandler(queue, source)).responses).toEqual([["late", 5]]);
	});

	it("takes batches, of which some entries fail and others do not (L315), and tells the state of the queue", async () => {
		const source = use(`
			const caught = (promise) => promise.then(() => "nothing", ({ name }) => name);
			const { Successful, Failed } = await client.send(new sqs.SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: "a", MessageBody: "1" }, { Id: "b", MessageBody: "2", DelaySeconds: 9999 }] }));
			const attributes = async () => (await client.send(new sqs.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] }))).Attributes;
			const before = await attributes();
			const { Messages } = await client.send(new sqs.ReceiveMessageCommand({ QueueUrl }));
			const during = await attributes();
			const deleted = await client.send(new sqs.DeleteMessageBatchCommand({ QueueUrl, Entries: [{ Id: "x", ReceiptHandle: Messages[0].ReceiptHandle }, { Id: "y", ReceiptHandle: "no" }] }));
			const errors = [await caught(client.send(new sqs.SendMessageBatchCommand({ QueueUrl, Entries: [] }))), await caught(client.send(new sqs.SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: "a", MessageBody: "1" }, { Id: "a", MessageBody: "1" }] })))];
			return [Successful.map(({ Id }) => Id), Failed.map(({ Id, Code }) => [Id, Code]), before, during, deleted.Successful.length, deleted.Failed[0].Code, errors];`);
		expect((await runHandler(queue, source)).responses).toEqual([
			[
				["a"],
				[["b", "InvalidParameterValue"]],
				{ ApproximateNumberOfMessages: "1", ApproximateNumberOfMessagesNotVisible: "0" },
				{ ApproximateNumberOfMessages: "0", ApproximateNumberOfMessagesNotVisible: "1" },
				1,
				"ReceiptHandleIsInvalid",
				["EmptyBatchRequest", "BatchEntryIdsNotDistinct"],
			],
		]);
	});

	it("answers a queue that does not exist with the exception and the code that the SDK names", async () => {
		const source = use(`
			try { await client.send(new sqs.SendMessageCommand({ QueueUrl: QueueUrl + "x", MessageBody: "x" })); } catch (error) {
				return [error.name, error instanceof sqs.QueueDoesNotExist, error.Code, error.$metadata.httpStatusCode, error.$metadata.attempts]; }`);
		const { responses, trace } = await runHandler(queue, source);
		expect(responses).toEqual([["QueueDoesNotExist", true, "AWS.SimpleQueueService.NonExistentQueue", 400, 1]]);
		expect(eventsOf(trace, "aws.called")).toMatchObject([
			{
				service: "sqs",
				operation: "SendMessage",
				needs: [{ action: "sqs:SendMessage", resource: "arn:aws:sqs:eu-central-1:123456789012:ordersx" }],
			},
		]);
	});
});

describe("Amazon SNS, EventBridge, Kinesis and Lambda behind the real clients", () => {
	it("a topic takes a message with attributes by the query protocol, and sends it on to its queue", async () => {
		const resources = `  News: { Type: AWS::SNS::Topic, Properties: { TopicName: news } }
  Inbox: { Type: AWS::SQS::Queue }
  Allowed: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [!Ref Inbox], PolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: sns.amazonaws.com }, Action: sqs:SendMessage, Resource: !GetAtt Inbox.Arn }] } } }
  Joined: { Type: AWS::SNS::Subscription, Properties: { Protocol: sqs, TopicArn: !Ref News, Endpoint: !GetAtt Inbox.Arn, RawMessageDelivery: true, FilterPolicy: { kind: [new] } } }`;
		const source = `
			import { PublishBatchCommand, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
			const client = new SNSClient({});
			const TopicArn = "arn:aws:sns:eu-central-1:123456789012:news";
			const kind = (StringValue) => ({ kind: { DataType: "String", StringValue } });
			export const handler = async () => {
				const { MessageId } = await client.send(new PublishCommand({ TopicArn, Message: "a & <b>", MessageAttributes: kind("new") }));
				const batch = await client.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: [{ Id: "1", Message: "c", MessageAttributes: kind("old") }, { Id: "2", Message: "" }] }));
				const missing = await client.send(new PublishCommand({ TopicArn: TopicArn + "x", Message: "x" })).catch((error) => [error.name, error.$metadata.httpStatusCode]);
				return [MessageId.length, batch.Successful.map(({ Id }) => Id), batch.Failed.map(({ Id, Code }) => [Id, Code]), missing];
			};`;
		const { responses, trace } = await runHandler(resources, source);
		expect(responses).toEqual([[36, ["1"], [["2", "InvalidParameter"]], ["NotFoundException", 404]]]);
		expect(eventsOf(trace, "queue.messageSent").map(({ body }) => body)).toEqual(["a & <b>"]);
	});

	it("a bus takes entries, and tells of each that it refuses", async () => {
		const source = `
			import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
			const client = new EventBridgeClient({});
			export const handler = async () => {
				const entry = { Source: "shop", DetailType: "Ordered", Detail: JSON.stringify({ id: 1 }) };
				const { FailedEntryCount, Entries } = await client.send(new PutEventsCommand({ Entries: [entry, { ...entry, Detail: "no" }] }));
				return [FailedEntryCount, Entries[0].EventId.length, Entries[1].ErrorCode];
			};`;
		const { responses, trace } = await runHandler("", source);
		expect(responses).toEqual([[1, 36, "MalformedDetail"]]);
		expect(JSON.parse(eventsOf(trace, "bus.eventPut")[0]?.event ?? "")).toMatchObject({
			source: "shop",
			"detail-type": "Ordered",
			detail: { id: 1 },
		});
	});

	it("a stream takes records as bytes", async () => {
		const source = `
			import { KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
			const client = new KinesisClient({});
			export const handler = async () => {
				const { FailedRecordCount, Records } = await client.send(new PutRecordsCommand({ StreamName: "clicks", Records: [{ Data: new TextEncoder().encode("ä"), PartitionKey: "k" }] }));
				return [FailedRecordCount, Records[0].ShardId];
			};`;
		const { responses, trace } = await runHandler(
			"  Clicks: { Type: AWS::Kinesis::Stream, Properties: { Name: clicks, ShardCount: 1 } }",
			source,
		);
		expect(responses).toEqual([[0, "shardId-000000000000"]]);
		expect(eventsOf(trace, "stream.recordWritten")).toMatchObject([{ data: "ä", key: "k" }]);
	});

	it("a function invokes another one, hears of its error, and sends it events (L152, L153)", async () => {
		const resources = `  Other: { Type: AWS::Serverless::Function, Properties: { FunctionName: other, Handler: index.handler, Runtime: nodejs24.x, InlineCode: 'exports.handler = async (event) => { if (event.fail) throw new TypeError("no"); return event.n + 1; };' } }`;
		const source = `
			import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
			const client = new LambdaClient({});
			const invoke = (payload, more = {}) => client.send(new InvokeCommand({ FunctionName: "other", Payload: JSON.stringify(payload), ...more }));
			export const handler = async () => {
				const good = await invoke({ n: 1 });
				const bad = await invoke({ fail: true });
				const queued = await invoke({ n: 2 }, { InvocationType: "Event" });
				const dry = await invoke({ n: 2 }, { InvocationType: "DryRun" });
				const missing = await invoke({}, { FunctionName: "nobody" }).catch((error) => [error.name, error.$metadata.httpStatusCode]);
				return [good.Payload.transformToString(), good.StatusCode, good.ExecutedVersion, bad.FunctionError, JSON.parse(Buffer.from(bad.Payload).toString()).errorType, queued.StatusCode, dry.StatusCode, missing];
			};`;
		const { responses, trace } = await runHandler(resources, source);
		expect(responses).toEqual([["2", 200, "$LATEST", "Unhandled", "TypeError", 202, 204, ["ResourceNotFoundException", 404]]]);
		expect(eventsOf(trace, "invocation.requested").map(({ source: by }) => by?.invocationType)).toEqual([
			undefined,
			"RequestResponse",
			"RequestResponse",
			"Event",
		]);
	});

	it("a service or a command that is not simulated says so by name", async () => {
		const source = `
			import { ListFunctionsCommand, LambdaClient } from "@aws-sdk/client-lambda";
			import { KMSClient, CreateKeyCommand } from "@aws-sdk/client-kms";
			export const handler = async () => {
				const said = [];
				for (const send of [() => new LambdaClient({}).send(new ListFunctionsCommand({})), () => new KMSClient({}).send(new CreateKeyCommand({}))]) await send().catch(({ message }) => said.push(message));
				return said;
			};`;
		const [said] = (await runHandler("", source)).responses as [string[]];
		expect(said).toHaveLength(2);
		for (const message of said) expect(message).toMatch(/not simulated/);
	});
});
