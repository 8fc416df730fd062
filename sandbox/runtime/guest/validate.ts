import { argumentError, received } from "./system-error.ts";

/** Checks of arguments with the errors that Node.js throws, used by several modules. */

/** @param kinds What Node.js says after "must be", such as `of type string`. */
export function wrongType(name: string, kinds: string, value: unknown): TypeError {
	return argumentError(
		"ERR_INVALID_ARG_TYPE",
		`The "${name}" ${name.includes(".") ? "property" : "argument"} must be ${kinds}. ${received(value)}`,
	);
}

/** A number as Node.js prints it in these messages. */
function shown(value: unknown): string {
	if (typeof value === "number" && Number.isInteger(value) && Math.abs(value) > 2 ** 32) return separated(`${value}`);
	if (typeof value === "bigint") return `${value > 2n ** 32n || value < -(2n ** 32n) ? separated(`${value}`) : value}n`;
	return typeof value === "string" ? `'${value}'` : String(value);
}

function separated(digits: string): string {
	return digits.replace(/\B(?=(\d{3})+$)/g, "_");
}

export function outOfRange(name: string, range: string, value: unknown): RangeError {
	const message = `The value of "${name}" is out of range. It must be ${range}. Received ${shown(value)}`;
	return Object.assign(new RangeError(message), { code: "ERR_OUT_OF_RANGE" });
}

export function validateString(value: unknown, name: string): asserts value is string {
	if (typeof value !== "string") throw wrongType(name, "of type string", value);
}

export function validateFunction(value: unknown, name: string): asserts value is (...args: never[]) => unknown {
	if (typeof value !== "function") throw wrongType(name, "of type function", value);
}

export function validateBoolean(value: unknown, name: string): asserts value is boolean {
	if (typeof value !== "boolean") throw wrongType(name, "of type boolean", value);
}

export function validateObject(value: unknown, name: string): asserts value is object {
	if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrongType(name, "of type object", value);
}

export function validateInteger(
	value: unknown,
	name: string,
	least = Number.MIN_SAFE_INTEGER,
	most = Number.MAX_SAFE_INTEGER,
): asserts value is number {
	if (typeof value !== "number") throw wrongType(name, "of type number", value);
	if (!Number.isInteger(value)) throw outOfRange(name, "an integer", value);
	if (value < least || value > most) throw outOfRange(name, `>= ${least} && <= ${most}`, value);
}

export function validateOneOf(value: unknown, name: string, known: readonly unknown[]): void {
	if (known.includes(value)) return;
	const kinds = known.map((one) => (typeof one === "string" ? `'${one}'` : String(one))).join(", ");
	const what = name.includes(".") ? "property" : "argument";
	throw argumentError("ERR_INVALID_ARG_VALUE", `The ${what} '${name}' must be one of: ${kinds}. Received ${shown(value)}`);
}
