import { type AttributeValue, canonical, compareValues, type Item, typeOf } from "../attribute-value.ts";
import { type Condition, isPath, type Operand, valueAt } from "./expression.ts";

/**
 * Whether an item fits a condition. What has no value makes a comparison false.
 * @param item The empty item when there is none.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
export function matches(condition: Condition, item: Item): boolean {
	switch (condition.type) {
		case "and":
			return condition.args.every((part) => matches(part, item));
		case "or":
			return condition.args.some((part) => matches(part, item));
		case "not":
			return !condition.args.some((part) => matches(part, item));
		case "function":
			return matchesFunction(condition.name, condition.args, item);
		default: {
			const [value, ...others] = condition.args.map((operand) => resolve(operand, item));
			return compares(condition.type, value, others);
		}
	}
}

function compares(operator: string, value: AttributeValue | undefined, others: readonly (AttributeValue | undefined)[]): boolean {
	const [other, upper] = others;
	switch (operator) {
		case "=":
			return equal(value, other);
		case "<>":
			return !equal(value, other);
		case "in":
			return others.some((one) => equal(value, one));
		case "between":
			return isOrdered(value, other, (order) => order >= 0) && isOrdered(value, upper, (order) => order <= 0);
		case "<":
			return isOrdered(value, other, (order) => order < 0);
		case "<=":
			return isOrdered(value, other, (order) => order <= 0);
		case ">":
			return isOrdered(value, other, (order) => order > 0);
		default:
			return isOrdered(value, other, (order) => order >= 0);
	}
}

function matchesFunction(name: string, args: readonly Operand[], item: Item): boolean {
	const [value, other] = args.map((operand) => resolve(operand, item));
	switch (name) {
		case "attribute_exists":
			return value !== undefined;
		case "attribute_not_exists":
			return value === undefined;
		case "attribute_type":
			return value !== undefined && other !== undefined && "S" in other && typeOf(value) === other.S;
		case "begins_with":
			return value !== undefined && other !== undefined && beginsWith(value, other);
		default:
			return value !== undefined && other !== undefined && contains(value, other);
	}
}

/** The value of an operand of a condition; undefined when the item has none. */
export function resolve(operand: Operand, item: Item): AttributeValue | undefined {
	if (isPath(operand)) return valueAt(operand, item);
	if (!("type" in operand)) return operand;
	const [argument] = operand.args;
	const value = argument && resolve(argument, item);
	const size = value && sizeOf(value);
	return size === undefined ? undefined : { N: String(size) };
}

/** What the function `size` gives: characters' bytes, bytes, or elements. */
function sizeOf(value: AttributeValue): number | undefined {
	if ("S" in value) return Buffer.byteLength(value.S);
	if ("B" in value) return Buffer.byteLength(value.B, "base64");
	if ("SS" in value) return value.SS.length;
	if ("NS" in value) return value.NS.length;
	if ("BS" in value) return value.BS.length;
	if ("L" in value) return value.L.length;
	if ("M" in value) return Object.keys(value.M).length;
	return undefined;
}

function equal(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
	return a !== undefined && b !== undefined && canonical(a) === canonical(b);
}

function isOrdered(a: AttributeValue | undefined, b: AttributeValue | undefined, fits: (order: number) => boolean): boolean {
	const order = a && b && compareValues(a, b);
	return order !== undefined && fits(order);
}

export function beginsWith(value: AttributeValue, prefix: AttributeValue): boolean {
	if ("S" in value && "S" in prefix) return value.S.startsWith(prefix.S);
	if (!("B" in value && "B" in prefix)) return false;
	const bytes = Buffer.from(prefix.B, "base64");
	return Buffer.from(value.B, "base64").subarray(0, bytes.length).equals(bytes);
}

function contains(value: AttributeValue, part: AttributeValue): boolean {
	if ("L" in value) return value.L.some((element) => equal(element, part));
	if ("S" in value) return "S" in part && value.S.includes(part.S);
	if ("B" in value) return "B" in part && Buffer.from(value.B, "base64").includes(Buffer.from(part.B, "base64"));
	if ("SS" in value) return "S" in part && value.SS.includes(part.S);
	if ("NS" in value) return "N" in part && value.NS.includes(part.N);
	if ("BS" in value) return "B" in part && value.BS.includes(part.B);
	return false;
}
