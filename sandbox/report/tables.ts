import type { Json } from "#sandbox/json-value.ts";
import type { TraceEvent } from "#sandbox/trace/trace.ts";

/** A table at the end of the run. */
export type ReportedTable = {
	/** Logical id. */
	table: string;
	/** As plain JSON: sets are arrays, binary values base64. In the order in which they were first written. */
	items: Json[];
	/** Writes that changed something. */
	changes: number;
};

/** @returns The tables that anything was written to, in order, with the items that are in them at the end. */
export function tablesOf(events: readonly TraceEvent[]): ReportedTable[] {
	const tables = new Map<string, { items: Map<string, string>; changes: number }>();
	for (const event of events) {
		if (event.kind !== "table.itemChanged") continue;
		const table = tables.get(event.table) ?? { items: new Map<string, string>(), changes: 0 };
		tables.set(event.table, table);
		table.changes++;
		if (event.item === undefined) table.items.delete(event.key);
		else table.items.set(event.key, event.item);
	}
	return [...tables].map(([table, { items, changes }]) => ({
		table,
		items: [...items.values()].map((text) => plain({ M: JSON.parse(text) as Json })),
		changes,
	}));
}

/** A value in DynamoDB's form as plain JSON. */
function plain(value: Json): Json {
	const [type, content] = Object.entries(value as { [type: string]: Json })[0] as [string, Json];
	switch (type) {
		case "N":
			return Number(content);
		case "NULL":
			return null;
		case "NS":
			return (content as string[]).map(Number);
		case "L":
			return (content as Json[]).map(plain);
		case "M":
			return Object.fromEntries(Object.entries(content as { [name: string]: Json }).map(([name, one]) => [name, plain(one)]));
		default:
			return content;
	}
}
