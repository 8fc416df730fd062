import { randomUUID } from "node:crypto";
import { data, redirect } from "react-router";
import { runForm } from "#app/interview/answers-door.ts";
import { runExercise } from "#app/interview/run-exercise.server.ts";
import { currentItem, openSession, recordRun, saveCode } from "#app/interview/session.server.ts";
import { interviewNow } from "#app/interview/steady-clock.server.ts";
import { readForm } from "#app/server/form.ts";
import { servicesContext } from "#app/server/services.ts";
import type { Route } from "./+types/mock-runs";

/** Saves the code of the exercise that is asked, runs and grades it, and goes back to the interview, which shows what came of it. */
export async function action({ params, request, context }: Route.ActionArgs) {
	const services = context.get(servicesContext);
	const form = await readForm(request, runForm, 1_000_000);
	const back = redirect(`/mock/${params.id}`, 303);
	const session = openSession(services.db, params.id, interviewNow(services));
	if (!session) throw data("There is no such interview.", { status: 404 });
	const asked = currentItem(session);
	if (session.state.status !== "running" || asked?.kind !== "exercise" || asked.item !== form.item) return back;

	const { exercise } = asked;
	const files = Object.fromEntries(Object.keys(exercise.starter).map((path, index) => [path, form.file[index] ?? ""]));
	const saved = saveCode(services.db, session, { item: form.item, files, baseRevision: form.revision, tab: form.tab });
	// The page says why: another tab is in use, or has changed the code.
	if (saved.status !== "saved") return back;

	const record = await runExercise(
		services,
		{
			interview: session.interview.id,
			exercise,
			files,
			codeRevision: saved.revision,
			idempotencyKey: form.key ?? randomUUID(),
			signal: request.signal,
		},
		() => interviewNow(services),
	);
	// The simulation took a while, in which the interview may have ended.
	const after = openSession(services.db, params.id, interviewNow(services));
	if (record && after) recordRun(services.db, after, form.item, record);
	return back;
}

export function loader({ params }: Route.LoaderArgs) {
	return redirect(`/mock/${params.id}`);
}
