import { type RefObject, useState } from "react";
import { AfterPassed } from "#app/exercise/after-passed.tsx";
import { CheckDetail } from "#app/exercise/check-detail.tsx";
import { CheckList } from "#app/exercise/check-list.tsx";
import styles from "#app/exercise/exercise.module.css";
import { LogPanel } from "#app/exercise/log-panel.tsx";
import { runNumbers } from "#app/exercise/run-numbers.ts";
import { verdictGlyphs, verdictTone } from "#app/exercise/verdict-mark.ts";
import type { AfterPass, GoToPlace, ShownRun } from "#app/exercise/workspace-view.ts";
import { momentLabel } from "#app/timeline/clock-label.ts";
import type { Moment } from "#app/timeline/moment.ts";
import { Timeline } from "#app/timeline/timeline.tsx";
import { TrafficPanel } from "#app/traffic/traffic-panel.tsx";

type Props = {
	run: ShownRun;
	after: AfterPass | null;
	/** A newer run is under way; this one stays, dimmed. */
	stale: boolean;
	moment: Moment | null;
	onMoment: (moment: Moment) => void;
	goToPlace: GoToPlace;
	logRef: RefObject<HTMLElement | null>;
};

/** What came of a run, in the order in which one asks: verdict, what is wrong, log, drawing. */
export function Result({ run, after, stale, moment, onMoment, goToPlace, logRef }: Props) {
	const { verdict, report } = run;
	const firstFailed = verdict.checks.find((check) => check.status === "failed")?.id ?? null;
	const [opened, setOpened] = useState<{ run: ShownRun; id: string } | null>(null);
	const openedId = opened?.run === run ? opened.id : firstFailed;
	const openedCheck = verdict.checks.find((check) => check.id === openedId);
	const openLog = (to: Moment) => {
		onMoment(to);
		if (to.item !== undefined) return openItem(to.item);
		logRef.current?.focus();
	};
	return (
		<div className={styles.stale} data-stale={stale || undefined}>
			<section className={styles.result} id="result" aria-label="Result">
				<div>
					<h2 className={`verdict ${styles.big}`} data-status={verdictTone(verdict.status)}>
						<span className="mark" aria-hidden="true">
							{verdictGlyphs[verdict.status]}
						</span>
						{verdict.headline}
					</h2>
					<p className={`cap ${styles.numbers}`}>{runNumbers(run)}</p>
					<CheckList checks={verdict.checks} opened={openedId} onOpen={(id) => setOpened({ run, id })} />
				</div>
				<div className={styles.side}>
					{verdict.problem && <Problem problem={verdict.problem} goToPlace={goToPlace} />}
					{openedCheck && <CheckDetail check={openedCheck} report={report} onMoment={onMoment} />}
					{verdict.status === "passed" && after && <AfterPassed after={after} />}
					{report && <NotSimulated report={report} />}
					{report && report.log.length > 0 && <LogPanel report={report} moment={moment} onMoment={onMoment} ref={logRef} />}
				</div>
			</section>
			{verdict.status !== "passed" && after && (
				<details className={styles.passedBefore}>
					<summary>You passed this before: what comes next, and one way to do it</summary>
					<AfterPassed after={after} />
				</details>
			)}
			{report ? (
				<>
					<Timeline report={report} moment={moment} onMoment={onMoment} onOpenLog={openLog} />
					<TrafficPanel report={report} moment={moment} onMoment={onMoment} />
				</>
			) : (
				run.id !== null &&
				verdict.status !== "didNotBuild" && <p className="cap">The timeline of this run is no longer kept. Run it again to see it.</p>
			)}
			<p className="vh" role="status">
				{stale || moment === null
					? ""
					: `Moment ${momentLabel(moment.at)}${moment.invocation === null ? "" : `, invocation ${moment.invocation}`}`}
			</p>
		</div>
	);
}

/** Opens a row of the traffic with all that it stands in; the panel has turned to its page when the moment came there. */
function openItem(id: string): void {
	requestAnimationFrame(() => {
		const row = document.getElementById(id);
		for (let box: Element | null = row; box; box = box.parentElement) if (box instanceof HTMLDetailsElement) box.open = true;
		row?.querySelector("summary")?.focus();
	});
}

/** What went wrong as a whole, with the place in the code and the next step. */
function Problem({ problem, goToPlace }: { problem: NonNullable<ShownRun["verdict"]["problem"]>; goToPlace: GoToPlace }) {
	const { place } = problem;
	return (
		<div className={styles.problem}>
			<h3>{problem.title}</h3>
			<p className={styles.problemText}>{problem.text}</p>
			{place && (
				<p>
					<button type="button" className={styles.link} onClick={() => goToPlace(place)}>
						{place.file}, line {place.line}
					</button>
				</p>
			)}
			<p>{problem.nextStep}</p>
		</div>
	);
}

function NotSimulated({ report }: { report: NonNullable<ShownRun["report"]> }) {
	if (report.notSimulated.length === 0 && report.cuts.length === 0) return null;
	return (
		<details className="cap">
			<summary>Not simulated: {report.notSimulated.length + report.cuts.length}</summary>
			<ul>
				{report.notSimulated.map((part) => (
					<li key={`${part.line}${part.what}`}>
						Line {part.line}, {part.what}: {part.consequence}
					</li>
				))}
				{report.cuts.map((cut) => (
					<li key={cut}>{cut}</li>
				))}
			</ul>
		</details>
	);
}
