import { createHash } from "node:crypto";
import { z } from "zod";
import type { Json } from "#sandbox/json-value.ts";
import type { CloudRun } from "../cloud.ts";
import { type Answer, done, failed, type Operation, operation, type Permission, type ServiceError } from "../wire/operation.ts";
import { type Item, itemBytes } from "./attribute-value.ts";
import { readUnits } from "./capacity.ts";
import { consumedCapacity, unitsOfRead } from "./consumed-capacity.ts";
import { projected } from "./expressions/expression.ts";
import type { Tables } from "./item-operations.ts";
import { dynamodbCapacity } from "./model.ts";
import { keyOfWrite, planWrite, unitsOfWrite, type Write, type WritePlan } from "./plan-write.ts";
import {
	checkMembers,
	deleteMembers,
	getMembers,
	invalid,
	putMembers,
	readExpressions,
	request,
	returned,
	updateMembers,
} from "./requests.ts";
import type { ItemKey, Table } from "./table.ts";

/** Actions of one transaction, and their items together (L345). */
const MOST_ACTIONS = 100;
const MOST_BYTES = 4_194_304;

const action = z.object({
	Put: z.object(putMembers).optional(),
	Update: z.object(updateMembers).optional(),
	Delete: z.object(deleteMembers).optional(),
	ConditionCheck: z.object(checkMembers).optional(),
});
type Action = z.output<typeof action>;
type Planned = { table: Table; key: ItemKey; write: Write };

/** Why one action of a transaction did not go; `None` when it would have. */
type Reason = { Code: string; Message?: string; Item?: Item };

/** TransactWriteItems and TransactGetItems: all or nothing, of several items (L345-L347). */
export function transactionOperations(run: CloudRun, tables: Tables): Record<string, Operation> {
	const { simulation } = run;
	/** Answers by client request token, with what was asked for. In order of time. */
	const known = new Map<string, { digest: string; at: number; output: unknown }>();
	const underWay = new Set<string>();
	const forget = () => {
		for (const [token, { at }] of known) {
			if (at + dynamodbCapacity.tokenMs > simulation.now) break;
			known.delete(token);
		}
	};
	const commit = (planned: readonly Planned[], asked: "INDEXES" | "TOTAL" | "NONE" | undefined): Answer => {
		const results = planned.map(({ table, key, write }) => planWrite(table, key, write));
		const reasons = results.map((result): Reason => (result.ok ? { Code: "None" } : reasonOf(result.error)));
		if (reasons.some(({ Code }) => Code !== "None")) return cancelled(reasons);
		const plans = results.map((result) => (result as { output: WritePlan }).output);
		if (plans.reduce((bytes, { after }) => bytes + (after ? itemBytes(after) : 0), 0) > MOST_BYTES)
			return invalid("Member must have aggregate size of items less than or equal to 4 MB");
		const throttled = plans.map((plan) =>
			plan.table.capacity.take(simulation.now, "write", unitsOfWrite(plan, true).table, plan.key.partition),
		);
		if (throttled.some((one) => one))
			return cancelled(throttled.map((one) => (one ? { Code: "ThrottlingError", Message: one.error.message } : { Code: "None" })));
		for (const [index, { table, key, after }] of plans.entries()) if (planned[index]?.write.kind !== "check") table.change(key, after);
		const consumed = plans.map((plan) => consumedCapacity(plan.table.config.name, unitsOfWrite(plan, true), asked, "write"));
		return done({ ...(asked && asked !== "NONE" ? { ConsumedCapacity: consumed } : {}) });
	};
	return {
		TransactWriteItems: operation({
			input: request({
				TransactItems: z.array(action).min(1).max(MOST_ACTIONS),
				ClientRequestToken: z.string().min(1).max(36).optional(),
				...returned,
			}),
			needs: ({ TransactItems }) => TransactItems.flatMap((one) => permissionOf(one, tables)),
			run: (input, { reply }) => {
				forget();
				const { ClientRequestToken: token } = input;
				const digest = createHash("sha256").update(JSON.stringify(input.TransactItems)).digest("hex");
				const earlier = token === undefined ? undefined : known.get(token);
				if (earlier && earlier.digest !== digest)
					return failed(
						"IdempotentParameterMismatchException",
						"The request uses the same client token as a previous, but non-identical request.",
					);
				if (earlier) return done(earlier.output);
				if (token !== undefined && underWay.has(token))
					return failed("TransactionInProgressException", "The transaction with the given request token is already in progress.");
				const planned = planOf(input.TransactItems, tables);
				if (!planned.ok) return planned;
				const items = planned.output;
				const conflicts = items.map(
					({ table, key }): Reason =>
						table.held.has(key.id) ? { Code: "TransactionConflict", Message: "Transaction is ongoing for the item" } : { Code: "None" },
				);
				if (conflicts.some(({ Code }) => Code !== "None")) return cancelled(conflicts);
				for (const { table, key } of items) table.held.add(key.id);
				if (token !== undefined) underWay.add(token);
				simulation.at(simulation.now + dynamodbCapacity.transactionMs, () => {
					for (const { table, key } of items) table.held.delete(key.id);
					const answer = commit(items, input.ReturnConsumedCapacity);
					if (token !== undefined) underWay.delete(token);
					if (answer.ok && token !== undefined) known.set(token, { digest, at: simulation.now, output: answer.output });
					reply(answer);
				});
				return undefined;
			},
		}),
		TransactGetItems: operation({
			input: request({
				TransactItems: z
					.array(z.object({ Get: z.object(getMembers) }))
					.min(1)
					.max(MOST_ACTIONS),
				...returned,
			}),
			needs: ({ TransactItems }) => TransactItems.map(({ Get }) => ({ action: "dynamodb:GetItem", resource: tables.arnOf(Get.TableName) })),
			run: ({ TransactItems, ReturnConsumedCapacity }) => {
				const responses: { Item?: Item }[] = [];
				const reasons: Reason[] = [];
				const consumed: unknown[] = [];
				for (const { Get } of TransactItems) {
					const table = tables.find(Get.TableName);
					if (!table.ok) return table;
					const key = table.output.keyOf(Get.Key);
					if (typeof key === "string") return invalid(key);
					const expressions = readExpressions(Get);
					if (!expressions.ok) return expressions;
					const item = table.output.current(key.id);
					const units = readUnits(item ? itemBytes(item) : 0, { consistent: true, transactional: true });
					const throttled = table.output.capacity.take(simulation.now, "read", units, key.partition);
					if (table.output.held.has(key.id)) reasons.push({ Code: "TransactionConflict", Message: "Transaction is ongoing for the item" });
					else reasons.push(throttled ? { Code: "ThrottlingError", Message: throttled.error.message } : { Code: "None" });
					const { projection } = expressions.output;
					responses.push(item ? { Item: projection ? projected(item, projection) : item } : {});
					consumed.push(consumedCapacity(table.output.config.name, unitsOfRead(units), ReturnConsumedCapacity, "read"));
				}
				if (reasons.some(({ Code }) => Code !== "None")) return cancelled(reasons);
				return done({
					Responses: responses,
					...(ReturnConsumedCapacity && ReturnConsumedCapacity !== "NONE" ? { ConsumedCapacity: consumed } : {}),
				});
			},
		}),
	};
}

