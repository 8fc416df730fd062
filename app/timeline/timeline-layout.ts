import { type ArrivalsRow, arrivalsOf, arrivalsRow } from "#app/timeline/arrivals.ts";
import { lengthLabel } from "#app/timeline/clock-label.ts";
import { counted, type Lane, laneOf } from "#app/timeline/lanes.ts";
import { type QueueRow, queueRows } from "#app/timeline/queue-rows.ts";
import { type Return, returnsOf } from "#app/timeline/returns.ts";
import { type CallsRow, type ConcurrencyRow, callsRow, concurrencyRow, type ThrottledRow, throttledRow } from "#app/timeline/rows.ts";
import { type Tick, ticksOf } from "#app/timeline/ticks.ts";
import { type Fold, foldsOf, mergeSpans, type Span, type TimeScale, timeScale } from "#app/timeline/time-scale.ts";
import type { Report } from "#sandbox/index.ts";

export type TimelineOptions = {
	widthPx: number;
	/** Labels above their lanes rather than beside them, for a narrow screen. */
	narrow: boolean;
	/** Draw quiet times as long as they were. */
	unfolded?: boolean;
	/** Only this part of the run. */
	window?: Span | null;
};

type Placed<Row> = Row & { y: number; height: number };

export type TimelineLayout = {
	width: number;
	height: number;
	/** Left and right edge of the part where time is. */
	plot: { x0: number; x1: number; y0: number; y1: number };
	narrow: boolean;
	scale: TimeScale;
	ticks: Tick[];
	folds: (Fold & { label: string })[];
	arrivals: Placed<ArrivalsRow> | null;
	throttled: Placed<ThrottledRow> | null;
	lanes: Placed<Lane>[];
	/** Bar height of a lane. */
	barHeight: number;
	/** Lanes so thin that they carry no labels. */
	thin: boolean;
	/** Environments that are not drawn because there are too many: the busiest twelve are. */
	hiddenEnvironments: number;
	/** How many environments ran at a time, over all of them; drawn when lanes are hidden. */
	density: { y: number; height: number; label: string } | null;
	returns: Return[];
	/** Attempts that followed on others, without an arrow of their own. */
	hiddenReturns: number;
	calls: Placed<CallsRow> | null;
	queues: Placed<QueueRow>[];
	concurrency: Placed<ConcurrencyRow>;
	/** The part of the run that is drawn. */
	shown: Span;
	whole: Span;
};

/** Beyond this many environments lanes are thin. */
const thinFrom = 24;
/** Beyond this many only the busiest are drawn. */
const densityFrom = 200;
const busiestLanes = 12;

const wide = { left: 126, right: 146, axis: 26, laneGap: 24, lane: 20, head: 0 };
const phone = { left: 0, right: 0, axis: 22, laneGap: 14, lane: 20, head: 20 };

const endMargin = 16;

/** Height of the step line of a queue. */
export const queueDrawingPx = 28;

/** When anything of the run happens; quiet times are what is left. */
export function busySpans(report: Report): Span[] {
	const end = report.endedAt;
	const spans: Span[] = [];
	for (const environment of report.environments) {
		const { startedAt, downloadMs, restore } = environment;
		if (downloadMs) spans.push({ from: startedAt, to: startedAt + downloadMs });
		if (restore) spans.push({ from: restore.startedAt, to: restore.endedAt ?? end });
		for (const init of environment.inits) spans.push({ from: init.startedAt, to: init.endedAt ?? end });
		const { endedAt, endReason } = environment;
		if (endedAt !== null && endReason !== "scenarioEnd") spans.push({ from: endedAt, to: endedAt });
	}
	for (const invocation of report.invocations) {
		const from = invocation.startedAt ?? invocation.requestedAt;
		spans.push({ from: invocation.requestedAt, to: invocation.requestedAt }, { from, to: invocation.endedAt ?? from });
	}
	for (const { at } of arrivalsOf(report)) spans.push({ from: at, to: at });
	for (const { messages } of report.queues)
		for (const { state, endedAt } of messages)
			if (endedAt !== null && (state === "moved" || state === "expired")) spans.push({ from: endedAt, to: endedAt });
	return spans.length > 0 ? mergeSpans(spans) : [{ from: 0, to: Math.max(1, end) }];
}

