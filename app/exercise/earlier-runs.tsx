import { Link } from "react-router";
import styles from "#app/exercise/exercise.module.css";
import { sourceWords } from "#app/exercise/run-numbers.ts";
import type { EarlierRun } from "#app/exercise/workspace-view.ts";

const dateTime = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** The runs so far, newest first; each opens at an address of its own. */
export function EarlierRuns({ slug, runs, shown }: { slug: string; runs: EarlierRun[]; shown: number | null }) {
	if (runs.length === 0) return null;
	return (
		<details className={styles.earlier}>
			<summary>Earlier runs, {runs.length}</summary>
			<ol>
				{runs.map((run) => (
					<li key={run.id} aria-current={run.id === shown ? "true" : undefined}>
						<Link to={`/exercises/${slug}?run=${run.id}`} preventScrollReset>
							{run.headline}
						</Link>
						<span className="cap">
							<time dateTime={run.createdAt} suppressHydrationWarning>
								{dateTime.format(new Date(run.createdAt))}
							</time>
							, {run.passed} of {run.total}, run {sourceWords(run.source)}
						</span>
					</li>
				))}
			</ol>
		</details>
	);
}
