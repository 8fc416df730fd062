import { AGGREGATES, FUNCTIONS } from "./functions.ts";
import type { Command, Expression, Named } from "./query.ts";
import { QueryProblem, type Token, tokensOf } from "./tokens.ts";

const BINDING: Readonly<Record<string, number>> = {
	or: 1,
	and: 2,
	"=": 4,
	"!=": 4,
	"<": 4,
	"<=": 4,
	">": 4,
	">=": 4,
	like: 4,
	"=~": 4,
	in: 4,
	not: 4,
	"+": 5,
	"-": 5,
	"*": 6,
	"/": 6,
	"%": 6,
	"^": 7,
};
const NOT_POWER = 3;
const MINUS_POWER = 7;
const DURATIONS: Readonly<Record<string, number>> = { ms: 1, s: 1e3, m: 6e4, h: 3.6e6, d: 8.64e7, w: 6.048e8, mo: 2.592e9, y: 3.1536e10 };
const MOST_ROWS = 10_000;
const DEEPEST = 100;
/** Commands of the language that are not simulated. */
const OTHERS: ReadonlySet<string> = new Set(["pattern", "diff", "anomaly", "unmask", "unnest", "filterindex", "join", "lookup", "source"]);

/**
 * Reads a query of Logs Insights into its commands.
 * @throws {QueryProblem}
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export function parseQuery(query: string): Command[] {
	return new Parser(query).commands();
}

class Parser {
	#query: string;
	#tokens: Token[];
	#next = 0;
	#depth = 0;

	constructor(query: string) {
		this.#query = query;
		this.#tokens = tokensOf(query);
	}

	commands(): Command[] {
		const commands: Command[] = [];
		while (this.#is("|")) this.#next++;
		do commands.push(this.#command());
		while (this.#skip("|"));
		if (this.#peek.kind !== "end") this.#fail(`“${this.#peek.text}” was not expected`);
		return commands;
	}

	get #peek(): Token {
		return this.#tokens[this.#next] as Token;
	}

	#is(text: string): boolean {
		const { kind, text: found } = this.#peek;
		return (kind === "symbol" || kind === "name") && found.toLowerCase() === text;
	}

	#skip(text: string): boolean {
		const is = this.#is(text);
		if (is) this.#next++;
		return is;
	}

	#expect(text: string): void {
		if (!this.#skip(text)) this.#fail(`${text} was expected${this.#peek.kind === "end" ? "" : `, not “${this.#peek.text}”`}`);
	}

	#take(kind: Token["kind"], what: string): Token {
		const token = this.#peek;
		if (token.kind !== kind) this.#fail(`${what} was expected${token.kind === "end" ? "" : `, not “${token.text}”`}`);
		this.#next++;
		return token;
	}

	#fail(message: string, token = this.#peek): never {
		throw new QueryProblem(message, token.start + 1);
	}

	#command(): Command {
		const token = this.#take("name", "a command");
		switch (token.text.toLowerCase()) {
			case "fields":
				return { command: "fields", columns: this.#columns() };
			case "display":
				return { command: "display", columns: this.#columns() };
			case "filter":
				return { command: "filter", condition: this.#expression(0) };
			case "parse":
				return this.#parse();
			case "stats": {
				const columns = this.#columns();
				return { command: "stats", columns, by: this.#skip("by") ? this.#columns() : [] };
			}
			case "sort":
				return { command: "sort", by: this.#list(() => this.#order()) };
			case "limit": {
				const count = Number(this.#take("number", "a number of rows").text);
				if (!Number.isInteger(count) || count < 1 || count > MOST_ROWS) this.#fail(`limit takes 1 to ${MOST_ROWS}`, token);
				return { command: "limit", count };
			}
			case "dedup":
				return { command: "dedup", fields: this.#list(() => this.#expression(0)) };
			default:
				return this.#fail(
					OTHERS.has(token.text.toLowerCase()) ? `${token.text} is not simulated` : `${token.text} is not a command`,
					token,
				);
		}
	}

	#list<T>(read: () => T): T[] {
		const list = [read()];
		while (this.#skip(",")) list.push(read());
		return list;
	}

	#columns(): Named[] {
		return this.#list(() => {
			const expression = this.#expression(0);
			const name = this.#skip("as") ? this.#take("name", "a name").text : expression.kind === "field" ? expression.name : expression.text;
			return { name, expression };
		});
	}

	#order(): { expression: Expression; descending: boolean } {
		const expression = this.#expression(0);
		const descending = this.#skip("desc");
		if (!descending) this.#skip("asc");
		return { expression, descending };
	}

	/** By a glob, whose stars are named after `as`, or by a regular expression with named groups. */
	#parse(): Command {
		const of = this.#expression(5);
		const token = this.#peek;
		this.#next++;
		if (token.kind === "regex") {
			const pattern = this.#regex(token);
			const names = [...token.text.matchAll(/\(\?<([A-Za-z_]\w*)>/g)].map(([, name]) => name as string);
			if (names.length === 0) this.#fail("the expression has no named group, such as (?<ms>\\d+)", token);
			return { command: "parse", of, pattern, names };
		}
		if (token.kind !== "text") this.#fail("a text with stars or a /regular expression/ was expected", token);
		this.#expect("as");
		const names = this.#list(() => this.#take("name", "a name").text);
		const parts = token.text.split("*");
		if (parts.length - 1 !== names.length) this.#fail(`the text has ${parts.length - 1} stars and ${names.length} names`, token);
		const escaped = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
		// The last star takes the rest of the text, the others as little as they can.
		const source = escaped.map((part, i) => (i === 0 ? part : `(${i === parts.length - 1 && part === "" ? ".*" : ".*?"})${part}`)).join("");
		return { command: "parse", of, pattern: new RegExp(source, "s"), names };
	}

	#regex(token: Token): RegExp {
		try {
			// Insights writes (?i) at the beginning, where JavaScript has a flag.
			const ignoresCase = token.text.startsWith("(?i)");
			return new RegExp(ignoresCase ? token.text.slice(4) : token.text, ignoresCase ? "i" : token.flags);
		} catch {
			return this.#fail("the regular expression is not valid", token);
		}
	}

	#expression(least: number): Expression {
		if (++this.#depth > DEEPEST) this.#fail("the expression nests too deeply");
		const start = this.#peek.start;
		let left = this.#operand();
		for (;;) {
			const token = this.#peek;
			const word = token.kind === "symbol" || token.kind === "name" ? token.text.toLowerCase() : "";
			const power = Object.hasOwn(BINDING, word) ? (BINDING[word] as number) : 0;
			if (power === 0 || power < least) break;
			this.#next++;
			left = this.#infix(left, word, power, token, start);
		}
		this.#depth--;
		return left;
	}

	#infix(left: Expression, word: string, power: number, token: Token, start: number): Expression {
		if (word === "not") {
			const next = this.#peek;
			const inner = this.#skip("like") ? "like" : this.#skip("in") ? "in" : this.#fail("like or in was expected after not");
			const of = this.#infix(left, inner, power, next, start);
			return { ...this.#at(start), kind: "unary", operator: "not", of };
		}
		if (word === "like" || word === "=~") {
			const pattern = this.#peek;
			this.#next++;
			if (pattern.kind !== "text" && pattern.kind !== "regex") this.#fail("a text or a /regular expression/ was expected", pattern);
			return { ...this.#at(start), kind: "like", of: left, pattern: pattern.kind === "text" ? pattern.text : this.#regex(pattern) };
		}
		if (word === "in") {
			this.#expect("[");
			const list = this.#is("]") ? [] : this.#list(() => this.#expression(0));
			this.#expect("]");
			return { ...this.#at(start), kind: "in", of: left, list };
		}
		const right = this.#expression(power + 1);
		return { ...this.#at(start), column: token.start + 1, kind: "binary", operator: word, left, right };
	}

	#operand(): Expression {
		const token = this.#peek;
		const start = token.start;
		if (this.#skip("(")) {
			const inner = this.#expression(0);
			this.#expect(")");
			return { ...inner, ...this.#at(start) };
		}
		if (this.#skip("-")) return { kind: "unary", operator: "-", of: this.#expression(MINUS_POWER), ...this.#at(start) };
		if (this.#skip("not")) return { kind: "unary", operator: "not", of: this.#expression(NOT_POWER), ...this.#at(start) };
		if (this.#skip("*")) return { kind: "star", ...this.#at(start) };
		this.#next++;
		if (token.kind === "number") return { kind: "literal", value: Number(token.text), ...this.#at(start) };
		if (token.kind === "text") return { kind: "literal", value: token.text, ...this.#at(start) };
		if (token.kind === "duration") {
			const [, count, unit = ""] = /^(\d+)(\D+)$/.exec(token.text) ?? [];
			return { kind: "duration", ms: Number(count) * (DURATIONS[unit] ?? 0), ...this.#at(start) };
		}
		if (token.kind !== "name") this.#fail(token.kind === "end" ? "the query ends too early" : `“${token.text}” was not expected`, token);
		return this.#is("(") ? this.#call(token) : { kind: "field", name: token.text, ...this.#at(start) };
	}

	#call(token: Token): Expression {
		const name = token.text.toLowerCase();
		const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : Object.hasOwn(AGGREGATES, name) ? AGGREGATES[name] : undefined;
		if (!known) this.#fail(`the function ${token.text} is not simulated`, token);
		this.#expect("(");
		const given = this.#is(")") ? [] : this.#list(() => this.#expression(0));
		this.#expect(")");
		const [least, most] = known.takes;
		if (given.length < least || given.length > most) this.#fail(`${token.text} does not take ${given.length} arguments`, token);
		return { kind: "call", name, given, ...this.#at(token.start) };
	}

	/** The text of an expression that ends before the next token. */
	#at(start: number): { text: string; column: number } {
		return { text: this.#query.slice(start, this.#tokens[this.#next - 1]?.end).trim(), column: start + 1 };
	}
}
