import { describe, expect, it } from "vitest";
import type { ReportedMetric } from "#sandbox/report/metrics/metric.ts";
import type { Report } from "#sandbox/report/report.ts";
import { reportOf } from "#sandbox/report/report-of.ts";
import { aFunction, aTrace } from "../../support/trace-builder.ts";
import { outcomeOf } from "../lambda/run-project.ts";
import { answers, aRestApi, aRoute, permissionsFor } from "../services/http/an-api.ts";
import { runStack } from "../services/run-stack.ts";
import { aMapping, aQueue, message } from "../services/sqs/a-queue.ts";
import { aStream, aMapping as aStreamMapping, put } from "../services/streams/a-stream.ts";

/** The periods of one metric; the dimensions must be these and no others. */
function periodsOf(report: Report, metric: string, dimensions: Record<string, string>): ReportedMetric["periods"] {
	const wanted = JSON.stringify(Object.entries(dimensions).sort());
	const found = report.metrics.find((one) => one.metric === metric && JSON.stringify(Object.entries(one.dimensions).sort()) === wanted);
	return found?.periods ?? [];
}
const sumsOf = (report: Report, metric: string, dimensions: Record<string, string>) =>
	periodsOf(report, metric, dimensions).map(({ at, sum }) => [at, sum]);
const totalOf = (report: Report, metric: string, dimensions: Record<string, string>) =>
	periodsOf(report, metric, dimensions).reduce((total, { sum }) => total + sum, 0);

const orders = { FunctionName: "Orders" };
const error = { errorType: "Error", errorMessage: "no" };

