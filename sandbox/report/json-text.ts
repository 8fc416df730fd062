import type { Json } from "#sandbox/scenario.ts";

/** Deeper values are left as text: JSON.parse would read them, but whatever walks or writes them afterwards runs out of stack. */
const maxNesting = 200;

/**
 * Reads text that should be JSON. The value is plain data whatever the text says: `JSON.parse` makes own properties even of `__proto__`.
 * @returns The value; the text itself when it is not JSON or nests too deeply; null when there is none.
 */
export function parseJsonText(text: string | undefined): Json {
	if (text === undefined) return null;
	if (nestsDeeply(text)) return text;
	try {
		return JSON.parse(text) as Json;
	} catch {
		return text;
	}
}

function nestsDeeply(text: string): boolean {
	if (text.length <= maxNesting) return false;
	let depth = 0;
	let inString = false;
	for (let at = 0; at < text.length; at++) {
		const character = text[at];
		if (inString) {
			if (character === "\\") at += 1;
			else if (character === '"') inString = false;
		} else if (character === '"') inString = true;
		else if (character === "[" || character === "{") {
			depth += 1;
			if (depth > maxNesting) return true;
		} else if (character === "]" || character === "}") depth -= 1;
	}
	return false;
}
