import { describe, expect, it } from "vitest";
import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import { lineageWith, loopRefusal } from "#sandbox/lambda/service/recursion.ts";
import type { ReportedAsyncEvent } from "#sandbox/report/async-events.ts";
import { reportOf } from "#sandbox/report/report-of.ts";
import type { FunctionServiceConfig } from "#sandbox/stack/function-config.ts";
import type { Lineage } from "#sandbox/trace/invocation-source.ts";
import { runStack } from "../../services/run-stack.ts";

const code = "export const handler = async () => null;";
const arn = (name: string) => `arn:aws:lambda:eu-central-1:123456789012:function:${name}`;
const on = (onSuccess?: string, onFailure?: string): FunctionServiceConfig => ({
	eventInvoke: {
		maximumEventAgeSeconds: 21_600,
		maximumRetryAttempts: 2,
		onSuccessArn: onSuccess && arn(onSuccess),
		onFailureArn: onFailure && arn(onFailure),
	},
});

/** Ping and Pong send their results to each other; what is dropped goes to Dropped. */
async function pingPong(ping: FunctionServiceConfig, durationMs = 60_000) {
	const functions = {
		Ping: { code, service: { ...on("Pong", "Dropped"), ...ping } },
		Pong: { code, service: on("Ping", "Dropped") },
		Dropped: { code: "export const handler = async (event) => event;" },
	};
	const traffic = [{ at: 0, function: "Ping", event: {}, invocationType: "Event" as const }];
	return reportOf(await runStack(functions, {}, { traffic, durationMs }));
}
const runsOf = (report: Awaited<ReturnType<typeof pingPong>>, name: string) =>
	report.invocations.filter((one) => one.function === name && one.status === "succeeded").length;

describe("a loop of functions", () => {
	it("is stopped after 16 invocations of one function in a chain, and the next event goes to the failure destination (L149, L150)", async () => {
		const report = await pingPong({});
		expect(runsOf(report, "Ping")).toBe(16);
		expect(runsOf(report, "Pong")).toBe(16);
		const refused = report.invocations.filter(({ status }) => status === "rejected");
		expect(refused).toMatchObject([{ function: "Ping", error: { errorType: "RecursiveInvocationException" } }]);
		const dropped = report.asyncEvents.filter(({ outcome }: ReportedAsyncEvent) => outcome === "dropped");
		expect(dropped).toMatchObject([
			{ function: "Ping", condition: "RecursiveInvocation", sent: [{ to: "onFailure", target: arn("Dropped") }] },
		]);
		expect(report.invocations.at(-1)).toMatchObject({
			function: "Dropped",
			event: { requestContext: { condition: "RecursiveInvocation" }, responseContext: { statusCode: 400 } },
		});
	});

	it("goes on when RecursiveLoop is Allow, as long as another function of it does not stop it (L151)", async () => {
		const report = await pingPong({ recursiveLoop: "Allow" });
		expect(runsOf(report, "Ping")).toBe(17);
		expect(runsOf(report, "Pong")).toBe(16);
	});

	it("is not seen between events that have nothing to do with each other (L149)", async () => {
		const traffic = [{ at: 0, function: "Once", event: {}, invocationType: "Event" as const, repeat: { count: 40, everyMs: 10 } }];
		const report = reportOf(await runStack({ Once: { code } }, {}, { traffic }));
		expect(report.invocations.every(({ status }) => status === "succeeded")).toBe(true);
	});
});

describe("a direct call within a loop", () => {
	const fn = { name: "Fn" } as BuiltFunction;
	const chain = (length: number) => {
		let lineage: Lineage | undefined;
		for (let n = 1; n <= length; n++) lineage = lineageWith(lineage, "Fn", n);
		return lineage;
	};

	it("is refused with 400 RecursiveInvocationException from the 17th on (L149, L150, L153)", () => {
		expect(loopRefusal(fn, chain(15))).toBeUndefined();
		expect(loopRefusal(fn, chain(16))).toMatchObject({ statusCode: 400, error: { errorType: "RecursiveInvocationException" } });
		expect(loopRefusal({ ...fn, service: { recursiveLoop: "Allow" } }, chain(99))).toBeUndefined();
	});

	it("counts each function on its own (L149)", () => {
		expect(loopRefusal({ ...fn, name: "Other" }, chain(16))).toBeUndefined();
	});
});
