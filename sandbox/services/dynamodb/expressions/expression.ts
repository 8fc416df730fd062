import type { AttributeType, AttributeValue, Item } from "../attribute-value.ts";

/** A document path: names of attributes, and places in lists. */
export type Path = readonly (string | number)[];

/** Something that has a value: a path, a value of the request, or a function of such. */
export type Operand =
	| Path
	| AttributeValue
	| { readonly type: "function"; readonly name: string; readonly args: readonly Operand[] }
	| { readonly type: "add" | "subtract"; readonly args: readonly Operand[] };

export type Condition =
	| { readonly type: "and" | "or" | "not"; readonly args: readonly Condition[] }
	| { readonly type: "=" | "<>" | "<" | "<=" | ">" | ">=" | "between" | "in"; readonly args: readonly Operand[] }
	| { readonly type: "function"; readonly name: string; readonly args: readonly Operand[] };

export type UpdateAction =
	| { readonly type: "set"; readonly path: Path; readonly val: Operand }
	| { readonly type: "remove"; readonly path: Path }
	| { readonly type: "add" | "delete"; readonly path: Path; readonly val: AttributeValue; readonly attrType: AttributeType };

export function isPath(operand: Operand): operand is Path {
	return Array.isArray(operand);
}

/** The value at a path of an item; undefined when there is none. */
export function valueAt(path: Path, item: Item): AttributeValue | undefined {
	let value: AttributeValue | undefined = { M: item };
	for (const step of path) {
		if (value === undefined) return undefined;
		value = typeof step === "number" ? elementOf(value, step) : attributeOf(value, step);
	}
	return value;
}

function elementOf(value: AttributeValue, index: number): AttributeValue | undefined {
	return "L" in value ? value.L[index] : undefined;
}

function attributeOf(value: AttributeValue, name: string): AttributeValue | undefined {
	return "M" in value && Object.hasOwn(value.M, name) ? value.M[name] : undefined;
}

/**
 * Only what paths name, in the places where it stands; elements of lists move together.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ProjectionExpressions.html
 */
export function projected(item: Item, paths: readonly Path[]): Item {
	const found = paths.flatMap((path) => {
		const value = valueAt(path, item);
		return value === undefined ? [] : [{ path, value }];
	});
	const built = build(found, item);
	return "M" in built ? built.M : {};
}

type Found = { path: Path; value: AttributeValue };

function build(found: readonly Found[], item: Item, depth = 0): AttributeValue {
	const whole = found.find(({ path }) => path.length === depth);
	if (whole) return whole.value;
	const steps = new Map<string | number, Found[]>();
	for (const one of found) {
		const step = one.path[depth] as string | number;
		const same = steps.get(step);
		if (same) same.push(one);
		else steps.set(step, [one]);
	}
	const inOrder = [...steps];
	if (typeof inOrder[0]?.[0] === "number") {
		inOrder.sort(([a], [b]) => Number(a) - Number(b));
		return { L: inOrder.map(([, below]) => build(below, item, depth + 1)) };
	}
	return { M: Object.fromEntries(inOrder.map(([name, below]) => [name, build(below, item, depth + 1)])) };
}
