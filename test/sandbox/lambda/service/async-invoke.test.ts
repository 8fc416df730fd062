import { describe, expect, it } from "vitest";
import type { ReportedAsyncEvent } from "#sandbox/report/async-events.ts";
import type { Report } from "#sandbox/report/report.ts";
import { reportOf } from "#sandbox/report/report-of.ts";
import type { ScenarioInput } from "#sandbox/scenario.ts";
import type { FunctionServiceConfig } from "#sandbox/stack/function-config.ts";
import { traceSchema } from "#sandbox/trace/trace.ts";
import { runStack, type TestFunction } from "../../services/run-stack.ts";

const MINUTE = 60_000;
const region = "eu-central-1";
const arnOf = (name: string, qualifier?: string) =>
	`arn:aws:lambda:${region}:123456789012:function:${name}${qualifier === undefined ? "" : `:${qualifier}`}`;

/** Fails for as many of its first invocations as the event says, in one environment. */
const flaky = `
let calls = 0;
export const handler = async (event) => {
	if (++calls <= (event.failures ?? 0)) throw new RangeError("attempt " + calls);
	return { calls };
};`;
const echo = "export const handler = async (event) => event;";

const invokeConfig = (config: Partial<NonNullable<FunctionServiceConfig["eventInvoke"]>>): FunctionServiceConfig => ({
	eventInvoke: { maximumEventAgeSeconds: 21_600, maximumRetryAttempts: 2, onSuccessArn: undefined, onFailureArn: undefined, ...config },
});

/** Sends one event asynchronously to the function Fn. */
async function run(fn: Partial<TestFunction>, event: unknown = {}, rest: Partial<ScenarioInput> = {}): Promise<Report> {
	const traffic = [{ at: 0, function: "Fn", event, invocationType: "Event" as const }];
	const scenario = { durationMs: 12 * 60 * MINUTE, traffic, ...rest } as ScenarioInput;
	const trace = await runStack({ Fn: { code: flaky, ...fn }, Next: { code: echo } }, {}, scenario);
	expect(() => traceSchema.parse(trace)).not.toThrow();
	return reportOf(trace);
}

const attemptsOf = (report: Report, { attempts }: ReportedAsyncEvent) => attempts.map((n) => report.invocations[n - 1]);
const first = (report: Report) => report.asyncEvents[0] as ReportedAsyncEvent;
/** What the function Next got: records of destinations. */
const received = (report: Report) => report.invocations.flatMap((one) => (one.function === "Next" ? [one.event] : []));

