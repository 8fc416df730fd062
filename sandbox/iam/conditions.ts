import { BlockList, isIP } from "node:net";
import type { Json } from "#sandbox/json-value.ts";
import { fitsArn, fitsWildcard, LITERAL } from "./wildcard.ts";

/** What is known about a request, by condition key in lower case. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

type Test = (wanted: string, value: string) => boolean;

/** Operators that compare one value; the others are made of them by `Not`, `IfExists` and the set operators. */
const tests: { readonly [operator: string]: Test } = {
	StringEquals: (wanted, value) => wanted === value,
	StringEqualsIgnoreCase: (wanted, value) => wanted.toLowerCase() === value.toLowerCase(),
	StringLike: (wanted, value) => fitsWildcard(wanted, value),
	ArnEquals: fitsArn,
	ArnLike: fitsArn,
	NumericEquals: (wanted, value) => Number(value) === Number(wanted),
	NumericLessThan: (wanted, value) => Number(value) < Number(wanted),
	NumericLessThanEquals: (wanted, value) => Number(value) <= Number(wanted),
	NumericGreaterThan: (wanted, value) => Number(value) > Number(wanted),
	NumericGreaterThanEquals: (wanted, value) => Number(value) >= Number(wanted),
	DateEquals: (wanted, value) => timeOf(value) === timeOf(wanted),
	DateLessThan: (wanted, value) => timeOf(value) < timeOf(wanted),
	DateLessThanEquals: (wanted, value) => timeOf(value) <= timeOf(wanted),
	DateGreaterThan: (wanted, value) => timeOf(value) > timeOf(wanted),
	DateGreaterThanEquals: (wanted, value) => timeOf(value) >= timeOf(wanted),
	Bool: (wanted, value) => wanted.toLowerCase() === value.toLowerCase(),
	BinaryEquals: (wanted, value) => wanted === value,
	IpAddress: (wanted, value) => isInRange(value, wanted),
};
const negations: { readonly [operator: string]: string } = {
	StringNotEquals: "StringEquals",
	StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
	StringNotLike: "StringLike",
	ArnNotEquals: "ArnEquals",
	ArnNotLike: "ArnLike",
	NumericNotEquals: "NumericEquals",
	DateNotEquals: "DateEquals",
	NotIpAddress: "IpAddress",
};

/**
 * Whether all conditions of a statement hold.
 * @returns false for an operator that IAM does not have.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function conditionsHold(condition: Json | undefined, context: RequestContext): boolean {
	if (typeof condition !== "object" || condition === null || Array.isArray(condition)) return condition === undefined;
	return Object.entries(condition).every(
		([operator, keys]) =>
			typeof keys === "object" &&
			keys !== null &&
			!Array.isArray(keys) &&
			Object.entries(keys).every(([key, wanted]) => holds(operator, key, textsOf(wanted), context)),
	);
}

function holds(written: string, key: string, wanted: readonly string[], context: RequestContext): boolean {
	const [, set, operator = "", ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(written) ?? [];
	const values = context.get(key.toLowerCase());
	if (operator === "Null") return (values === undefined) === (wanted[0]?.toLowerCase() === "true");
	const negated = Object.hasOwn(negations, operator);
	const positive = negated ? (negations[operator] as string) : operator;
	const test = Object.hasOwn(tests, positive) ? tests[positive] : undefined;
	if (!test) return false;
	if (values === undefined) return ifExists !== undefined || negated || set === "ForAllValues";
	const fits = (value: string) => wanted.some((one) => test(substituted(one, context), value)) !== negated;
	return set === "ForAllValues" || negated ? values.every(fits) : values.some(fits);
}

/** Policy variables stand for values of the request. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
export function substituted(text: string, context: RequestContext): string {
	return text.replace(/\$\{([^}]+)\}/g, (whole, name: string) => {
		if (["*", "?"].includes(name)) return LITERAL[name] as string;
		if (name === "$") return name;
		const [, key = name, fallback] = /^\s*([^,]+?)\s*,\s*'(.*)'\s*$/.exec(name) ?? [];
		return context.get(key.toLowerCase())?.[0] ?? fallback ?? whole;
	});
}

function textsOf(value: Json): string[] {
	return (Array.isArray(value) ? value : [value]).map(String);
}

function timeOf(text: string): number {
	return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function isInRange(address: string, range: string): boolean {
	const [network = "", prefix] = range.split("/");
	const version = isIP(network);
	if (version === 0 || isIP(address) !== version) return false;
	const family = version === 6 ? "ipv6" : "ipv4";
	const most = version === 6 ? 128 : 32;
	const bits = Number(prefix ?? most);
	if (!(Number.isInteger(bits) && bits >= 0 && bits <= most)) return false;
	const list = new BlockList();
	list.addSubnet(network, bits, family);
	return list.check(address, family);
}
