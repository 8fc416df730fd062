import type { ReportedEnvironment, ReportedInvocation, StartKind } from "#sandbox/report/report.ts";
import type { TracedFunction } from "#sandbox/trace/trace.ts";

/** @returns How an invocation found its environment; null when it had none. */
export function startKindOf(
	invocation: ReportedInvocation,
	environment: ReportedEnvironment | undefined,
	traced: TracedFunction | undefined,
): StartKind | null {
	if (!environment) return null;
	if (invocation.coldStart) {
		if (environment.restore) return "restored";
		return traced?.provisionedConcurrency === undefined ? "cold" : "spillover";
	}
	const first = environment.invocations[0] === invocation.n;
	return first && environment.initialization === "provisioned-concurrency" ? "provisioned" : "warm";
}
