import type { ConsumedUnits } from "./plan-write.ts";

export type Asked = "INDEXES" | "TOTAL" | "NONE" | undefined;

/** ConsumedCapacity of an answer; undefined when the request does not ask for it. @param kind For transactions, which tell reads from writes. */
export function consumedCapacity(tableName: string, units: ConsumedUnits, asked: Asked, kind?: "read" | "write") {
	if (asked === undefined || asked === "NONE") return undefined;
	const total = [units.table, ...Object.values(units.global), ...Object.values(units.local)].reduce((sum, one) => sum + one, 0);
	const named = (count: number) => ({
		CapacityUnits: count,
		...(kind === "read" ? { ReadCapacityUnits: count } : kind === "write" ? { WriteCapacityUnits: count } : {}),
	});
	const ofIndexes = (indexes: Readonly<Record<string, number>>) =>
		Object.fromEntries(Object.entries(indexes).map(([name, count]) => [name, named(count)]));
	return {
		TableName: tableName,
		...named(total),
		...(asked === "TOTAL"
			? {}
			: {
					Table: named(units.table),
					...(Object.keys(units.global).length > 0 ? { GlobalSecondaryIndexes: ofIndexes(units.global) } : {}),
					...(Object.keys(units.local).length > 0 ? { LocalSecondaryIndexes: ofIndexes(units.local) } : {}),
				}),
	};
}

/** Units of a read of the table alone, or of one index. */
export function unitsOfRead(units: number, index?: { name: string; global: boolean }): ConsumedUnits {
	if (!index) return { table: units, global: {}, local: {} };
	const ofIndex = { [index.name]: units };
	return index.global ? { table: 0, global: ofIndex, local: {} } : { table: 0, global: {}, local: ofIndex };
}
