import { describe, expect, it } from "vitest";
import { costInWords } from "#sandbox/cli/print-cost.ts";
import type { Report } from "#sandbox/report/report.ts";
import { reportOf } from "#sandbox/report/report-of.ts";
import type { Trace, TraceEvent } from "#sandbox/trace/trace.ts";
import { outcomeOf, traceOf } from "../lambda/run-project.ts";
import { runStack } from "../services/run-stack.ts";
import { aMapping, aQueue, message } from "../services/sqs/a-queue.ts";

const handler = "export const handler = async (event) => { await new Promise((r) => setTimeout(r, event.wait ?? 0)); };";
const dimension = ({ cost }: Report, name: string) => cost.dimensions.find((one) => one.dimension === name);
const quantity = (of: Report, name: string) => dimension(of, name)?.quantity ?? 0;
const lambdaUsd = ({ cost }: Report) => cost.dimensions.reduce((sum, { service, usd }) => sum + (service === "Lambda" ? usd : 0), 0);

/** A report of services alone, as if nothing else had happened. */
function reportOfEvents(events: TraceEvent[], endedAt = 3_600_000): Report {
	const trace: Trace = {
		version: 1,
		seed: 1,
		startsAt: "2026-11-24T09:00:00.000Z",
		region: "us-east-1",
		accountConcurrency: 1_000,
		functions: [],
		notSimulated: [],
		events,
		endedAt,
	};
	return reportOf(trace);
}

describe("the cost of functions", () => {
	it("is requests and duration by architecture, which together are the total of the run (L231, L232)", async () => {
		const of = reportOf(await traceOf(handler, { memory: 1024 }, { events: [{ wait: 100 }, { wait: 100 }] }));
		expect(dimension(of, "requests")).toMatchObject({ service: "Lambda", quantity: 2, unit: "requests", unitPriceUsd: 0.2 / 1_000_000 });
		expect(dimension(of, "duration, x86_64")).toMatchObject({
			quantity: expect.closeTo(of.totals.billedMs / 1000, 10),
			unit: "GB-seconds",
			unitPriceUsd: 0.0000166667,
		});
		expect(lambdaUsd(of)).toBeCloseTo(of.totals.costUsd, 15);
		expect(of.cost).toMatchObject({ asOf: "2026-09-19", region: "us-east-1", notPriced: [] });
	});

	it("counts errors and timeouts, and no throttled request (L234)", async () => {
		const code =
			"export const handler = async ({ fail, wait = 0 }) => { if (fail) throw new Error('no'); await new Promise((r) => setTimeout(r, wait)); };";
		const of = reportOf(
			await traceOf(
				code,
				{ reserved: 1, timeout: 1 },
				{
					traffic: [
						{ at: 0, event: { fail: true } },
						{ at: 2_000, event: { wait: 5_000 } },
						{ at: 2_100, event: {} },
					],
				},
			),
		);
		expect(of.invocations.map(({ status }) => status)).toEqual(["failed", "timedOut", "throttled"]);
		expect(quantity(of, "requests")).toBe(2);
		expect(lambdaUsd(of)).toBeCloseTo(of.totals.costUsd, 15);
	});

	it("has provisioned concurrency by allocation and by duration, and a month of it (L233)", async () => {
		const of = reportOf(await traceOf(handler, { memory: 1024, alias: "live", provisioned: 2 }, { events: [{}] }));
		expect(quantity(of, "provisioned concurrency, allocated, x86_64")).toBe(2 * 300);
		expect(quantity(of, "provisioned concurrency, duration, x86_64")).toBeGreaterThan(0);
		expect(lambdaUsd(of)).toBeCloseTo(of.totals.costUsd, 12);
		const month = of.cost.perMonth.dimensions.find(({ dimension }) => dimension.includes("allocated"));
		expect(month).toMatchObject({ quantity: 2 * 730 * 3_600, usdWithFreeTier: month?.usd });
	});

	it("has a snapshot for three hours at least, and each restore (L226)", async () => {
		const of = reportOf(await traceOf(handler, { memory: 1024, alias: "live", snapStart: true }, { events: [{}] }));
		expect(quantity(of, "SnapStart, snapshot kept")).toBe(3 * 3_600);
		expect(quantity(of, "SnapStart, restored")).toBe(1);
		expect(lambdaUsd(of)).toBeCloseTo(of.totals.costUsd, 12);
	});

	it("charges an asynchronous event above 256 KB as more requests, once for all its attempts (L47)", async () => {
		const event = { text: "x".repeat(300_000) };
		const code = "export const handler = async () => { throw new Error('again'); };";
		const of = reportOf(
			await traceOf(code, {}, { traffic: [{ at: 0, function: "Fn", event, invocationType: "Event" as const }], durationMs: 600_000 }),
		);
		expect(quantity(of, "requests")).toBe(3);
		expect(quantity(of, "further requests for asynchronous events above 256 KB")).toBe(1);
	});

	it("charges /tmp above 512 MB for the billed time", async () => {
		const run = (size: number) =>
			runStack({ Fn: { code: handler, properties: ["EphemeralStorage:", `  Size: ${size}`] } }, {}, { traffic: [{ at: 0, event: {} }] });
		const [small, large] = [reportOf(await run(512)), reportOf(await run(1_536))];
		expect(dimension(small, "ephemeral storage above 512 MB")).toBeUndefined();
		expect(quantity(large, "ephemeral storage above 512 MB")).toBeCloseTo(large.totals.billedMs / 1_000, 10);
	});

	it("has the bytes of all log lines, of START, END and REPORT too", async () => {
		const of = reportOf(await traceOf(`export const handler = async () => console.log("a line");`, {}, { events: [{}, {}] }));
		const bytes = of.log.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
		expect(of.log.some(({ text }) => text.startsWith("REPORT "))).toBe(true);
		expect(quantity(of, "logs of functions ingested") * 1_073_741_824).toBeCloseTo(bytes, 4);
	});

	it("is the same when a long run condenses its invocations, but for sizes, which it takes for those of the recorded ones", async () => {
		const run = async (fullInvocations: number) => {
			const code = `export const handler = async () => { console.log("one line of text"); };`;
			const outcome = await outcomeOf(code, { memory: 1769 }, { events: Array(40).fill({}), everyMs: 1_000 }, { fullInvocations });
			if (outcome.status !== "completed") throw new Error(outcome.message);
			return reportOf(outcome.trace).cost;
		};
		const [full, short] = [await run(1_000), await run(10)];
		const lambda = ({ dimensions }: Report["cost"]) => dimensions.filter(({ service }) => service === "Lambda");
		expect(lambda(short)).toEqual(lambda(full));
		const [long, estimated] = [full, short].map(
			({ dimensions }) => dimensions.find(({ service }) => service === "CloudWatch")?.quantity ?? 0,
		);
		expect((estimated ?? 0) / (long ?? 1)).toBeCloseTo(1, 1);
	});
});

