import type { TraceEvent } from "#sandbox/trace/trace.ts";
import type { SimulationLimits } from "./limits.ts";

/** So many of the last events say what a run was busy with. */
const LAST = 1_000;

/** Why a run was stopped whose trace became too long, and what it was busy with by then: a circle of triggers shows there. */
export function tooLongMessage({ traceEvents, traceCharacters }: SimulationLimits, events: readonly TraceEvent[]): string {
	const last = events.slice(-LAST);
	const counts = new Map<string, number>();
	for (const event of last) {
		const what = subjectOf(event);
		counts.set(what, (counts.get(what) ?? 0) + 1);
	}
	const most = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, 3);
	const [first, end] = [last[0]?.at ?? 0, last.at(-1)?.at ?? 0];
	return [
		`The run produced more than ${traceEvents} events, or more than ${traceCharacters / 1_000_000} million characters in them: more traffic, or more and larger output and network calls, than the simulator records. On Lambda it would have gone on.`,
		`Of its last ${last.length} events, between ${(first / 1000).toFixed(2)} s and ${(end / 1000).toFixed(2)} s, most were: ${most.map(([what, count]) => `${count} × ${what}`).join(", ")}.`,
	].join(" ");
}

/** Kind of event and what it is about. */
function subjectOf(event: TraceEvent): string {
	for (const key of ["function", "queue", "topic", "rule", "stream", "bucket", "host", "environment", "invocation"]) {
		const value: unknown = (event as Record<string, unknown>)[key];
		if (typeof value === "string") return `${event.kind} (${value.slice(0, 100)})`;
		if (typeof value === "number") return event.kind;
	}
	return event.kind;
}
