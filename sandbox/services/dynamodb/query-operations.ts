import type { CloudRun } from "../cloud.ts";
import { type Operation, operation } from "../wire/operation.ts";
import { canonical, type Item } from "./attribute-value.ts";
import { type Entry, scanOrder } from "./item-collections.ts";
import type { Tables } from "./item-operations.ts";
import { readKeyCondition } from "./key-condition.ts";
import { pageProblem, readPage, type Source, sourceOf } from "./page.ts";
import { invalid, queryInput, readExpressions, request, scanInput } from "./requests.ts";

/** Query and Scan, of tables and of indexes. */
export function queryOperations(run: CloudRun, tables: Tables): Record<string, Operation> {
	const needs = (action: string) => (input: { TableName: string; IndexName?: string | undefined }) => {
		const arn = tables.arnOf(input.TableName);
		return [{ action: `dynamodb:${action}`, resource: input.IndexName === undefined ? arn : `${arn}/index/${input.IndexName}` }];
	};
	return {
		Query: operation({
			input: request(queryInput.shape),
			needs: needs("Query"),
			run: (input) => {
				const table = tables.find(input.TableName);
				if (!table.ok) return table;
				const source = sourceOf(table.output, input);
				if (typeof source === "string") return invalid(source);
				if (input.KeyConditionExpression === undefined)
					return invalid("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
				const expressions = readExpressions(input);
				if (!expressions.ok) return expressions;
				const { keyCondition } = expressions.output;
				const condition = keyCondition && readKeyCondition(keyCondition, source.collections.keys);
				if (!condition || typeof condition === "string") return invalid(condition ?? "");
				const problem = pageProblem(source, input, expressions.output, true);
				if (problem !== undefined) return invalid(problem);
				const inOrder = source.collections.of(condition.partition).filter(({ item }) => condition.fits(item));
				if (!input.ScanIndexForward) inOrder.reverse();
				const entries = after(input.ExclusiveStartKey, source, inOrder, input.ScanIndexForward ? 1 : -1);
				const partition = source.index?.global ? undefined : canonical(condition.partition);
				return readPage(run.simulation.now, source, input, expressions.output, entries, partition);
			},
		}),
		Scan: operation({
			input: request(scanInput.shape),
			needs: needs("Scan"),
			run: (input) => {
				const table = tables.find(input.TableName);
				if (!table.ok) return table;
				const source = sourceOf(table.output, input);
				if (typeof source === "string") return invalid(source);
				const { Segment, TotalSegments } = input;
				if ((Segment === undefined) !== (TotalSegments === undefined))
					return invalid(
						Segment === undefined
							? "The Segment parameter is required but was not present in the request when parameter TotalSegments is present"
							: "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
					);
				if (Segment !== undefined && TotalSegments !== undefined && Segment >= TotalSegments)
					return invalid(
						`The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${Segment} is not less than TotalSegments: ${TotalSegments}`,
					);
				const expressions = readExpressions(input);
				if (!expressions.ok) return expressions;
				const problem = pageProblem(source, input, expressions.output, false);
				if (problem !== undefined) return invalid(problem);
				const all = [...source.collections.all()];
				const mine = TotalSegments === undefined ? all : all.filter((entry) => segmentOf(entry, source, TotalSegments) === Segment);
				const start = input.ExclusiveStartKey && startIn(input.ExclusiveStartKey, source, mine);
				return readPage(run.simulation.now, source, input, expressions.output, mine.slice((start ?? -1) + 1), undefined);
			},
		}),
	};
}

/** Entries behind the start key; it need not be there any more. */
function after(startKey: Item | undefined, source: Source, inOrder: readonly Entry[], direction: 1 | -1): readonly Entry[] {
	if (!startKey) return inOrder;
	const key = source.table.keyIn(startKey);
	if (typeof key === "string") return inOrder;
	const start: Entry = { id: key.id, item: startKey };
	const first = inOrder.findIndex((entry) => source.collections.order(entry, start) * direction > 0);
	return first === -1 ? [] : inOrder.slice(first);
}

/** Place of the last entry that is not behind the start key of a scan, in the order of scans; its item need not be there any more. */
function startIn(startKey: Item, { table, collections }: Source, entries: readonly Entry[]): number {
	const key = table.keyIn(startKey);
	if (typeof key === "string") return -1;
	const start: Entry = { id: key.id, item: startKey };
	const textOf = (item: Item) => canonical(item[collections.keys.partitionKey.name] as Item[string]);
	const startText = textOf(startKey);
	const isBehind = (entry: Entry) => {
		const text = textOf(entry.item);
		const order = scanOrder(text) - scanOrder(startText);
		return order !== 0 ? order > 0 : text !== startText ? text > startText : collections.order(entry, start) > 0;
	};
	const next = entries.findIndex(isBehind);
	return next === -1 ? entries.length - 1 : next - 1;
}

function segmentOf({ item }: Entry, { collections }: Source, segments: number): number {
	return scanOrder(canonical(item[collections.keys.partitionKey.name] as Item[string])) % segments;
}