describe("an asynchronous invocation", () => {
	it("is accepted at once and runs a moment later, once when it succeeds (L157)", async () => {
		const report = await run({});
		expect(first(report)).toMatchObject({ acceptedAt: 0, outcome: "succeeded", source: null, sent: [] });
		const [only] = attemptsOf(report, first(report));
		expect(only).toMatchObject({ status: "succeeded", requestId: first(report).requestId });
		expect(only?.requestedAt).toBeGreaterThan(0);
		expect(report.invocations).toHaveLength(1);
	});

	it("is retried one minute after the first failed attempt, and two after the second, with the same request id (L158)", async () => {
		const report = await run({}, { failures: 2 });
		const attempts = attemptsOf(report, first(report));
		expect(attempts.map((one) => one?.status)).toEqual(["failed", "failed", "succeeded"]);
		const waits = attempts.slice(1).map((one, i) => (one?.requestedAt ?? 0) - (attempts[i]?.endedAt ?? 0));
		expect(waits).toEqual([MINUTE, 2 * MINUTE]);
		expect(new Set(attempts.map((one) => one?.requestId)).size).toBe(1);
		expect(first(report)).toMatchObject({ outcome: "succeeded", condition: null });
	});

	it("is given up after MaximumRetryAttempts (L158)", async () => {
		for (const retries of [0, 1, 2]) {
			const report = await run({ service: invokeConfig({ maximumRetryAttempts: retries }) }, { failures: 9 });
			expect(first(report).attempts).toHaveLength(retries + 1);
			expect(first(report)).toMatchObject({ outcome: "dropped", condition: "RetriesExhausted" });
		}
	});

	it("is given up at once when the next attempt would come too late: one attempt within 60 s, two within 90 s (L160)", async () => {
		for (const [age, attempts] of [
			[60, 1],
			[90, 2],
		] as const) {
			const report = await run({ service: invokeConfig({ maximumEventAgeSeconds: age }) }, { failures: 9 });
			expect(first(report).attempts).toHaveLength(attempts);
			expect(first(report)).toMatchObject({ condition: "EventAgeExceeded" });
			expect(first(report).endedAt).toBe(attemptsOf(report, first(report)).at(-1)?.endedAt);
		}
	});

	it("backs off from throttles, from 1 s up to 5 min, and uses up no retries (L146, L159)", async () => {
		const slow = `export const handler = async (event) => { await new Promise((r) => setTimeout(r, event.wait)); };`;
		const busy = { at: 0, function: "Fn", event: { wait: 900_000 } };
		const event = { at: 10, function: "Fn", event: { wait: 0 }, invocationType: "Event" as const };
		const fn = { code: slow, properties: ["ReservedConcurrentExecutions: 1", "Timeout: 900"] };
		const report = await run(fn, {}, { traffic: [busy, event] });
		const attempts = attemptsOf(report, first(report));
		const waits = attempts.slice(1).map((one, i) => ((one?.requestedAt ?? 0) - (attempts[i]?.requestedAt ?? 0)) / 1000);
		expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
		expect(attempts.map((one) => one?.status).filter((status) => status !== "throttled")).toEqual(["succeeded"]);
	});

	it("is given up after six hours of throttles, as if it had been answered with 429 (L159, L167)", async () => {
		const service = invokeConfig({ onFailureArn: arnOf("Next") });
		const traffic = [{ at: 0, function: "Fn", event: {}, invocationType: "Event" as const }];
		const functions = { Fn: { code: flaky, service }, Next: { code: echo, properties: ["ReservedConcurrentExecutions: 1"] } };
		// The only unit of the account's concurrency is reserved for Next.
		const report = reportOf(await runStack(functions, {}, { traffic, accountConcurrency: 1, durationMs: 7 * 60 * MINUTE }));
		expect(first(report)).toMatchObject({ outcome: "dropped", condition: "EventAgeExceeded" });
		expect(first(report).endedAt).toBeGreaterThan((6 * 60 - 5) * MINUTE);
		expect(first(report).endedAt).toBeLessThanOrEqual(6 * 60 * MINUTE);
		const [record] = received(report);
		expect(record).toMatchObject({ requestContext: { approximateInvokeCount: 0 }, responseContext: { statusCode: 429 } });
		expect(record).not.toHaveProperty("responsePayload");
	});

	it("goes straight to the failure destination when reserved concurrency is 0 (L133)", async () => {
		const fn = { properties: ["ReservedConcurrentExecutions: 0"], service: invokeConfig({ onFailureArn: arnOf("Next") }) };
		const report = await run(fn, { order: 7 });
		expect(first(report)).toMatchObject({ outcome: "dropped", condition: "ZeroReservedConcurrency" });
		expect(first(report).attempts).toHaveLength(1);
		const [record] = received(report) as { requestContext: object; requestPayload: object }[];
		expect(record).toMatchObject({ requestContext: { condition: "ZeroReservedConcurrency" }, requestPayload: { order: 7 } });
		expect(record).not.toHaveProperty("responseContext");
	});

	it("comes twice when the scenario says so, although it succeeded (L161)", async () => {
		const report = await run({}, {}, { asyncDuplicates: [{ function: "Fn", event: 1, afterMs: 500 }] });
		const attempts = attemptsOf(report, first(report));
		expect(attempts.map((one) => one?.status)).toEqual(["succeeded", "succeeded"]);
		expect(attempts.map((one) => one?.requestId)).toEqual([first(report).requestId, first(report).requestId]);
		expect((attempts[1]?.requestedAt ?? 0) - (attempts[0]?.requestedAt ?? 0)).toBe(500);
		expect(first(report).scheduled).toMatchObject([{ because: "duplicate" }]);
	});

	it("is refused with 413 above 1 MB, where a synchronous one is not (L46)", async () => {
		const event = { text: "x".repeat(1_048_576) };
		const traffic = [
			{ at: 0, function: "Fn", event, invocationType: "Event" as const },
			{ at: 1, function: "Fn", event },
		];
		const trace = await runStack({ Fn: { code: flaky } }, {}, { traffic });
		expect(trace.events.find(({ kind }) => kind === "async.rejected")).toMatchObject({
			statusCode: 413,
			error: {
				errorType: "RequestEntityTooLargeException",
				errorMessage: "1048587 byte payload is too large for the Event invocation type (limit 1048576 bytes)",
			},
		});
		expect(reportOf(trace).invocations.map(({ status }) => status)).toEqual(["succeeded"]);
	});
});

