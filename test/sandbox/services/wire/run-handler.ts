import { buildProject } from "#sandbox/build/build-project.ts";
import { buildGuestLibrary } from "#sandbox/build/guest-library.ts";
import type { Json } from "#sandbox/json-value.ts";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { simulate } from "#sandbox/lambda/simulate.ts";
import { type ScenarioInput, scenarioSchema } from "#sandbox/scenario.ts";
import type { Trace, TraceEvent, TraceEventOf } from "#sandbox/trace/trace.ts";

/**
 * Runs a handler once, beside the resources of a template.
 * @param resources Lines of YAML, each with the indentation of a resource.
 * @param source Text of an ES module that exports `handler`.
 */
export async function runHandler(
	resources: string,
	source: string,
	{
		properties = "",
		policies = "[AdministratorAccess]",
		scenario = {},
	}: { properties?: string; policies?: string; scenario?: Partial<ScenarioInput> } = {},
): Promise<{ trace: Trace; responses: Json[]; errors: (TraceEventOf<"invocation.ended">["error"] | undefined)[] }> {
	const template = `Transform: AWS::Serverless-2016-10-31
Resources:
  Caller: { Type: AWS::Serverless::Function, Properties: { Handler: caller.handler, Runtime: nodejs24.x, MemorySize: 1769, Timeout: 900, Policies: ${policies}${properties} } }
${resources}`;
	const result = await buildProject({ files: { "template.yaml": template, "caller.mjs": source } });
	if (!result.ok) throw new Error(JSON.stringify(result.problems));
	const outcome = simulate({
		built: result.built,
		scenario: scenarioSchema.parse({ seed: 1, traffic: [{ at: 0, function: "Caller", event: {} }], ...scenario }),
		limits: defaultLimits,
		guestLibrary: await buildGuestLibrary(),
	});
	if (outcome.status !== "completed") throw new Error(`${outcome.status}: ${outcome.message}`);
	const { trace } = outcome;
	const ofCaller = new Set(eventsOf(trace, "invocation.requested").flatMap((one) => (one.function === "Caller" ? [one.invocation] : [])));
	const ended = eventsOf(trace, "invocation.ended").filter(({ invocation }) => ofCaller.has(invocation));
	return {
		trace,
		responses: ended.flatMap(({ response }) => (response === undefined ? [] : [JSON.parse(response) as Json])),
		errors: ended.map(({ error }) => error),
	};
}

export function eventsOf<K extends TraceEvent["kind"]>(trace: Trace, kind: K): TraceEventOf<K>[] {
	return trace.events.filter((event): event is TraceEventOf<K> => event.kind === kind);
}
