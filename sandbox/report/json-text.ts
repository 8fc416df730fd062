import type { Json } from "#sandbox/scenario.ts";

/**
 * Reads text that should be JSON. The value is plain data whatever the text says: `JSON.parse` makes own properties even of `__proto__`.
 * @returns The value; the text itself when it is not JSON; null when there is none.
 */
export function parseJsonText(text: string | undefined): Json {
	if (text === undefined) return null;
	try {
		return JSON.parse(text) as Json;
	} catch {
		return text;
	}
}