describe("a dry run", () => {
	it("checks the request, and runs nothing (L152, L156)", async () => {
		const trace = await runStack(
			{ Fn: { code: flaky } },
			{},
			{
				traffic: [
					{ at: 0, event: {}, invocationType: "DryRun" },
					{ at: 1, event: {}, invocationType: "DryRun", qualifier: "nobody" },
				],
			},
		);
		expect(trace.events).toMatchObject([
			{ kind: "invocation.dryRun", statusCode: 204 },
			{ kind: "invocation.dryRun", statusCode: 404 },
		]);
	});
});

describe("a destination", () => {
	it("gets the record of a success (L165, L166, L167)", async () => {
		const report = await run({ service: invokeConfig({ onSuccessArn: arnOf("Next") }) }, { order: 7 });
		const [record] = received(report);
		expect(record).toEqual({
			version: "1.0",
			timestamp: expect.stringMatching(/^2026-11-24T09:00:0\d\.\d{3}Z$/),
			requestContext: {
				requestId: first(report).requestId,
				functionArn: arnOf("Fn", "$LATEST"),
				condition: "Success",
				approximateInvokeCount: 1,
			},
			requestPayload: { order: 7 },
			responseContext: { statusCode: 200, executedVersion: "$LATEST" },
			responsePayload: { calls: 1 },
		});
		expect(first(report).sent).toEqual([{ at: first(report).endedAt, to: "onSuccess", target: arnOf("Next"), error: null }]);
	});

	it("gets the record of a failure with the error and the number of attempts (L166, L167)", async () => {
		const report = await run({ service: invokeConfig({ onFailureArn: arnOf("Next") }) }, { failures: 9 });
		expect(received(report)).toMatchObject([
			{
				requestContext: { condition: "RetriesExhausted", approximateInvokeCount: 3 },
				responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
				responsePayload: { errorType: "RangeError", errorMessage: "attempt 3", trace: expect.any(Array) },
			},
		]);
	});

	it("names the alias and the version that ran (L163, L166)", async () => {
		const fn = { properties: ["AutoPublishAlias: live"], service: invokeConfig({ onSuccessArn: arnOf("Next") }) };
		expect(received(await run(fn))).toMatchObject([
			{ requestContext: { functionArn: arnOf("Fn", "live") }, responseContext: { executedVersion: "1" } },
		]);
	});

	it("that does not exist is told as a failed delivery", async () => {
		const target = arnOf("Nobody");
		const report = await run({ service: invokeConfig({ onSuccessArn: target }) });
		expect(first(report).sent).toMatchObject([{ to: "onSuccess", target, error: { code: "ResourceNotFound" } }]);
	});

	it("is invoked asynchronously in its turn, in the name of Lambda (L165, L171)", async () => {
		const report = await run({ service: invokeConfig({ onSuccessArn: arnOf("Next") }) });
		expect(report.asyncEvents[1]).toMatchObject({
			function: "Next",
			source: { service: "lambda", resource: arnOf("Fn") },
			outcome: "succeeded",
		});
	});
});
