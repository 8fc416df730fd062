import { memo } from "react";
import { ArrivalMarks } from "#app/timeline/arrival-marks.tsx";
import { textWidth } from "#app/timeline/bar-label.ts";
import type { Bar } from "#app/timeline/lanes.ts";
import { barTop, dotBase, throttledMiddle } from "#app/timeline/mark-place.ts";
import { returnPath, returnSag } from "#app/timeline/return-path.ts";
import { RowHead } from "#app/timeline/row-head.tsx";
import { foldMargin } from "#app/timeline/time-scale.ts";
import { queueDrawingPx, type TimelineLayout } from "#app/timeline/timeline-layout.ts";

type Props = { layout: TimelineLayout };

/** Everything of the timeline that the moment does not move. */
export const TimelineDrawing = memo(function TimelineDrawing({ layout }: Props) {
	return (
		<>
			<Paper layout={layout} />
			<Folds layout={layout} />
			{layout.arrivals && <ArrivalMarks layout={layout} row={layout.arrivals} />}
			{layout.throttled && <Throttled layout={layout} row={layout.throttled} />}
			{layout.density && <Density layout={layout} row={layout.density} />}
			<Returns layout={layout} />
			{layout.lanes.map((lane) => (
				<Lane key={lane.environment} layout={layout} lane={lane} />
			))}
			{layout.thin && <ThinLanesLabel layout={layout} />}
			{layout.calls && <Calls layout={layout} row={layout.calls} />}
			{layout.queues.map((row) => (
				<Queue key={row.name} layout={layout} row={row} />
			))}
			<Concurrency layout={layout} />
		</>
	);
});

/** Sheet, chart lines and axis. */
function Paper({ layout }: Props) {
	const { plot, scale, ticks } = layout;
	return (
		<>
			{scale.stretches.map((stretch, index) => {
				const left = index === 0 ? plot.x0 : stretch.x0 - foldMargin;
				const right = index === scale.stretches.length - 1 ? plot.x1 : stretch.x1 + foldMargin;
				return <rect key={stretch.from} x={left} y={plot.y0} width={right - left} height={plot.y1 - plot.y0} className="plot" />;
			})}
			{ticks.map((tick) => (
				<line key={tick.x} x1={tick.x} x2={tick.x} y1={plot.y0} y2={plot.y1} className={tick.strong ? "grid-major" : "grid"} />
			))}
			{ticks.map((tick) =>
				tick.label === null ? null : (
					<text key={tick.x} x={tick.x} y={plot.y0 - 9} className="tick" textAnchor={tick.anchor}>
						{tick.label}
					</text>
				),
			)}
		</>
	);
}

/** Torn edges, and the length that was left out written between them. */
function Folds({ layout }: Props) {
	const { y0, y1 } = layout.plot;
	const teeth = Math.floor((y1 - y0) / 16);
	const torn = "l4 8 l-4 8 ".repeat(teeth);
	return layout.folds.map((fold) => (
		<g key={fold.from}>
			<rect x={fold.x0} y={y0} width={fold.x1 - fold.x0} height={y1 - y0} className="foldbg" />
			<path d={`M${fold.x0} ${y0} ${torn}`} className="s-fold" />
			<path d={`M${fold.x1 - 4} ${y0} ${torn}`} className="s-fold" />
			<text transform={`translate(${(fold.x0 + fold.x1) / 2 + 4} ${y1 - 18}) rotate(-90)`} className="tick">
				{fold.label}
			</text>
		</g>
	));
}

function Throttled({ layout, row }: Props & { row: NonNullable<TimelineLayout["throttled"]> }) {
	const y = throttledMiddle(layout);
	return (
		<>
			<RowHead layout={layout} y={row.y} height={row.height} label="throttled" total={row.total} />
			{row.marks.map((mark, index) => {
				const next = row.marks[index + 1]?.x ?? layout.plot.x1;
				return (
					<g key={mark.id} data-event={mark.id}>
						<path d={`M${mark.x} ${y - 7}l7 7-7 7-7-7Z`} className="diamond" />
						{mark.count > 1 && next - mark.x > 20 + textWidth(String(mark.count)) && (
							<text x={mark.x + 11} y={y + 4} className="val">
								{mark.count}
							</text>
						)}
					</g>
				);
			})}
		</>
	);
}

