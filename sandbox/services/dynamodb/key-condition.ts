import type { AttributeValue, Item } from "./attribute-value.ts";
import { matches } from "./expressions/condition.ts";
import { type Condition, isPath, type Operand } from "./expressions/expression.ts";
import type { ItemCollections } from "./item-collections.ts";

/** Which items a query looks at: one partition key, and a condition on the sort key if there is one. */
export type KeyCondition = { readonly partition: AttributeValue; readonly fits: (item: Item) => boolean };

/**
 * Reads a KeyConditionExpression for a table or an index.
 * @returns A text for ValidationException when it is none that a query can use.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
 */
export function readKeyCondition(condition: Condition, { partitionKey, sortKey }: ItemCollections["keys"]): KeyCondition | string {
	const parts = partsOf(condition);
	const byName = new Map<string, Condition>();
	for (const part of parts) {
		const problem = partProblem(part);
		if (problem !== undefined) return problem;
		const name = nameIn(part);
		if (name === undefined) return "Invalid condition in KeyConditionExpression: No key attribute specified";
		if (byName.has(name)) return "KeyConditionExpressions must only contain one condition per key";
		byName.set(name, part);
	}
	const ofPartition = byName.get(partitionKey.name);
	if (!ofPartition) return `Query condition missed key schema element: ${partitionKey.name}`;
	const partition = (ofPartition.args as readonly Operand[]).find((operand) => !isPath(operand)) as AttributeValue | undefined;
	if (ofPartition.type !== "=" || !partition) return "Query key condition not supported";
	if (!(partitionKey.type in partition))
		return "One or more parameter values were invalid: Condition parameter type does not match schema type";
	byName.delete(partitionKey.name);
	const ofSortKey = sortKey && byName.get(sortKey.name);
	if (byName.size > (ofSortKey ? 1 : 0))
		return sortKey ? `Query condition missed key schema element: ${sortKey.name}` : "Query key condition not supported";
	return { partition, fits: (item) => !ofSortKey || matches(ofSortKey, item) };
}

/** What is joined by AND. */
function partsOf(condition: Condition): Condition[] {
	return condition.type === "and" ? (condition.args as readonly Condition[]).flatMap(partsOf) : [condition];
}

/** What a query cannot use of an expression. */
function partProblem(part: Condition): string | undefined {
	if (["or", "not", "in", "<>", "and"].includes(part.type))
		return `Invalid operator used in KeyConditionExpression: ${part.type.toUpperCase()}`;
	if (part.type === "function" && part.name !== "begins_with") return `Invalid operator used in KeyConditionExpression: ${part.name}`;
	const paths = (part.args as readonly Operand[]).filter(isPath);
	if (paths.length > 1) return "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition";
	if (paths.some((path) => path.length > 1)) return "KeyConditionExpressions cannot have conditions on nested attributes";
	return undefined;
}

function nameIn(part: Condition): string | undefined {
	const path = (part.args as readonly Operand[]).find(isPath);
	return path === undefined ? undefined : String(path[0]);
}
