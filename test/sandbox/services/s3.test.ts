import { describe, expect, it } from "vitest";
import type { Json } from "#sandbox/json-value.ts";
import { EventBridgeService } from "#sandbox/services/eventbridge/eventbridge-service.ts";
import { S3Service } from "#sandbox/services/s3/s3-service.ts";
import type { StackBucket, StackNotification } from "#sandbox/stack/s3.ts";
import { type Send, sendSchema } from "#sandbox/traffic/send.ts";
import { denied, testCloud } from "./test-cloud.ts";

const bucketArn = "arn:aws:s3:::shop-uploads";
const functionArn = "arn:aws:lambda:eu-central-1:123456789012:function:OnUpload";
const queueArn = "arn:aws:sqs:eu-central-1:123456789012:Uploads";
const topicArn = "arn:aws:sns:eu-central-1:123456789012:Uploads";

const aNotification = (notification: Partial<StackNotification> = {}): StackNotification => ({
	id: "OnUpload",
	event: "s3:ObjectCreated:*",
	prefix: "",
	suffix: "",
	targetArn: functionArn,
	...notification,
});

function deployed(bucket: Partial<StackBucket> = {}, seed = 1) {
	const stack: StackBucket = {
		id: "Uploads",
		line: 1,
		name: "shop-uploads",
		arn: bucketArn,
		versioning: false,
		notifications: [aNotification()],
		eventBridge: false,
		...bucket,
	};
	const test = testCloud({ buckets: [stack] }, { seed });
	return { ...test, fn: test.target(functionArn), service: new S3Service(test.cloud) };
}

const aSend = (send: { key?: string; action?: string; body?: string; bytes?: number; deliveries?: number } = {}): Send =>
	sendSchema.parse({ service: "s3", bucket: "Uploads", key: "cats/tom.jpg", body: "hello", ...send });

type NotificationRecord = { eventName: string; s3: { object: { key: string; sequencer: string } } };
const recordOf = (body = "") => (JSON.parse(body) as { Records: NotificationRecord[] }).Records[0];

