import { type Comparison, compileComparison, type Operator } from "./comparison.ts";
import type { LogFilter } from "./filter-pattern.ts";

type Condition = (event: unknown) => boolean;

/** Parentheses deeper than these are refused, so that no pattern can use up the stack. */
const MOST_DEPTH = 64;

/**
 * A pattern over a log event that is JSON: `{ $.errorCode = "*Denied*" && ($.latency > 100 || $.user IS NULL) }`.
 * @returns undefined for one that CloudWatch would refuse. A message that is not JSON never passes.
 */
export function compileJsonCondition(pattern: string): LogFilter | undefined {
	if (!pattern.endsWith("}")) return undefined;
	const tokens = tokensOf(pattern.slice(1, -1));
	if (!tokens) return undefined;
	const reader = { tokens, at: 0 };
	const condition = readOr(reader, 0);
	if (!condition || reader.at < tokens.length) return undefined;
	return (message) => {
		// Lines of a function can have something before their JSON only in the text format; CloudWatch takes whole messages.
		if (!message.trimStart().startsWith("{")) return false;
		try {
			return condition(JSON.parse(message));
		} catch {
			return false;
		}
	};
}

type Token = { kind: "symbol" | "selector" | "word" | "quoted"; text: string };
type Reader = { tokens: Token[]; at: number };

function tokensOf(text: string): Token[] | undefined {
	const tokens: Token[] = [];
	const token =
		/\s*(?:(&&|\|\||!=|<=|>=|[()=<>])|(\$(?:\.[\w*-]+|\[(?:\d+|\*|"[^"]*"|'[^']*')\])*)|"((?:\\.|[^"\\])*)"|(%[^%]*%|[^\s()&|=<>!"]+))\s*/y;
	while (token.lastIndex < text.length) {
		const found = token.exec(text);
		if (!found) return undefined;
		const [, symbol, selector, quoted, word] = found;
		if (symbol !== undefined) tokens.push({ kind: "symbol", text: symbol });
		else if (selector !== undefined) tokens.push({ kind: "selector", text: selector });
		else if (quoted !== undefined) tokens.push({ kind: "quoted", text: quoted.replace(/\\(.)/g, "$1") });
		else tokens.push({ kind: "word", text: word ?? "" });
	}
	return tokens;
}

function readOr(reader: Reader, depth: number): Condition | undefined {
	return readList(reader, "||", () => readList(reader, "&&", () => readOne(reader, depth), every), some);
}

const every = (conditions: Condition[]) => (event: unknown) => conditions.every((condition) => condition(event));
const some = (conditions: Condition[]) => (event: unknown) => conditions.some((condition) => condition(event));

function readList(
	reader: Reader,
	separator: string,
	read: () => Condition | undefined,
	join: (conditions: Condition[]) => Condition,
): Condition | undefined {
	const conditions: Condition[] = [];
	do {
		const condition = read();
		if (!condition) return undefined;
		conditions.push(condition);
	} while (take(reader, separator));
	return join(conditions);
}

function readOne(reader: Reader, depth: number): Condition | undefined {
	if (depth > MOST_DEPTH) return undefined;
	if (take(reader, "(")) {
		const inner = readOr(reader, depth + 1);
		return inner && take(reader, ")") ? inner : undefined;
	}
	const selector = reader.tokens[reader.at++];
	if (selector?.kind !== "selector") return undefined;
	const steps = stepsOf(selector.text);
	const comparison = readComparison(reader);
	return comparison && ((event) => valuesAt(event, steps).some(comparison));
}

function readComparison(reader: Reader): Comparison | undefined {
	const [operator, operand] = [reader.tokens[reader.at], reader.tokens[reader.at + 1]];
	if (!operator || !operand) return undefined;
	reader.at += 2;
	if (operator.kind === "symbol") {
		if (operand.kind !== "word" && operand.kind !== "quoted") return undefined;
		return compileComparison(operator.text as Operator, operand.text, operand.kind === "quoted");
	}
	switch (`${operator.text} ${operand.text}`.toUpperCase()) {
		case "IS NULL":
			return (value) => value === null;
		case "IS TRUE":
			return (value) => value === true;
		case "IS FALSE":
			return (value) => value === false;
		case "NOT EXISTS":
			return (value) => value === undefined;
		default:
			return undefined;
	}
}

function take(reader: Reader, symbol: string): boolean {
	const token = reader.tokens[reader.at];
	if (token?.kind !== "symbol" || token.text !== symbol) return false;
	reader.at++;
	return true;
}

/** `$.a["b"][0].c` as a list of names; `*` is any element. */
function stepsOf(selector: string): string[] {
	return [...selector.matchAll(/\.([\w*-]+)|\[(?:(\d+|\*)|"([^"]*)"|'([^']*)')\]/g)].map(
		([, name, index, quoted, single]) => name ?? index ?? quoted ?? single ?? "",
	);
}

/** What a selector finds: one `undefined` for nothing. */
function valuesAt(event: unknown, steps: readonly string[]): unknown[] {
	let values: unknown[] = [event];
	for (const step of steps)
		values = values.flatMap((value) => {
			if (value === null || typeof value !== "object") return [undefined];
			if (step === "*") return Object.values(value);
			return [Object.hasOwn(value, step) ? (value as Record<string, unknown>)[step] : undefined];
		});
	return values;
}
