import { Link } from "react-router";
import styles from "#app/exercise/exercise-list.module.css";
import { type ProgressState, stateWords } from "#app/exercise/progress-state.ts";
import type { ListedExercise } from "#app/exercise/workspace-view.ts";

const levels = ["foundational", "intermediate", "advanced", "practical"];

/** Every exercise by topic, narrowed to a level by a link of its own. */
export function ExerciseList({ exercises, level }: { exercises: ListedExercise[]; level: string | null }) {
	const chosen = level !== null && levels.includes(level) ? level : null;
	const shown = exercises.filter((exercise) => chosen === null || exercise.level === chosen);
	const topics = [...new Set(shown.map((exercise) => exercise.topic))];
	const passed = exercises.filter((exercise) => exercise.state.kind === "passed").length;
	return (
		<>
			<div className={styles.top}>
				<h1>Exercises</h1>
				<p className="cap">
					{exercises.length === 0
						? "There are none yet."
						: `${passed} of ${exercises.length} passed. Each is a small project that would deploy to AWS as it is.`}
				</p>
			</div>
			<nav aria-label="Level" className={styles.levels}>
				<ul>
					{[null, ...levels.filter((name) => exercises.some((exercise) => exercise.level === name))].map((name) => (
						<li key={name}>
							<Link to={name === null ? "/exercises" : `/exercises?level=${name}`} aria-current={name === chosen ? "true" : undefined}>
								{name ?? "all levels"}
							</Link>
						</li>
					))}
				</ul>
			</nav>
			{topics.map((topic) => (
				<section key={topic} className={styles.topic} aria-label={topic}>
					<h2>{topic}</h2>
					<ul>
						{shown
							.filter((exercise) => exercise.topic === topic)
							.map((exercise) => (
								<Row key={exercise.slug} exercise={exercise} />
							))}
					</ul>
				</section>
			))}
		</>
	);
}

function Row({ exercise }: { exercise: ListedExercise }) {
	return (
		<li className={styles.row} data-state={exercise.state.kind}>
			<State state={exercise.state} />
			<div>
				<Link to={`/exercises/${exercise.slug}`} className={styles.title}>
					{exercise.title}
				</Link>
				<p className="cap">{exercise.summary}</p>
			</div>
			<span className="cap">{exercise.level}</span>
			<span className={styles.minutes}>{exercise.minutes} min</span>
		</li>
	);
}

function State({ state }: { state: ProgressState }) {
	const { glyph, words } = stateWords(state);
	return (
		<span className={styles.state} data-state={state.kind}>
			<span className="mark" aria-hidden="true">
				{glyph}
			</span>
			{words}
		</span>
	);
}