describe("a notification of a bucket", () => {
	it("has one record with the object (L279, L308)", () => {
		const { cloud, fn, run } = deployed();
		cloud.send(aSend());
		run();
		expect(fn[0]?.delivery.from).toEqual({ principal: "s3.amazonaws.com", sourceArn: bucketArn });
		expect(JSON.parse(fn[0]?.delivery.body ?? "")).toEqual({
			Records: [
				{
					eventVersion: "2.5",
					eventSource: "aws:s3",
					awsRegion: "eu-central-1",
					eventTime: "2026-11-24T09:00:00.000Z",
					eventName: "ObjectCreated:Put",
					userIdentity: { principalId: expect.any(String) },
					requestParameters: { sourceIPAddress: "203.0.113.7" },
					responseElements: { "x-amz-request-id": expect.stringMatching(/^[0-9A-F]{16}$/), "x-amz-id-2": expect.any(String) },
					s3: {
						s3SchemaVersion: "1.0",
						configurationId: "OnUpload",
						bucket: { name: "shop-uploads", ownerIdentity: { principalId: expect.any(String) }, arn: bucketArn },
						object: {
							key: "cats/tom.jpg",
							size: 5,
							eTag: "5d41402abc4b2a76b9719d911017c592",
							sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
						},
					},
				},
			],
		});
	});

	it("encodes the key as a form does: a space is a plus, slashes stay (L309)", () => {
		const keys = ["red flower.jpg", "a/b+c.txt", "käse (1).txt", "50%&more"];
		const { cloud, fn, run } = deployed();
		for (const key of keys) cloud.send(aSend({ key }));
		run();
		const encoded = fn.map(({ delivery }) => recordOf(delivery.body)?.s3.object.key ?? "");
		expect(new Set(encoded)).toEqual(new Set(["red+flower.jpg", "a/b%2Bc.txt", "k%C3%A4se+%281%29.txt", "50%25%26more"]));
		expect(new Set(encoded.map((key) => decodeURIComponent(key.replace(/\+/g, " "))))).toEqual(new Set(keys));
	});

	it("tells how the object came to be or went (L311)", () => {
		const { cloud, fn, run } = deployed({
			notifications: [aNotification({ event: "s3:ObjectCreated:*" }), aNotification({ id: "Gone", event: "s3:ObjectRemoved:*" })],
		});
		for (const action of ["put", "copy", "multipart", "delete"]) cloud.send(aSend({ action }));
		run();
		const records = fn.map(({ delivery }) => recordOf(delivery.body));
		expect(new Set(records.map((record) => record?.eventName))).toEqual(
			new Set(["ObjectCreated:Put", "ObjectCreated:Copy", "ObjectCreated:CompleteMultipartUpload", "ObjectRemoved:Delete"]),
		);
		expect(records.find((record) => record?.eventName === "ObjectRemoved:Delete")?.s3.object).toEqual({
			key: "cats/tom.jpg",
			sequencer: expect.any(String),
		});
	});

	it("of a bucket with versions names the version, and a deletion is a marker (L311)", () => {
		const { cloud, fn, run } = deployed({
			versioning: true,
			notifications: [aNotification(), aNotification({ id: "Gone", event: "s3:ObjectRemoved:DeleteMarkerCreated" })],
		});
		cloud.send(aSend());
		cloud.send(aSend({ action: "delete" }));
		run();
		const records = fn.map(({ delivery }) => recordOf(delivery.body));
		expect(records.map((record) => record?.eventName).sort()).toEqual(["ObjectCreated:Put", "ObjectRemoved:DeleteMarkerCreated"]);
		for (const record of records) expect(record?.s3.object).toHaveProperty("versionId");
	});

	it("is sent only for keys with its prefix and suffix, which have no wildcards (L310)", () => {
		const { cloud, fn, run } = deployed({
			notifications: [aNotification({ prefix: "cats/", suffix: ".jpg" }), aNotification({ id: "Star", prefix: "dogs*/" })],
		});
		for (const key of ["cats/a.jpg", "cats/a.png", "dogs/a.jpg", "more/cats/a.jpg"]) cloud.send(aSend({ key }));
		run();
		expect(fn.map(({ delivery }) => recordOf(delivery.body)?.s3.object.key)).toEqual(["cats/a.jpg"]);
	});

	it("comes within a second, in no order; sequencers tell that of one key (L307)", () => {
		const { cloud, fn, run } = deployed();
		for (let n = 0; n < 20; n++) cloud.send(aSend({ body: `version ${n}` }));
		run();
		const sequencers = fn.map(({ delivery }) => recordOf(delivery.body)?.s3.object.sequencer ?? "");
		expect(fn.every(({ at }) => at >= 100 && at < 1_000)).toBe(true);
		expect(sequencers).not.toEqual(sequencers.toSorted());
		expect(new Set(sequencers).size).toBe(20);
	});

	it("comes more than once when the scenario says so, the same each time (L307)", () => {
		const { cloud, fn, run } = deployed();
		cloud.send(aSend({ deliveries: 3 }));
		run();
		expect(fn).toHaveLength(3);
		expect(new Set(fn.map(({ delivery }) => delivery.body)).size).toBe(1);
	});

	it("that its target does not allow is dropped, as the trace tells (L308)", () => {
		const { cloud, target, run, events } = deployed();
		target(functionArn, () => denied);
		cloud.send(aSend());
		run();
		expect(events.at(-1)).toMatchObject({ kind: "sending.dropped", to: functionArn, attempts: 1 });
	});

	it("passes on what led to the object, so that a loop can be found (L312)", () => {
		const { fn, run, service } = deployed();
		const lineage = { invocation: 7, counts: { OnUpload: 3 } };
		service.put("shop-uploads", { key: "again.jpg", body: "x" }, { lineage });
		run();
		expect(fn[0]?.delivery.lineage).toEqual(lineage);
	});
});

