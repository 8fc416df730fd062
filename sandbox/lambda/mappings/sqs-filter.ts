import type { Json } from "#sandbox/json-value.ts";
import { matchesPattern } from "#sandbox/services/eventbridge/event-pattern.ts";
import type { SqsRecord } from "./sqs-record.ts";

/**
 * Whether a message passes the filters of its mapping: any of them (L177). A pattern for `body` that is an object asks for a body that is
 * JSON, one that is a list for a body that is plain text; the other kind does not pass (L178).
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html
 */
export function passesFilters(filters: readonly Json[], record: SqsRecord): boolean {
	if (filters.length === 0) return true;
	const parsed = parsedBody(record.body);
	return filters.some((pattern) => {
		const wanted = typeof pattern === "object" && pattern !== null && !Array.isArray(pattern) ? pattern.body : undefined;
		if (wanted === undefined) return matchesPattern(pattern, record as unknown as Json);
		const asksForText = Array.isArray(wanted);
		if (asksForText === (parsed !== undefined)) return false;
		return matchesPattern(pattern, { ...record, body: parsed ?? record.body } as unknown as Json);
	});
}

/** @returns undefined when the body is no JSON object or list: for Lambda it is a plain text then. */
function parsedBody(body: string): Json | undefined {
	try {
		const value = JSON.parse(body) as Json;
		return typeof value === "object" && value !== null ? value : undefined;
	} catch {
		return undefined;
	}
}
