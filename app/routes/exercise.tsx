import { redirect } from "react-router";
import { formDraftChange } from "#app/exercise/form-run.server.ts";
import { exerciseAt, workspaceView } from "#app/exercise/workspace.server.ts";
import { Workspace } from "#app/exercise/workspace.tsx";
import { servicesContext } from "#app/server/services.ts";
import { Page } from "#app/ui/page.tsx";
import type { Route } from "./+types/exercise";

export const meta: Route.MetaFunction = ({ loaderData }) => [{ title: `${loaderData?.title ?? "Exercise"} · Warmstart` }];

export function loader({ params, request, context }: Route.LoaderArgs) {
	const services = context.get(servicesContext);
	const wanted = Number.parseInt(new URL(request.url).searchParams.get("run") ?? "", 10);
	return workspaceView(services, exerciseAt(services, params.slug), Number.isSafeInteger(wanted) ? wanted : null);
}

/** The way of a browser without scripts: save, run, reset by a form. */
export async function action({ params, request, context }: Route.ActionArgs) {
	const services = context.get(servicesContext);
	const exercise = exerciseAt(services, params.slug);
	return redirect(`/exercises/${exercise.slug}${await formDraftChange(services, exercise, request)}`);
}

export default function Exercise({ loaderData }: Route.ComponentProps) {
	return (
		<Page>
			<Workspace key={loaderData.slug} view={loaderData} />
		</Page>
	);
}
