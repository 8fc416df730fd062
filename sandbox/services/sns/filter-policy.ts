import type { Json } from "#sandbox/json-value.ts";
import type { StackSubscription } from "#sandbox/stack/sns.ts";
import { matchesPattern } from "../eventbridge/event-pattern.ts";
import type { SnsMessage } from "./message.ts";

/**
 * Whether a subscription wants a message (L326): by its attributes, or by its body, which then has to be JSON.
 * A policy has the operators of event patterns. Attributes of type String.Array count as arrays, those of type Binary are not there.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
export function wants({ filterPolicy, filterPolicyScope }: StackSubscription, { message, attributes = {} }: SnsMessage): boolean {
	if (filterPolicy === undefined || isEmpty(filterPolicy)) return true;
	if (filterPolicyScope === "MessageBody") {
		const body = parsed(message);
		return body !== undefined && matchesPattern(filterPolicy, body);
	}
	const values: Record<string, Json> = {};
	for (const [name, { type, value }] of Object.entries(attributes)) {
		const compared = comparedValue(type, value);
		if (compared !== undefined) values[name] = compared;
	}
	return matchesPattern(filterPolicy, values);
}

function comparedValue(type: string, value: string): Json | undefined {
	if (type === "String") return value;
	if (type === "Number") return Number(value);
	const list = type === "String.Array" ? parsed(value) : undefined;
	return Array.isArray(list) ? list : undefined;
}

function parsed(text: string): Json | undefined {
	try {
		return JSON.parse(text) as Json;
	} catch {
		return undefined;
	}
}

function isEmpty(policy: Json): boolean {
	return policy !== null && typeof policy === "object" && Object.keys(policy).length === 0;
}
