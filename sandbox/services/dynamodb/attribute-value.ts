import Big from "big.js";
import type { Json } from "#sandbox/json-value.ts";

/** A value as DynamoDB's API and streams write it. Binary values are base64, numbers decimal texts. */
export type AttributeValue =
	| { S: string }
	| { N: string }
	| { B: string }
	| { BOOL: boolean }
	| { NULL: true }
	| { SS: string[] }
	| { NS: string[] }
	| { BS: string[] }
	| { L: AttributeValue[] }
	| { M: Record<string, AttributeValue> };

export type AttributeType = "S" | "N" | "B" | "BOOL" | "NULL" | "SS" | "NS" | "BS" | "L" | "M";

/** An item: attributes by name. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** The one type that a value has. */
export function typeOf(value: AttributeValue): AttributeType {
	return Object.keys(value)[0] as AttributeType;
}

/** A number as DynamoDB writes it: without an exponent and without zeros that say nothing. */
export function canonicalNumber(text: string): string {
	return new Big(text).toFixed();
}

/** Sum of two numbers, exact. @param sign -1 to subtract. */
export function added(a: string, b: string, sign: 1 | -1 = 1): string {
	return (sign === 1 ? new Big(a).plus(b) : new Big(a).minus(b)).toFixed();
}

/** Plain JSON as the document client would marshal it. */
export function attributeValueOf(value: Json): AttributeValue {
	if (value === null) return { NULL: true };
	if (typeof value === "string") return { S: value };
	if (typeof value === "number") return { N: canonicalNumber(String(value)) };
	if (typeof value === "boolean") return { BOOL: value };
	if (Array.isArray(value)) return { L: value.map(attributeValueOf) };
	return { M: itemOf(value) };
}

/** An object of plain JSON as an item. */
export function itemOf(value: Readonly<Record<string, Json>>): Record<string, AttributeValue> {
	return Object.fromEntries(Object.entries(value).map(([name, attribute]) => [name, attributeValueOf(attribute)]));
}

/**
 * Size in bytes by DynamoDB's rules: names and texts in UTF-8, numbers about a byte for two digits and one more, lists and maps three and
 * one for each element.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: Item): number {
	let bytes = 0;
	for (const [name, value] of Object.entries(item)) bytes += Buffer.byteLength(name) + valueBytes(value);
	return bytes;
}

export function valueBytes(value: AttributeValue): number {
	if ("S" in value) return Buffer.byteLength(value.S);
	if ("N" in value) return numberBytes(value.N);
	if ("B" in value) return Buffer.byteLength(value.B, "base64");
	if ("SS" in value) return sum(value.SS, (text) => Buffer.byteLength(text));
	if ("NS" in value) return sum(value.NS, numberBytes);
	if ("BS" in value) return sum(value.BS, (text) => Buffer.byteLength(text, "base64"));
	if ("L" in value) return 3 + sum(value.L, (element) => 1 + valueBytes(element));
	if ("M" in value) return 3 + itemBytes(value.M) + Object.keys(value.M).length;
	return 1;
}

function numberBytes(text: string): number {
	return Math.ceil(text.replace(/[-.]|e.*$/gi, "").replace(/^0+|0+$/g, "").length / 2) + 1;
}

function sum<T>(values: readonly T[], bytes: (value: T) => number): number {
	return values.reduce((total, value) => total + bytes(value), 0);
}

/**
 * Order of two values of the same type, as sort keys and comparisons have it: numbers by value, texts by their bytes in UTF-8, binary by
 * bytes.
 * @returns undefined for values that have no order.
 */
export function compareValues(a: AttributeValue, b: AttributeValue): number | undefined {
	if ("N" in a && "N" in b) return new Big(a.N).cmp(b.N);
	if ("S" in a && "S" in b) return Buffer.compare(Buffer.from(a.S), Buffer.from(b.S));
	if ("B" in a && "B" in b) return Buffer.compare(Buffer.from(a.B, "base64"), Buffer.from(b.B, "base64"));
	return undefined;
}

/** Whether two items are equal, whatever the order of their attributes. */
export function sameItem(a: Item, b: Item): boolean {
	return canonical({ M: { ...a } }) === canonical({ M: { ...b } });
}

/** Equal values, and only they, have equal texts. Sets have no order. */
export function canonical(value: AttributeValue): string {
	if ("L" in value) return `[${value.L.map(canonical).join()}]`;
	if ("SS" in value) return JSON.stringify({ SS: [...value.SS].sort() });
	if ("NS" in value) return JSON.stringify({ NS: [...value.NS].sort() });
	if ("BS" in value) return JSON.stringify({ BS: [...value.BS].sort() });
	if (!("M" in value)) return JSON.stringify(value);
	const names = Object.keys(value.M).sort();
	return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value.M[name] as AttributeValue)}`).join()}}`;
}