/** With more environments than lanes can show, the area of all of them together. */
function Density({ layout, row }: Props & { row: NonNullable<TimelineLayout["density"]> }) {
	const scaleY = (row.height - 14 - (layout.narrow ? 20 : 0)) / 44;
	const top = row.y + row.height - 7 - 44 * scaleY;
	return (
		<>
			<RowHead
				layout={layout}
				y={row.y}
				height={row.height}
				label="all of them"
				sub={`busiest ${layout.lanes.length} below`}
				total={row.label}
			/>
			<path d={layout.concurrency.area} transform={`translate(0 ${top}) scale(1 ${scaleY})`} className="bar" strokeWidth={0.5} />
		</>
	);
}

function Lane({ layout, lane }: Props & { lane: TimelineLayout["lanes"][number] }) {
	const top = barTop(layout, lane);
	const height = layout.barHeight;
	const railHeight = layout.thin ? 2 : 7;
	const railTop = Math.round(top + (height - railHeight) / 2) + 0.5;
	return (
		<g>
			{!layout.thin && (
				<RowHead layout={layout} y={lane.y} height={lane.height} label={lane.label} sub={lane.sub} total={lane.total} bad={lane.bad} />
			)}
			{lane.rails.map((rail) => (
				<rect key={rail.x} x={rail.x} y={railTop} width={rail.width} height={railHeight} className="rail" />
			))}
			{lane.bars.map((bar) => (
				<BarMark key={bar.id} bar={bar} top={top} height={height} thin={layout.thin} />
			))}
			{lane.bracketX !== null && <path d={`M${lane.bracketX - 5} ${top}h5v${height}h-5`} className="shut" />}
		</g>
	);
}

/** Hollow while the package is fetched, plain when a snapshot is restored, hatched in INIT, lit while it works. */
const looks = {
	download: { className: "chip e-init", strokeDasharray: "3 2" },
	restore: { className: "f-init e-init" },
	init: { fill: "url(#p-init)", className: "e-init" },
	suppressedInit: { fill: "url(#p-init)", className: "e-init" },
	invoke: { className: "bar" },
} as const satisfies Record<Bar["kind"], object>;

function BarMark({ bar, top, height, thin }: { bar: Bar; top: number; height: number; thin: boolean }) {
	const right = bar.x + bar.width;
	const text = top + height / 2 + 4.5;
	return (
		<g data-event={bar.id}>
			<rect x={bar.x} y={top + 0.5} width={bar.width} height={height - 1} {...looks[bar.kind]} />
			{bar.kind !== "invoke" && bar.label.name !== null && (
				<>
					<rect x={bar.x + 3.5} y={top + 3} width={textWidth(bar.label.name) + 6} height={height - 6} className="chip" />
					<text x={bar.x + 6.5} y={text} className="on">
						{bar.label.name}
					</text>
				</>
			)}
			{bar.kind === "invoke" && bar.label.name !== null && (
				<text x={bar.x + bar.inset + 5.5} y={text} className="on">
					{bar.label.name}
				</text>
			)}
			{bar.kind === "invoke" && bar.label.duration !== null && (
				<text x={right - (bar.end === "timedOut" ? 11 : 6)} y={text} className="on" textAnchor="end">
					{bar.label.duration}
				</text>
			)}
			{bar.end === "failed" && (
				<rect x={right - 2} y={top - (thin ? 0 : 3)} width={4} height={height + (thin ? 0 : 6)} className="f-error" />
			)}
			{bar.end === "failed" && !thin && <path d={`M${right + 5} ${top - 3}l7 7m0-7l-7 7`} className="cross" />}
			{bar.end === "timedOut" && (
				<>
					<rect x={right - 5} y={top - (thin ? 0 : 3)} width={3} height={height + (thin ? 0 : 6)} className="f-timeout" />
					<rect x={right} y={top - (thin ? 0 : 3)} width={3} height={height + (thin ? 0 : 6)} className="f-timeout" />
				</>
			)}
		</g>
	);
}

