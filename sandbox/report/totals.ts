import { durationCostUsd, invocationCostUsd, provisionedCostUsd, snapStartCostUsd } from "#sandbox/report/price.ts";
import type { Report, ReportedEnvironment, ReportedInvocation } from "#sandbox/report/report.ts";
import { isSpillover, provisionedVersions } from "#sandbox/report/start-kind.ts";
import type { TracedFunction } from "#sandbox/trace/trace.ts";

const errorStatuses: ReadonlySet<ReportedInvocation["status"]> = new Set(["failed", "crashed", "timedOut"]);

type Parts = Pick<Report, "environments" | "invocations" | "functions" | "endedAt">;

/** Counts and costs of a run, without its concurrency. */
export function totalsOf(parts: Parts): Omit<Report["totals"], "peakConcurrency"> {
	const { environments, invocations, functions } = parts;
	const byName = new Map(functions.map((f) => [f.name, f]));
	const provisioned = new Set(environments.filter(isProvisioned).map(({ n }) => n));
	const versions = provisionedVersions(environments);
	const totals = {
		invocations: 0,
		coldStarts: 0,
		spillovers: 0,
		throttles: 0,
		errors: 0,
		billedMs: 0,
		provisionedCostUsd: 0,
		snapStartCostUsd: 0,
		costUsd: 0,
	};
	for (const invocation of invocations) {
		// A throttled request is neither an invocation nor an error (L125).
		if (invocation.status === "throttled") {
			totals.throttles += 1;
			continue;
		}
		if (invocation.status === "rejected") continue;
		const traced = byName.get(invocation.function);
		const inProvisioned = invocation.environment !== null && provisioned.has(invocation.environment);
		totals.invocations += 1;
		if (invocation.coldStart) totals.coldStarts += 1;
		const environment = invocation.environment === null ? undefined : environments[invocation.environment - 1];
		// Served on demand although the version has provisioned concurrency (L139).
		if (environment && isSpillover(environment, versions)) totals.spillovers += 1;
		if (errorStatuses.has(invocation.status)) totals.errors += 1;
		if (invocation.billedMs === null) continue;
		totals.billedMs += invocation.billedMs;
		if (traced) totals.costUsd += invocationCostUsd(traced, invocation.billedMs, inProvisioned);
	}
	for (const traced of functions) {
		const own = environments.filter((environment) => environment.function === traced.name);
		totals.provisionedCostUsd += provisionedCostOf(traced, own, parts.endedAt);
		totals.snapStartCostUsd += snapStartCostOf(traced, own, parts.endedAt);
	}
	totals.costUsd += totals.provisionedCostUsd + totals.snapStartCostUsd;
	return totals;
}

export function isProvisioned({ initialization }: ReportedEnvironment): boolean {
	return initialization === "provisioned-concurrency";
}

/** From the allocation to the end of the run, and every INIT ahead of requests (L9, L233). */
function provisionedCostOf(traced: TracedFunction, environments: readonly ReportedEnvironment[], endedAt: number): number {
	const first = environments.find(isProvisioned);
	if (!first || traced.provisionedConcurrency === undefined) return 0;
	const inits = environments.filter(isProvisioned).reduce((sum, one) => sum + durationCostUsd(traced, initMsOf(one), true), 0);
	return provisionedCostUsd(traced, traced.provisionedConcurrency, endedAt - first.startedAt) + inits;
}

/** From the snapshot to the end of the run, its INIT, and every restore (L226). */
function snapStartCostOf(traced: TracedFunction, environments: readonly ReportedEnvironment[], endedAt: number): number {
	const source = environments.find(({ endReason }) => endReason === "snapshot");
	if (!source) return 0;
	const restores = environments.filter(({ restore }) => restore !== null && restore.endedAt !== null).length;
	const keptMs = endedAt - (source.endedAt ?? endedAt);
	return snapStartCostUsd(traced, keptMs, restores) + durationCostUsd(traced, initMsOf(source));
}

/** Of the INIT that was not repeated inside an invocation, in whole milliseconds. */
export function initMsOf({ inits }: ReportedEnvironment): number {
	return Math.ceil(inits.find(({ suppressed }) => !suppressed)?.durationMs ?? 0);
}
