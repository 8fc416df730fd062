import { describe, expect, it } from "vitest";
import { md5OfAttributes } from "#sandbox/services/sqs/message-digest.ts";
import { answerOf, refusalOf, SqsBench } from "./a-cloud.ts";
import { aQueue } from "./a-queue.ts";

const text = (value: string) => ({ type: "String", value });

describe("SendMessage", () => {
	it("answers with the digests that clients check", () => {
		const bench = new SqsBench([aQueue("Q")]);
		// As AWS answered: LocalStack's recordings of test_receive_message_message_attribute_names_filters (2023-07-06).
		const attributes = { General: text("Kenobi"), Hello: text("There"), "Help.Me": text("Me") };
		expect(answerOf(bench.sqs.send(bench.queue("Q"), { body: "msg", attributes }))).toMatchObject({
			md5OfBody: "6e2baaf3b97dbeef01c0043275f9a0e7",
			md5OfAttributes: "4c360f3fdafd970e05fae2f149d997f5",
			sequenceNumber: undefined,
		});
	});

	it.each([
		[
			"d25a6aea97eb8f585bfa92d314504a92",
			{ WeeksOn: { type: "Number", value: "6" }, Author: text("John Grisham"), Title: text("The Whistler") },
		],
		[
			"8cbe4db156db8a94db8b801b7addb984",
			{
				attr1: {
					type: "Binary",
					value: Buffer.from("traceparent\u001e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01").toString("base64"),
				},
			},
		],
		[
			"9fe1b90bbd9965bdf77bac517c7d2495",
			{ customNumberTypeAttrib: { type: "Number.float", value: "4563442423554324324264524243.32543234" } },
		],
	])("digests attributes to %s, as AWS does", (digest, attributes) => {
		expect(md5OfAttributes(attributes)).toBe(digest);
	});

	it("takes a message of exactly the limit, attributes counted, and refuses one byte more (L313)", () => {
		const bench = new SqsBench([aQueue("Q"), aQueue("Small", { maximumMessageBytes: 1024 })]);
		const send = (id: string, bytes: number, attributes = {}) => bench.sqs.send(bench.queue(id), { body: "x".repeat(bytes), attributes });
		expect(send("Q", 1_048_576).ok).toBe(true);
		expect(refusalOf(send("Q", 1_048_577))).toEqual({
			code: "InvalidParameterValue",
			message: "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.",
		});
		expect(refusalOf(send("Small", 1_025)).message).toMatch(/shorter than 1024 bytes/);
		expect(send("Small", 1_024 - 11, { name: text("v") }).ok).toBe(true);
		expect(send("Small", 1_024 - 10, { name: text("v") }).ok).toBe(false);
		expect(refusalOf(bench.sqs.send(bench.queue("Small"), { body: "é".repeat(513) })).message).toMatch(/shorter than 1024 bytes/);
	});

	it.each([
		["an empty body", { body: "" }, /MessageBody/],
		["a control character", { body: "\u0001" }, /Invalid characters/],
		["half a character", { body: "\ud83d" }, /Invalid characters/],
		[
			"eleven attributes",
			{ body: "m", attributes: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`a${i}`, text("v")])) },
			/exceeds the allowed maximum \[10\]/,
		],
		["a reserved name", { body: "m", attributes: { "AWS.x": text("v") } }, /attribute name is invalid/],
		["an unknown type", { body: "m", attributes: { a: { type: "Boolean", value: "true" } } }, /supported type prefixes/],
		["a number that is none", { body: "m", attributes: { a: { type: "Number", value: "six" } } }, /to a number/],
		["an empty value", { body: "m", attributes: { a: text("") } }, /non-empty value/],
		["a deduplication id on a standard queue", { body: "m", deduplicationId: "x" }, /not valid for this queue type/],
	])("refuses %s", (_, input, reason) => {
		const bench = new SqsBench([aQueue("Q")]);
		expect(refusalOf(bench.sqs.send(bench.queue("Q"), input)).message).toMatch(reason);
		expect(bench.recorder.events).toMatchObject([{ kind: "queue.sendRefused", queue: "Q" }]);
	});

	it("takes a group id on a standard queue, which orders nothing (L323)", () => {
		const bench = new SqsBench([aQueue("Q")]);
		bench.send("Q", "a", { groupId: "tenant" });
		bench.send("Q", "b", { groupId: "tenant" });
		expect(bench.bodies("Q", { most: 1 })).toEqual(["a"]);
		expect(bench.bodies("Q", { most: 1 })).toEqual(["b"]);
	});
});

describe("the other operations", () => {
	it("refuse what is out of range, and handles and queues that there are none of (L315)", () => {
		const bench = new SqsBench([aQueue("Q")]);
		const receive = (input: object) => {
			let refusal: unknown;
			bench.sqs.receive(bench.queue("Q"), { by: "test", ...input }, (result) => {
				refusal = refusalOf(result).message;
			});
			return refusal;
		};
		expect(receive({ most: 11 })).toBe(
			"Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.",
		);
		expect(receive({ waitSeconds: 21 })).toMatch(/WaitTimeSeconds/);
		expect(receive({ visibilityTimeoutSeconds: -1 })).toMatch(/VisibilityTimeout/);
		expect(refusalOf(bench.sqs.delete(bench.queue("Q"), "nonsense"))).toEqual({
			code: "ReceiptHandleIsInvalid",
			message: 'The input receipt handle "nonsense" is not a valid receipt handle.',
		});
		expect(refusalOf(bench.sqs.findQueue("https://sqs.eu-central-1.amazonaws.com/123456789012/Other")).code).toBe(
			"AWS.SimpleQueueService.NonExistentQueue",
		);
		expect(answerOf(bench.sqs.findQueue(aQueue("Q").url)).config.id).toBe("Q");
	});

	it("take what other services deliver, and say why when they do not", () => {
		const bench = new SqsBench([aQueue("Q"), aQueue("F", { fifo: true })]);
		const from = { principal: "sns.amazonaws.com", sourceArn: "arn:aws:sns:eu-central-1:123456789012:Topic" };
		const lineage = { invocation: 4, counts: { Worker: 2 } };
		expect(bench.cloud.deliver(aQueue("Q").arn, { body: "m", from, lineage })).toMatchObject({ ok: true });
		expect(bench.receive("Q")[0]?.message.lineage).toEqual(lineage);
		expect(bench.cloud.deliver(aQueue("F", { fifo: true }).arn, { body: "m", from })).toMatchObject({
			ok: false,
			code: "MissingParameter",
			retryable: false,
		});
	});
});