function ThinLanesLabel({ layout }: Props) {
	const first = layout.lanes[0];
	const last = layout.lanes.at(-1);
	if (!first || !last || layout.narrow) return null;
	const label = layout.hiddenEnvironments > 0 ? `busiest ${layout.lanes.length}` : `${layout.lanes.length} environments`;
	return (
		<RowHead
			layout={layout}
			y={first.y - 8}
			height={last.y + last.height - first.y + 16}
			label={label}
			sub={`${first.environment} at the top`}
			total=""
		/>
	);
}

/** Dashed arrows run below the bars and over the folds. */
function Returns({ layout }: Props) {
	return layout.returns.map((one) => {
		const { id, from, label } = one;
		const sag = returnSag(layout, one);
		return (
			<g key={id}>
				<path d={returnPath(layout, one)} className="retry" markerEnd="url(#m-arrow)" />
				{label && !layout.narrow && (
					<text x={from.x + 18} y={sag + 8} className="val">
						{label}
					</text>
				)}
			</g>
		);
	});
}

function Calls({ layout, row }: Props & { row: NonNullable<TimelineLayout["calls"]> }) {
	const base = dotBase(layout);
	return (
		<>
			<RowHead layout={layout} y={row.y} height={row.height} label="network" sub="one dot, one call" total={row.total} bad={row.bad} />
			{row.dots.map((dot) => (
				<g key={dot.id} data-event={dot.id}>
					{dot.kind === "repeated" && <circle cx={dot.x} cy={base - dot.y} r={5.5} className="ring" />}
					{dot.kind === "failed" ? (
						<path d={`M${dot.x - 3} ${base - dot.y - 3}l6 6m0-6l-6 6`} className="cross" strokeWidth={2} />
					) : (
						<circle cx={dot.x} cy={base - dot.y} r={2.4} className={dot.kind === "repeated" ? "f-error" : "f-ink"} />
					)}
				</g>
			))}
			{row.counts.map((count) => (
				<text key={count.x} x={count.x} y={base - 32} className="val" textAnchor="middle">
					{count.text}
				</text>
			))}
		</>
	);
}

/** How many messages lie in a queue. */
function Queue({ layout, row }: Props & { row: TimelineLayout["queues"][number] }) {
	const top = row.y + row.height - queueDrawingPx - 7;
	return (
		<>
			<RowHead layout={layout} y={row.y} height={row.height} label={row.name} sub="messages in it" total={row.total} bad={row.bad} />
			<g transform={`translate(0 ${top})`}>
				<path d={row.area} className="queuefill" />
				<path d={row.line} className="concline" />
			</g>
		</>
	);
}

function Concurrency({ layout }: Props) {
	const row = layout.concurrency;
	const top = row.y + row.height - 54;
	const { x0, x1 } = layout.plot;
	return (
		<>
			<RowHead layout={layout} y={row.y} height={row.height} label="concurrency" sub={row.limit?.text ?? null} total={row.total} />
			<g transform={`translate(0 ${top})`}>
				<path d={row.area} className="concfill" />
				{row.refused.map((refusal) => (
					<rect
						key={refusal.x}
						x={refusal.x}
						y={refusal.y}
						width={7}
						height={refusal.height}
						fill="url(#p-refused)"
						className="e-refused"
					/>
				))}
				<path d={row.line} className="concline" />
				{row.limit && <line x1={x0} x2={x1} y1={row.limit.y} y2={row.limit.y} className="limit" />}
			</g>
			<line x1={0} x2={layout.width} y1={layout.height - 0.5} y2={layout.height - 0.5} className="s-rule" />
		</>
	);
}