describe("metrics of a function (L124)", () => {
	it("are counted by minute, at the time of the request (L35)", () => {
		const report = reportOf(
			aTrace()
				.environment(1, 0)
				.invocation(1, 0)
				.invocation(2, 59_990, { status: "failed", error })
				.invocation(3, 60_500)
				.build({ endedAt: 120_000 }),
		);
		expect(sumsOf(report, "Invocations", orders)).toEqual([
			[0, 2],
			[60_000, 1],
		]);
		expect(sumsOf(report, "Errors", orders)).toEqual([
			[0, 1],
			[60_000, 0],
		]);
		expect(sumsOf(report, "Invocations", {})).toEqual(sumsOf(report, "Invocations", orders));
	});

	it("have average, extremes and percentiles of the duration, and no sample", () => {
		const trace = aTrace().environment(1, 0);
		for (let i = 1; i <= 100; i++) trace.invocation(i, i * 100, { durationMs: i });
		const [minute] = periodsOf(reportOf(trace.build()), "Duration", orders);
		expect(minute).toEqual({
			at: 0,
			samples: 100,
			sum: 5050,
			average: 50.5,
			min: 1,
			max: 100,
			percentiles: { p50: 50, p90: 90, p95: 95, p99: 99 },
		});
	});

	it("count a throttled request as a throttle only (L125)", () => {
		const report = reportOf(aTrace().environment(1, 0).invocation(1, 0).throttled(2, 200).build());
		expect(totalOf(report, "Throttles", orders)).toBe(1);
		expect(totalOf(report, "Invocations", orders)).toBe(1);
		expect(periodsOf(report, "ConcurrentExecutions", orders)[0]?.max).toBe(1);
	});

	it("are kept for the alias, and for each version behind it, as well (L124)", () => {
		const report = reportOf(
			aTrace([aFunction({ alias: "live" })])
				.environment(1, 0)
				.invocation(1, 0)
				.build(),
		);
		expect(totalOf(report, "Invocations", { ...orders, Resource: "Orders:live" })).toBe(1);
		expect(totalOf(report, "Invocations", { ...orders, Resource: "Orders:live", ExecutedVersion: "1" })).toBe(1);
	});

	it("count a timeout, whose environment is gone at once, for the version that ran (L35)", async () => {
		const code = "export const handler = () => new Promise(() => { setInterval(() => {}, 1000); });";
		const trace = await runStack({ Fn: { code, properties: ["AutoPublishAlias: live"] } }, {}, { traffic: [{ at: 0, event: {} }] });
		const version = { FunctionName: "Fn", Resource: "Fn:live", ExecutedVersion: "1" };
		expect(sumsOf(reportOf(trace), "Errors", version)).toEqual([[0, 1]]);
	});

	it("have the highest concurrency of each minute, also of one in which nothing new comes (L126)", () => {
		const report = reportOf(
			aTrace()
				.environment(1, 0)
				.environment(2, 0)
				.event({ at: 10, kind: "invocation.requested", invocation: 1, requestId: "a", function: "Orders", event: "1" })
				.event({ at: 20, kind: "invocation.requested", invocation: 2, requestId: "b", function: "Orders", event: "1" })
				.build({ endedAt: 90_000 }),
		);
		expect(periodsOf(report, "ConcurrentExecutions", orders).map(({ at, max }) => [at, max])).toEqual([
			[0, 2],
			[60_000, 2],
		]);
		expect(periodsOf(report, "UnreservedConcurrentExecutions", {})[0]?.max).toBe(2);
	});

	it("tell invocations in provisioned environments from those that spilled over (L139)", async () => {
		const code = "export const handler = () => new Promise((done) => setTimeout(done, 1000));";
		const properties = ["AutoPublishAlias: live", "ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 }"];
		const trace = await runStack({ Fn: { code, properties } }, {}, { traffic: [0, 10].map((at) => ({ at, event: {} })) });
		const report = reportOf(trace);
		const live = { FunctionName: "Fn", Resource: "Fn:live" };
		expect(totalOf(report, "ProvisionedConcurrencyInvocations", live)).toBe(1);
		expect(totalOf(report, "ProvisionedConcurrencySpilloverInvocations", live)).toBe(1);
		expect(periodsOf(report, "ProvisionedConcurrencyUtilization", live)[0]?.max).toBe(1);
	});

	it("follow an asynchronous event to its end: received, its age at each attempt, dropped (L124)", async () => {
		const code = 'export const handler = async () => { throw new Error("no"); };';
		const report = reportOf(await runStack({ Fn: { code } }, {}, { traffic: [{ at: 0, event: {}, invocationType: "Event" }] }));
		const fn = { FunctionName: "Fn" };
		expect(totalOf(report, "AsyncEventsReceived", fn)).toBe(1);
		expect(totalOf(report, "AsyncEventsDropped", fn)).toBe(1);
		const ages = periodsOf(report, "AsyncEventAge", fn);
		expect(ages.reduce((count, { samples }) => count + samples, 0)).toBe(3);
		expect(ages.at(-1)?.max).toBeGreaterThan(ages[0]?.max ?? 0);
	});

	it("are the same of a long run, whose later invocations are condensed", async () => {
		const code = `export const handler = async ({ fails, waits = 5 }) => {
			await new Promise((resolve) => setTimeout(resolve, waits));
			if (fails) throw new Error("as asked");
		};`;
		const events = [{}, {}, { fails: true }, {}, { waits: 5000 }, {}, {}, {}];
		const reportWith = async (fullInvocations: number) => {
			const outcome = await outcomeOf(code, { memory: 1769 }, { events, everyMs: 9_000 }, { fullInvocations });
			if (outcome.status !== "completed") throw new Error(outcome.message);
			return { report: reportOf(outcome.trace), kinds: new Set(outcome.trace.events.map(({ kind }) => kind)) };
		};
		const [full, short] = [await reportWith(1000), await reportWith(1)];
		expect(short.kinds).toContain("invocation.condensed");
		expect(full.report.metrics.length).toBeGreaterThan(5);
		expect(short.report.metrics).toEqual(full.report.metrics);
	});

	it("take longer periods in a run of days, so that their number is bounded", () => {
		const trace = aTrace().environment(1, 0);
		for (let hour = 0; hour < 72; hour++) trace.invocation(hour + 1, hour * 3_600_000);
		const report = reportOf(trace.build({ endedAt: 72 * 3_600_000 }));
		const metric = report.metrics.find((one) => one.metric === "Invocations");
		expect(metric?.periodSeconds).toBe(300);
		expect(metric?.periods).toHaveLength(72);
	});
});

