/** A mistake in a query, at a column from 1. */
export class QueryProblem extends Error {
	readonly column: number;

	constructor(message: string, column: number) {
		super(message);
		this.column = column;
	}
}

export type Token = {
	kind: "name" | "number" | "text" | "regex" | "duration" | "symbol" | "end";
	/** Of a text without its quotes, of a regex its source. */
	text: string;
	/** Of a regex. */
	flags?: string;
	/** Where it begins and ends in the query, from 0. */
	start: number;
	end: number;
};

const SPACE = /(?:\s|#[^\n]*)+/y;
const DURATION = /\d+(?:ms|s|m|h|d|w|mo|y)\b/y;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const NAME = /@?[A-Za-z_][\w.@]*(?<!\.)/y;
const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/sy;
const REGEX = /\/((?:[^/\\\n]|\\.)+)\/(i)?/y;
const SYMBOL = /=~|!=|<=|>=|[-+*/%^=<>|,()[\]]/y;

/** @throws {QueryProblem} */
export function tokensOf(query: string): Token[] {
	const tokens: Token[] = [];
	let start = 0;
	const match = (pattern: RegExp) => {
		pattern.lastIndex = start;
		return pattern.exec(query);
	};
	const add = (kind: Token["kind"], text: string, length: number, flags?: string) => {
		tokens.push({ kind, text, start, end: start + length, ...(flags === undefined ? {} : { flags }) });
		start += length;
	};
	for (;;) {
		start += match(SPACE)?.[0].length ?? 0;
		if (start >= query.length) break;
		const regex = takesRegex(tokens) ? match(REGEX) : null;
		const duration = match(DURATION);
		const number = match(NUMBER);
		const name = match(NAME);
		const quoted = match(QUOTED);
		const symbol = match(SYMBOL);
		if (regex) add("regex", regex[1] as string, regex[0].length, regex[2] ?? "");
		else if (duration) add("duration", duration[0], duration[0].length);
		else if (number) add("number", number[0], number[0].length);
		else if (name) add("name", name[0], name[0].length);
		else if (quoted) {
			const inner = quoted[0].slice(1, -1);
			add(
				quoted[0].startsWith("`") ? "name" : "text",
				quoted[0].startsWith("`") ? inner : inner.replace(/\\(["'\\])/g, "$1"),
				quoted[0].length,
			);
		} else if (symbol) add("symbol", symbol[0], symbol[0].length);
		else throw new QueryProblem(`“${query[start]}” is not understood here`, start + 1);
	}
	add("end", "", 0);
	return tokens;
}

/** A slash begins a regular expression after `like`, `=~`, and the field of `parse`; elsewhere it divides. */
function takesRegex(tokens: readonly Token[]): boolean {
	const [before, last] = tokens.slice(-2);
	if (!last) return false;
	const is = (token: Token | undefined, word: string) => token?.kind === "name" && token.text.toLowerCase() === word;
	return is(last, "like") || last.text === "=~" || is(last, "parse") || (tokens.length > 1 && is(before, "parse"));
}
