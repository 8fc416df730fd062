import { type KeyboardEvent, type PointerEvent, useId, useMemo, useRef, useState } from "react";
import { ChainMarks } from "#app/timeline/chain-marks.tsx";
import { momentLabel } from "#app/timeline/clock-label.ts";
import { counted } from "#app/timeline/lanes.ts";
import { placeOfMark } from "#app/timeline/mark-place.ts";
import type { Moment } from "#app/timeline/moment.ts";
import { whatIfs } from "#app/timeline/start-words.ts";
import type { Span } from "#app/timeline/time-scale.ts";
import styles from "#app/timeline/timeline.module.css";
import { TimelineCard } from "#app/timeline/timeline-card.tsx";
import { TimelineDrawing } from "#app/timeline/timeline-drawing.tsx";
import { eventsOf, moveBetweenEvents, type TimelineEvent } from "#app/timeline/timeline-events.ts";
import { firstStretches, layoutTimeline, type TimelineLayout } from "#app/timeline/timeline-layout.ts";
import { TimelineLegend } from "#app/timeline/timeline-legend.tsx";
import { TimelineTable } from "#app/timeline/timeline-table.tsx";
import { useWidth } from "#app/timeline/use-width.ts";
import { chainOf, trafficOf } from "#app/traffic/traffic.ts";
import { Key } from "#app/ui/key.tsx";
import type { Report } from "#sandbox/index.ts";

const serverWidthPx = 1344;
const narrowPx = 620;

const moves: Record<string, Parameters<typeof moveBetweenEvents>[2]> = {
	ArrowLeft: "previous",
	ArrowRight: "next",
	ArrowUp: "laneAbove",
	ArrowDown: "laneBelow",
	Home: "first",
	End: "last",
};

export type TimelineProps = {
	report: Report;
	moment: Moment | null;
	onMoment: (moment: Moment) => void;
	/** Enter on an event: shows the log of its invocation, or what arrived. */
	onOpenLog: (moment: Moment) => void;
};