describe("metrics of event source mappings that ask for EventCount (L182)", () => {
	const uuid = { EventSourceMappingUUID: aMapping(aQueue("Orders"), "Worker").uuid };

	it("count what the mapping of a queue has polled, filtered out, invoked with, failed and deleted (L182)", async () => {
		const code = `export const handler = async ({ Records }) => ({
			batchItemFailures: Records.filter(({ body }) => body.includes("bad")).map(({ messageId }) => ({ itemIdentifier: messageId })),
		});`;
		const queue = aQueue("Orders", { visibilityTimeoutSeconds: 600 });
		const mapping = aMapping(queue, "Worker", {
			countsEvents: true,
			reportBatchItemFailures: true,
			filters: [{ body: { kind: ["good", "bad"] } }],
		});
		const bodies = ['{"kind":"good"}', '{"kind":"bad"}', '{"kind":"other"}'];
		const traffic = bodies.map((body) => message("Orders", body));
		const report = reportOf(
			await runStack({ Worker: { code } }, { queues: [queue], mappings: [mapping] }, { traffic, durationMs: 60_000 }),
		);
		expect(totalOf(report, "PolledEventCount", uuid)).toBe(3);
		expect(totalOf(report, "FilteredOutEventCount", uuid)).toBe(1);
		expect(totalOf(report, "InvokedEventCount", uuid)).toBe(2);
		expect(totalOf(report, "FailedInvokeEventCount", uuid)).toBe(1);
		expect(totalOf(report, "DeletedEventCount", uuid)).toBe(1);
	});

	it("are not there for a mapping that does not ask", async () => {
		const queue = aQueue("Orders");
		const stack = { queues: [queue], mappings: [aMapping(queue, "Worker")] };
		const report = reportOf(
			await runStack({ Worker: { code: "export const handler = async () => {};" } }, stack, { traffic: [message("Orders", "a")] }),
		);
		expect(report.metrics.filter(({ dimensions }) => "EventSourceMappingUUID" in dimensions)).toEqual([]);
		expect(totalOf(report, "Invocations", { FunctionName: "Worker" })).toBe(1);
	});

	it("count what a stream's mapping gives up, each attempt as an invocation; IteratorAge is the function's (L211)", async () => {
		const code = 'export const handler = async () => { throw new Error("no"); };';
		const mapping = aStreamMapping({ countsEvents: true, maximumRetryAttempts: 1 });
		const report = reportOf(
			await runStack({ Fn: { code } }, { streams: [aStream()], mappings: [mapping] }, { traffic: [put({ n: 1 }), put({ n: 2 })] }),
		);
		const of = { EventSourceMappingUUID: mapping.uuid };
		expect(totalOf(report, "PolledEventCount", of)).toBe(2);
		expect(totalOf(report, "InvokedEventCount", of)).toBe(4);
		expect(totalOf(report, "DroppedEventCount", of)).toBe(2);
		expect(periodsOf(report, "IteratorAge", { FunctionName: "Fn" })[0]?.samples).toBe(2);
		expect(periodsOf(report, "GetRecords.IteratorAgeMilliseconds", { StreamName: "Events" })[0]?.samples).toBe(1);
	});
});

describe("metrics of services around functions", () => {
	it("have a queue's counts, and each minute its depth and the age of its oldest message in seconds", async () => {
		const traffic = [message("Orders", "a", { at: 1_000 }), message("Orders", "b", { at: 61_000 })];
		const trace = await runStack(
			{ Fn: { code: "export const handler = async () => {};" } },
			{ queues: [aQueue("Orders")] },
			{ traffic, durationMs: 130_000 },
		);
		const report = reportOf({ ...trace, endedAt: 130_000 });
		const queue = { QueueName: "Orders" };
		expect(sumsOf(report, "NumberOfMessagesSent", queue)).toEqual([
			[0, 1],
			[60_000, 1],
		]);
		expect(periodsOf(report, "ApproximateNumberOfMessagesVisible", queue).map(({ at, max }) => [at, max])).toEqual([
			[60_000, 1],
			[120_000, 2],
		]);
		expect(periodsOf(report, "ApproximateAgeOfOldestMessage", queue).map(({ max }) => max)).toEqual([59, 119]);
	});

	it("have an API's requests, its errors by class as 0 or 1 each, and both latencies", async () => {
		const api = aRestApi([aRoute("GET", "/orders")]);
		const request = (path: string) => ({ at: 0, send: { service: "http", api: api.id, method: "GET", path } }) as const;
		const functions = { Fn: { code: answers('{ statusCode: 500, body: "" }') } };
		const traffic = [request("/orders"), request("/nothing")];
		const report = reportOf(await runStack(functions, { apis: [api], permissions: permissionsFor("Fn") }, { traffic }));
		const of = { ApiName: api.id };
		expect(totalOf(report, "Count", of)).toBe(2);
		expect(periodsOf(report, "5XXError", of)[0]).toMatchObject({ sum: 1, average: 0.5 });
		expect(totalOf(report, "4XXError", of)).toBe(1);
		const [latency, integration] = ["Latency", "IntegrationLatency"].map((metric) => periodsOf(report, metric, of)[0]);
		expect(latency?.samples).toBe(2);
		expect(integration?.samples).toBe(1);
		expect(integration?.max).toBeLessThan(latency?.max ?? 0);
	});
});
