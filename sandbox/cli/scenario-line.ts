/**
 * Where in the text of a scenario a value stands, for messages: follows a path of keys and indexes through object and array literals.
 * It reads the plain literals that scenarios are made of and stops at the first thing it does not know, such as a spread or a call.
 * @returns The line, from 1, of the deepest value that was found; null when not even the outermost was.
 */
export function lineOfPath(text: string, path: readonly PropertyKey[]): number | null {
	const start = text.search(/export\s+default|^\s*\{/m);
	let at = start < 0 ? -1 : text.indexOf("{", start);
	if (at < 0) return null;
	for (const step of path) {
		const next = typeof step === "number" ? elementAt(text, at, step) : propertyAt(text, at, String(step));
		if (next === null) break;
		at = next;
	}
	return text.slice(0, at).split("\n").length;
}

function propertyAt(text: string, open: number, name: string): number | null {
	if (text[open] !== "{") return null;
	for (let at = skipBlank(text, open + 1); at < text.length && text[at] !== "}"; ) {
		const key = /^(?:"([^"\\]*)"|'([^'\\]*)'|([\w$]+))\s*:/.exec(text.slice(at, at + 300));
		if (!key) return null;
		const value = skipBlank(text, at + key[0].length);
		if ((key[1] ?? key[2] ?? key[3]) === name) return value;
		at = afterValue(text, value);
	}
	return null;
}

function elementAt(text: string, open: number, index: number): number | null {
	if (text[open] !== "[") return null;
	let at = skipBlank(text, open + 1);
	for (let i = 0; i < index && at < text.length && text[at] !== "]"; i++) at = afterValue(text, at);
	return at < text.length && text[at] !== "]" ? at : null;
}

/** @returns The beginning of what follows the value and its comma. */
function afterValue(text: string, start: number): number {
	let depth = 0;
	for (let at = start; at < text.length; at++) {
		const character = text[at] ?? "";
		if ("\"'`".includes(character)) at = endOfString(text, at);
		else if (text.startsWith("//", at) || text.startsWith("/*", at)) at = skipBlank(text, at) - 1;
		else if ("{[(".includes(character)) depth += 1;
		else if ("}])".includes(character)) {
			if (depth === 0) return at;
			depth -= 1;
		} else if (character === "," && depth === 0) return skipBlank(text, at + 1);
	}
	return text.length;
}

function endOfString(text: string, start: number): number {
	for (let at = start + 1; at < text.length; at++) {
		if (text[at] === "\\") at += 1;
		else if (text[at] === text[start]) return at;
	}
	return text.length;
}

/** Spaces and comments. */
function skipBlank(text: string, start: number): number {
	const blank = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
	blank.lastIndex = start;
	blank.exec(text);
	return blank.lastIndex;
}
