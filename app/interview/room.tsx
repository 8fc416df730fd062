import { useRef } from "react";
import { Form } from "react-router";
import { AnswerForm } from "#app/interview/answer-form.tsx";
import { ClockLine } from "#app/interview/clock-line.tsx";
import { ExerciseDesk } from "#app/interview/exercise-desk.tsx";
import { Notes } from "#app/interview/notes.tsx";
import styles from "#app/interview/room.module.css";
import type { RoomView } from "#app/interview/room-view.server.ts";
import { useRoom } from "#app/interview/use-room.ts";
import { InlineProse, Prose } from "#app/markdown/prose.tsx";
import { Brand } from "#app/ui/brand.tsx";
import { Button } from "#app/ui/button.tsx";

const modeWords = {
	practice: "Practice mode: the clock stops while you are away.",
	strict: "Strict mode: the clock runs while you are away.",
} as const;

const dealtWords: Record<string, string> = { skipped: "Skipped.", unanswered: "No answer." };

/** A form that was not taken, with the words it carried, so that they are not lost. */
export type Refused = { problem: string; sent: string };

/** A running mock interview. It has no navigation to wander into. */
export function InterviewRoom({ view, refused }: { view: RoomView; refused: Refused | null }) {
	const room = useRoom(view.id, view.clock);
	const asked = view.exercise?.item ?? view.current?.item;
	const firstAsked = useRef(asked);
	const moved = asked !== firstAsked.current;
	return (
		<div className="page">
			<header className="head">
				<Brand />
				<span className="cap">
					{view.title}. {modeWords[view.mode]}
				</span>
				<div className={`end ${styles.headEnd}`}>
					{view.mode === "practice" && !view.paused && (
						<Form method="post">
							<input type="hidden" name="tab" value={room.tab} />
							<button type="submit" name="intent" value="pause" className={styles.linkButton}>
								Pause
							</button>
						</Form>
					)}
					<FinishEarly />
				</div>
			</header>
			<main id="main" tabIndex={-1}>
				<ClockLine view={view} clock={room.clock} clockAt={room.clockAt} />
				{refused && (
					<div className={styles.notice} role="alert">
						<p>{refused.problem}</p>
						{refused.sent && <blockquote>{refused.sent}</blockquote>}
					</div>
				)}
				{room.elsewhere && (
					<div className={styles.notice} role="alert">
						<p>
							<b>This interview is open in another tab.</b> Here you can read it. Nothing that you type here would be saved.
						</p>
						<Button type="button" onClick={room.takeOver}>
							Take over here
						</Button>
					</div>
				)}
				{view.paused ? (
					<Paused tab={room.tab} />
				) : view.exercise ? (
					<>
						<ExerciseDesk key={`${view.exercise.item} ${room.epoch}`} id={view.id} view={view.exercise} line={room} moved={moved} />
						<aside className={styles.deskSide} aria-label="Your desk">
							<Notes key={room.epoch} id={view.id} notes={view.notes} room={room} />
							<IfTimeRunsOut hasLimit={view.clock.limitMs !== null} />
						</aside>
					</>
				) : (
					<div className={styles.room}>
						<article>
							<Earlier view={view} />
							{view.current && (
								<>
									<p className={styles.who}>{view.current.who}</p>
									{view.current.isFollowUp ? (
										<h2 className={styles.follow}>
											<InlineProse nodes={view.current.asked} />
										</h2>
									) : (
										<h1 className={styles.asked}>
											<InlineProse nodes={view.current.asked} />
										</h1>
									)}
									{view.current.prompt.length > 0 && <Prose nodes={view.current.prompt} className={styles.prompt} />}
									<AnswerForm key={`${view.current.item} ${room.epoch}`} id={view.id} asked={view.current} room={room} moved={moved} />
								</>
							)}
						</article>
						<aside className={styles.side} aria-label="Your desk">
							<Notes key={room.epoch} id={view.id} notes={view.notes} room={room} />
							<section>
								<h2>In this part</h2>
								<ol className={styles.inPart}>
									{view.inPart.map(({ item, label, state }) => (
										<li key={item} aria-current={state === "current" ? "step" : undefined} data-state={state}>
											{label}
											{state === "done" && <span className="vh">, done</span>}
										</li>
									))}
								</ol>
							</section>
							<IfTimeRunsOut hasLimit={view.clock.limitMs !== null} />
						</aside>
					</div>
				)}
			</main>
		</div>
	);
}

/** Of quick questions the last one is folded away; in depth all that was said stays in sight, since the follow-ups build upon it. */
function Earlier({ view }: { view: RoomView }) {
	const inDepth = view.earlier.some(({ isFollowUp }) => isFollowUp) || view.current?.isFollowUp === true;
	if (view.earlier.length === 0) return null;
	const list = view.earlier.map(({ item, who, asked, isFollowUp, text, dealt }) => (
		<section key={item} className={styles.before}>
			<p className={styles.who}>{who}</p>
			{inDepth && !isFollowUp ? (
				<h1 className={styles.asked}>
					<InlineProse nodes={asked} />
				</h1>
			) : (
				<h2 className={styles.askedBefore}>
					<InlineProse nodes={asked} />
				</h2>
			)}
			<p className={styles.said}>{text || dealtWords[dealt]}</p>
		</section>
	));
	if (inDepth) return list;
	return (
		<details className={styles.earlier}>
			<summary>{view.earlier.length === 1 ? "Your answer before" : `Your ${view.earlier.length} answers before`}</summary>
			{list}
		</details>
	);
}

function IfTimeRunsOut({ hasLimit }: { hasLimit: boolean }) {
	return (
		<section>
			<h2>{hasLimit ? "If time runs out" : "No limit"}</h2>
			<p>
				{hasLimit ? "Your last saved words count as the answer. " : "The clock counts up and ends nothing. "}
				Nothing is sent before you say so, and nothing skips by itself.
			</p>
		</section>
	);
}

function Paused({ tab }: { tab: string }) {
	return (
		<section className={styles.paused}>
			<h1>Paused</h1>
			<p>The clock stands still, and the question is hidden until you go on.</p>
			<Form method="post">
				<input type="hidden" name="tab" value={tab} />
				<Button kind="main" name="intent" value="resume">
					Go on
				</Button>
			</Form>
		</section>
	);
}

function FinishEarly() {
	return (
		<details className={styles.finish}>
			<summary>Finish early</summary>
			<Form method="post">
				<p>Finish now? What you have saved counts. What was not asked yet is no evidence either way.</p>
				<Button name="intent" value="finish">
					Finish now
				</Button>
			</Form>
		</details>
	);
}
