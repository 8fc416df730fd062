import { describe, expect, it } from "vitest";
import { explainInvocation } from "#sandbox/report/explain.ts";
import { reportOf } from "#sandbox/report/report-of.ts";
import { endings, eventsOf, only, traceOf } from "./run-project.ts";

const handler = "let runs = 0; export const handler = async ({ text }) => [++runs, text.length];";
/** An event whose JSON text has so many bytes. */
const event = (bytes: number, character = "x") => {
	const around = JSON.stringify({ text: "" }).length;
	return { text: character.repeat((bytes - around) / Buffer.byteLength(character)) };
};
const limit = 6_291_456;

describe("a synchronous request", () => {
	it("of more than 6 MiB is refused with 413 as Invoke does, and the function does not run (L44)", async () => {
		const trace = await traceOf(handler, {}, { events: [event(limit), event(limit + 1), event(limit)] });
		expect(only(eventsOf(trace, "invocation.rejected"))).toMatchObject({
			invocation: 2,
			statusCode: 413,
			error: {
				errorType: "RequestEntityTooLargeException",
				errorMessage: "Request must be smaller than 6291456 bytes for the InvokeFunction operation",
			},
		});
		const size = limit - JSON.stringify({ text: "" }).length;
		expect(endings(trace).map(({ response }) => response)).toEqual([`[1,${size}]`, `[2,${size}]`]);
	});

	it("is measured in bytes of UTF-8, not in characters (L44)", async () => {
		const trace = await traceOf(handler, {}, { events: [event(limit + 2 - ((limit - 11) % 2), "ä")] });
		expect(eventsOf(trace, "invocation.rejected")).toHaveLength(1);
	});

	it("that is refused counts neither as an invocation nor as an error, takes no concurrency, and is explained (L125, L153)", async () => {
		const report = reportOf(await traceOf(handler, {}, { events: [event(limit + 1)] }));
		expect(report.totals).toMatchObject({ invocations: 0, errors: 0, throttles: 0, peakConcurrency: 0, billedMs: 0, costUsd: 0 });
		const refused = only(report.invocations);
		expect(refused).toMatchObject({ status: "rejected", environment: null, error: { errorType: "RequestEntityTooLargeException" } });
		expect(explainInvocation(report, refused)?.title).toBe("The event is larger than 6 MB");
	});
});
