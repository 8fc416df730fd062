import { z } from "zod";
import { type AttributeType, type AttributeValue, canonicalNumber, type Item } from "./attribute-value.ts";

/** A value of a request that DynamoDB does not take; the message is that of its ValidationException. */
class ValueError extends Error {}

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?$/;
/** Characters that no number needs more of: 38 digits, and zeros for its exponent. */
const LONGEST_NUMBER = 400;
/** Levels of lists and maps in one another. */
const DEEPEST = 32;
/** Digits of a number, and the bounds of what it can be. */
const MOST_DIGITS = 38;
const [LARGEST_EXPONENT, SMALLEST_EXPONENT] = [125, -130];

/** One attribute value. Numbers come out in their canonical form. */
export const attributeValueSchema = z.unknown().transform((value, context): AttributeValue => {
	try {
		return read(value, 0);
	} catch (error) {
		if (!(error instanceof ValueError)) throw error;
		context.addIssue({ code: "custom", message: error.message });
		return z.NEVER;
	}
});

/** Attributes by name. */
export const itemSchema: z.ZodType<Item> = z.record(z.string(), attributeValueSchema);

function read(value: unknown, depth: number): AttributeValue {
	if (typeof value !== "object" || value === null || Array.isArray(value))
		fail("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
	const types = Object.keys(value).filter((type) => Object.hasOwn(readers, type) && (value as Record<string, unknown>)[type] !== null);
	if (types.length === 0) fail("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
	if (types.length > 1)
		fail("Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes");
	if (depth > DEEPEST) fail("Nesting Levels have exceeded supported limits: Attributes are nested too deeply");
	const [type] = types as [AttributeType];
	return readers[type]((value as Record<string, unknown>)[type], depth);
}

const readers: { readonly [type in AttributeType]: (value: unknown, depth: number) => AttributeValue } = {
	S: (value) => ({ S: text(value) }),
	N: (value) => ({ N: number(value) }),
	B: (value) => ({ B: text(value) }),
	BOOL: (value) => (typeof value === "boolean" ? { BOOL: value } : fail("BOOL expects true or false")),
	NULL: (value) =>
		value === true
			? { NULL: true }
			: fail("One or more parameter values were invalid: Null attribute value types must have the value of true"),
	SS: (value) => ({ SS: set(value, "string", text) }),
	NS: (value) => ({ NS: set(value, "number", number) }),
	BS: (value) => ({ BS: set(value, "binary", text) }),
	L: (value, depth) => (Array.isArray(value) ? { L: value.map((element) => read(element, depth + 1)) } : fail("Expected a list")),
	M: (value, depth) =>
		typeof value === "object" && value !== null
			? { M: Object.fromEntries(Object.entries(value).map(([name, attribute]) => [name, read(attribute, depth + 1)])) }
			: fail("Expected a map"),
};

function text(value: unknown): string {
	return typeof value === "string" ? value : fail("Expected a string");
}

function number(value: unknown): string {
	if (typeof value !== "string" || value.length > LONGEST_NUMBER || !NUMBER.test(value))
		fail(
			`The parameter cannot be converted to a numeric value: ${typeof value === "string" ? value.slice(0, 100) : JSON.stringify(value)}`,
		);
	const canonical = canonicalNumber(value.replace(/^\+/, ""));
	const digits = canonical.replace(/^-?0*\.?0*|\./g, "").replace(canonical.includes(".") ? /0+$/ : /$^/, "");
	if (digits.replace(/0+$/, "").length > MOST_DIGITS) fail("Attempting to store more than 38 significant digits in a Number");
	const exponent =
		canonical.startsWith("0.") || canonical.startsWith("-0.")
			? -(/^-?0\.(0*)/.exec(canonical)?.[1]?.length ?? 0) - 1
			: (canonical.replace("-", "").split(".")[0] ?? "").length - 1;
	if (canonical !== "0" && exponent > LARGEST_EXPONENT)
		fail("Number overflow. Attempting to store a number with magnitude larger than supported range");
	if (canonical !== "0" && exponent < SMALLEST_EXPONENT)
		fail("Number underflow. Attempting to store a number with magnitude smaller than supported range");
	return canonical;
}

function set(value: unknown, kind: string, element: (value: unknown) => string): string[] {
	if (!Array.isArray(value)) return fail(`Expected a ${kind} set`);
	if (value.length === 0) fail(`One or more parameter values were invalid: An ${kind} set  may not be empty`);
	const elements = value.map(element);
	if (new Set(elements).size < elements.length)
		fail(`One or more parameter values were invalid: Input collection [${elements.join(", ")}] contains duplicates.`);
	return elements;
}

function fail(message: string): never {
	throw new ValueError(message);
}
