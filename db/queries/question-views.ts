import { eq, sql } from "drizzle-orm";
import type { Database } from "#db/database.ts";
import { type QuestionView, questionViews } from "#db/schema/question-views.ts";

export type { QuestionView } from "#db/schema/question-views.ts";

/** The learner saw the prompt. */
export function recordQuestionOpened(db: Database, question: string, at: Date): void {
	db.insert(questionViews)
		.values({ question, firstOpenedAt: at, lastOpenedAt: at })
		.onConflictDoUpdate({ target: questionViews.question, set: { lastOpenedAt: at } })
		.run();
}

/** The learner saw the answer, and so the prompt too. */
export function recordQuestionRevealed(db: Database, question: string, at: Date): void {
	db.insert(questionViews)
		.values({ question, firstOpenedAt: at, lastOpenedAt: at, firstRevealedAt: at, lastRevealedAt: at })
		.onConflictDoUpdate({
			target: questionViews.question,
			set: { firstRevealedAt: sql`coalesce(${questionViews.firstRevealedAt}, excluded.first_revealed_at)`, lastRevealedAt: at },
		})
		.run();
}

export function getQuestionView(db: Database, question: string): QuestionView | undefined {
	return db.select().from(questionViews).where(eq(questionViews.question, question)).get();
}

/** All questions ever opened, by question. */
export function viewsByQuestion(db: Database): Map<string, QuestionView> {
	return new Map(
		db
			.select()
			.from(questionViews)
			.all()
			.map((view) => [view.question, view]),
	);
}
