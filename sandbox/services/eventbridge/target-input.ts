import type { Json } from "#sandbox/json-value.ts";
import type { StackTarget } from "#sandbox/stack/eventbridge.ts";
import { valueAt } from "./json-path.ts";

export type MatchedRule = { name: string; arn: string };

/**
 * What a target of a rule receives: the event itself, a constant, a part of it, or a template over parts of it.
 * @returns The text, not always JSON: a template is the author's own.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function targetInput(
	target: Pick<StackTarget, "input">,
	event: { text: string; json: Json; ingestionTime: string },
	rule: MatchedRule,
): string {
	const { input } = target;
	if (!input) return event.text;
	if (input.kind === "constant") return input.text;
	if (input.kind === "path") return JSON.stringify(valueAt(event.json, input.path) ?? null);
	const values = new Map<string, Json>();
	for (const [name, path] of Object.entries(input.paths)) values.set(name, valueAt(event.json, path) ?? "");
	// Reserved names come last: no variable of one's own has their names.
	values.set("aws.events.rule-arn", rule.arn);
	values.set("aws.events.rule-name", rule.name);
	values.set("aws.events.event.ingestion-time", event.ingestionTime);
	values.set("aws.events.event", withoutDetail(event.json));
	values.set("aws.events.event.json", event.json);
	return fill(input.template, values);
}

function withoutDetail(event: Json): Json {
	const { detail: _, ...rest } = event as Record<string, Json>;
	return rest;
}

/**
 * Puts values in place of `<name>`. Between quotes a text stands as it is and anything else as JSON without its quotes; elsewhere every
 * value is JSON. A name that stands for nothing is an empty text.
 * Quotes within objects between quotes: as LocalStack's tests recorded it from AWS (test_events_inputs, 2024).
 */
function fill(template: string, values: ReadonlyMap<string, Json>): string {
	let quoted = false;
	return template.replace(/\\.|"|<([A-Za-z0-9_.-]+)>/gs, (found, name: string | undefined) => {
		if (found === '"') quoted = !quoted;
		if (name === undefined) return found;
		const value = values.get(name) ?? "";
		if (!quoted) return JSON.stringify(value);
		return typeof value === "string" ? JSON.stringify(value).slice(1, -1) : JSON.stringify(value).replaceAll('"', "");
	});
}

/** What invokes a function, a state machine or an API wants JSON; queues, topics and log groups take any text. */
export function wantsJson(targetArn: string): boolean {
	return /^arn:aws:(lambda|states|events):/.test(targetArn);
}
