import { ExerciseList } from "#app/exercise/exercise-list.tsx";
import { listedExercises } from "#app/exercise/workspace.server.ts";
import { servicesContext } from "#app/server/services.ts";
import { Page } from "#app/ui/page.tsx";
import type { Route } from "./+types/exercises";

export const meta: Route.MetaFunction = () => [{ title: "Exercises · Warmstart" }];

export function loader({ request, context }: Route.LoaderArgs) {
	return { exercises: listedExercises(context.get(servicesContext)), level: new URL(request.url).searchParams.get("level") };
}

export default function Exercises({ loaderData }: Route.ComponentProps) {
	return (
		<Page>
			<ExerciseList exercises={loaderData.exercises} level={loaderData.level} />
		</Page>
	);
}
