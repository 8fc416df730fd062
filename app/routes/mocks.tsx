import { data, redirect } from "react-router";
import { z } from "zod";
import { MocksPage, type MocksView } from "#app/interview/mocks-page.tsx";
import { briefOf, pastInterviews, templateView } from "#app/interview/mocks-view.server.ts";
import { newInterviewId, startInterview } from "#app/interview/session.server.ts";
import { interviewNow } from "#app/interview/steady-clock.server.ts";
import { readForm } from "#app/server/form.ts";
import { servicesContext } from "#app/server/services.ts";
import { Page } from "#app/ui/page.tsx";
import { parseInterviewId } from "#db/index.ts";
import type { Route } from "./+types/mocks";

const startForm = z.strictObject({
	id: z.string().transform((text, problem) => {
		const id = parseInterviewId(text);
		if (id) return id;
		problem.addIssue("must be the id of a new interview");
		return z.NEVER;
	}),
	template: z.string().max(64),
	mode: z.enum(["strict", "practice"]),
	time: z
		.enum(["1", "1.25", "1.5", "2", "none"])
		.default("1")
		.transform((time) => (time === "none" ? null : (Number(time) as 1 | 1.25 | 1.5 | 2))),
	hideClock: z
		.literal("on")
		.optional()
		.transform((value) => value === "on"),
});

export function loader({ request, context }: Route.LoaderArgs): MocksView {
	const services = context.get(servicesContext);
	const catalog = services.catalog();
	const wanted = catalog.interviews.get(new URL(request.url).searchParams.get("template") ?? "");
	return {
		templates: [...catalog.interviews.values()].map(templateView).sort((a, b) => a.minutes - b.minutes),
		chosen: wanted ? { ...templateView(wanted), brief: briefOf(catalog, wanted.slug), newId: newInterviewId() } : null,
		past: pastInterviews(services.db, interviewNow(services)),
		problem: null,
	};
}

export async function action({ request, context }: Route.ActionArgs) {
	const services = context.get(servicesContext);
	const form = await readForm(request, startForm);
	const catalog = services.catalog();
	const template = catalog.interviews.get(form.template);
	if (!template) return data({ problem: "This interview is no longer in the content folder." }, { status: 404 });
	const choices = { timeFactor: form.time, hideClock: form.hideClock };
	const started = startInterview(services.db, catalog, { id: form.id, template, mode: form.mode, choices, now: interviewNow(services) });
	if (!started) return data({ problem: "None of its questions and exercises are in the content folder any more." }, { status: 409 });
	return redirect(`/mock/${form.id}`);
}

export const meta: Route.MetaFunction = () => [{ title: "Mock interviews · Warmstart" }];

export default function Mocks({ loaderData, actionData }: Route.ComponentProps) {
	return (
		<Page>
			<MocksPage view={{ ...loaderData, problem: actionData?.problem ?? null }} />
		</Page>
	);
}
