import { editsOf, exerciseAt, latestRun, runRequestSchema, saveAndRun } from "#app/exercise/workspace.server.ts";
import { readJson } from "#app/server/form.ts";
import { servicesContext } from "#app/server/services.ts";
import type { Route } from "./+types/exercise-runs";

/** The last run, and the list of all. */
export function loader({ params, context }: Route.LoaderArgs) {
	const services = context.get(servicesContext);
	return Response.json(latestRun(services, exerciseAt(services, params.slug)));
}

export async function action({ params, request, context }: Route.ActionArgs) {
	const services = context.get(servicesContext);
	const exercise = exerciseAt(services, params.slug);
	const { files, idempotencyKey, baseRevision } = await readJson(request, runRequestSchema);
	const edits = editsOf(exercise, files);
	return Response.json(
		await saveAndRun(services, exercise, { edits, idempotencyKey, baseRevision, source: "browser", signal: request.signal }),
	);
}
