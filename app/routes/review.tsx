import { useEffect, useMemo, useRef } from "react";
import { Form, Link, redirect, useNavigate } from "react-router";
import { z } from "zod";
import bar from "#app/review/grade-bar.module.css";
import { FootBar, GradeForm, RevealForm, SideAction } from "#app/review/grade-bar.tsx";
import { reviewForm } from "#app/review/grade-form.ts";
import { gradeQuestion, undoReview } from "#app/review/review.server.ts";
import { type LastGrade, readReviewPage } from "#app/review/review-page.server.ts";
import styles from "#app/review/review-summary.module.css";
import { ReviewSummary } from "#app/review/review-summary.tsx";
import { readForm } from "#app/server/form.ts";
import { servicesContext } from "#app/server/services.ts";
import { QuestionPage, type RailFact } from "#app/study/question-page.tsx";
import type { OpenQuestion } from "#app/study/study.server.ts";
import { forgetOwnAnswer } from "#app/study/use-own-answer.ts";
import { Key } from "#app/ui/key.tsx";
import { Page } from "#app/ui/page.tsx";
import { useShortcuts } from "#app/ui/shortcuts.tsx";
import { suspendCard } from "#db/index.ts";
import type { Route } from "./+types/review";

const slug = z
	.string()
	.regex(/^[a-z0-9-]{1,64}$/)
	.nullable()
	.catch(null);
const reviewQuery = z.object({
	card: slug,
	reveal: z
		.literal("1")
		.nullable()
		.catch(null)
		.transform((value) => value === "1"),
	/** What the last form led to, when the learner should be told. */
	note: z.enum(["stale", "nothingToUndo"]).nullable().catch(null),
	suspended: slug,
});

export function loader({ request, context }: Route.LoaderArgs) {
	const { db, catalog, clock } = context.get(servicesContext);
	const search = new URL(request.url).searchParams;
	const query = reviewQuery.parse({
		card: search.get("card"),
		reveal: search.get("reveal"),
		note: search.get("note"),
		suspended: search.get("suspended"),
	});
	const title = query.suspended ? catalog().questions.get(query.suspended)?.title : undefined;
	return {
		...readReviewPage(db, catalog(), query, clock.now()),
		note: query.note,
		suspended: query.suspended && title ? { id: query.suspended, title } : null,
	};
}

export async function action({ request, context }: Route.ActionArgs) {
	const { db, clock } = context.get(servicesContext);
	const form = await readForm(request, reviewForm);
	const now = clock.now();
	switch (form.intent) {
		case "grade": {
			const graded = gradeQuestion(db, { ...form, baseReps: form.reps, where: "review" }, now);
			return redirect(graded ? "/review" : "/review?note=stale");
		}
		case "undo": {
			const question = undoReview(db, form.review, now);
			return redirect(question ? `/review?card=${question}` : "/review?note=nothingToUndo");
		}
		case "suspend":
			suspendCard(db, form.question, now);
			return redirect(`/review?suspended=${form.question}`);
		case "resume":
			suspendCard(db, form.question, null);
			return redirect(`/review?card=${form.question}`);
	}
}

export const meta: Route.MetaFunction = ({ loaderData }) => [
	{ title: loaderData?.state === "card" ? `Review, card ${loaderData.position} of ${loaderData.total} · Warmstart` : "Review · Warmstart" },
];

const notes = {
	stale: "That card had been graded already, by a second press or in another tab, so this grade was left out.",
	nothingToUndo: "Another review came in between, so nothing was undone.",
};

