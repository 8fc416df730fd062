import { data, redirect } from "react-router";
import type { z } from "zod";
import { interviewForm } from "#app/interview/answers-door.ts";
import { mark, rate, stageOf } from "#app/interview/marking.server.ts";
import { Marking } from "#app/interview/marking.tsx";
import { markingView } from "#app/interview/marking-view.server.ts";
import { noRatings, notesItem } from "#app/interview/marks.ts";
import { RatingForm } from "#app/interview/rating-form.tsx";
import { InterviewRoom } from "#app/interview/room.tsx";
import { roomView } from "#app/interview/room-view.server.ts";
import {
	answersOf,
	closeItem,
	currentItem,
	extend,
	finishEarly,
	openSession,
	pause,
	recordVisit,
	resume,
	type SaveOutcome,
	type Session,
	saveCode,
	saveDraftText,
} from "#app/interview/session.server.ts";
import { interviewNow } from "#app/interview/steady-clock.server.ts";
import { readForm } from "#app/server/form.ts";
import { type Services, servicesContext } from "#app/server/services.ts";
import { Page } from "#app/ui/page.tsx";
import type { Route } from "./+types/mock";

function sessionAt(services: Services, id: string): Session {
	const session = openSession(services.db, id, interviewNow(services));
	if (!session) throw data("There is no such interview. Perhaps its database was replaced.", { status: 404 });
	return session;
}

export function loader({ params, request, context }: Route.LoaderArgs) {
	const services = context.get(servicesContext);
	const session = sessionAt(services, params.id);
	const stage = stageOf(session, answersOf(services.db, session));
	const url = new URL(request.url);
	if (stage === "running") {
		recordVisit(services.db, session);
		const exists = (exercise: string) => services.catalog().exercises.has(exercise);
		return { stage, id: params.id, room: roomView(services.db, session, answersOf(services.db, session), exists) };
	}
	if (stage === "rating") return { stage, id: params.id, title: session.plan.title, ended: session.state.ended };
	const wanted = url.searchParams.get("question");
	const marking = stage === "marking" || wanted !== null ? markingView(session, answersOf(services.db, session), wanted) : undefined;
	if (!marking) throw redirect(`/mock/${params.id}/report`);
	return { stage: "marking" as const, id: params.id, marking };
}

export async function action({ params, request, context }: Route.ActionArgs) {
	const services = context.get(servicesContext);
	const form = await readForm(request, interviewForm, 1_000_000);
	const session = sessionAt(services, params.id);
	const outcome = perform(services, session, form);
	const refusal = refusals[outcome.status];
	if (refusal) return data({ problem: `${refusal} You sent:`, sent: "text" in form ? (form.text ?? "") : "" }, { status: 409 });
	return redirect(form.intent === "mark" ? `/mock/${params.id}?question=${form.item}` : `/mock/${params.id}`);
}

const refusals: Partial<Record<SaveOutcome["status"], string>> = {
	elsewhere: "This interview is open in another tab, so nothing was sent from here. Take over, then send it again.",
	conflict: "These words were changed in another tab meanwhile. Nothing was overwritten; the field shows what is stored.",
};

const done: SaveOutcome = { status: "saved", revision: 0 };

function perform(services: Services, session: Session, form: z.output<typeof interviewForm>): SaveOutcome {
	const { db } = services;
	switch (form.intent) {
		case "answer":
		case "skip":
			return close(services, session, form);
		case "notes":
			return saveDraftText(db, session, { item: notesItem, text: form.text, baseRevision: form.revision, tab: form.tab });
		case "pause":
			pause(db, session, form.tab);
			return done;
		case "resume":
			resume(db, session, form.tab);
			return done;
		case "extend":
			extend(db, session);
			return done;
		case "finish":
			finishEarly(db, session);
			return done;
		case "rate": {
			const { intent: _, ...ratings } = form;
			rate(db, session, { ...noRatings, ...ratings });
			return done;
		}
		case "mark":
			mark(db, services.catalog(), session, form.item, { keyPoints: form.point ?? [], redFlags: form.redFlag ?? [] });
			return done;
	}
}

function close({ db }: Services, session: Session, form: z.output<typeof interviewForm> & { intent: "answer" | "skip" }): SaveOutcome {
	const { item, tab, revision } = form;
	const how = form.intent === "skip" ? "skipped" : "answered";
	const asked = currentItem(session);
	if (asked?.kind !== "exercise") return closeItem(db, session, { item, how, text: form.text ?? "", baseRevision: revision, tab });
	if (form.file && asked.item === item) {
		const paths = Object.keys(asked.exercise.starter);
		const files = Object.fromEntries(paths.map((path, index) => [path, form.file?.[index] ?? ""]));
		const saved = saveCode(db, session, { item, files, baseRevision: revision, tab });
		if (saved.status !== "saved") return saved;
	}
	return closeItem(db, session, { item, how, text: null, baseRevision: revision, tab });
}

export const meta: Route.MetaFunction = ({ loaderData }) => {
	if (loaderData?.stage !== "running") return [{ title: "Marking · Warmstart" }];
	return [{ title: `${loaderData.room.partTitle} · ${loaderData.room.title} · Warmstart` }];
};

export default function Mock({ loaderData, actionData }: Route.ComponentProps) {
	if (loaderData.stage === "running") return <InterviewRoom key={loaderData.id} view={loaderData.room} refused={actionData ?? null} />;
	return (
		<Page>
			{loaderData.stage === "rating" ? (
				<RatingForm title={loaderData.title} ended={loaderData.ended} />
			) : (
				<Marking key={loaderData.marking.item} id={loaderData.id} view={loaderData.marking} />
			)}
		</Page>
	);
}
