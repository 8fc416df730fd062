import { useEffect, useMemo } from "react";
import { data, Link, redirect, useNavigate } from "react-router";
import bar from "#app/review/grade-bar.module.css";
import { FootBar, GradeForm, RevealForm, SideAction } from "#app/review/grade-bar.tsx";
import { reviewForm } from "#app/review/grade-form.ts";
import { gradeQuestion, undoReview } from "#app/review/review.server.ts";
import { readForm } from "#app/server/form.ts";
import { servicesContext } from "#app/server/services.ts";
import { QuestionPage, type RailFact } from "#app/study/question-page.tsx";
import { gradedNote, nextNewQuestion, openQuestion } from "#app/study/study.server.ts";
import { forgetOwnAnswer } from "#app/study/use-own-answer.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { Key } from "#app/ui/key.tsx";
import { Page } from "#app/ui/page.tsx";
import { useShortcuts } from "#app/ui/shortcuts.tsx";
import { suspendCard } from "#db/index.ts";
import type { Route } from "./+types/question";

export function loader({ params, request, context }: Route.LoaderArgs) {
	const { db, catalog, clock } = context.get(servicesContext);
	const question = catalog().questions.get(params.id);
	if (!question)
		throw data("There is no question of that name. It may have been renamed or taken out; its reviews are kept.", { status: 404 });
	const query = new URL(request.url).searchParams;
	const now = clock.now();
	const revealed = query.get("reveal") === "1";
	return {
		...openQuestion(db, catalog(), question, revealed, now),
		graded: query.has("graded") ? gradedNote(db, question.id, now) : null,
		stale: query.has("stale"),
		next: nextNewQuestion(db, catalog(), question.id, now),
	};
}

export async function action({ params, request, context }: Route.ActionArgs) {
	const { db, catalog, clock } = context.get(servicesContext);
	const form = await readForm(request, reviewForm);
	const now = clock.now();
	const here = `/questions/${encodeURIComponent(params.id)}?reveal=1`;
	switch (form.intent) {
		case "grade": {
			if (form.question !== params.id || !catalog().questions.has(params.id))
				throw data("There is no question of that name.", { status: 404 });
			const graded = gradeQuestion(db, { ...form, baseReps: form.reps, where: "study" }, now);
			return redirect(graded ? `${here}&graded=1` : `${here}&graded=1&stale=1`);
		}
		case "undo":
			undoReview(db, form.review, now);
			return redirect(here);
		case "suspend":
			suspendCard(db, params.id, now);
			return redirect(here);
		case "resume":
			suspendCard(db, params.id, null);
			return redirect(here);
	}
}

export const meta: Route.MetaFunction = ({ loaderData }) => [{ title: `${loaderData?.question.title ?? "Question"} · Warmstart` }];

export default function QuestionRoute({ loaderData }: Route.ComponentProps) {
	const { question, answer, graded, stale } = loaderData;
	useEffect(() => {
		if (graded) forgetOwnAnswer(question.id);
	}, [graded, question.id]);
	return (
		<Page foot={<Foot key={question.id} open={loaderData} />}>
			<p className="vh" role="status">
				{answer && !graded && "The answer is shown."}
				{graded && `${stale ? "Graded before, so this grade was left out. " : ""}Graded: ${graded.word}. Back ${graded.next}.`}
			</p>
			<QuestionPage key={question.id} question={question} answer={answer} facts={railFacts(loaderData)} />
		</Page>
	);
}

function railFacts({ question, lastSeen, due, suspended }: Route.ComponentProps["loaderData"]): RailFact[] {
	return [
		{ term: "Topic", value: <Link to={`/questions?topic=${question.topic.slug}`}>{question.topic.title}</Link> },
		{ term: "Level", value: question.level },
		{ term: "Spoken", value: `${question.minutes} min` },
		{ term: "Last seen", value: lastSeen ?? "not graded yet" },
		...(suspended ? [{ term: "Review", value: "suspended" }] : due ? [{ term: "Due", value: due }] : []),
	];
}

function Foot({ open }: { open: Route.ComponentProps["loaderData"] }) {
	if (!open.answer) {
		return (
			<FootBar label="Reveal the answer" more={<Next next={open.next} />}>
				<RevealForm />
			</FootBar>
		);
	}
	if (open.graded) return <GradedBar open={open} graded={open.graded} />;
	const more = (
		<>
			{open.reps > 0 && !open.suspended && (
				<SideAction fields={{ intent: "suspend", question: open.question.id }} label="suspend" keys="s" />
			)}
			{open.suspended && <SideAction fields={{ intent: "resume", question: open.question.id }} label="review it again" keys="s" />}
			<Next next={open.next} />
		</>
	);
	return (
		<FootBar label="Grade your recall" more={more}>
			<GradeForm question={open.question.id} reps={open.reps} shownAt={open.shownAt} grades={open.grades} stay />
		</FootBar>
	);
}

function GradedBar({
	open,
	graded,
}: {
	open: Route.ComponentProps["loaderData"];
	graded: NonNullable<Route.ComponentProps["loaderData"]["graded"]>;
}) {
	const word = graded.word.charAt(0).toUpperCase() + graded.word.slice(1);
	return (
		<FootBar
			label="Graded"
			more={graded.undo !== null && <SideAction fields={{ intent: "undo", review: graded.undo }} label="undo" keys="u" />}
		>
			<p className={bar.said}>
				{open.stale ? "It was graded already, so the second grade was left out: " : `${word}. `}
				{open.stale && `${graded.word}. `}
				Back {graded.next}.
			</p>
			{open.next ? (
				<ButtonLink kind="main" to={`/questions/${open.next.id}`}>
					Next new question <Key>N</Key>
				</ButtonLink>
			) : (
				<ButtonLink kind="main" to="/review">
					To the review
				</ButtonLink>
			)}
			<NextKey next={open.next} />
		</FootBar>
	);
}

function Next({ next }: { next: { id: string; title: string } | null }) {
	if (!next) return null;
	return (
		<>
			<Link to={`/questions/${next.id}`} title={next.title}>
				<Key>N</Key> next new question
			</Link>
			<NextKey next={next} />
		</>
	);
}

function NextKey({ next }: { next: { id: string } | null }) {
	const navigate = useNavigate();
	const id = next?.id;
	useShortcuts(
		useMemo(() => (id ? [{ keys: "n", label: "Next new question", run: () => void navigate(`/questions/${id}`) }] : []), [id, navigate]),
	);
	return null;
}
