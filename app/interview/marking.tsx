import { Form, Link } from "react-router";
import { MadePoints } from "#app/interview/made-points.tsx";
import styles from "#app/interview/marking.module.css";
import type { MarkedText, MarkingView } from "#app/interview/marking-view.server.ts";
import { InlineProse, Prose } from "#app/markdown/prose.tsx";
import { Button, ButtonLink } from "#app/ui/button.tsx";

const weightWords = { 3: "the answer fails without it", 2: "expected", 1: "a plus" } as const;
const dealtWords = {
	answered: "",
	skipped: "You skipped this one.",
	unanswered: "You had not written anything when it ended.",
	notReached: "Not reached.",
} as const;

/** One question after the other: own words on the left, key points to tick on the right; the model answers only after that. */
export function Marking({ id, view }: { id: string; view: MarkingView }) {
	const { marks } = view;
	return (
		<article className={styles.marking}>
			<p className="label">
				Marking, question {view.number} of {view.count}
			</p>
			<h1>
				<InlineProse nodes={view.title} />
			</h1>
			<div className={styles.columns}>
				<div>
					<h2>What you said</h2>
					{view.prompt.length > 0 && (
						<details className={styles.setup}>
							<summary>The set-up of the question</summary>
							<Prose nodes={view.prompt} />
						</details>
					)}
					<Said text={view.answer} />
					{view.followUps.map((followUp, index) => (
						// biome-ignore lint/suspicious/noArrayIndexKey: an interview that is over changes no more
						<section key={index} className={styles.followUp}>
							<h3>
								<InlineProse nodes={followUp.ask} />
							</h3>
							<Said text={followUp.answer} />
							{marks && (followUp.model.length > 0 || followUp.question) && (
								<p className={styles.model}>
									<b>One would say: </b>
									<InlineProse nodes={followUp.model} />
									{followUp.question && (
										<>
											{" "}
											<Link to={`/questions/${followUp.question}`}>Read the whole answer</Link>
										</>
									)}
								</p>
							)}
						</section>
					))}
				</div>
				{marks ? <Marked id={id} view={view} marks={marks} /> : <PointsForm view={view} />}
				{marks && (
					<section className={styles.models} aria-label="Model answers">
						<h2>In thirty seconds</h2>
						<div className={styles.lead}>
							<Prose nodes={view.thirtySeconds} />
						</div>
						<details open>
							<summary>In full</summary>
							<Prose nodes={view.full} />
						</details>
					</section>
				)}
			</div>
		</article>
	);
}

/** Words that may show a point are underlined with its number. They are a suggestion; nobody but the learner knows what she meant. */
function Said({ text }: { text: MarkedText }) {
	if (text.dealt !== "answered") return <p className={styles.nothing}>{dealtWords[text.dealt]}</p>;
	return (
		<p className={styles.said}>
			{text.stretches.map(({ text, points }, index) =>
				points.length === 0 ? (
					text
				) : (
					// biome-ignore lint/suspicious/noArrayIndexKey: a text that is not edited any more
					<mark key={index} title={`May show point ${points.join(" and ")}`}>
						{text}
						<sup>{points.join(", ")}</sup>
					</mark>
				),
			)}
		</p>
	);
}

function PointsForm({ view }: { view: MarkingView }) {
	const silent = [view.answer, ...view.followUps.map(({ answer }) => answer)].every(({ dealt }) => dealt !== "answered");
	return (
		<Form method="post" className={styles.form}>
			<input type="hidden" name="item" value={view.item} />
			<fieldset>
				<legend>
					<h2>Key points you made</h2>
				</legend>
				<p className="cap">
					{silent
						? "Nothing was said, so there is nothing to tick. Read what was listened for, then go on."
						: "Tick what an interviewer would have heard. Underlined words may show a point; ticking it is up to you."}
				</p>
				<ol className={styles.points}>
					{view.points.map((point, index) => (
						<li key={point.id}>
							<label>
								<input type="checkbox" name="point" value={point.id} disabled={silent} />
								<span>
									{point.text}
									<small>
										{index + 1}. {weightWords[point.weight]}, from {point.from}
										{point.suggested && <i> · words found</i>}
									</small>
								</span>
							</label>
						</li>
					))}
				</ol>
			</fieldset>
			{!silent && (
				<fieldset>
					<legend>
						<h2>Anything like this?</h2>
					</legend>
					<p className="cap">Sentences that worry an interviewer. Confirm one only if you said it or meant it.</p>
					<ul className={styles.points}>
						{view.redFlags.map(({ says }, index) => (
							<li key={says}>
								<label>
									<input type="checkbox" name="redFlag" value={index} />
									<span>“{says}”</span>
								</label>
							</li>
						))}
					</ul>
				</fieldset>
			)}
			<p className={styles.actions}>
				<Button kind="main" name="intent" value="mark">
					{silent ? "Show the model answer" : "Keep these marks, show the model answer"}
				</Button>
			</p>
			{!silent && <p className="cap">Marks are final, because the model answer comes next.</p>}
		</Form>
	);
}

function Marked({ id, view, marks }: { id: string; view: MarkingView; marks: NonNullable<MarkingView["marks"]> }) {
	const flags = marks.redFlags.flatMap((index) => view.redFlags[index] ?? []);
	return (
		<div className={styles.form}>
			<h2>
				Key points, {marks.keyPoints.length} of {view.points.length}
			</h2>
			<MadePoints className={styles.kept} points={view.points.map((point) => ({ ...point, made: marks.keyPoints.includes(point.id) }))} />
			{flags.map(({ says, because }) => (
				<p key={says} className={styles.flag}>
					<b>“{says}”</b> {because}
				</p>
			))}
			{marks.madeDue && <p className={styles.due}>It comes back: this question is due for review now.</p>}
			<p className={styles.actions}>
				{view.next ? (
					<ButtonLink kind="main" to={`/mock/${id}?question=${view.next}`}>
						Next question
					</ButtonLink>
				) : (
					<ButtonLink kind="main" to={`/mock/${id}/report`}>
						To the report
					</ButtonLink>
				)}
				{view.previous && <Link to={`/mock/${id}?question=${view.previous}`}>Back to the one before</Link>}
			</p>
		</div>
	);
}