/** What a run did, drawn: environments as lanes, time from left to right. One tab stop, moved through by arrow keys. */
export function Timeline({ report, moment, onMoment, onOpenLog }: TimelineProps) {
	const { ref, width, measured } = useWidth<HTMLDivElement>(serverWidthPx);
	const narrow = width < narrowPx;
	const firstPart = useMemo(() => (narrow ? firstStretches(report, 3) : null), [narrow, report]);
	const [zoomed, setZoomed] = useState<{ report: Report; window: Span | null } | null>(null);
	const [unfolded, setUnfolded] = useState(false);
	const window = zoomed?.report === report ? zoomed.window : firstPart;
	const layout = useMemo(
		() => layoutTimeline(report, { widthPx: width, narrow, unfolded, window }),
		[report, width, narrow, unfolded, window],
	);
	const events = useMemo(() => eventsOf(report), [report]);
	const byId = useMemo(() => new Map(events.map((event, index) => [event.id, index])), [events]);
	const [chosen, setChosen] = useState<{ report: Report; index: number } | null>(null);
	const [hovered, setHovered] = useState<{ at: number; id: string | null } | null>(null);
	const table = useRef<HTMLDetailsElement>(null);
	const helpId = useId();

	const chosenEvent = chosen?.report === report ? events[chosen.index] : undefined;
	const hoveredEvent = hovered?.id ? events[byId.get(hovered.id) ?? -1] : undefined;
	const chain = useMemo(() => chainOf(trafficOf(report), moment), [report, moment]);
	const lineAt = hovered?.at ?? moment?.at ?? null;
	const cardEvent = hovered ? hoveredEvent : chosenEvent;

	const choose = (index: number) => {
		const event = events[index];
		if (!event) return;
		setChosen({ report, index });
		onMoment(momentOf(event));
		if (window && !layout.scale.shows(event.at)) setZoomed({ report, window: centred(event.at, window, layout.whole.from) });
	};
	const zoom = (factor: number) => {
		const span = window ?? layout.whole;
		const length = (span.to - span.from) * factor;
		const around = moment?.at ?? (span.from + span.to) / 2;
		const next = { from: Math.max(layout.whole.from, around - length / 2), to: around + length / 2 };
		if (length < 0.5) return;
		setZoomed({ report, window: length >= layout.whole.to - layout.whole.from ? null : next });
	};

	const onKeyDown = (event: KeyboardEvent) => {
		if (event.ctrlKey || event.metaKey || event.altKey) return;
		const move = moves[event.key];
		const current = chosen?.report === report ? chosen.index : nearestIndex(events, moment);
		if (move) choose(moveBetweenEvents(events, current, move));
		else if (event.key === "Enter" && chosenEvent) onOpenLog(momentOf(chosenEvent));
		else if (event.key === "+" || event.key === "=") zoom(0.5);
		else if (event.key === "-") zoom(2);
		else if (event.key === "0") setZoomed({ report, window: null });
		else if (event.key === "f") setUnfolded((before) => !before);
		else if (event.key === "t") openTable(table.current);
		else if (event.key === "Escape") (event.currentTarget as HTMLElement).blur();
		else return;
		event.preventDefault();
		event.stopPropagation();
	};
	const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
		if (event.pointerType !== "mouse") return;
		const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
		const mark = (event.target as Element).closest("[data-event]");
		const outside = x < layout.plot.x0 || x > layout.plot.x1;
		setHovered(outside ? null : { at: layout.scale.timeAt(x), id: mark?.getAttribute("data-event") ?? null });
	};
	const onClick = (event: React.MouseEvent<HTMLDivElement>) => {
		const mark = (event.target as Element).closest("[data-event]")?.getAttribute("data-event");
		const index = mark ? byId.get(mark) : undefined;
		if (index !== undefined) return choose(index);
		const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
		if (x >= layout.plot.x0 && x <= layout.plot.x1) onMoment({ at: layout.scale.timeAt(x), invocation: null, environment: null });
	};

	return (
		<section className="instrument" id="timeline" aria-labelledby="timeline-title">
			<header>
				<h2 id="timeline-title">Timeline</h2>
				<span className="cap">{caption(layout)}</span>
				<span className={`end cap ${styles.keys}`}>
					<span className={styles.keyHint}>
						<Key>←</Key> <Key>→</Key> event
					</span>
					<button type="button" onClick={() => zoom(0.5)}>
						<Key>+</Key> closer
					</button>
					<button type="button" onClick={() => zoom(2)} disabled={window === null}>
						<Key>−</Key> wider
					</button>
					{(layout.folds.length > 0 || unfolded) && (
						<button type="button" aria-pressed={unfolded} onClick={() => setUnfolded(!unfolded)}>
							<Key>F</Key> {unfolded ? "fold" : "unfold"}
						</button>
					)}
					<button type="button" onClick={() => openTable(table.current)}>
						<Key>T</Key> table
					</button>
				</span>
			</header>
			<p className="vh" id={helpId}>
				Left and right arrow: previous and next event. Up and down: lane. Enter: the log there. Plus and minus: zoom. F: fold. T: table.
			</p>
			<div
				ref={ref}
				className={styles.drawing}
				role="application"
				// biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the arrow keys, as its role says
				tabIndex={0}
				aria-label={`Timeline: ${summary(report)}. The same facts are in the table below.`}
				aria-describedby={helpId}
				onKeyDown={onKeyDown}
				onPointerMove={onPointerMove}
				onPointerLeave={() => setHovered(null)}
				onClick={onClick}
			>
				<svg
					className={styles.svg}
					viewBox={`0 0 ${layout.width} ${layout.height}`}
					width={measured ? layout.width : undefined}
					height={measured ? layout.height : undefined}
					aria-hidden="true"
				>
					<TimelineDrawing layout={layout} />
					{chain && <ChainMarks layout={layout} chain={chain} moment={moment} eventOf={(id) => events[byId.get(id) ?? -1]} />}
					{chosenEvent && <FocusRing layout={layout} event={chosenEvent} />}
					{lineAt !== null && layout.scale.shows(lineAt) && <MomentLine layout={layout} at={lineAt} />}
				</svg>
				{cardEvent && <Card report={report} layout={layout} event={cardEvent} />}
			</div>
			<p className="vh" role="status">
				{chosenEvent?.sentence ?? ""}
			</p>
			{window !== null && (
				<p className={`cap ${styles.part}`}>
					{momentLabel(layout.shown.from)} to {momentLabel(Math.min(layout.shown.to, report.endedAt))}.{" "}
					<button type="button" className={styles.link} onClick={() => setZoomed({ report, window: null })}>
						Whole run
					</button>
				</p>
			)}
			{whatIfs(report).map((sentence) => (
				<p key={sentence} className={`cap ${styles.part}`}>
					{sentence}
				</p>
			))}
			<TimelineLegend traffic={layout.arrivals !== null || layout.returns.length > 0} />
			<details ref={table} className={styles.table}>
				<summary>The same as a table, {counted(report.invocations.length, "invocation")}</summary>
				<TimelineTable report={report} onMoment={onMoment} />
			</details>
		</section>
	);
}

