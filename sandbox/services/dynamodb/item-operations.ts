import { z } from "zod";
import type { CloudRun } from "../cloud.ts";
import { type Answer, done, failed, type Operation, operation } from "../wire/operation.ts";
import { type Item, itemBytes } from "./attribute-value.ts";
import { readUnits } from "./capacity.ts";
import { consumedCapacity, unitsOfRead } from "./consumed-capacity.ts";
import { projected } from "./expressions/expression.ts";
import { keyOfWrite, planWrite, unitsOfWrite, type Write, type WritePlan } from "./plan-write.ts";
import { deleteMembers, getMembers, invalid, putMembers, readExpressions, request, returned, updateMembers } from "./requests.ts";
import type { Table } from "./table.ts";

/** Finds tables as requests name them, by name or ARN. */
export type Tables = {
	readonly find: (nameOrArn: string) => Answer<Table>;
	readonly arnOf: (nameOrArn: string) => string;
};

const unchanging = z.enum(["NONE", "ALL_OLD"]).default("NONE");
const changing = z.enum(["NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"]).default("NONE");
type Returned = z.output<typeof changing>;

/** GetItem, PutItem, UpdateItem and DeleteItem. */
export function itemOperations(run: CloudRun, tables: Tables): Record<string, Operation> {
	const needs = (action: string) => (input: { TableName: string }) => [
		{ action: `dynamodb:${action}`, resource: tables.arnOf(input.TableName) },
	];
	type Input = Parameters<typeof readExpressions>[0] & {
		TableName: string;
		ReturnValues: Returned;
		ReturnConsumedCapacity?: "INDEXES" | "TOTAL" | "NONE" | undefined;
		ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE" | undefined;
	};
	const write = (input: Input, of: { kind: "put"; item: Item } | { kind: "update" | "delete"; key: Item }): Answer => {
		const table = tables.find(input.TableName);
		if (!table.ok) return table;
		const expressions = readExpressions(input);
		if (!expressions.ok) return expressions;
		const returnOnFailure = input.ReturnValuesOnConditionCheckFailure === "ALL_OLD";
		const plan = carryOut(run, table.output, { ...of, expressions: expressions.output, returnOnFailure });
		if (!plan.ok) return plan;
		return done({
			Attributes: attributesOf(plan.output, input.ReturnValues),
			ConsumedCapacity: consumedCapacity(table.output.config.name, unitsOfWrite(plan.output, false), input.ReturnConsumedCapacity),
		});
	};
	return {
		GetItem: operation({
			input: request({ ...getMembers, ConsistentRead: z.boolean().default(false), ...returned }),
			needs: needs("GetItem"),
			run: (input) => {
				const table = tables.find(input.TableName);
				if (!table.ok) return table;
				const expressions = readExpressions(input);
				if (!expressions.ok) return expressions;
				const key = table.output.keyOf(input.Key);
				if (typeof key === "string") return invalid(key);
				const item = table.output.seen(key.id, input.ConsistentRead);
				const units = readUnits(item ? itemBytes(item) : 0, { consistent: input.ConsistentRead });
				const throttled = table.output.capacity.take(run.simulation.now, "read", units, key.partition);
				if (throttled) return throttled;
				const { projection } = expressions.output;
				return done({
					...(item ? { Item: projection ? projected(item, projection) : item } : {}),
					ConsumedCapacity: consumedCapacity(table.output.config.name, unitsOfRead(units), input.ReturnConsumedCapacity),
				});
			},
		}),
		PutItem: operation({
			input: request({ ...putMembers, ReturnValues: unchanging, ...returned }),
			needs: needs("PutItem"),
			run: (input) => write(input, { kind: "put", item: input.Item }),
		}),
		DeleteItem: operation({
			input: request({ ...deleteMembers, ReturnValues: unchanging, ...returned }),
			needs: needs("DeleteItem"),
			run: (input) => write(input, { kind: "delete", key: input.Key }),
		}),
		UpdateItem: operation({
			input: request({ ...updateMembers, ReturnValues: changing, ...returned }),
			needs: needs("UpdateItem"),
			run: (input) => write(input, { kind: "update", key: input.Key }),
		}),
	};
}

/** Checks a write of one item, pays for it and does it. A condition that fails has been paid for as well (L343). */
export function carryOut(run: CloudRun, table: Table, write: Write): Answer<WritePlan> {
	const key = keyOfWrite(table, write);
	if (!key.ok) return key;
	if (table.held.has(key.output.id)) return failed("TransactionConflictException", "Transaction is ongoing for the item");
	const plan = planWrite(table, key.output, write);
	if (!plan.ok && plan.error.name !== "ConditionalCheckFailedException") return plan;
	const before = table.current(key.output.id);
	const units = unitsOfWrite(plan.ok ? plan.output : { table, before, after: before }, false).table;
	const throttled = table.capacity.take(run.simulation.now, "write", units, key.output.partition);
	if (throttled) return throttled;
	if (plan.ok) table.change(key.output, plan.output.after);
	return plan;
}

function attributesOf({ before, after, paths }: WritePlan, wanted: Returned): Item | undefined {
	switch (wanted) {
		case "ALL_OLD":
			return before;
		case "ALL_NEW":
			return after;
		case "UPDATED_OLD":
			return before && nonEmpty(projected(before, paths));
		case "UPDATED_NEW":
			return after && nonEmpty(projected(after, paths));
		default:
			return undefined;
	}
}

function nonEmpty(item: Item): Item | undefined {
	return Object.keys(item).length > 0 ? item : undefined;
}
