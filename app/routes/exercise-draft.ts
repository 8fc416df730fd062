import { changeDraft, draftOf, draftRequestSchema, exerciseAt } from "#app/exercise/workspace.server.ts";
import { readJson } from "#app/server/form.ts";
import { servicesContext } from "#app/server/services.ts";
import { lastSubmission } from "#db/index.ts";
import type { Route } from "./+types/exercise-draft";

/** What is stored now, so that an open page notices what another tab or the learner's own editor saved. */
export function loader({ params, context }: Route.LoaderArgs) {
	const services = context.get(servicesContext);
	const exercise = exerciseAt(services, params.slug);
	return Response.json({ draft: draftOf(services.db, exercise), lastRun: lastSubmission(services.db, exercise.slug)?.id ?? null });
}

export async function action({ params, request, context }: Route.ActionArgs) {
	const services = context.get(servicesContext);
	const exercise = exerciseAt(services, params.slug);
	const answer = changeDraft(services, exercise, await readJson(request, draftRequestSchema));
	return Response.json(answer, { status: answer.ok ? 200 : 409 });
}