/** From the beginning of the scenario, or what was made ready before it, to the last thing that happened. */
function wholeRun(report: Report, busy: readonly Span[]): Span {
	const last = busy.at(-1)?.to ?? report.endedAt;
	return { from: Math.min(0, busy[0]?.from ?? 0), to: Math.max(last, 1) };
}

function clip(spans: readonly Span[], window: Span): Span[] {
	const inside = spans.filter((span) => span.to >= window.from && span.from <= window.to);
	return inside.map((span) => ({ from: Math.max(span.from, window.from), to: Math.min(span.to, window.to) }));
}

/** The window that shows the first stretches of a run only, as a phone does; null when there are no more. */
export function firstStretches(report: Report, stretches: number): Span | null {
	const busy = busySpans(report);
	const whole = wholeRun(report, busy);
	const folds = foldsOf(busy, whole, 100_000);
	const cut = folds[stretches - 1];
	return cut && folds.length >= stretches ? { from: whole.from, to: cut.from } : null;
}

/** Where every mark of the timeline goes. A pure function of the report and the width. */
export function layoutTimeline(report: Report, options: TimelineOptions): TimelineLayout {
	const { widthPx: width, narrow } = options;
	const space = narrow ? phone : wide;
	const busy = busySpans(report);
	const whole = wholeRun(report, busy);
	const shown = options.window ?? whole;
	const [x0, x1] = [space.left, Math.max(space.left + 60, width - space.right)];
	const shownBusy = clip(busy, shown);
	const folds = options.unfolded || shownBusy.length === 0 ? [] : foldsOf(shownBusy, shown, x1 - x0);
	// Crosses and walls reach beyond the end of their bar.
	const scale = timeScale(shown, folds, x0 + (narrow ? 2 : 6), x1 - endMargin);

	const drawn = drawnEnvironments(report);
	const thin = drawn.length > thinFrom;
	const barHeight = thin ? 6 : space.lane;
	const lanePitch = thin ? 8 : space.head + space.lane + space.laneGap;
	let y = space.axis;
	const take = (height: number) => {
		const top = y;
		y += height;
		return top;
	};

	const arrivalMarks = arrivalsRow(report, scale);
	const arrivals = arrivalMarks && { ...arrivalMarks, y: take(34 + space.head), height: 34 + space.head };
	const throttledMarks = throttledRow(report, scale);
	const throttled = throttledMarks && { ...throttledMarks, y: take(34 + space.head), height: 34 + space.head };
	const hiddenEnvironments = report.environments.length - drawn.length;
	const density =
		hiddenEnvironments > 0
			? { y: take(64 + space.head), height: 64 + space.head, label: counted(report.environments.length, "environment") }
			: null;
	if (thin) take(8);
	const lanes = drawn.map((environment) => ({
		...laneOf(report, environment, scale, !thin),
		y: take(lanePitch),
		height: lanePitch,
	}));
	if (thin) take(8);
	const callMarks = callsRow(report, scale);
	const calls = callMarks && { ...callMarks, y: take(60 + space.head), height: 60 + space.head };
	const queueHeight = 46 + space.head;
	const queues = queueRows(report, scale, queueDrawingPx).map((row) => ({ ...row, y: take(queueHeight), height: queueHeight }));
	const { returns, hidden: hiddenReturns } = thin ? { returns: [], hidden: 0 } : returnsOf(report, scale);
	const concurrencyHeight = 66 + space.head;
	const concurrency = { ...concurrencyRow(report, scale, 44), y: take(concurrencyHeight), height: concurrencyHeight };

	return {
		width,
		height: y,
		plot: { x0, x1, y0: space.axis, y1: y },
		narrow,
		scale,
		ticks: ticksOf(scale),
		folds: scale.folds.map((fold) => ({ ...fold, label: `${lengthLabel(fold.to - fold.from)}${narrow ? "" : " quiet"}` })),
		arrivals,
		throttled,
		lanes,
		barHeight,
		thin,
		hiddenEnvironments,
		density,
		returns,
		hiddenReturns,
		calls,
		queues,
		concurrency,
		shown,
		whole,
	};
}

function drawnEnvironments(report: Report): Report["environments"] {
	if (report.environments.length <= densityFrom) return report.environments;
	const busiest = [...report.environments].sort((a, b) => b.invocations.length - a.invocations.length || a.n - b.n);
	return busiest.slice(0, busiestLanes).sort((a, b) => a.n - b.n);
}
