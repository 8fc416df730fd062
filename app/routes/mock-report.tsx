import { ContentDisposition } from "@remix-run/headers";
import { data, redirect } from "react-router";
import { reportOf, stageOf } from "#app/interview/marking.server.ts";
import { dayInWords } from "#app/interview/mocks-view.server.ts";
import type { Report } from "#app/interview/report.ts";
import { reportMarkdown } from "#app/interview/report-markdown.ts";
import { ReportPage, type ReportTexts } from "#app/interview/report-page.tsx";
import { answersOf, openSession } from "#app/interview/session.server.ts";
import { interviewNow } from "#app/interview/steady-clock.server.ts";
import { parseInline, parseMarkdown } from "#app/markdown/parse.server.ts";
import { type Services, servicesContext } from "#app/server/services.ts";
import { Page } from "#app/ui/page.tsx";
import type { Route } from "./+types/mock-report";

/** @throws A 404, or a redirect to the interview while it is running or not marked to its end. */
function finishedReport(services: Services, id: string): { on: string; report: Report } {
	const session = openSession(services.db, id, interviewNow(services));
	if (!session) throw data("There is no such interview. Perhaps its database was replaced.", { status: 404 });
	if (stageOf(session, answersOf(services.db, session)) !== "report") throw redirect(`/mock/${id}`);
	return { on: dayInWords(session.interview.startedAt), report: reportOf(services.db, session) };
}

/** The same report as a file; a page cannot be both, so this stands before the loader. */
const asFile: Route.MiddlewareFunction = async ({ request, params, context }, next) => {
	const format = new URL(request.url).searchParams.get("format");
	if (format !== "md" && format !== "json") return next();
	const { on, report } = finishedReport(context.get(servicesContext), params.id ?? "");
	const [body, type] =
		format === "md" ? [reportMarkdown(report, on), "text/markdown"] : [JSON.stringify({ on, ...report }, null, "\t"), "application/json"];
	return new Response(body, {
		headers: {
			"Content-Type": `${type}; charset=utf-8`,
			"Content-Disposition": new ContentDisposition({ type: "attachment", filename: `mock-interview.${format}` }).toString(),
		},
	});
};
export const middleware: Route.MiddlewareFunction[] = [asFile];

export function loader({ params, context }: Route.LoaderArgs) {
	const { on, report } = finishedReport(context.get(servicesContext), params.id);
	return { id: params.id, on, report, texts: textsOf(report) };
}

function textsOf({ questions }: Report): ReportTexts {
	return Object.fromEntries(
		questions.map(({ item, title, thirtySeconds, full, followUps }) => [
			item,
			{
				title: parseInline(title),
				thirtySeconds: parseMarkdown(thirtySeconds),
				full: parseMarkdown(full),
				followUps: followUps.map(({ ask }) => parseInline(ask)),
			},
		]),
	);
}

export const meta: Route.MetaFunction = () => [{ title: "Report of a mock interview · Warmstart" }];

export default function MockReport({ loaderData }: Route.ComponentProps) {
	return (
		<Page>
			<ReportPage {...loaderData} />
		</Page>
	);
}
