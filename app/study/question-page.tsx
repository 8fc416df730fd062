import { type ReactNode, useEffect, useRef } from "react";
import { Link } from "react-router";
import { InlineProse, Prose } from "#app/markdown/prose.tsx";
import { FollowUps } from "#app/study/follow-ups.tsx";
import { KeyPoints } from "#app/study/key-points.tsx";
import styles from "#app/study/question.module.css";
import type { AnswerText, ExerciseText, KeyPointText, QuestionText, SourceText } from "#app/study/question-text.server.ts";
import { markedAnswer, suggestedPoints } from "#app/study/suggested-points.ts";
import { useOwnAnswer } from "#app/study/use-own-answer.ts";

/** A line of the rail: what, and how it stands. */
export type RailFact = { term: string; value: ReactNode };

/**
 * A question to think about and, once revealed, its answer with everything around it. Give it the question's id as key, so that nothing of
 * the one before stays.
 * @param answer null until the learner asked for it.
 */
export function QuestionPage({
	question,
	answer,
	facts,
}: {
	question: QuestionText;
	answer: AnswerText | null;
	facts: readonly RailFact[];
}) {
	const own = useOwnAnswer(question.id);
	const heading = useRef<HTMLHeadingElement>(null);
	const answerHeading = useRef<HTMLHeadingElement>(null);
	useFocusOnReveal(answer !== null, answerHeading);
	return (
		<div className={styles.grid}>
			<div className={styles.rail}>
				<dl>
					{facts.map((fact) => (
						<div key={fact.term}>
							<dt>{fact.term}</dt>
							<dd>{fact.value}</dd>
						</div>
					))}
				</dl>
			</div>
			<article className={styles.main} aria-labelledby="prompt">
				<div className={styles.pair}>
					<div>
						<h1 className={styles.prompt} id="prompt" ref={heading} tabIndex={-1}>
							{question.title}
						</h1>
						{question.prompt.length > 0 && <Prose nodes={question.prompt} />}
					</div>
					{answer && own.text.trim() !== "" && <Said text={own.text} points={answer.keyPoints} />}
				</div>
				{answer ? (
					<Answer answer={answer} own={own} headingRef={answerHeading} />
				) : (
					<div className={styles.pair}>
						<Think text={own.text} field={own.field} write={own.write} />
					</div>
				)}
			</article>
		</div>
	);
}

/** After the answer has appeared, readers go on from its heading and the next Space is a grade, not a second press of the button. */
function useFocusOnReveal(revealed: boolean, heading: React.RefObject<HTMLHeadingElement | null>): void {
	const before = useRef(revealed);
	useEffect(() => {
		if (revealed && !before.current) heading.current?.focus({ preventScroll: true });
		before.current = revealed;
	}, [revealed, heading]);
}

function Think({ text, field, write }: { text: string; field: React.Ref<HTMLTextAreaElement>; write: (text: string) => void }) {
	return (
		<div className={styles.think}>
			<p className="cap">Answer aloud or in your head first, as you would to an interviewer. Then reveal.</p>
			<div className={styles.written} style={{ marginBlockStart: "var(--space-5)" }}>
				<label htmlFor="own-answer">
					<b>Your answer, if you like to write</b>
					<span className="cap">
						kept in this tab until you grade<span className={styles.keys}>; Ctrl Enter reveals</span>
					</span>
				</label>
				<textarea id="own-answer" ref={field} value={text} onChange={(event) => write(event.target.value)} maxLength={20_000} />
			</div>
		</div>
	);
}

function Said({ text, points }: { text: string; points: readonly KeyPointText[] }) {
	const pieces = markedAnswer(text, points);
	return (
		<div className={styles.side} role="note">
			<section>
				<h2>Your answer</h2>
				<p className={styles.said}>
					{pieces.map((piece, index) =>
						// biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text are known by their place
						piece.marked ? <mark key={index}>{piece.text}</mark> : piece.text,
					)}
				</p>
				{pieces.some((piece) => piece.marked) && <p>Dotted: words that a key point looks for.</p>}
			</section>
		</div>
	);
}

function Answer({
	answer,
	own,
	headingRef,
}: {
	answer: AnswerText;
	own: ReturnType<typeof useOwnAnswer>;
	headingRef: React.Ref<HTMLHeadingElement>;
}) {
	return (
		<>
			<div className={styles.pair}>
				<section className={styles.answer} aria-labelledby="thirty-seconds">
					<h2 id="thirty-seconds" ref={headingRef} tabIndex={-1}>
						In thirty seconds
					</h2>
					<Prose nodes={answer.thirtySeconds} className={styles.lead} />
				</section>
				{answer.exercises.length > 0 && <SeeItHappen exercises={answer.exercises} />}
			</div>
			<div className={styles.pair}>
				<section className={styles.answer} aria-labelledby="in-full">
					<h2 id="in-full">In full</h2>
					<Prose nodes={answer.full} />
				</section>
				<Sources sources={answer.sources} />
			</div>
			<div className={styles.pair}>
				<KeyPoints points={answer.keyPoints} suggested={suggestedPoints(own.text, answer.keyPoints)} ticked={own.ticked} tick={own.tick} />
				<Adds adds={answer.adds} />
			</div>
			<div className={styles.pair}>
				<section className={styles.answer} aria-labelledby="red-flags">
					<h2 id="red-flags">Red flags</h2>
					<ul className={styles.rows}>
						{answer.redFlags.map((flag, index) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
							<li key={index}>
								<span className={`mark ${styles.flag}`} aria-hidden="true">
									✕
								</span>
								<span>
									“<InlineProse nodes={flag.says} />”
									<span className={styles.because}>
										<InlineProse nodes={flag.because} />
									</span>
								</span>
							</li>
						))}
					</ul>
				</section>
			</div>
			<div className={styles.pair}>
				<FollowUps followUps={answer.followUps} />
			</div>
		</>
	);
}

function SeeItHappen({ exercises }: { exercises: readonly ExerciseText[] }) {
	return (
		<div className={styles.side} role="note">
			<section>
				<h2>See it happen</h2>
				<ul>
					{exercises.map((exercise) => (
						<li key={exercise.slug}>
							<Link to={`/exercises/${exercise.slug}`}>{exercise.title}</Link>, {exercise.minutes} min. {exercise.summary}
						</li>
					))}
				</ul>
			</section>
		</div>
	);
}

function Sources({ sources }: { sources: readonly SourceText[] }) {
	return (
		<div className={styles.side} role="note">
			<section>
				<h2>Sources</h2>
				<ul>
					{sources.map((source) => (
						<li key={source.url + source.page}>
							{source.guide && `${source.guide}, `}
							<a href={source.url} rel="noreferrer">
								{source.page}
							</a>
							<br />
							checked <time dateTime={source.checked.day}>{source.checked.label}</time>
						</li>
					))}
				</ul>
			</section>
		</div>
	);
}

function Adds({ adds }: { adds: AnswerText["adds"] }) {
	return (
		<div className={styles.side} role="note">
			<section>
				<h2>What each level adds</h2>
				<ul>
					{adds.map((add) => (
						<li key={add.who}>
							<b>{add.who}.</b> <InlineProse nodes={add.what} />
						</li>
					))}
				</ul>
			</section>
		</div>
	);
}
