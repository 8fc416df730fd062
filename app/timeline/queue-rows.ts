import { counted } from "#app/timeline/lanes.ts";
import { stepPaths } from "#app/timeline/step-line.ts";
import type { TimeScale } from "#app/timeline/time-scale.ts";
import type { Report } from "#sandbox/index.ts";

/** How many messages lie in a queue over time: waiting, delayed, or in the hands of a consumer. */
export type QueueRow = { name: string; line: string; area: string; total: string; bad: string | null };

/** More queues than these are not drawn; the report's table has them all. */
const mostRows = 4;

/** @param height Of the drawing; the fullest moment of a queue reaches its top. */
export function queueRows(report: Report, scale: TimeScale, height: number): QueueRow[] {
	return report.queues.slice(0, mostRows).map((queue) => {
		const steps = queue.counts.map(({ at, visible, inFlight, delayed }) => ({ at, count: visible + inFlight + delayed }));
		const top = Math.max(1, ...steps.map(({ count }) => count));
		const y = (count: number) => Math.round(height - (count / top) * (height - 4)) + 0.5;
		const came = queue.sent + queue.movedIn;
		const bad = queue.movedIn > 0 ? `${queue.movedIn} moved here` : queue.expired > 0 ? `${queue.expired} expired` : null;
		return { name: queue.name, ...stepPaths(steps, scale, y), total: counted(came, "message"), bad };
	});
}
