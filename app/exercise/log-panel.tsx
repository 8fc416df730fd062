import { type Ref, useEffect, useMemo, useRef, useState } from "react";
import styles from "#app/exercise/exercise.module.css";
import { filteredLines, isErrorLine, type LogFilter, lineAtMoment } from "#app/exercise/log-lines.ts";
import type { Moment } from "#app/timeline/moment.ts";
import type { LogLine, Report } from "#sandbox/index.ts";

type Props = { report: Report; moment: Moment | null; onMoment: (moment: Moment) => void; ref: Ref<HTMLElement> };

/** Lines that are drawn at once; the rest is one press away. */
const shownLines = 300;

/** The log as CloudWatch would show it. Its text is the learner's and the platform's, and stays text. */
export function LogPanel({ report, moment, onMoment, ref }: Props) {
	const invocation = moment?.invocation ?? 1;
	const [chosen, setChosen] = useState<{ report: Report; filter: LogFilter } | null>(null);
	const [whole, setWhole] = useState<Report | null>(null);
	const filter = chosen?.report === report ? chosen.filter : "invocation";
	const lines = useMemo(() => filteredLines(report, filter, invocation), [report, filter, invocation]);
	const errors = useMemo(() => report.log.filter(isErrorLine).length, [report]);
	const shown = whole === report ? lines : lines.slice(0, shownLines);
	const hot = moment ? lineAtMoment(shown, moment.at, filter === "invocation" ? null : moment.invocation) : -1;
	const box = useRef<HTMLOListElement>(null);

	useEffect(() => {
		const line = box.current?.children[hot];
		if (!(line instanceof HTMLElement) || !box.current) return;
		const top = line.offsetTop - box.current.offsetTop;
		if (top < box.current.scrollTop || top > box.current.scrollTop + box.current.clientHeight - 40) box.current.scrollTop = top - 60;
	}, [hot]);

	const title = filter === "invocation" ? `Log of invocation ${invocation}` : filter === "errors" ? "Errors in the log" : "Whole log";
	const select = (next: LogFilter) => setChosen({ report, filter: next });
	return (
		<section ref={ref} tabIndex={-1} aria-label={title} className={styles.logSection}>
			<div className={styles.logbar}>
				<b>{title}</b>
				{filter === "invocation" && <span>of {report.invocations.length}</span>}
				{filter !== "invocation" && <FilterButton onClick={() => select("invocation")}>invocation {invocation}</FilterButton>}
				{filter !== "all" && <FilterButton onClick={() => select("all")}>all</FilterButton>}
				{filter !== "errors" && errors > 0 && <FilterButton onClick={() => select("errors")}>errors, {errors}</FilterButton>}
			</div>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: a log scrolls, and the keyboard must be able to scroll it */}
			<ol className={styles.log} ref={box} tabIndex={0} aria-label={title}>
				{shown.map((line, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place in the log
					<Line key={index} line={line} hot={index === hot} onMoment={onMoment} />
				))}
				{shown.length === 0 && <li className={styles.noLine}>Nothing was logged: the request was refused before anything ran.</li>}
			</ol>
			{lines.length > shown.length && (
				<p className="cap">
					{shown.length} of {lines.length.toLocaleString("en")} lines.{" "}
					<button type="button" className={styles.link} onClick={() => setWhole(report)}>
						Show all
					</button>
				</p>
			)}
		</section>
	);
}

function FilterButton({ onClick, children }: { onClick: () => void; children: React.ReactNode }) {
	return (
		<button type="button" className={styles.link} onClick={onClick}>
			{children}
		</button>
	);
}

function Line({ line, hot, onMoment }: { line: LogLine; hot: boolean; onMoment: (moment: Moment) => void }) {
	const to = { at: line.at, invocation: line.invocation, environment: line.environment };
	return (
		<li data-hot={hot || undefined} data-error={isErrorLine(line) || undefined} aria-current={hot ? "true" : undefined}>
			<button type="button" tabIndex={-1} onClick={() => onMoment(to)} aria-label={`Moment ${(line.at / 1000).toFixed(3)} s`}>
				{(line.at / 1000).toFixed(3)}
			</button>
			<span>{line.text}</span>
		</li>
	);
}
