import type { TraceEvent } from "#sandbox/trace/trace.ts";

export type ConcurrencyStep = { at: number; running: number };

/**
 * How many environments were occupied by a request, over time (L126). A request occupies its environment from the moment it is admitted,
 * so an INIT made for it counts, until it ended.
 */
export function concurrencyOf(events: readonly TraceEvent[]): ConcurrencyStep[] {
	const admittedAt = new Map<number, number>();
	const changes: { at: number; by: 1 | -1 }[] = [];
	for (const event of events) {
		if (event.kind === "invocation.requested") admittedAt.set(event.invocation, event.at);
		else if (event.kind === "invocation.throttled" || event.kind === "invocation.rejected") admittedAt.delete(event.invocation);
		else if (event.kind === "invocation.ended") {
			const from = admittedAt.get(event.invocation);
			if (from === undefined) continue;
			admittedAt.delete(event.invocation);
			changes.push({ at: from, by: 1 }, { at: event.at, by: -1 });
		}
	}
	for (const from of admittedAt.values()) changes.push({ at: from, by: 1 });
	return stepsOf(changes);
}

function stepsOf(changes: { at: number; by: 1 | -1 }[]): ConcurrencyStep[] {
	// At one moment the ends come first: an environment that is free again can take the next request.
	changes.sort((a, b) => a.at - b.at || a.by - b.by);
	const steps: ConcurrencyStep[] = [{ at: 0, running: 0 }];
	let running = 0;
	for (const change of changes) {
		running += change.by;
		const last = steps.at(-1);
		if (last && last.at === change.at) last.running = running;
		else steps.push({ at: change.at, running });
	}
	return steps.filter((step, index) => index === 0 || step.running !== steps[index - 1]?.running);
}

/** @returns The highest step. */
export function peakOf(steps: readonly ConcurrencyStep[]): number {
	return steps.reduce((peak, { running }) => Math.max(peak, running), 0);
}
