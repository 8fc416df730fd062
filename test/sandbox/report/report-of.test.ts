import { describe, expect, it } from "vitest";
import { invocationCostUsd, lambdaPrices } from "#sandbox/report/price.ts";
import { reportOf } from "#sandbox/report/report-of.ts";
import { traceSchema } from "#sandbox/trace/trace.ts";
import { aFunction, aTrace } from "../../support/trace-builder.ts";

describe("a report", () => {
	it("is empty for an empty trace", () => {
		const report = reportOf(aTrace().build());
		expect(report.invocations).toEqual([]);
		expect(report.concurrency).toEqual([{ at: 0, running: 0 }]);
		expect(Object.values(report.totals).every((total) => total === 0)).toBe(true);
	});

	it("is a function of the trace alone, and leaves it as it was", () => {
		const trace = aTrace().environment(1, 0).invocation(1, 0, { initMs: 200, response: '{"a":[1]}' }).build();
		const before = structuredClone(trace);
		expect(reportOf(trace)).toEqual(reportOf(structuredClone(trace)));
		expect(trace).toEqual(before);
		expect(traceSchema.safeParse(trace).success).toBe(true);
	});

	it("tells a cold start from a warm one", () => {
		const report = reportOf(
			aTrace().environment(1, 0).invocation(1, 0, { initMs: 180, durationMs: 20 }).invocation(2, 1000, { durationMs: 5 }).build(),
		);
		expect(report.invocations.map(({ coldStart, initMs, billedMs }) => ({ coldStart, initMs, billedMs }))).toEqual([
			{ coldStart: true, initMs: 180, billedMs: 200 },
			{ coldStart: false, initMs: null, billedMs: 5 },
		]);
		expect(report.totals).toMatchObject({ invocations: 2, coldStarts: 1, billedMs: 205 });
	});

	it("counts a throttled request as a throttle and nothing else (L125)", () => {
		const report = reportOf(aTrace().environment(1, 0).invocation(1, 0).throttled(2, 10).build());
		expect(report.totals).toMatchObject({ invocations: 1, throttles: 1, errors: 0, peakConcurrency: 1 });
		expect(report.invocations[1]).toMatchObject({ status: "throttled", environment: null, startedAt: null, billedMs: null });
	});

	it.each(["failed", "crashed", "timedOut"] as const)("counts %s as an error that is billed (L35, L234)", (status) => {
		const error = { errorType: "Error", errorMessage: "no" };
		const report = reportOf(aTrace().environment(1, 0).invocation(1, 0, { status, error, durationMs: 40 }).build());
		expect(report.totals).toMatchObject({ errors: 1, billedMs: 40 });
		expect(report.invocations[0]).toMatchObject({ status, error, response: null });
	});

	it("shows what was running when the trace ends early as unfinished", () => {
		const report = reportOf(
			aTrace()
				.environment(1, 0)
				.event({ at: 0, kind: "init.started", environment: 1, suppressed: false })
				.event({ at: 0, kind: "invocation.requested", invocation: 1, requestId: "r", function: "Orders", event: "1" })
				.call(1, 5)
				.build(),
		);
		expect(report.invocations[0]).toMatchObject({ status: "unfinished", event: 1, endedAt: null });
		expect(report.environments[0]?.inits[0]).toMatchObject({ status: "unfinished", endedAt: null });
		expect(report.calls[0]).toMatchObject({ phase: "init", invocation: null, endedAt: null });
		expect(report.concurrency.at(-1)).toEqual({ at: 0, running: 1 });
	});

	it("joins calls with their responses and failures, and with their invocation", () => {
		const report = reportOf(
			aTrace()
				.environment(1, 0)
				.invocation(1, 0)
				.call(1, 10, { invocation: 1, method: "POST", body: '{"id":1}' })
				.event({ at: 20, kind: "network.responded", call: 1, environment: 1, invocation: 1, status: 201, body: "created" })
				.call(2, 30, { invocation: 1, host: "nowhere.example" })
				.event({ at: 30, kind: "network.failed", call: 2, environment: 1, invocation: 1, reason: "ENOTFOUND" })
				.build(),
		);
		expect(report.calls[0]).toMatchObject({ body: { id: 1 }, status: 201, responseBody: "created", endedAt: 20, phase: "invoke" });
		expect(report.calls[1]).toMatchObject({ failure: "ENOTFOUND", status: null });
		expect(report.invocations[0]?.calls).toEqual([1, 2]);
	});

	it("keeps console lines with their invocation, and platform lines in the log only", () => {
		const line = (source: "platform" | "function", text: string) =>
			({ at: 1, kind: "log", environment: 1, invocation: 1, source, text }) as const;
		const report = reportOf(
			aTrace().environment(1, 0).invocation(1, 0).event(line("platform", "START")).event(line("function", "hello")).build(),
		);
		expect(report.invocations[0]?.lines).toEqual(["hello"]);
		expect(report.log.map(({ text }) => text)).toEqual(["START", "hello"]);
	});

	it("follows an environment through its INITs to its end", () => {
		const report = reportOf(
			aTrace()
				.environment(1, 0)
				.event({ at: 0, kind: "init.started", environment: 1, suppressed: false })
				.event({ at: 50, kind: "init.ended", environment: 1, durationMs: 50, status: "error", errorType: "Runtime.ExitError" })
				.invocation(1, 0, { startedAt: 60 })
				.event({ at: 900, kind: "environment.shutdown", environment: 1, reason: "spindown" })
				.build(),
		);
		expect(report.environments[0]).toMatchObject({
			invocations: [1],
			inits: [{ durationMs: 50, status: "error", errorType: "Runtime.ExitError" }],
			endedAt: 900,
			endReason: "spindown",
		});
	});

	it("draws concurrency as steps: ends before beginnings at one moment, INIT included", () => {
		const report = reportOf(
			aTrace()
				.environment(1, 0)
				.environment(2, 10)
				.invocation(1, 0, { initMs: 50, durationMs: 50 })
				.invocation(2, 10, { environment: 2, initMs: 50, durationMs: 20 })
				.invocation(3, 100, { durationMs: 10 })
				.build(),
		);
		expect(report.concurrency).toEqual([
			{ at: 0, running: 1 },
			{ at: 10, running: 2 },
			{ at: 80, running: 1 },
			{ at: 110, running: 0 },
		]);
		expect(report.totals.peakConcurrency).toBe(2);
	});

	it("names what was cut", () => {
		expect(reportOf(aTrace().event({ at: 0, kind: "output.cut", what: "log lines after 4,000" }).build()).cuts).toEqual([
			"log lines after 4,000",
		]);
	});

	it("treats guest data with dangerous keys as data", () => {
		const event = '{"__proto__":{"polluted":true},"constructor":1,"toString":2}';
		const report = reportOf(aTrace().environment(1, 0).invocation(1, 0, { event, response: event }).build());
		expect(Object.getPrototypeOf(report.invocations[0]?.event)).toBe(Object.prototype);
		expect(JSON.stringify(report.invocations[0]?.response)).toBe(event);
		expect("polluted" in {}).toBe(false);
	});
});

describe("the price of an invocation", () => {
	it("is a request plus its gigabyte-seconds (L231, L232)", () => {
		// One million requests of one second on 1 GB: 0.20 for the requests and 16.6667 for the time.
		expect(1_000_000 * invocationCostUsd({ memoryMb: 1024, architecture: "x86_64" }, 1000)).toBeCloseTo(16.8667, 4);
		expect(1_000_000 * invocationCostUsd({ memoryMb: 1024, architecture: "arm64" }, 1000)).toBeCloseTo(13.5334, 4);
	});

	it("falls with the memory and never below the request", () => {
		expect(invocationCostUsd({ memoryMb: 128, architecture: "arm64" }, 0)).toBe(lambdaPrices.perRequest);
		const report = reportOf(
			aTrace([aFunction({ memoryMb: 512 })])
				.environment(1, 0)
				.invocation(1, 0, { durationMs: 100 })
				.build(),
		);
		expect(report.totals.costUsd).toBeCloseTo(2e-7 + 0.05 * 0.0000166667, 12);
	});
});
