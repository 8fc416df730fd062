import { z } from "zod";
import type { CloudRun } from "../cloud.ts";
import { type Answer, done, failed, type Operation, operation } from "../wire/operation.ts";
import { type Item, itemBytes } from "./attribute-value.ts";
import { readUnits } from "./capacity.ts";
import { consumedCapacity, unitsOfRead } from "./consumed-capacity.ts";
import { projected } from "./expressions/expression.ts";
import { carryOut, type Tables } from "./item-operations.ts";
import { keyOfWrite, planWrite, unitsOfWrite, type Write } from "./plan-write.ts";
import { itemSchema } from "./read-attribute-value.ts";
import { expressionNames, invalid, readExpressions, request, returned } from "./requests.ts";
import type { Table } from "./table.ts";

/** Entries of one request (L348, L349). */
const MOST_WRITES = 25;
const MOST_KEYS = 100;
const MOST_BYTES = 16_777_216;

const writeRequest = z.union([
	z.strictObject({ PutRequest: z.object({ Item: itemSchema }) }),
	z.strictObject({ DeleteRequest: z.object({ Key: itemSchema }) }),
]);
type WriteRequest = z.output<typeof writeRequest>;
const keysAndAttributes = z.object({
	Keys: z.array(itemSchema).min(1),
	ConsistentRead: z.boolean().default(false),
	ProjectionExpression: z.string().optional(),
	...expressionNames,
});

/** BatchWriteItem and BatchGetItem: not atomic, and what the table cannot take comes back (L348, L349). */
export function batchOperations(run: CloudRun, tables: Tables): Record<string, Operation> {
	const needs = (action: string) => (input: { RequestItems: Record<string, unknown> }) =>
		Object.keys(input.RequestItems).map((name) => ({ action: `dynamodb:${action}`, resource: tables.arnOf(name) }));
	return {
		BatchWriteItem: operation({
			input: request({ RequestItems: z.record(z.string(), z.array(writeRequest).min(1)), ...returned }),
			needs: needs("BatchWriteItem"),
			run: ({ RequestItems, ReturnConsumedCapacity }): Answer => {
				const planned: { name: string; table: Table; asked: WriteRequest; write: Write }[] = [];
				const keys = new Set<string>();
				for (const [name, asked] of Object.entries(RequestItems)) {
					const table = tables.find(name);
					if (!table.ok) return table;
					for (const one of asked) {
						const write = writeOf(one);
						const key = keyOfWrite(table.output, write);
						if (!key.ok) return key;
						const unique = `${table.output.config.name} ${key.output.id}`;
						if (keys.has(unique)) return invalid("Provided list of item keys contains duplicates");
						keys.add(unique);
						planned.push({ name, table: table.output, asked: one, write });
					}
				}
				if (planned.length > MOST_WRITES)
					return invalid(
						`1 validation error detected: Value at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to ${MOST_WRITES}, Member must have length greater than or equal to 1]`,
					);
				for (const { table, write } of planned) {
					const key = keyOfWrite(table, write);
					const plan = key.ok ? planWrite(table, key.output, write) : key;
					if (!plan.ok) return plan;
				}
				const unprocessed: Record<string, WriteRequest[]> = {};
				const consumed: unknown[] = [];
				let refusal: ReturnType<typeof carryOut> | undefined;
				for (const { name, table, asked, write } of planned) {
					const result = carryOut(run, table, write);
					if (result.ok) consumed.push(consumedCapacity(table.config.name, unitsOfWrite(result.output, false), ReturnConsumedCapacity));
					else if (result.error.name === "ValidationException") return result;
					else {
						refusal = result;
						unprocessed[name] = [...(unprocessed[name] ?? []), asked];
					}
				}
				if (refusal && Object.values(unprocessed).flat().length === planned.length) return refusal;
				return done({ UnprocessedItems: unprocessed, ...(ReturnConsumedCapacity ? { ConsumedCapacity: consumed } : {}) });
			},
		}),
		BatchGetItem: operation({
			input: request({ RequestItems: z.record(z.string(), keysAndAttributes), ...returned }),
			needs: needs("BatchGetItem"),
			run: ({ RequestItems, ReturnConsumedCapacity }): Answer => {
				const count = Object.values(RequestItems).reduce((sum, { Keys }) => sum + Keys.length, 0);
				if (count > MOST_KEYS) return invalid("Too many items requested for the BatchGetItem call");
				const responses: Record<string, Item[]> = {};
				const unprocessed: Record<string, unknown> = {};
				const consumed: unknown[] = [];
				let bytes = 0;
				for (const [name, { Keys, ...asked }] of Object.entries(RequestItems)) {
					const table = tables.find(name);
					if (!table.ok) return table;
					const expressions = readExpressions(asked);
					if (!expressions.ok) return expressions;
					const keys = Keys.map((one) => table.output.keyOf(one));
					const wrong = keys.find((key) => typeof key === "string");
					if (typeof wrong === "string") return invalid(wrong);
					if (new Set(keys.map((key) => (typeof key === "string" ? key : key.id))).size < keys.length)
						return invalid("Provided list of item keys contains duplicates");
					responses[name] = [];
					const left: Item[] = [];
					let units = 0;
					for (const [index, key] of keys.entries()) {
						if (typeof key === "string") continue;
						const item = table.output.seen(key.id, asked.ConsistentRead);
						const size = item ? itemBytes(item) : 0;
						const cost = readUnits(size, { consistent: asked.ConsistentRead });
						if (bytes + size > MOST_BYTES || table.output.capacity.take(run.simulation.now, "read", cost, key.partition)) {
							left.push(Keys[index] as Item);
							continue;
						}
						bytes += size;
						units += cost;
						const { projection } = expressions.output;
						if (item) responses[name].push(projection ? projected(item, projection) : item);
					}
					if (left.length > 0) unprocessed[name] = { ...asked, Keys: left };
					consumed.push(consumedCapacity(table.output.config.name, unitsOfRead(units), ReturnConsumedCapacity));
				}
				if (Object.values(responses).every((items) => items.length === 0) && Object.keys(unprocessed).length > 0 && bytes === 0)
					return failed(
						"ProvisionedThroughputExceededException",
						"The level of configured provisioned throughput for one or more global secondary indexes of the table was exceeded.",
					);
				return done({
					Responses: responses,
					UnprocessedKeys: unprocessed,
					...(ReturnConsumedCapacity ? { ConsumedCapacity: consumed } : {}),
				});
			},
		}),
	};
}

function writeOf(asked: WriteRequest): Write {
	const usual = { expressions: {}, returnOnFailure: false };
	return "PutRequest" in asked
		? { kind: "put", item: asked.PutRequest.Item, ...usual }
		: { kind: "delete", key: asked.DeleteRequest.Key, ...usual };
}
