import { endOf } from "#app/timeline/lanes.ts";
import type { TimeScale } from "#app/timeline/time-scale.ts";
import { trafficOf } from "#app/traffic/traffic.ts";
import type { Report, ReportedInvocation } from "#sandbox/index.ts";

/** One end of an arrow; without an environment it is in the row of what was throttled. */
type End = { x: number; environment: number | null };

/** A dashed arrow from an attempt to the next one of the same event, message, batch or request. */
export type Return = { id: string; from: End; to: End; label: string | null };

/** More arrows than these are a tangle: the first ones are drawn. */
const mostReturns = 40;

/**
 * @returns The arrows that are drawn, in the order of time, and how many more there would be in what is shown.
 */
export function returnsOf(report: Report, scale: TimeScale): { returns: Return[]; hidden: number } {
	const returns: Return[] = [];
	let hidden = 0;
	for (const [before, after] of attemptPairs(report)) {
		const [from, to] = [endTime(before), startTime(after)];
		if (from === null || to === null || !scale.shows(from, to)) continue;
		if (returns.length === mostReturns) {
			hidden++;
			continue;
		}
		returns.push({
			id: `${before.n}-${after.n}`,
			from: { x: scale.x(from), environment: before.environment },
			to: { x: scale.x(to), environment: after.environment },
			label: returns.length === 0 ? "tried again" : null,
		});
	}
	return { returns, hidden };
}

type Pair = readonly [ReportedInvocation, ReportedInvocation];
const known = new WeakMap<Report, Pair[]>();

/** An attempt and the next one, each pair once, though ten messages of a batch may come back together. */
function attemptPairs(report: Report): Pair[] {
	const before = known.get(report);
	if (before) return before;
	const pairs = new Map<string, Pair>();
	const add = (first: ReportedInvocation | undefined, second: ReportedInvocation | undefined) => {
		if (first && second && first.n < second.n) pairs.set(`${first.n}-${second.n}`, [first, second]);
	};
	const attempts = new Map<string, ReportedInvocation[]>();
	for (const invocation of report.invocations) {
		// Of a long run, what went well has no id any more.
		if (invocation.requestId === "") continue;
		const of = attempts.get(invocation.requestId);
		if (of) of.push(invocation);
		else attempts.set(invocation.requestId, [invocation]);
	}
	for (const tries of attempts.values()) for (let i = 1; i < tries.length; i++) if (comesBack(tries[i - 1])) add(tries[i - 1], tries[i]);
	for (const { items } of trafficOf(report).sections) {
		for (const item of items) {
			if (!item.retries) continue;
			for (let i = 1; i < item.invocations.length; i++)
				add(report.invocations[(item.invocations[i - 1] ?? 0) - 1], report.invocations[(item.invocations[i] ?? 0) - 1]);
		}
	}
	const sorted = [...pairs.values()].sort((a, b) => a[0].n - b[0].n || a[1].n - b[1].n);
	known.set(report, sorted);
	return sorted;
}

function comesBack(invocation: ReportedInvocation | undefined): boolean {
	return invocation !== undefined && (invocation.status === "throttled" || endOf(invocation.status) !== "none");
}

function endTime({ endedAt, environment, requestedAt }: ReportedInvocation): number | null {
	return environment === null ? requestedAt : endedAt;
}

function startTime({ startedAt, environment, requestedAt }: ReportedInvocation): number | null {
	return environment === null ? requestedAt : startedAt;
}