describe("the cost of services around functions", () => {
	it("counts SQS requests: sends by 64 KB, receives and deletes by ten, and empty receives of the five pollers (L184)", async () => {
		const queue = aQueue("Orders");
		const trace = await runStack(
			{ Worker: { code: "export const handler = async () => {};" } },
			{ queues: [queue], mappings: [aMapping(queue, "Worker", { batchSize: 10 })] },
			{
				traffic: [
					message("Orders", "small"),
					message("Orders", "x".repeat(70_000), { at: 5_000 }),
					message("Orders", "late", { at: 600_000 }),
				],
			},
		);
		const of = reportOf(trace);
		// 1 + 2 + 1 sends, 3 receives, 3 deletes.
		expect(quantity(of, "requests to standard queues")).toBe(10);
		expect(quantity(of, "empty receives by the pollers of mappings")).toBe(5 * 30 - 3);
	});

	it("counts publishes by 64 KB, and lists free deliveries as such", () => {
		const published = (topic: string, text: string): TraceEvent => ({
			at: 0,
			kind: "topic.published",
			topic,
			messageId: "m",
			message: text,
			subscriptions: [],
			filteredOut: [],
		});
		const sent = { at: 0, kind: "sending.delivered", from: "arn:aws:sns:us-east-1:1:News:1", item: "m", attempt: 1 } as const;
		const of = reportOfEvents([
			published("News", "x"),
			published("News", "x".repeat(65_537)),
			published("News.fifo", "x"),
			{ ...sent, to: "arn:aws:lambda:us-east-1:1:function:F" },
			{ ...sent, to: "arn:aws:sqs:us-east-1:1:Q" },
			{ at: 0, kind: "services.condensed", of: "topic.published", resource: "News", until: 1, count: 5 },
		]);
		expect(quantity(of, "publishes")).toBe(8);
		expect(quantity(of, "publishes to FIFO topics")).toBe(1);
		expect(dimension(of, "deliveries to Lambda")).toMatchObject({ quantity: 1, usd: 0 });
		expect(dimension(of, "deliveries to SQS")).toMatchObject({ quantity: 1, usd: 0 });
	});

	it("counts custom events by 64 KB and data events of S3, not those of other AWS services", () => {
		const put = (event: object): TraceEvent => ({
			at: 0,
			kind: "bus.eventPut",
			bus: "default",
			eventId: "e",
			rules: [],
			event: JSON.stringify(event),
		});
		const of = reportOfEvents([
			put({ source: "shop" }),
			put({ source: "shop", detail: "x".repeat(65_536) }),
			put({ source: "aws.s3" }),
			put({ source: "aws.ec2" }),
		]);
		expect(quantity(of, "custom events")).toBe(4);
	});

	it("counts calls of APIs by their kind, those of a long run too, and no function URL", () => {
		const call = (request: number, front: "rest" | "http" | "functionUrl", body?: string) =>
			({ at: 0, kind: "http.requested", request, front, api: "Api", method: "GET", path: "/", body }) as const;
		const of = reportOfEvents([
			call(1, "rest"),
			call(2, "http"),
			call(3, "http", "x".repeat(524_289)),
			call(4, "functionUrl"),
			{ at: 0, kind: "http.condensed", request: 5, requestedAt: 0, front: "http", api: "Api", method: "GET", path: "/", status: 200 },
		]);
		expect(quantity(of, "REST API calls")).toBe(1);
		expect(quantity(of, "HTTP API calls")).toBe(4);
	});

	it("counts WebSocket messages by 32 KB and the minutes of connections", () => {
		const of = reportOfEvents([
			{ at: 0, kind: "websocket.requested", api: "Api", connection: "a", connectionId: "c", action: "connect" },
			{ at: 0, kind: "websocket.answered", connectionId: "c", action: "connect", status: 101 },
			{
				at: 1,
				kind: "websocket.requested",
				api: "Api",
				connection: "a",
				connectionId: "c",
				action: "message",
				message: 1,
				body: "x".repeat(33_000),
			},
			{ at: 2, kind: "websocket.sent", connectionId: "c", by: "route", body: "answer" },
			{ at: 150_000, kind: "websocket.closed", connectionId: "c", by: "client" },
		]);
		expect(quantity(of, "WebSocket messages")).toBe(3);
		expect(quantity(of, "WebSocket connections")).toBe(3);
	});

	it("counts shards by the hour, payload units of 25 KB, and reads of table streams, which are free for Lambda", () => {
		const written = { at: 0, kind: "stream.recordWritten", shard: "s1", sequenceNumber: "1", key: "k" } as const;
		const of = reportOfEvents([
			{ ...written, source: "kinesis", stream: "Clicks", bytes: 100 },
			{ ...written, source: "kinesis", stream: "Clicks", bytes: 45_000 },
			{ ...written, source: "dynamodb", stream: "Table", bytes: 100, change: "INSERT" },
		]);
		expect(dimension(of, "shards, provisioned mode")).toMatchObject({ quantity: 1, usd: 0.015 });
		expect(quantity(of, "PUT payload units")).toBe(3);
		expect(dimension(of, "stream reads by Lambda")).toMatchObject({ quantity: 4 * 3_600, usd: 0 });
	});

	it("counts schedules, and custom metrics by the hours in which they have data", async () => {
		const invoked = { at: 0, kind: "schedule.invoked", schedule: "nightly", executionId: "x", scheduledAt: 0, input: "{}" } as const;
		expect(quantity(reportOfEvents([invoked, invoked]), "invocations")).toBe(2);
		const emf = {
			_aws: { Timestamp: 1, CloudWatchMetrics: [{ Namespace: "Shop", Dimensions: [[]], Metrics: [{ Name: "Orders" }] }] },
			Orders: 1,
		};
		const code = `export const handler = async () => { process.stdout.write(JSON.stringify(${JSON.stringify(emf)}) + "\\n"); };`;
		const of = reportOf(await traceOf(code.replace('"Timestamp":1,', '"Timestamp":Date.now(),'), {}, { events: [{}] }));
		expect(of.metrics.filter(({ namespace }) => namespace === "Shop")).toHaveLength(1);
		expect(dimension(of, "custom metrics")).toMatchObject({ quantity: expect.closeTo(1 / 730, 10), unitPriceUsd: 0.3 });
		expect(of.cost.perMonth.dimensions.find(({ dimension }) => dimension === "custom metrics")).toMatchObject({
			usd: 0.3,
			usdWithFreeTier: 0,
		});
	});

	it("names the services whose own charges it leaves out", () => {
		const of = reportOfEvents([
			{
				at: 0,
				kind: "bucket.objectCreated",
				bucket: "b",
				key: "k",
				event: "ObjectCreated:Put",
				sequencer: "0",
				notifications: [],
				bytes: 1,
				etag: "e",
			},
			{ at: 0, kind: "aws.called", service: "dynamodb", operation: "PutItem", needs: [] },
		]);
		expect(of.cost.notPriced).toEqual(["DynamoDB", "S3"]);
	});
});

describe("the cost in a terminal", () => {
	it("lists the dimensions, and a month of the same with and without the free tier", async () => {
		const of = reportOf(await traceOf(handler, { memory: 1024 }, { events: [{ wait: 100 }] }));
		const lines = costInWords(of);
		expect(lines).toContainEqual(expect.stringMatching(/^ {2}Lambda, requests: 1 requests, \$0\.00000020$/));
		expect(lines).toContainEqual(expect.stringMatching(/^ {2}Lambda, duration, x86_64: 0\.\d+ GB-seconds, \$0\.0000\d+$/));
		expect(lines.at(-1)).toMatch(/^ {2}The same over and over for a month: \$[\d,]+\.\d\d, with the free tier \$[\d,]+\.\d\d$/);
	});
});