function caption(layout: TimelineLayout): string {
	if (layout.hiddenReturns > 0) {
		const all = layout.hiddenReturns + layout.returns.length;
		return `${layout.returns.length} of ${all.toLocaleString("en")} returns are drawn as arrows; the rest stand under Traffic.`;
	}
	if (layout.hiddenEnvironments > 0) return `The ${layout.lanes.length} busiest environments are drawn.`;
	return layout.folds.length > 0
		? "Every bar is to scale inside its stretch. Where nothing happens, the paper is folded."
		: "Every bar is to scale.";
}

function summary(report: Report): string {
	const { totals, environments } = report;
	const parts = [
		counted(totals.invocations, "invocation"),
		`on ${counted(environments.length, "environment")}`,
		`${totals.coldStarts} cold`,
		`${totals.errors} failed`,
		`${totals.throttles} throttled`,
	];
	return parts.join(", ");
}

function momentOf(event: TimelineEvent): Moment {
	const { at, invocation, environment, item } = event;
	return { at, invocation, environment, ...(item === undefined ? {} : { item }) };
}

/** The last event before the moment, so that the arrow keys go on from where a check or a log line pointed. */
function nearestIndex(events: readonly TimelineEvent[], moment: Moment | null): number {
	if (!moment) return -1;
	const item = moment.item === undefined ? -1 : events.findIndex(({ id, at }) => id === moment.item && at === moment.at);
	if (item >= 0) return item;
	const own = events.findIndex((event) => event.invocation === moment.invocation && event.at >= moment.at);
	return own >= 0 ? own : events.findLastIndex((event) => event.at <= moment.at);
}

function centred(at: number, window: Span, earliest: number): Span {
	const length = window.to - window.from;
	const from = Math.max(earliest, at - length / 2);
	return { from, to: from + length };
}

function openTable(table: HTMLDetailsElement | null): void {
	if (!table) return;
	table.open = true;
	table.querySelector<HTMLElement>("summary")?.focus();
}

function FocusRing({ layout, event }: { layout: TimelineLayout; event: TimelineEvent }) {
	const place = placeOfMark(layout, event);
	if (!place) return null;
	return <rect x={place.x - 3} y={place.y - 3} width={place.width + 6} height={place.height + 6} rx={2} className={styles.ring} />;
}

function MomentLine({ layout, at }: { layout: TimelineLayout; at: number }) {
	const x = Math.round(layout.scale.x(at)) + 0.5;
	const text = momentLabel(at);
	const flag = text.length * 6.6 + 12;
	const left = Math.min(Math.max(0, x - flag / 2), layout.width - flag);
	return (
		<g className={styles.moment}>
			<line x1={x} x2={x} y1={layout.plot.y0 - 2} y2={layout.plot.y1} className="cursor" />
			<rect x={left} y={layout.plot.y0 - 22} width={flag} height={19} className="cursorflag" />
			<text x={left + flag / 2} y={layout.plot.y0 - 8} textAnchor="middle" className="flagtext">
				{text}
			</text>
		</g>
	);
}

const cardPx = 300;

function Card({ report, layout, event }: { report: Report; layout: TimelineLayout; event: TimelineEvent }) {
	const place = placeOfMark(layout, event);
	if (!place) return null;
	const left = Math.min(Math.max(0, place.x + place.width / 2 - 40), Math.max(0, layout.width - cardPx));
	return <TimelineCard report={report} event={event} left={left} top={place.y + place.height + 14} />;
}
