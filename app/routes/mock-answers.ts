import { data } from "react-router";
import { type Message, messageSchema, type Reply } from "#app/interview/answers-door.ts";
import { clockView } from "#app/interview/room-view.server.ts";
import {
	openSession,
	recordLeaving,
	recordPresence,
	type SaveOutcome,
	type Session,
	saveCode,
	saveDraftText,
} from "#app/interview/session.server.ts";
import { interviewNow } from "#app/interview/steady-clock.server.ts";
import { readJson } from "#app/server/form.ts";
import { servicesContext } from "#app/server/services.ts";
import type { Database } from "#db/index.ts";
import type { Route } from "./+types/mock-answers";

/** The line between the page of a running interview and the server: presence, leaving, drafts. */
export async function action({ params, request, context }: Route.ActionArgs) {
	const services = context.get(servicesContext);
	const message = await readJson(request, messageSchema);
	const session = openSession(services.db, params.id, interviewNow(services));
	if (!session) throw data("There is no such interview.", { status: 404 });
	return Response.json(answer(services.db, session, message));
}

function answer(db: Database, session: Session, message: Message) {
	switch (message.kind) {
		case "present": {
			const holder = recordPresence(db, session, message.tab, message.take ?? false);
			return { holder, over: session.state.status === "over", clock: clockView(session) };
		}
		case "away":
			recordLeaving(db, session, message.tab);
			return {};
		case "text":
		case "code":
			return replyOf(session, save(db, session, message));
	}
}

type Draft = Extract<Message, { kind: "text" | "code" }>;

function save(db: Database, session: Session, message: Draft): SaveOutcome {
	const first = saveOn(db, session, message, message.revision);
	// The page is going, with a save of its own still on the way: its last words count. Other tabs were refused before this.
	if (first.status === "conflict" && message.last) return saveOn(db, session, message, first.revision);
	return first;
}

function saveOn(db: Database, session: Session, message: Draft, baseRevision: number): SaveOutcome {
	const { item, tab } = message;
	if (message.kind === "code") return saveCode(db, session, { item, tab, files: message.files, baseRevision });
	return saveDraftText(db, session, { item, tab, text: message.text, baseRevision });
}

function replyOf(session: Session, outcome: SaveOutcome): Reply {
	return outcome.status === "saved" ? { ...outcome, savedAt: session.now.getTime() } : outcome;
}
