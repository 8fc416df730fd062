import type { CSSProperties } from "react";
import { Link } from "react-router";
import { type TopicGroup, type TopicStanding, warmth } from "#app/progress/topic-standing.ts";
import styles from "#app/progress/topic-standing-list.module.css";

/** One row for each topic, by level. The bar says what the words beside it say, once more for the eye. */
export function TopicStandingList({ groups }: { groups: readonly TopicGroup[] }) {
	return (
		<>
			<div className={styles.groups}>
				{groups.map((group) => (
					<section key={group.level} className={styles.group} aria-labelledby={`level-${group.level}`}>
						<h3 id={`level-${group.level}`}>{group.level.charAt(0).toUpperCase() + group.level.slice(1)}</h3>
						<ul>
							{group.topics.map((topic) => (
								<Row key={topic.slug} topic={topic} />
							))}
						</ul>
					</section>
				))}
			</div>
			<p className={`cap ${styles.legend}`}>
				<span
					className={styles.track}
					aria-hidden="true"
					style={{ "--seen": "80", "--kept": "45", "--heat": "var(--heat-3)" } as CSSProperties}
				>
					<i className={styles.seen} />
					<i className={styles.kept} />
				</span>
				line: all questions of the topic; outline: read; filled: remembered by now, as your own reviews and the forgetting curve say; ○ ✓:
				exercises
			</p>
		</>
	);
}

function Row({ topic }: { topic: TopicStanding }) {
	const share = (count: number) => String(topic.questions === 0 ? 0 : Math.round((count / topic.questions) * 1000) / 10);
	const style = {
		"--seen": share(topic.seen),
		"--kept": share(topic.remembered),
		"--heat": `var(--heat-${warmth(topic)})`,
	} as CSSProperties;
	const untouched = topic.seen === 0 && topic.exercisesTried === 0;
	return (
		<li className={styles.row} data-untouched={untouched ? "" : undefined}>
			<Link to={`/questions?topic=${topic.slug}`}>{topic.title}</Link>
			<span className={styles.track} style={style} aria-hidden="true">
				{topic.seen > 0 && <i className={styles.seen} />}
				{topic.remembered > 0 && <i className={styles.kept} />}
				{untouched && <span className={styles.none}>not seen yet</span>}
			</span>
			<span className={styles.exercises} aria-hidden="true">
				{"✓".repeat(topic.exercisesPassed)}
				{"○".repeat(topic.exercises - topic.exercisesPassed)}
			</span>
			<span className={styles.count} aria-hidden="true">
				{topic.questions > 0 && `${topic.seen} of ${topic.questions}`}
			</span>
			<span className="vh">
				{untouched
					? `not seen yet: ${topic.questions} questions, ${topic.exercises} exercises`
					: `${topic.seen} of ${topic.questions} questions read, ${topic.remembered} remembered, ${topic.exercisesPassed} of ${topic.exercises} exercises passed`}
			</span>
		</li>
	);
}
