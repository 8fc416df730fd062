import { z } from "zod";
import { type Json, jsonSchema } from "#sandbox/json-value.ts";

const template = jsonSchema.optional();
const path = z.string().nullable().optional();
const names = z.array(z.string()).min(1);
const number = z.union([z.number(), z.string()]);

const retrier = z.object({
	ErrorEquals: names,
	IntervalSeconds: z.number().min(1).default(1),
	MaxAttempts: z.number().int().min(0).default(3),
	BackoffRate: z.number().min(1).default(2),
	MaxDelaySeconds: z.number().min(1).optional(),
	JitterStrategy: z.enum(["NONE", "FULL"]).default("NONE"),
});
export type Retrier = z.output<typeof retrier>;
const catcher = z.object({ ErrorEquals: names, Next: z.string(), ResultPath: path, Output: template, Assign: template });
export type Catcher = z.output<typeof catcher>;

/** A machine, or a branch of one. */
export type Machine = {
	readonly StartAt: string;
	readonly States: { readonly [name: string]: State };
	readonly QueryLanguage?: "JSONPath" | "JSONata" | undefined;
	readonly TimeoutSeconds?: number | undefined;
};

const state = z.object({
	Type: z.enum(["Task", "Pass", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"]),
	QueryLanguage: z.enum(["JSONPath", "JSONata"]).optional(),
	Next: z.string().optional(),
	End: z.boolean().optional(),
	InputPath: path,
	OutputPath: path,
	ResultPath: path,
	Parameters: template,
	ResultSelector: template,
	Arguments: template,
	Output: template,
	Assign: template,
	Result: template,
	Retry: z.array(retrier).default([]),
	Catch: z.array(catcher).default([]),
	Resource: z.string().optional(),
	TimeoutSeconds: number.optional(),
	TimeoutSecondsPath: z.string().optional(),
	HeartbeatSeconds: number.optional(),
	HeartbeatSecondsPath: z.string().optional(),
	Choices: z.array(z.record(z.string(), jsonSchema)).optional(),
	Default: z.string().optional(),
	Seconds: number.optional(),
	SecondsPath: z.string().optional(),
	Timestamp: z.string().optional(),
	TimestampPath: z.string().optional(),
	Error: z.string().optional(),
	ErrorPath: z.string().optional(),
	Cause: z.string().optional(),
	CausePath: z.string().optional(),
	ItemsPath: z.string().optional(),
	Items: template,
	ItemSelector: template,
	MaxConcurrency: number.optional(),
	MaxConcurrencyPath: z.string().optional(),
	ToleratedFailureCount: z.number().optional(),
	ToleratedFailurePercentage: z.number().optional(),
	Branches: z.array(z.lazy(() => machineSchema)).optional(),
	ItemProcessor: z.lazy(() => machineSchema).optional(),
	Iterator: z.lazy(() => machineSchema).optional(),
});
export type State = Omit<z.output<typeof state>, "Branches" | "ItemProcessor" | "Iterator"> & {
	readonly Branches?: Machine[] | undefined;
	readonly ItemProcessor?: Machine | undefined;
	readonly Iterator?: Machine | undefined;
};

export const machineSchema: z.ZodType<Machine> = z.lazy(() =>
	z.object({
		StartAt: z.string(),
		States: z.record(z.string(), state) as unknown as z.ZodType<Machine["States"]>,
		QueryLanguage: z.enum(["JSONPath", "JSONata"]).optional(),
		TimeoutSeconds: z.number().min(1).optional(),
	}),
) as z.ZodType<Machine>;

/**
 * Reads a definition in Amazon States Language.
 * @returns What is wrong with it, as texts, when it is none that can run.
 * @see https://states-language.net/spec.html
 */
export function readDefinition(definition: Json): { ok: true; machine: Machine } | { ok: false; problems: string[] } {
	const parsed = parsedOrTooDeep(definition);
	if (parsed === undefined) return { ok: false, problems: ["/: the definition is nested too deeply"] };
	if (!parsed.success)
		return { ok: false, problems: parsed.error.issues.slice(0, 10).map(({ path: at, message }) => `/${at.join("/")}: ${message}`) };
	const problems = problemsOf(parsed.data, "");
	return problems.length > 0 ? { ok: false, problems } : { ok: true, machine: parsed.data };
}

/** @returns undefined when reading it would take more stack than there is. */
function parsedOrTooDeep(definition: Json): ReturnType<typeof machineSchema.safeParse> | undefined {
	try {
		return machineSchema.safeParse(definition);
	} catch (error) {
		if (error instanceof RangeError) return undefined;
		throw error;
	}
}

/** States that lead nowhere, or to states that are not there. */
function problemsOf({ StartAt, States }: Machine, at: string): string[] {
	const known = (name: string) => Object.hasOwn(States, name);
	const missing = (name: string, from: string) =>
		known(name) ? [] : [`MISSING_TRANSITION_TARGET: Missing 'Next' target: ${name} at ${at}/States/${from}`];
	return [
		...(known(StartAt) ? [] : [`MISSING_TRANSITION_TARGET: Missing 'StartAt' target: ${StartAt} at ${at}/StartAt`]),
		...Object.entries(States).flatMap(([name, one]) => [
			...(one.Next === undefined ? [] : missing(one.Next, name)),
			...one.Catch.flatMap(({ Next }) => missing(Next, name)),
			...(one.Choices ?? []).flatMap(({ Next }) => (typeof Next === "string" ? missing(Next, name) : [])),
			...(one.Default === undefined ? [] : missing(one.Default, name)),
			...(isOpen(one) ? [`SCHEMA_VALIDATION_FAILED: ${at}/States/${name} has neither Next nor End`] : []),
			...[...(one.Branches ?? []), one.ItemProcessor, one.Iterator].flatMap((inner) =>
				inner ? problemsOf(inner, `${at}/States/${name}`) : [],
			),
			...(one.Type === "Map" && !one.ItemProcessor && !one.Iterator
				? [`SCHEMA_VALIDATION_FAILED: ${at}/States/${name} has no ItemProcessor`]
				: []),
			...(one.Type === "Task" && one.Resource === undefined ? [`SCHEMA_VALIDATION_FAILED: ${at}/States/${name} has no Resource`] : []),
		]),
	];
}

function isOpen({ Type, Next, End }: State): boolean {
	return Next === undefined && End !== true && !["Choice", "Succeed", "Fail"].includes(Type);
}
