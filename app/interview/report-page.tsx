import type { ReactNode } from "react";
import { Link } from "react-router";
import { BandFigure, BandLegend } from "#app/interview/band-figure.tsx";
import { bandRank } from "#app/interview/bands.ts";
import { MadePoints } from "#app/interview/made-points.tsx";
import { type Band, dimensionNames, dimensions } from "#app/interview/marks.ts";
import styles from "#app/interview/report.module.css";
import type { Dealt, Report, ReportedQuestion } from "#app/interview/report.ts";
import { halfMinutes, numberInWords } from "#app/interview/time-words.ts";
import type { MarkdownNode } from "#app/markdown/markdown-node.ts";
import { InlineProse, Prose } from "#app/markdown/prose.tsx";
import { ButtonLink } from "#app/ui/button.tsx";

/** Texts of the report that are Markdown, by item. */
export type ReportTexts = Record<
	string,
	{ title: MarkdownNode[]; thirtySeconds: MarkdownNode[]; full: MarkdownNode[]; followUps: MarkdownNode[][] }
>;

export function ReportPage({ id, on, report, texts }: { id: string; on: string; report: Report; texts: ReportTexts }) {
	const made = report.questions.flatMap(({ points }) => points.filter((point) => point.made)).length;
	const asked = report.questions.filter(({ dealt }) => dealt !== "notReached");
	const all = asked.flatMap(({ points }) => points).length;
	return (
		<article className={styles.report}>
			<p className="label">
				{report.title}. {on}, {report.limitMs === null ? "no limit" : `${halfMinutes(report.limitMs)} minutes`}, {report.mode} mode
				{report.ended === "timeRanOut" ? ", ended by the clock" : ""}
				{report.mode === "strict" && report.extensions > 0
					? `, extended ${report.extensions === 1 ? "once" : `${numberInWords(report.extensions)} times`}`
					: ""}
			</p>
			<h1>{report.headline}</h1>
			<p className={`prose ${styles.lede}`}>
				One mock is noise
				{report.earlierCount > 1 ? "; the grey range shows where the ones before it fell." : "; look at the trend after three of a kind."}{" "}
				{asked.length < report.questions.length && `Only what was asked counts: ${asked.length} of ${report.questions.length} questions. `}
				The rule that turns marks into a band is <a href="#rule">written down</a>.
			</p>
			<div className={styles.legend}>
				<BandLegend earlier={report.earlierCount} />
			</div>
			<ol className={styles.bands}>
				{dimensions.map((dimension) => {
					const { band, because } = report.bands[dimension];
					const quote = report.quotes[dimension];
					return (
						<li key={dimension}>
							<h2>{dimensionNames[dimension]}</h2>
							<BandFigure shown={band} own={report.ratings[dimension]} earlier={report.earlier[dimension]} />
							<div>
								{quote && (
									<p className={styles.quote}>
										“{quote.words}” <span className="cap">minute {quote.minute}</span>
									</p>
								)}
								<p className="cap">
									{because} {gapWords(report.ratings[dimension], band)}
								</p>
							</div>
						</li>
					);
				})}
			</ol>
			<div className={styles.columns}>
				<div>
					<TimeSpent report={report} />
					<section>
						<h2>By topic</h2>
						<Topics report={report} />
					</section>
				</div>
				<div>
					<section>
						<h2>{report.next.length === 3 ? "Do these three next" : "Do this next"}</h2>
						{report.next.length === 0 ? (
							<p className="cap">Nothing was missed. Take a harder one, or the same in strict mode.</p>
						) : (
							<ol className={styles.next}>
								{report.next.map(({ to, title, why }, index) => (
									<li key={to}>
										<span className={styles.number}>{index + 1}</span>
										<div>
											<Link to={to}>{title}</Link>
											<p className="cap">{why}</p>
										</div>
									</li>
								))}
							</ol>
						)}
						<p className={styles.actions}>
							{report.questions.some(({ madeDue }) => madeDue) && (
								<ButtonLink kind="main" to="/review">
									Review what is due
								</ButtonLink>
							)}
							<ButtonLink to="/mock">Another interview</ButtonLink>
						</p>
					</section>
					<section>
						<h2>How well you judge yourself</h2>
						<p className="cap">{report.judgement}</p>
					</section>
					<section>
						<h2>Keep it</h2>
						<p className="cap">
							<a href={`/mock/${id}/report?format=md`} download>
								Markdown
							</a>
							,{" "}
							<a href={`/mock/${id}/report?format=json`} download>
								JSON
							</a>
							, or print this page. The time that you chose, and a hidden clock, are nobody's business and stand in none of them.
						</p>
					</section>
					<Rule />
				</div>
			</div>
			<section>
				<h2>
					By question, {made} of {all} key points
				</h2>
				<div className={styles.questions}>
					{report.questions.map((question) => (
						<QuestionReport key={question.item} question={question} text={texts[question.item]} />
					))}
					{report.exercises.map((exercise) => (
						<ExerciseReport key={exercise.item} exercise={exercise} />
					))}
				</div>
			</section>
		</article>
	);
}

