import { Link } from "react-router";
import styles from "#app/home/home.module.css";
import type { ContinueWork } from "#app/home/home.server.ts";
import { ButtonLink } from "#app/ui/button.tsx";

/** Where the learner left. */
export function ContinueColumn({ work }: { work: ContinueWork }) {
	return (
		<section className={styles.continue} aria-labelledby="continue">
			<p className="label">{work.kind === "interview" ? "Interview in progress" : "Continue"}</p>
			<h2 id="continue">
				<Link to={work.href}>{work.title}</Link>
			</h2>
			{work.kind === "interview" ? <p className="cap">{work.left} Everything you wrote is saved.</p> : <ExerciseState work={work} />}
			<div className={styles.actions}>
				<ButtonLink to={work.href}>{work.kind === "interview" ? "Back to the interview" : "Open where you left"}</ButtonLink>
			</div>
		</section>
	);
}

function ExerciseState({ work: { run, draft } }: { work: ContinueWork & { kind: "exercise" } }) {
	return (
		<>
			{run && (
				<p className="cap">
					Last run <time dateTime={run.at}>{run.when}</time>.{" "}
					<span className="verdict" data-status={run.isPass ? "passed" : undefined}>
						<span className="mark" aria-hidden="true">
							{run.isPass ? "✓" : "✕"}
						</span>
						{run.isPass ? "passed" : `${run.passed} of ${run.total} checks`}
					</span>
				</p>
			)}
			{draft && (
				<p className="cap">
					Your draft is saved, revision {draft.revision}, <time dateTime={draft.at}>{draft.when}</time>.
				</p>
			)}
		</>
	);
}
