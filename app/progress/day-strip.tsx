import { dayLabel } from "#app/progress/calendar-day.ts";
import styles from "#app/progress/day-strip.module.css";
import { drawStrip, type StripBar, type StripDrawing } from "#app/progress/day-strip.ts";
import type { Strip } from "#app/progress/progress.server.ts";

/** Days of study behind today and cards due ahead of it. Drawn twice, since a drawing is made for its width and not scaled. */
export function DayStrip({ strip, narrowDays = 29 }: { strip: Strip; narrowDays?: number }) {
	const { days, interviewDay } = strip;
	const today = days.findIndex((day) => day.when === "today");
	const from = Math.max(0, Math.min(today - 10, days.length - narrowDays));
	const narrow = days.slice(from, from + narrowDays);
	const label = describe(strip);
	const hasAhead = days.some((day) => day.when === "ahead");
	return (
		<figure>
			<Drawing className="plotfig only-wide" drawing={drawStrip(days, 1344, interviewDay)} label={label} />
			<Drawing className="plotfig only-narrow" drawing={drawStrip(narrow, 358, interviewDay)} label={label} />
			<ul className="legend">
				<li>
					<svg aria-hidden="true">
						<rect x="4" y="3" width="10" height="12" className={styles.studied} />
					</svg>
					cards graded
				</li>
				{hasAhead && (
					<li>
						<svg aria-hidden="true">
							<rect x="4.5" y="3.5" width="10" height="11" className={styles.due} />
						</svg>
						cards due, as scheduled now
					</li>
				)}
				{days.some((day) => day.mock) && (
					<li>
						<svg aria-hidden="true">
							<rect x="4.5" y="2.5" width="10" height="12" className="bar" />
						</svg>
						mock interview sat
					</li>
				)}
				<li>
					<svg aria-hidden="true">
						<line x1="3" x2="16" y1="13" y2="13" className="s-frozen" strokeWidth="2" />
					</svg>
					nothing
				</li>
			</ul>
		</figure>
	);
}

function describe({ days, interviewDay }: Strip): string {
	const studied = days.filter((day) => day.when !== "ahead");
	const graded = studied.reduce((sum, day) => sum + day.reviews, 0);
	const active = studied.filter((day) => day.reviews > 0).length;
	const due = days.filter((day) => day.when !== "past").reduce((sum, day) => sum + day.due, 0);
	const parts = [`${graded} cards graded on ${active} of the last ${studied.length} days`];
	if (days.some((day) => day.when === "ahead")) parts.push(`${due} cards fall due from today on in the days shown`);
	if (interviewDay && days.some((day) => day.day === interviewDay)) parts.push(`the interview is on ${dayLabel(interviewDay, "long")}`);
	return `${parts.join("; ")}.`;
}

function Drawing({ drawing, label, className }: { drawing: StripDrawing; label: string; className: string }) {
	return (
		<svg className={className} viewBox={`0 0 ${drawing.width} ${drawing.height}`} role="img" aria-label={label}>
			{drawing.ticks.map((tick) => (
				<text
					key={tick.x}
					x={tick.x}
					y="91"
					textAnchor={tick.atEnd ? "end" : undefined}
					className={`tick ${tick.strong ? styles.strong : ""}`}
				>
					{tick.label}
				</text>
			))}
			{drawing.bars.map((bar) => (
				<Bar key={`${bar.kind}${bar.x}`} bar={bar} />
			))}
			{drawing.flagX !== null && <Flag x={drawing.flagX} />}
			<line x1="0" x2={drawing.width} y1="74" y2="74" className={styles.base} />
		</svg>
	);
}

function Bar({ bar: { kind, x, y, width, height } }: { bar: StripBar }) {
	if (kind === "nothing") return <line x1={x} x2={x + width} y1="73" y2="73" className="s-frozen" strokeWidth="2" />;
	if (kind === "mock") return <rect x={x} y={y} width={width} height={height} className="bar" />;
	const outlined = kind === "due" || kind === "todayOpen";
	const inset = outlined ? 0.5 : 0;
	return <rect x={x + inset} y={y + inset} width={width - 2 * inset} height={Math.max(0, height - inset)} className={styles[kind]} />;
}

function Flag({ x }: { x: number }) {
	return (
		<>
			<line x1={x} x2={x} y1="4" y2="74" className="cursor" />
			<path d={`M${x} 5 h-12 l3 5 l-3 5 h12`} className="cursorflag" />
			<text x={x - 18} y="15" textAnchor="end" className={`val ${styles.strong}`}>
				interview
			</text>
		</>
	);
}