function gapWords(own: Band | null, shown: Band | null): string {
	if (own === null || shown === null || own === shown) return "";
	return bandRank(own) < bandRank(shown) ? "You rated this lower than the evidence does." : "You rated this higher than the evidence does.";
}

function TimeSpent({ report }: { report: Report }) {
	const longest = Math.max(...report.parts.map(({ spentMs, budgetMs }) => Math.max(spentMs, budgetMs)));
	const over = report.parts.filter(({ spentMs, budgetMs }) => spentMs > budgetMs + 30_000);
	const share = (ms: number) => `${(ms / longest) * 100}%`;
	return (
		<section>
			<h2>Where the time went</h2>
			<p className="cap">
				Outline: the budget. Fill: what you took.
				{over.map(({ title, spentMs, budgetMs }) => ` ${title} ran over by ${halfMinutes(spentMs - budgetMs)} min.`)}
			</p>
			<ol className={styles.time}>
				{report.parts.map(({ number, title, spentMs, budgetMs }) => (
					<li key={number}>
						<span>
							{number}. {title}
						</span>
						<span className={styles.bar} aria-hidden="true">
							<i className={styles.used} style={{ width: share(Math.min(spentMs, budgetMs)) }} />
							{spentMs > budgetMs && (
								<i className={styles.over} style={{ insetInlineStart: share(budgetMs), width: share(spentMs - budgetMs) }} />
							)}
							<i className={styles.budget} style={{ width: share(budgetMs) }} />
						</span>
						<span className={`num ${styles.minutes}`}>
							{halfMinutes(spentMs)} of {halfMinutes(budgetMs)} min
						</span>
					</li>
				))}
			</ol>
		</section>
	);
}

