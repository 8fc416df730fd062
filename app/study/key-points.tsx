import { InlineProse } from "#app/markdown/prose.tsx";
import { pointsClaimed } from "#app/study/points-claimed.ts";
import styles from "#app/study/question.module.css";
import type { KeyPointText } from "#app/study/question-text.server.ts";

const weightWords = { 3: "essential", 2: "expected", 1: "a plus" } as const;

/**
 * What a good answer holds, to tick.
 * @param suggested For points that the written answer seems to make, the words that say so. Never ticked by itself: to judge is the exercise.
 */
export function KeyPoints({
	points,
	suggested,
	ticked,
	tick,
}: {
	points: readonly KeyPointText[];
	suggested: ReadonlyMap<string, string>;
	ticked: ReadonlySet<string>;
	tick: (id: string, on: boolean) => void;
}) {
	const claimed = pointsClaimed(points, ticked);
	return (
		<section className={styles.answer} aria-labelledby="key-points">
			<h2 id="key-points">Key points</h2>
			<p className={`cap ${styles.hint}`}>
				Tick what you said.{suggested.size > 0 && " Dotted: your own words suggest it; judge for yourself."}
			</p>
			<ul className={styles.rows}>
				{points.map((point) => (
					<li key={point.id}>
						<input
							type="checkbox"
							id={`point-${point.id}`}
							checked={ticked.has(point.id)}
							onChange={(event) => tick(point.id, event.target.checked)}
						/>
						<label htmlFor={`point-${point.id}`}>
							<span className={suggested.has(point.id) ? styles.suggested : undefined}>
								<InlineProse nodes={point.text} />
							</span>
							{suggested.has(point.id) && <span className={styles.quote}>suggested: you wrote “{suggested.get(point.id)}”</span>}
						</label>
						<span className={styles.level}>
							{weightWords[point.weight]}, from {point.from}
						</span>
					</li>
				))}
			</ul>
			{claimed.ticked > 0 && (
				<p className={`cap ${styles.claimed}`} role="status">
					{claimed.ticked} of {claimed.points} points, {claimed.essentialTicked} of {claimed.essential} essential.
				</p>
			)}
		</section>
	);
}