export default function Review({ loaderData }: Route.ComponentProps) {
	const shown = loaderData.state === "card" ? loaderData.open.question.id : "";
	useForgetGraded(loaderData.last, shown);
	useFocusOnNewCard(shown);
	useLeaveKey();
	const note = loaderData.note && notes[loaderData.note];
	return (
		<Page foot={loaderData.state === "card" ? <Foot key={shown} open={loaderData.open} last={loaderData.last} /> : undefined}>
			<p className="vh" role="status">
				{announcement(loaderData)}
			</p>
			{(note || loaderData.suspended) && (
				<div className={styles.notice}>
					{note && <p>{note}</p>}
					{loaderData.suspended && <Suspended question={loaderData.suspended} />}
				</div>
			)}
			{loaderData.state === "card" ? (
				<QuestionPage key={shown} question={loaderData.open.question} answer={loaderData.open.answer} facts={railFacts(loaderData)} />
			) : (
				<>
					<ReviewSummary summary={loaderData} />
					{loaderData.last?.undo && (
						<SideAction fields={{ intent: "undo", review: loaderData.last.undo }} label="undo the last grade" keys="u" />
					)}
				</>
			)}
		</Page>
	);
}

/** Once a grade is stored, what was written and ticked for it has served its purpose; unless the card is back and answered anew. */
function useForgetGraded(last: LastGrade | null, shown: string): void {
	useEffect(() => {
		if (last && last.question !== shown) forgetOwnAnswer(last.question);
	}, [last, shown]);
}

/** Readers begin at the new prompt; for the first card the page itself has the focus, as after any navigation. */
function useFocusOnNewCard(card: string): void {
	const before = useRef(card);
	useEffect(() => {
		if (before.current === card) return;
		before.current = card;
		document.getElementById("prompt")?.focus({ preventScroll: true });
	}, [card]);
}

function useLeaveKey(): void {
	const navigate = useNavigate();
	useShortcuts(useMemo(() => [{ keys: "Escape", label: "Leave the review", run: () => void navigate("/") }], [navigate]));
}

function announcement(page: Route.ComponentProps["loaderData"]): string {
	const note = page.note ? `${notes[page.note]} ` : "";
	const last = page.last && !page.note ? `Graded: ${page.last.word}, back ${page.last.next}. ` : "";
	if (page.state === "finished") return `${note}${last}The review is finished.`;
	if (page.open.answer) return "The answer is shown.";
	return `${note}${last}Card ${page.position} of ${page.total}.`;
}

function railFacts({ open, position, total, dueSince }: Extract<Route.ComponentProps["loaderData"], { state: "card" }>): RailFact[] {
	return [
		{ term: "Card", value: `${position} of ${total}` },
		{ term: "Topic", value: <Link to={`/questions?topic=${open.question.topic.slug}`}>{open.question.topic.title}</Link> },
		{ term: "Level", value: open.question.level },
		{ term: "Last seen", value: open.lastSeen ?? "not graded yet" },
		{ term: "Was due", value: dueSince },
	];
}

function Foot({ open, last }: { open: OpenQuestion; last: LastGrade | null }) {
	const more = (
		<>
			{last?.undo && <SideAction fields={{ intent: "undo", review: last.undo }} label="undo" keys="u" />}
			<SideAction fields={{ intent: "suspend", question: open.question.id }} label="suspend" keys="s" />
			<Link to="/">
				<Key>Esc</Key> leave
			</Link>
			<span className={bar.hint}>
				<Key>?</Key> <span aria-hidden="true">all keys</span>
			</span>
		</>
	);
	if (!open.answer) {
		return (
			<FootBar label="Reveal the answer" more={more}>
				<RevealForm card={open.question.id} />
			</FootBar>
		);
	}
	return (
		<FootBar label="Grade your recall" more={more}>
			<GradeForm question={open.question.id} reps={open.reps} shownAt={open.shownAt} grades={open.grades} />
		</FootBar>
	);
}

function Suspended({ question }: { question: { id: string; title: string } }) {
	return (
		<Form method="post">
			<input type="hidden" name="intent" value="resume" />
			<input type="hidden" name="question" value={question.id} />
			Suspended: “{question.title}” <button type="submit">Take it back</button>
		</Form>
	);
}