function Topics({ report }: { report: Report }) {
	return (
		<div className="scroll">
			<table className="plain">
				<thead>
					<tr>
						<th scope="col">Topic</th>
						<th scope="col">Weight of points made</th>
						<th scope="col">Checks passed</th>
						<th scope="col">Missed</th>
					</tr>
				</thead>
				<tbody className="num">
					{report.topics.map(({ topic, title, made, total, checks, missed }) => (
						<tr key={topic}>
							<th scope="row">
								<Link to={`/questions?topic=${topic}`}>{title}</Link>
							</th>
							<td>{total === 0 ? "–" : `${made} of ${total}`}</td>
							<td>{checks === null ? "–" : checks.total === 0 ? "never run" : `${checks.passed} of ${checks.total}`}</td>
							<td>{total === 0 ? "–" : missed === 0 ? "none" : missed === 1 ? "one question" : `${missed} questions`}</td>
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}

const dealtWords: Record<Dealt, string> = {
	answered: "",
	skipped: "Skipped",
	unanswered: "No answer when it ended",
	notReached: "Not reached, so no evidence either way",
};

function QuestionReport({ question, text }: { question: ReportedQuestion; text: ReportTexts[string] | undefined }) {
	const { points, redFlags, dealt, missed, madeDue, spentMs, followUps } = question;
	const made = points.filter((point) => point.made).length;
	const facts = [
		dealtWords[dealt],
		dealt !== "notReached" && `${made} of ${points.length} key points`,
		dealt !== "notReached" && `${halfMinutes(spentMs)} min`,
		madeDue ? "due for review now" : missed && "missed",
	].filter(Boolean);
	return (
		<section className={styles.question}>
			<h3>
				<Link to={`/questions/${question.question}`}>
					<Inline nodes={text?.title} fallback={question.title} />
				</Link>
			</h3>
			<p className="cap">{facts.join(", ")}</p>
			{dealt !== "notReached" && <MadePoints className={styles.points} points={points} />}
			{redFlags.map(({ says, because }) => (
				<p key={says} className={styles.flag}>
					<b>“{says}”</b> {because}
				</p>
			))}
			{dealt !== "notReached" && (
				<details>
					<summary>Your words</summary>
					<p className={styles.said}>{question.text || `${dealtWords[dealt]}.`}</p>
					{followUps.map(({ ask, text: said, dealt, answer, question: linked }, index) => (
						<div key={ask} className={styles.followUp}>
							<p>
								<b>
									<Inline nodes={text?.followUps[index]} fallback={ask} />
								</b>
							</p>
							<p className={styles.said}>{said || `${dealtWords[dealt]}.`}</p>
							{answer && <p className="cap">One would say: {answer}</p>}
							{linked && (
								<p className="cap">
									<Link to={`/questions/${linked}`}>The question behind it</Link>
								</p>
							)}
						</div>
					))}
				</details>
			)}
			{text && (
				<details>
					<summary>Model answer</summary>
					<div className={styles.lead}>
						<Prose nodes={text.thirtySeconds} />
					</div>
					<Prose nodes={text.full} headingShift={2} />
				</details>
			)}
		</section>
	);
}

function Inline({ nodes, fallback }: { nodes: MarkdownNode[] | undefined; fallback: string }): ReactNode {
	return nodes ? <InlineProse nodes={nodes} /> : fallback;
}

function ExerciseReport({ exercise }: { exercise: Report["exercises"][number] }) {
	const { title, last, attempts, reached, spentMs } = exercise;
	const runs = attempts === 1 ? "one run" : `${attempts} runs`;
	return (
		<section className={styles.question}>
			<h3>
				<Link to={`/exercises/${exercise.exercise}`}>{title}</Link>
			</h3>
			{!reached ? (
				<p className="cap">{dealtWords.notReached}</p>
			) : last ? (
				<>
					<p className="verdict" data-status={last.status === "passed" ? "passed" : "hold"}>
						<span className="mark" aria-hidden="true">
							{last.status === "passed" ? "✓" : "○"}
						</span>
						{last.headline}
					</p>
					<p className="cap">
						{last.passed} of {last.total} checks, {runs}, {halfMinutes(spentMs)} min
						{last.changedSince ? ", changed after its last run" : ""}
					</p>
					{last.failed.length > 0 && (
						<ul className={styles.points}>
							{last.failed.map((check) => (
								<li key={check} data-made={false}>
									<span className="mark" role="img" aria-label="not passed">
										○
									</span>
									<span>{check}</span>
								</li>
							))}
						</ul>
					)}
				</>
			) : (
				<p className="cap">Never run, {halfMinutes(spentMs)} min</p>
			)}
		</section>
	);
}

function Rule() {
	return (
		<section id="rule">
			<h2>The rule behind the bands</h2>
			<dl className={styles.rule}>
				<dt>Communication</dt>
				<dd>Points an answer fails without, made or not, over all questions asked.</dd>
				<dt>Problem solving</dt>
				<dd>The mean of what was said in depth (weight of its key points) and of the checks that the exercise passed.</dd>
				<dt>Technical depth</dt>
				<dd>Weight of the points expected from mid-level upwards. A red flag takes two away and leaves lean yes at most.</dd>
				<dt>Verification</dt>
				<dd>Checks that the exercise’s last run passed. Code changed after its last run is lean no at most.</dd>
			</dl>
			<p className="cap">
				80 % and more is strong yes, 60 % lean yes, 40 % lean no. A question comes back when a point of weight 3 or half of all weights is
				missing.
			</p>
		</section>
	);
}
