import { Link } from "react-router";
import { InlineProse } from "#app/markdown/prose.tsx";
import styles from "#app/study/question.module.css";
import type { FollowUpText } from "#app/study/question-text.server.ts";

/** Each opens its short answer in place, or leads to the question that treats it. */
export function FollowUps({ followUps }: { followUps: readonly FollowUpText[] }) {
	return (
		<section className={styles.answer} aria-labelledby="follow-ups">
			<h2 id="follow-ups">They will ask next</h2>
			<ul className={`${styles.rows} ${styles.next}`}>
				{followUps.map((followUp, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
					<li key={index}>
						<span className={styles.arrow} aria-hidden="true">
							→
						</span>
						<FollowUp followUp={followUp} />
						<span className={styles.level}>{followUp.when}</span>
					</li>
				))}
			</ul>
		</section>
	);
}

function FollowUp({ followUp: { ask, answer, question } }: { followUp: FollowUpText }) {
	if (!answer) {
		if (!question) return <InlineProse nodes={ask} />;
		return (
			<Link to={`/questions/${question.id}`}>
				<InlineProse nodes={ask} />
			</Link>
		);
	}
	return (
		<details>
			<summary>
				<InlineProse nodes={ask} />
			</summary>
			<p className={styles.reply}>
				<InlineProse nodes={answer} />
			</p>
			{question && (
				<p className={`cap ${styles.reply}`}>
					In full: <Link to={`/questions/${question.id}`}>{question.title}</Link>
				</p>
			)}
		</details>
	);
}
