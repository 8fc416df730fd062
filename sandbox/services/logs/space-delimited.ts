import { type Comparison, compileComparison, operators } from "./comparison.ts";
import type { LogFilter } from "./filter-pattern.ts";

/**
 * A pattern over fields between spaces: `[ip, user, ..., status = 4* || status = 5*, bytes > 1000]`. A field in brackets or quotes is
 * one field; `...` stands for any number of them. Without it, a message with another number of fields does not pass.
 * @returns undefined for a pattern that CloudWatch would refuse.
 */
export function compileSpaceDelimited(pattern: string): LogFilter | undefined {
	if (!pattern.endsWith("]")) return undefined;
	const parts = pattern
		.slice(1, -1)
		.split(",")
		.map((part) => part.trim());
	const ellipsis = parts.indexOf("...");
	if (parts.lastIndexOf("...") !== ellipsis) return undefined;
	const compiled = parts.map((part) => (part === "..." ? () => true : compileField(part)));
	if (compiled.includes(undefined)) return undefined;
	const fields = compiled as Comparison[];
	const before = ellipsis === -1 ? fields : fields.slice(0, ellipsis);
	const after = ellipsis === -1 ? [] : fields.slice(ellipsis + 1);
	return (message) => {
		const values = valuesOf(message);
		if (ellipsis === -1 ? values.length !== fields.length : values.length < before.length + after.length) return false;
		return before.every((field, i) => field(values[i])) && after.every((field, i) => field(values[values.length - after.length + i]));
	};
}

function valuesOf(message: string): string[] {
	return [...message.matchAll(/\[([^\]]*)\]|"([^"]*)"|(\S+)/g)].map(([, bracketed, quoted, plain]) => bracketed ?? quoted ?? plain ?? "");
}

/** `name`, or conditions over it, joined by && and ||. */
function compileField(part: string): Comparison | undefined {
	const alternatives = part
		.split("||")
		.map((alternative) => alternative.split("&&").map((condition) => compileCondition(condition.trim())));
	if (alternatives.some((conditions) => conditions.includes(undefined))) return undefined;
	return (value) => alternatives.some((conditions) => conditions.every((condition) => condition?.(value)));
}

function compileCondition(condition: string): Comparison | undefined {
	if (/^[\w-]+$/.test(condition)) return () => true;
	const [, operator, operand = ""] = /^[\w-]*\s*(!=|<=|>=|=|<|>)\s*(.+)$/.exec(condition) ?? [];
	const known = operators.find((one) => one === operator);
	if (!known) return undefined;
	const [, quoted] = /^"(.*)"$/.exec(operand) ?? [];
	return compileComparison(known, quoted ?? operand, quoted !== undefined);
}
