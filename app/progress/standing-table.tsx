import { Fragment } from "react";
import { Link } from "react-router";
import styles from "#app/progress/progress.module.css";
import type { TopicGroup, TopicStanding } from "#app/progress/topic-standing.ts";

type Totals = Pick<TopicStanding, "questions" | "seen" | "graded" | "remembered" | "due" | "exercises" | "exercisesPassed">;

/** Every figure behind the bars of Today. */
export function StandingTable({ groups, totals }: { groups: readonly TopicGroup[]; totals: Totals }) {
	return (
		// biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
		// biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
		<div className={`scroll ${styles.table}`} role="group" aria-label="Topics in figures" tabIndex={0}>
			<table className="plain nums">
				<thead>
					<tr>
						<th scope="col">Topic</th>
						<th scope="col">Questions</th>
						<th scope="col">Read</th>
						<th scope="col">Graded</th>
						<th scope="col">Remembered</th>
						<th scope="col">Due</th>
						<th scope="col">Exercises passed</th>
					</tr>
				</thead>
				<tbody>
					{groups.map((group) => (
						<Fragment key={group.level}>
							<tr className={styles.level}>
								<th scope="colgroup" colSpan={7}>
									{group.level.charAt(0).toUpperCase() + group.level.slice(1)}
								</th>
							</tr>
							{group.topics.map((topic) => (
								<tr key={topic.slug}>
									<th scope="row">
										<Link to={`/questions?topic=${topic.slug}`}>{topic.title}</Link>
									</th>
									<Figures of={topic} />
								</tr>
							))}
						</Fragment>
					))}
				</tbody>
				<tfoot>
					<tr>
						<th scope="row">All</th>
						<Figures of={totals} />
					</tr>
				</tfoot>
			</table>
		</div>
	);
}

function Figures({ of }: { of: Totals }) {
	return (
		<>
			<td>{of.questions}</td>
			<Figure value={of.seen} />
			<Figure value={of.graded} />
			<Figure value={of.remembered} />
			<Figure value={of.due} />
			<td className={of.exercisesPassed === 0 ? styles.zero : undefined}>
				{of.exercises === 0 ? "none yet" : `${of.exercisesPassed} of ${of.exercises}`}
			</td>
		</>
	);
}

function Figure({ value }: { value: number }) {
	return <td className={value === 0 ? styles.zero : undefined}>{value}</td>;
}
