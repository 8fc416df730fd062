import type { Json } from "#sandbox/json-value.ts";

/** A value as DynamoDB's API and streams write it. Sets and binary values have no place in plain JSON, and so do not come up. */
export type AttributeValue =
	| { S: string }
	| { N: string }
	| { BOOL: boolean }
	| { NULL: true }
	| { L: AttributeValue[] }
	| { M: Record<string, AttributeValue> };

/** An item: attributes by name. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** Plain JSON as the document client would marshal it. */
export function attributeValueOf(value: Json): AttributeValue {
	if (value === null) return { NULL: true };
	if (typeof value === "string") return { S: value };
	if (typeof value === "number") return { N: String(value) };
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

function valueBytes(value: AttributeValue): number {
	if ("S" in value) return Buffer.byteLength(value.S);
	if ("N" in value) return Math.ceil(value.N.replace(/[-.]|e.*$/gi, "").replace(/^0+|0+$/g, "").length / 2) + 1;
	if ("L" in value) return 3 + value.L.reduce((sum, element) => sum + 1 + valueBytes(element), 0);
	if ("M" in value) return 3 + itemBytes(value.M) + Object.keys(value.M).length;
	return 1;
}

/** Whether two items are equal, whatever the order of their attributes. */
export function sameItem(a: Item, b: Item): boolean {
	return canonical({ M: { ...a } }) === canonical({ M: { ...b } });
}

/** Equal values, and only they, have equal texts. */
export function canonical(value: AttributeValue): string {
	if ("L" in value) return `[${value.L.map(canonical).join()}]`;
	if (!("M" in value)) return JSON.stringify(value);
	const names = Object.keys(value.M).sort();
	return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value.M[name] as AttributeValue)}`).join()}}`;
}
