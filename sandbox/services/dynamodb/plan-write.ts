import { type Answer, done, failed } from "../wire/operation.ts";
import { type Item, itemBytes, sameItem } from "./attribute-value.ts";
import { writeUnits } from "./capacity.ts";
import { matches } from "./expressions/condition.ts";
import type { Path } from "./expressions/expression.ts";
import type { Expressions } from "./expressions/parse.ts";
import { updated } from "./expressions/update.ts";
import { dynamodbCapacity } from "./model.ts";
import { invalid } from "./requests.ts";
import type { ItemKey, Table } from "./table.ts";

/** What a request wants to do with one item. */
export type Write = { readonly expressions: Expressions; readonly returnOnFailure: boolean } & (
	| { readonly kind: "put"; readonly item: Item }
	| { readonly kind: "update" | "delete" | "check"; readonly key: Item }
);

/** What it comes to, before it is done. */
export type WritePlan = {
	readonly table: Table;
	readonly key: ItemKey;
	readonly before: Item | undefined;
	/** undefined: no item is there afterwards. */
	readonly after: Item | undefined;
	/** Paths of the attributes that an update names. */
	readonly paths: readonly Path[];
};

/** The key of the item that a write is for. */
export function keyOfWrite(table: Table, write: Write): Answer<ItemKey> {
	const key = write.kind === "put" ? table.keyIn(write.item) : table.keyOf(write.key);
	return typeof key === "string" ? invalid(key) : done(key);
}

/**
 * Works out what a write does to the item as it is now, its condition included (L343).
 * @param key As `keyOfWrite` gives it.
 */
export function planWrite(table: Table, key: ItemKey, write: Write): Answer<WritePlan> {
	const before = table.current(key.id);
	const { condition, update } = write.expressions;
	if (condition && !matches(condition, before ?? {})) {
		const members = write.returnOnFailure && before ? { members: { Item: before as never } } : {};
		return failed("ConditionalCheckFailedException", "The conditional request failed", members);
	}
	const paths = update?.paths ?? [];
	const after = afterwards(table, key, write, before);
	if (typeof after === "string") return invalid(after);
	return done({ table, key, before, after, paths });
}

function afterwards(table: Table, key: ItemKey, write: Write, before: Item | undefined): Item | string | undefined {
	if (write.kind === "delete") return undefined;
	if (write.kind === "check") return before;
	if (write.kind === "put") return itemProblem(table, write.item, "Item size has exceeded the maximum allowed size") ?? write.item;
	const { update } = write.expressions;
	const ofKey = update?.paths.find(([name]) => table.keyAttributes.some((attribute) => attribute.name === name));
	if (ofKey)
		return `One or more parameter values were invalid: Cannot update attribute ${String(ofKey[0])}. This attribute is part of the key`;
	const after = updated(update?.actions ?? [], before ?? key.attributes);
	if (typeof after === "string") return after;
	return itemProblem(table, after, "Item size to update has exceeded the maximum allowed size") ?? after;
}

/** What makes an item one that the table does not take. */
function itemProblem(table: Table, item: Item, tooLarge: string): string | undefined {
	for (const { config } of table.indexes.values())
		for (const attribute of [config.partitionKey, config.sortKey]) {
			const value = attribute && Object.hasOwn(item, attribute.name) ? item[attribute.name] : undefined;
			if (attribute && value && !(attribute.type in value))
				return `One or more parameter values were invalid: Type mismatch for Index Key ${attribute.name} Expected: ${attribute.type} Actual: ${Object.keys(value)[0] ?? ""} IndexName: ${config.name}`;
		}
	return itemBytes(item) > dynamodbCapacity.mostItemBytes ? tooLarge : undefined;
}

export type ConsumedUnits = {
	readonly table: number;
	readonly global: Readonly<Record<string, number>>;
	readonly local: Readonly<Record<string, number>>;
};

/** Write units of a plan: of the table, and of each index whose entry changes. */
export function unitsOfWrite(
	{ table, before, after }: Pick<WritePlan, "table" | "before" | "after">,
	transactional: boolean,
): ConsumedUnits {
	const of = (item: Item | undefined) => (item ? itemBytes(item) : 0);
	const global: Record<string, number> = {};
	const local: Record<string, number> = {};
	for (const [name, index] of table.indexes) {
		const was = before && index.collections.holds(before) ? before : undefined;
		const is = after && index.collections.holds(after) ? after : undefined;
		if ((!was && !is) || (was && is && sameItem(was, is))) continue;
		(index.global ? global : local)[name] = writeUnits(Math.max(of(was), of(is)), { transactional });
	}
	return { table: writeUnits(Math.max(of(before), of(after)), { transactional }), global, local };
}
