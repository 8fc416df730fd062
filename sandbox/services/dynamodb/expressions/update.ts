import { type AttributeValue, added, type Item, typeOf } from "../attribute-value.ts";
import { isPath, type Operand, type Path, type UpdateAction, valueAt } from "./expression.ts";

/** Why an update cannot be applied to an item: the text of a ValidationException. */
class UpdateError extends Error {}

const WRONG_TYPE = "An operand in the update expression has an incorrect data type";
const NO_SUCH_PATH = "The document path provided in the update expression is invalid for update";
const NO_SUCH_ATTRIBUTE = "The provided expression refers to an attribute that does not exist in the item";

type Mutable = Record<string, AttributeValue>;

/**
 * The item as the actions of an update expression leave it. All values are taken from the item as it was before.
 * @returns The text of a ValidationException when an action does not fit the item.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
export function updated(actions: readonly UpdateAction[], before: Item): Item | string {
	const item = structuredClone(before) as Mutable;
	try {
		const values = actions.map((action) => (action.type === "set" ? structuredClone(resolved(action.val, before)) : undefined));
		const removals: Path[] = [];
		for (const [index, action] of actions.entries()) {
			if (action.type === "set") put(item, action.path, values[index] as AttributeValue);
			else if (action.type === "remove") removals.push(action.path);
			else combine(item, action);
		}
		// From the back, so that places in a list keep their numbers until they are taken out.
		for (const path of removals.sort((a, b) => Number(b.at(-1)) - Number(a.at(-1)) || 0)) remove(item, path);
		return item;
	} catch (error) {
		if (error instanceof UpdateError) return error.message;
		throw error;
	}
}

function resolved(operand: Operand, item: Item): AttributeValue {
	if (isPath(operand)) return valueAt(operand, item) ?? missing();
	if (!("type" in operand)) return operand;
	const [first, second] = operand.args as [Operand, Operand];
	if (operand.type !== "function") {
		const [a, b] = [resolved(first, item), resolved(second, item)];
		if (!("N" in a && "N" in b)) throw new UpdateError(WRONG_TYPE);
		return { N: added(a.N, b.N, operand.type === "add" ? 1 : -1) };
	}
	if (operand.name === "if_not_exists") return valueAt(first as Path, item) ?? resolved(second, item);
	const [a, b] = [resolved(first, item), resolved(second, item)];
	if (!("L" in a && "L" in b)) throw new UpdateError(WRONG_TYPE);
	return { L: [...a.L, ...b.L] };
}

function missing(): never {
	throw new UpdateError(NO_SUCH_ATTRIBUTE);
}

/** What holds the last step of a path: it has to be there, and of the right type. */
function parentOf(item: Mutable, path: Path): { M: Mutable } | { L: AttributeValue[] } {
	const parent: AttributeValue | undefined = path.length === 1 ? { M: item } : valueAt(path.slice(0, -1), item);
	const step = path.at(-1);
	if (parent && typeof step === "number" && "L" in parent) return parent;
	if (parent && typeof step === "string" && "M" in parent) return parent;
	throw new UpdateError(NO_SUCH_PATH);
}

function put(item: Mutable, path: Path, value: AttributeValue): void {
	const parent = parentOf(item, path);
	const step = path.at(-1) as never;
	// A place behind the end of a list is the end.
	if ("L" in parent) parent.L[Math.min(step, parent.L.length)] = value;
	// An attribute may be called __proto__.
	else Object.defineProperty(parent.M, step, { value, enumerable: true, writable: true, configurable: true });
}

function remove(item: Mutable, path: Path): void {
	const parent = parentOf(item, path);
	const step = path.at(-1) as never;
	if ("L" in parent) parent.L.splice(step, 1);
	else delete parent.M[step];
}

/** ADD, to a number or a set, and DELETE, from a set. */
function combine(item: Mutable, { type, path, val }: Extract<UpdateAction, { type: "add" | "delete" }>): void {
	const existing = valueAt(path, item);
	if (existing && typeOf(existing) !== typeOf(val)) throw new UpdateError(WRONG_TYPE);
	if (type === "add" && "N" in val) put(item, path, { N: existing && "N" in existing ? added(existing.N, val.N) : val.N });
	else {
		const kind = typeOf(val) as "SS" | "NS" | "BS";
		const given = (val as Record<string, string[]>)[kind] ?? [];
		const present = (existing as Record<string, string[]> | undefined)?.[kind] ?? [];
		const elements = type === "add" ? [...new Set([...present, ...given])] : present.filter((element) => !given.includes(element));
		if (elements.length > 0) put(item, path, { [kind]: elements } as AttributeValue);
		else if (existing) remove(item, path);
		else parentOf(item, path);
	}
}
