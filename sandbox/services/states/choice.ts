import { fitsWildcard, LITERAL } from "#sandbox/iam/wildcard.ts";
import type { Json } from "#sandbox/json-value.ts";
import { atPath, hasPath, type Scope } from "./query.ts";

type Rule = { readonly [member: string]: Json };

/** Whether a rule of a Choice state holds. @see https://states-language.net/spec.html#choice-state */
export function ruleHolds(rule: Rule, scope: Scope): boolean {
	if (Array.isArray(rule.And)) return rule.And.every((inner) => ruleHolds(inner as Rule, scope));
	if (Array.isArray(rule.Or)) return rule.Or.some((inner) => ruleHolds(inner as Rule, scope));
	if (rule.Not !== undefined) return !ruleHolds(rule.Not as Rule, scope);
	const variable = String(rule.Variable);
	if (rule.IsPresent !== undefined) return hasPath(variable, scope) === rule.IsPresent;
	const value = atPath(variable, scope);
	return Object.entries(rule).every(([operator, wanted]) => {
		if (["Variable", "Next", "Comment", "Assign", "Output"].includes(operator)) return true;
		const compared = operator.endsWith("Path") ? atPath(String(wanted), scope) : wanted;
		return compares(operator.replace(/Path$/, ""), value, compared);
	});
}

function compares(operator: string, value: Json, wanted: Json): boolean {
	const kind = Object.hasOwn(kinds, operator) ? kinds[operator] : undefined;
	if (kind) return kind(value) === wanted;
	if (operator === "BooleanEquals") return typeof value === "boolean" && value === wanted;
	if (operator === "StringMatches") return typeof value === "string" && like(String(wanted), value);
	const [, type, comparison] =
		/^(String|Numeric|Timestamp)(Equals|LessThan|LessThanEquals|GreaterThan|GreaterThanEquals)$/.exec(operator) ?? [];
	if (type === undefined) return false;
	const [a, b] = type === "Timestamp" ? [timeOf(value), timeOf(wanted)] : [value, wanted];
	const fits = type === "String" ? typeof a === "string" && typeof b === "string" : typeof a === "number" && typeof b === "number";
	if (!fits || a === null || b === null) return false;
	switch (comparison) {
		case "Equals":
			return a === b;
		case "LessThan":
			return a < b;
		case "LessThanEquals":
			return a <= b;
		case "GreaterThan":
			return a > b;
		default:
			return a >= b;
	}
}

const kinds: { readonly [operator: string]: (value: Json) => boolean } = {
	IsNull: (value) => value === null,
	IsString: (value) => typeof value === "string",
	IsNumeric: (value) => typeof value === "number",
	IsBoolean: (value) => typeof value === "boolean",
	IsTimestamp: (value) => timeOf(value) !== null,
};

function timeOf(value: Json): number | null {
	if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(value)) return null;
	const time = Date.parse(value);
	return Number.isNaN(time) ? null : time;
}

/** `*` stands for any characters; with a backslash before it, for itself. */
function like(pattern: string, text: string): boolean {
	const written = pattern.replace(/\\([\\*])|\?/g, (sign, escaped: string | undefined) =>
		escaped === "\\" ? escaped : (LITERAL[escaped ?? sign] as string),
	);
	return fitsWildcard(written, text);
}
