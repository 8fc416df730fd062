import { Link } from "react-router";
import type { ReviewPageData } from "#app/review/review-page.server.ts";
import styles from "#app/review/review-summary.module.css";
import { ButtonLink } from "#app/ui/button.tsx";

/** How the sitting went, or why there is none. Says when to come back. */
export function ReviewSummary({ summary }: { summary: ReviewPageData & { state: "finished" } }) {
	const { questions, missed, minutes, nextDue } = summary;
	return (
		<div className={styles.summary}>
			<h1 tabIndex={-1} id="prompt">
				{headline(questions, missed.length)}
			</h1>
			<p className={styles.next}>
				{questions > 0 && `It took you about ${minutes === 1 ? "a minute" : `${minutes} minutes`}. `}
				{nextDue ? `The next card is due ${nextDue}.` : "No card is waiting: grade a question, and it comes back here when it is time."}
			</p>
			{missed.length > 0 && (
				<section aria-labelledby="missed">
					<h2 id="missed">Missed</h2>
					<ul className={styles.missed}>
						{missed.map((question) => (
							<li key={question.id}>
								<Link to={`/questions/${question.id}?reveal=1`}>{question.title}</Link>
								<span>back {question.next}</span>
							</li>
						))}
					</ul>
				</section>
			)}
			<div className={styles.actions}>
				<ButtonLink kind="main" to="/questions?show=new">
					Read a new question
				</ButtonLink>
				<ButtonLink to="/">Back to Today</ButtonLink>
			</div>
		</div>
	);
}

function headline(questions: number, missed: number): string {
	if (questions === 0) return "Nothing is due.";
	const cards = questions === 1 ? "One card" : `${questions} cards`;
	if (missed === 0) return `${cards}, none missed.`;
	return `${cards}, ${missed === 1 ? "one" : missed} missed.`;
}
