import { servicesContext } from "#app/server/services.ts";
import { checkDatabase } from "#db/index.ts";
import packageJson from "../../package.json" with { type: "json" };
import type { Route } from "./+types/healthz";

/** Status for a supervisor, a browser test, a curious learner: 200 while everything answers, else 503. */
export function loader({ context }: Route.LoaderArgs) {
	const { db, sandbox, catalog } = context.get(servicesContext);
	const database = checkDatabase(db);
	const workers = sandbox.state();
	const content = catalog();
	const ok = database.ok && !workers.closed;
	return Response.json(
		{
			status: ok ? "ok" : "failing",
			version: packageJson.version,
			database,
			workers,
			content: { questions: content.questions.size, exercises: content.exercises.size, problems: content.problems.length },
		},
		{ status: ok ? 200 : 503, headers: { "Cache-Control": "no-store" } },
	);
}
