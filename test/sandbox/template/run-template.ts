import { buildProject } from "#sandbox/build/build-project.ts";
import { buildGuestLibrary } from "#sandbox/build/guest-library.ts";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { simulate } from "#sandbox/lambda/simulate.ts";
import { httpOf, type ReportedHttp } from "#sandbox/report/http.ts";
import { type ScenarioInput, scenarioSchema } from "#sandbox/scenario.ts";
import { readStack } from "#sandbox/template/read-stack.ts";
import type { Trace, TraceEvent, TraceEventOf } from "#sandbox/trace/trace.ts";
import type { HttpSend } from "#sandbox/traffic/send.ts";

/** What a test has of the requests to the APIs of a template. */
export type TemplateRun = {
	trace: Trace;
	http: ReportedHttp[];
	/** Events of the invocations, as they reached the handlers. */
	// biome-ignore lint/suspicious/noExplicitAny: tests look into events of many shapes.
	events: any[];
};

type Request = Partial<Omit<HttpSend, "service">> & { at?: number };

/**
 * Deploys a template with the files beside it, and sends requests to its API, one a second unless they say when.
 * @throws When it does not build, or the run does not come to its end.
 */
export async function runTemplate(
	template: string,
	files: Record<string, string>,
	requests: Request[],
	scenario: Partial<ScenarioInput> = {},
): Promise<TemplateRun> {
	const result = await buildProject({ files: { "template.yaml": template, ...files } });
	if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 1));
	const traffic = requests.map(({ at, ...send }, i) => ({
		at: at ?? i * 1000,
		label: `request ${i + 1}`,
		send: { service: "http" as const, api: "Api", path: "/", ...send },
	}));
	const outcome = simulate({
		built: result.built,
		scenario: scenarioSchema.parse({ seed: 1, traffic, ...scenario }),
		limits: defaultLimits,
		guestLibrary: await buildGuestLibrary(),
	});
	if (outcome.status !== "completed") throw new Error(`${outcome.status}: ${outcome.message}`);
	const { trace } = outcome;
	const events = eventsOf(trace, "invocation.requested").map(({ event }) => JSON.parse(event));
	return { trace, http: httpOf(trace.events), events };
}

export function eventsOf<K extends TraceEvent["kind"]>(trace: Trace, kind: K): TraceEventOf<K>[] {
	return trace.events.filter((event): event is TraceEventOf<K> => event.kind === kind);
}

/** What is read of a template that must be sound. */
export function readSound(template: string, files: Record<string, string> = {}) {
	const result = readStack("template.yaml", template, "eu-central-1", new Map(Object.entries(files)));
	if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 1));
	return result;
}

/** Messages of what a template is refused for. */
export function problemsOf(template: string, files: Record<string, string> = {}): string[] {
	const result = readStack("template.yaml", template, "eu-central-1", new Map(Object.entries(files)));
	return result.ok ? [] : result.problems.map(({ message }) => message);
}