describe("a notification configuration", () => {
	it("sends its queue or topic a test event of another shape, and a function none (L311)", () => {
		const { cloud, target, run, fn } = deployed({
			notifications: [
				aNotification({ prefix: "f/" }),
				aNotification({ id: "Queue", prefix: "q/", targetArn: queueArn }),
				aNotification({ id: "Topic", prefix: "t/", targetArn: topicArn }),
			],
		});
		const [queue, topic] = [target(queueArn), target(topicArn)];
		cloud.send(aSend({ key: "none" }));
		run();
		expect(fn).toEqual([]);
		expect(topic[0]?.delivery.subject).toBe("Amazon S3 Notification");
		expect(JSON.parse(queue[0]?.delivery.body ?? "") as Json).toEqual({
			Service: "Amazon S3",
			Event: "s3:TestEvent",
			Time: "2026-11-24T09:00:00.000Z",
			Bucket: "shop-uploads",
			RequestId: expect.any(String),
			HostId: expect.any(String),
		});
	});

	it("with a FIFO queue, or overlapping with an earlier one, is refused (L310)", () => {
		const { events } = deployed({
			notifications: [
				aNotification(),
				aNotification({ id: "Fifo", event: "s3:ObjectRemoved:*", targetArn: `${queueArn}.fifo` }),
				aNotification({ id: "Overlapping", event: "s3:ObjectCreated:Put", prefix: "cats/" }),
			],
		});
		expect(events.map((event) => event.kind === "bucket.notificationRefused" && event.notification)).toEqual(["Fifo", "Overlapping"]);
	});
});

describe("a bucket", () => {
	it("keeps its objects with size, etag and version", () => {
		const { cloud, service, run } = deployed({ versioning: true });
		cloud.send(aSend({ bytes: 5_000_000 }));
		cloud.send(aSend({ key: "a.txt" }));
		cloud.send(aSend({ key: "b.txt" }));
		cloud.send(aSend({ key: "b.txt", action: "delete" }));
		run();
		expect(service.bucket("shop-uploads")?.store.get("cats/tom.jpg")).toMatchObject({
			bytes: 5_000_000,
			etag: "5d41402abc4b2a76b9719d911017c592",
		});
		expect(service.bucket("shop-uploads")?.store.keys()).toEqual(["a.txt", "cats/tom.jpg"]);
	});

	it("takes what others send to its ARN, and deletes in silence what is not there", () => {
		const { cloud, service, run, events } = deployed();
		const from = { principal: "lambda.amazonaws.com", sourceArn: functionArn };
		expect(cloud.deliver(bucketArn, { key: "aws/lambda/async/record", body: "{}", from })).toEqual({ ok: true });
		cloud.send(aSend({ key: "not there", action: "delete" }));
		run();
		expect(service.bucket("shop-uploads")?.store.keys()).toEqual(["aws/lambda/async/record"]);
		expect(events.filter(({ kind }) => kind === "bucket.objectRemoved")).toEqual([]);
	});

	it("tells the bus `default` of each change when EventBridge is on, with the key as it is (L310)", () => {
		const rule = {
			id: "Rule",
			line: 1,
			name: "uploads",
			arn: "arn:aws:events:eu-central-1:123456789012:rule/uploads",
			busName: "default",
			enabled: true,
			pattern: {
				source: ["aws.s3"],
				"detail-type": ["Object Created"],
				detail: { bucket: { name: ["shop-uploads"] }, object: { key: [{ prefix: "red " }] } },
			},
			scheduleExpression: undefined,
			targets: [
				{
					targetId: "T",
					arn: `${queueArn}.fifo`,
					input: undefined,
					retry: { maximumEventAgeSeconds: 60, maximumRetryAttempts: 0 },
					deadLetterArn: undefined,
					messageGroupId: "g",
				},
			],
		};
		const bucket = {
			id: "Uploads",
			line: 1,
			name: "shop-uploads",
			arn: bucketArn,
			versioning: false,
			notifications: [],
			eventBridge: true,
		};
		const { cloud, target, run } = testCloud({ buckets: [bucket], rules: [rule] });
		new EventBridgeService(cloud);
		new S3Service(cloud);
		const arrived = target(`${queueArn}.fifo`);
		cloud.send(aSend({ key: "red flower.jpg" }));
		cloud.send(aSend({ key: "red flower.jpg", action: "delete" }));
		run();
		expect(arrived).toHaveLength(1);
		expect(JSON.parse(arrived[0]?.delivery.body ?? "")).toMatchObject({
			source: "aws.s3",
			"detail-type": "Object Created",
			resources: [bucketArn],
			detail: {
				version: "0",
				bucket: { name: "shop-uploads" },
				object: { key: "red flower.jpg", size: 5, etag: "5d41402abc4b2a76b9719d911017c592" },
				requester: "123456789012",
				reason: "PutObject",
			},
		});
	});
});
