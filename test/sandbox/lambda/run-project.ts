import { buildProject } from "#sandbox/build/build-project.ts";
import type { BuiltProject } from "#sandbox/build/built-project.ts";
import { buildGuestLibrary } from "#sandbox/build/guest-library.ts";
import { defaultLimits, type SimulationLimits } from "#sandbox/lambda/limits.ts";
import { simulate } from "#sandbox/lambda/simulate.ts";
import type { SimulationOutcome } from "#sandbox/lambda/simulation-outcome.ts";
import { type ScenarioInput, scenarioSchema } from "#sandbox/scenario.ts";
import type { Trace, TraceEvent, TraceEventOf } from "#sandbox/trace/trace.ts";

export type Sam = {
	runtime?: "nodejs20.x" | "nodejs22.x" | "nodejs24.x";
	handler?: string;
	memory?: number;
	timeout?: number;
	variables?: Record<string, string>;
	reserved?: number;
	/** AutoPublishAlias. */
	alias?: string;
	/** ProvisionedConcurrentExecutions. */
	provisioned?: number;
	snapStart?: boolean;
	/** LoggingConfig: the format is JSON when it is there. */
	logLevel?: string;
	/** Of the same LoggingConfig. */
	systemLogLevel?: string;
};

/** A template with one function, `Fn`. */
export function template({
	runtime = "nodejs24.x",
	handler = "handler.handler",
	memory = 128,
	timeout = 3,
	variables,
	reserved,
	alias,
	provisioned,
	snapStart,
	logLevel,
	systemLogLevel,
}: Sam = {}): string {
	const lines = [
		"Transform: AWS::Serverless-2016-10-31",
		"Resources:",
		"  Fn:",
		"    Type: AWS::Serverless::Function",
		"    Properties:",
		`      Handler: ${handler}`,
		`      Runtime: ${runtime}`,
		`      MemorySize: ${memory}`,
		`      Timeout: ${timeout}`,
	];
	if (reserved !== undefined) lines.push(`      ReservedConcurrentExecutions: ${reserved}`);
	if (alias !== undefined) lines.push(`      AutoPublishAlias: ${alias}`);
	if (provisioned !== undefined)
		lines.push("      ProvisionedConcurrencyConfig:", `        ProvisionedConcurrentExecutions: ${provisioned}`);
	if (snapStart) lines.push("      SnapStart:", "        ApplyOn: PublishedVersions");
	if (logLevel) lines.push("      LoggingConfig:", "        LogFormat: JSON", `        ApplicationLogLevel: ${logLevel}`);
	if (logLevel && systemLogLevel) lines.push(`        SystemLogLevel: ${systemLogLevel}`);
	if (variables)
		lines.push(
			"      Environment:",
			"        Variables:",
			...Object.entries(variables).map(([k, v]) => `          ${k}: ${JSON.stringify(v)}`),
		);
	return lines.join("\n");
}

export type Scene = Partial<ScenarioInput> & { events?: unknown[]; everyMs?: number };

/** Requests one after another, far enough apart for one environment. */
export function scenario({ events = [{}], everyMs = 10_000, ...rest }: Scene = {}) {
	const traffic = events.map((event, index) => ({ at: index * everyMs, event }));
	return scenarioSchema.parse({ traffic, ...rest });
}

export async function built(files: Record<string, string>): Promise<BuiltProject> {
	const result = await buildProject({ files });
	if (!result.ok) throw new Error(JSON.stringify(result.problems));
	return result.built;
}

export async function outcomeOf(
	source: string | Record<string, string>,
	sam: Sam = {},
	scene: Scene = {},
	limits: Partial<SimulationLimits> = {},
) {
	const files = typeof source === "string" ? { "handler.mjs": source } : source;
	return simulate({
		built: await built({ "template.yaml": template(sam), ...files }),
		scenario: scenario(scene),
		limits: { ...defaultLimits, ...limits },
		guestLibrary: await buildGuestLibrary(),
	});
}

export async function traceOf(source: string | Record<string, string>, sam: Sam = {}, scene: Scene = {}): Promise<Trace> {
	const outcome: SimulationOutcome = await outcomeOf(source, sam, scene);
	if (outcome.status !== "completed") throw new Error(`${outcome.reason}: ${outcome.message}`);
	return outcome.trace;
}

export function eventsOf<K extends TraceEvent["kind"]>(trace: Trace, kind: K): TraceEventOf<K>[] {
	return trace.events.filter((event): event is TraceEventOf<K> => event.kind === kind);
}

export const endings = (trace: Trace) => eventsOf(trace, "invocation.ended");
export const responses = (trace: Trace) =>
	endings(trace).map((ended) => (ended.response === undefined ? undefined : JSON.parse(ended.response)));
export const logOf = (trace: Trace) => eventsOf(trace, "log").map((line) => line.text);
/** Text of the function's console lines without time, request id and level. */
export const messagesOf = (trace: Trace) =>
	eventsOf(trace, "log")
		.filter((line) => line.source === "function")
		.map((line) => (line.level ? line.text.split("\t").slice(3).join("\t") : line.text));

/** The only ending of a run with one request. */
export function only<T>(list: T[]): T {
	if (list.length !== 1) throw new Error(`Expected one, found ${list.length}`);
	return list[0] as T;
}
