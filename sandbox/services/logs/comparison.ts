import { compileLogRegex } from "./log-regex.ts";

/** Whether a value of a log event, undefined when it is not there, fits. */
export type Comparison = (value: unknown) => boolean;

export const operators = ["!=", "<=", ">=", "=", "<", ">"] as const;
export type Operator = (typeof operators)[number];

/**
 * Compares a value with what stands behind an operator in a pattern: a number, a text with `*`, or a regular expression between percent
 * signs. A number in the pattern fits numbers and texts that are numbers. Nothing compares with a value that is not there.
 * @returns undefined for what cannot be compared so.
 */
export function compileComparison(operator: Operator, operand: string, quoted: boolean): Comparison | undefined {
	const number = quoted || operand.trim() === "" ? Number.NaN : Number(operand);
	if (operator !== "=" && operator !== "!=") {
		if (Number.isNaN(number)) return undefined;
		return (value) => {
			const other = asNumber(value);
			if (other === undefined) return false;
			return operator === "<" ? other < number : operator === "<=" ? other <= number : operator === ">" ? other > number : other >= number;
		};
	}
	const regex = !quoted && operand.length > 2 && operand.startsWith("%") && operand.endsWith("%") ? operand.slice(1, -1) : undefined;
	const test = regex === undefined ? textOrNumber(operand, number) : onText(compileLogRegex(regex));
	if (!test) return undefined;
	return operator === "=" ? test : (value) => isScalar(value) && !test(value);
}

function textOrNumber(operand: string, number: number): Comparison {
	const fits = wildcard(operand);
	return (value) => isScalar(value) && (fits(String(value)) || (!Number.isNaN(number) && asNumber(value) === number));
}

function onText(test: ((text: string) => boolean) | undefined): Comparison | undefined {
	return test && ((value) => isScalar(value) && test(String(value)));
}

function isScalar(value: unknown): value is string | number | boolean {
	return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function asNumber(value: unknown): number | undefined {
	const number = typeof value === "number" ? value : typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
	return Number.isNaN(number) ? undefined : number;
}

/** Piece after piece, each from where the last one ended, so that nothing is tried twice. */
function wildcard(pattern: string): (text: string) => boolean {
	const [first = "", ...pieces] = pattern.split("*");
	const last = pieces.pop();
	if (last === undefined) return (text) => text === first;
	return (text) => {
		if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
		let from = first.length;
		for (const piece of pieces) {
			const found = text.indexOf(piece, from);
			if (found === -1) return false;
			from = found + piece.length;
		}
		return from <= text.length - last.length;
	};
}
