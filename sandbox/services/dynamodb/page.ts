import { done } from "../wire/operation.ts";
import { type Item, itemBytes } from "./attribute-value.ts";
import { readUnits } from "./capacity.ts";
import { consumedCapacity, unitsOfRead } from "./consumed-capacity.ts";
import { matches } from "./expressions/condition.ts";
import { projected } from "./expressions/expression.ts";
import type { Expressions } from "./expressions/parse.ts";
import type { Entry, ItemCollections } from "./item-collections.ts";
import { dynamodbCapacity } from "./model.ts";
import type { QueryInput } from "./requests.ts";
import type { Table, TableIndex } from "./table.ts";

/** What Query and Scan have in common. */
export type PageInput = Omit<QueryInput, "KeyConditionExpression" | "ScanIndexForward">;

/** Where a query or scan reads: the table, or one of its indexes. */
export type Source = { readonly table: Table; readonly index: TableIndex | undefined; readonly collections: ItemCollections };

/** @returns A text for ValidationException when there is no such index, or it cannot be read so. */
export function sourceOf(table: Table, { IndexName, ConsistentRead, Select }: PageInput): Source | string {
	if (IndexName === undefined) return { table, index: undefined, collections: table.collections };
	const index = table.indexes.get(IndexName);
	if (!index) return `The table does not have the specified index: ${IndexName}`;
	if (index.global && ConsistentRead) return "Consistent reads are not supported on global secondary indexes";
	if (index.global && Select === "ALL_ATTRIBUTES" && index.config.projection.kind !== "ALL")
		return `One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ${IndexName} because its projection type is not ALL`;
	return { table, index, collections: index.collections };
}

/** What is wrong with the filter, the start key or the selection; undefined when nothing is. */
export function pageProblem(
	{ table, index, collections }: Source,
	input: PageInput,
	{ filter, projection }: Expressions,
	isQuery: boolean,
): string | undefined {
	const { partitionKey, sortKey } = collections.keys;
	if (isQuery && filter) {
		const keyName = [partitionKey, sortKey].find((key) => key && namesIn(filter).has(key.name))?.name;
		if (keyName !== undefined) return `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${keyName}`;
	}
	if (projection && input.Select !== undefined && input.Select !== "SPECIFIC_ATTRIBUTES")
		return `Cannot specify the ProjectionExpression when choosing to get ${input.Select === "COUNT" ? "only the Count" : input.Select}`;
	const missing =
		index?.global && index.config.projection.kind !== "ALL"
			? projection?.find(([name]) => !projects(table, index, String(name)))
			: undefined;
	if (missing)
		return `One or more parameter values were invalid: Global secondary index ${index?.config.name ?? ""} does not project [${String(missing[0])}]`;
	if (input.ExclusiveStartKey && !startKeyNames(table, index).every((name) => Object.hasOwn(input.ExclusiveStartKey as Item, name)))
		return "The provided starting key is invalid";
	return undefined;
}

/**
 * Reads on from a list of entries until a limit is met: a number of entries, or a megabyte, both before the filter (L349).
 * @param entries All that the request is about, in its order, after the start key.
 */
export function readPage(
	now: number,
	source: Source,
	input: PageInput,
	{ filter, projection }: Expressions,
	entries: Iterable<Entry>,
	partition: string | undefined,
) {
	const { table, index } = source;
	const items: Item[] = [];
	let [scanned, bytes] = [0, 0];
	let last: Entry | undefined;
	let more = false;
	for (const entry of entries) {
		if (scanned === input.Limit || bytes >= dynamodbCapacity.pageBytes) {
			more = true;
			break;
		}
		last = entry;
		scanned++;
		const item = index?.global ? ofIndex(table, index, entry.item) : table.seen(entry.id, input.ConsistentRead);
		if (!item) continue;
		bytes += itemBytes(item);
		if (filter && !matches(filter, item)) continue;
		items.push(projection ? projected(item, projection) : index && input.Select !== "ALL_ATTRIBUTES" ? ofIndex(table, index, item) : item);
	}
	const units = readUnits(bytes, { consistent: input.ConsistentRead });
	const throttled = table.capacity.take(now, "read", units, partition);
	if (throttled) return throttled;
	const ended = !more && scanned !== input.Limit;
	return done({
		...(input.Select === "COUNT" ? {} : { Items: items }),
		Count: items.length,
		ScannedCount: scanned,
		...(last && !ended ? { LastEvaluatedKey: startKeyOf(source, last) } : {}),
		ConsumedCapacity: consumedCapacity(
			table.config.name,
			unitsOfRead(units, index && { name: index.config.name, global: index.global }),
			input.ReturnConsumedCapacity,
		),
	});
}

/** Names of the attributes that a start key of a source has: of the table's key, and of the index's. */
function startKeyNames(table: Table, index: TableIndex | undefined): string[] {
	const ofIndexKeys = index ? [index.config.partitionKey.name, ...(index.config.sortKey ? [index.config.sortKey.name] : [])] : [];
	return [...new Set([...ofIndexKeys, ...table.keyAttributes.map(({ name }) => name)])];
}

function startKeyOf({ table, index }: Source, { item }: Entry): Item {
	return Object.fromEntries(startKeyNames(table, index).map((name) => [name, item[name] as Item[string]]));
}

/** An item as an index projects it. */
function ofIndex(table: Table, index: TableIndex, item: Item): Item {
	if (index.config.projection.kind === "ALL") return item;
	return Object.fromEntries(Object.entries(item).filter(([name]) => projects(table, index, name)));
}

function projects(table: Table, index: TableIndex, name: string): boolean {
	const { projection } = index.config;
	if (projection.kind === "ALL" || startKeyNames(table, index).includes(name)) return true;
	return projection.kind === "INCLUDE" && projection.attributes.includes(name);
}

/** First names of all paths in a condition. */
function namesIn(condition: unknown, names = new Set<string>()): Set<string> {
	if (Array.isArray(condition)) names.add(String(condition[0]));
	else if (typeof condition === "object" && condition !== null && "args" in condition)
		for (const part of condition.args as unknown[]) namesIn(part, names);
	return names;
}