function planOf(actions: readonly Action[], tables: Tables): Answer<Planned[]> {
	const planned: Planned[] = [];
	const keys = new Set<string>();
	for (const one of actions) {
		const kinds = [one.Put, one.Update, one.Delete, one.ConditionCheck].filter((given) => given !== undefined);
		const [given] = kinds;
		if (!given || kinds.length > 1) return invalid("TransactItems can only contain one of Check, Put, Update or Delete");
		const table = tables.find(given.TableName);
		if (!table.ok) return table;
		const expressions = readExpressions(given);
		if (!expressions.ok) return expressions;
		const usual = { expressions: expressions.output, returnOnFailure: given.ReturnValuesOnConditionCheckFailure === "ALL_OLD" };
		const kind = one.Update ? "update" : one.Delete ? "delete" : "check";
		const write: Write = one.Put ? { kind: "put", item: one.Put.Item, ...usual } : { kind, key: (given as { Key: Item }).Key, ...usual };
		const key = keyOfWrite(table.output, write);
		if (!key.ok) return key;
		const unique = `${table.output.config.name} ${key.output.id}`;
		if (keys.has(unique)) return invalid("Transaction request cannot include multiple operations on one item");
		keys.add(unique);
		planned.push({ table: table.output, key: key.output, write });
	}
	return done(planned);
}

function permissionOf({ Put, Update, Delete, ConditionCheck }: Action, tables: Tables): Permission[] {
	const of = (name: string, given: { TableName: string } | undefined) =>
		given ? [{ action: `dynamodb:${name}`, resource: tables.arnOf(given.TableName) }] : [];
	return [...of("PutItem", Put), ...of("UpdateItem", Update), ...of("DeleteItem", Delete), ...of("ConditionCheckItem", ConditionCheck)];
}

function reasonOf({ name, message, members }: ServiceError): Reason {
	if (name === "ConditionalCheckFailedException") {
		const item = members?.Item as Item | undefined;
		return { Code: "ConditionalCheckFailed", Message: message, ...(item ? { Item: item } : {}) };
	}
	return { Code: "ValidationError", Message: message };
}

function cancelled(reasons: readonly Reason[]) {
	const codes = reasons.map(({ Code }) => Code).join(", ");
	return failed(
		"TransactionCanceledException",
		`Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
		{
			members: { CancellationReasons: reasons as unknown as Json },
		},
	);
}
