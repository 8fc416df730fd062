import { discoveredFields, type InsightsLogEvent } from "./discovered-fields.ts";
import { compare, evaluate, isTrue, type Row } from "./evaluate.ts";
import { textOf, type Value } from "./functions.ts";
import { parseQuery } from "./parse-query.ts";
import type { Command, Expression, Named } from "./query.ts";
import { QueryProblem } from "./tokens.ts";

/** Rows have their values as texts, by field; a field that a row does not have is not in it. */
export type InsightsResult =
	| {
			ok: true;
			fields: string[];
			rows: { [field: string]: string }[];
			statistics: { recordsScanned: number; recordsMatched: number; bytesScanned: number };
	  }
	/** Column in the query, from 1. */
	| { ok: false; problem: string; column: number };

const MOST_ROWS = 10_000;

/**
 * Runs a query of CloudWatch Logs Insights: fields, filter, parse, stats, sort, limit, dedup and display, as far as they are useful for the
 * log of a run. Regular expressions are JavaScript's: a query is trusted as much as whoever writes it.
 * @param logEvents In any order; without `sort`, and without `stats`, results have the latest first.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export function runInsightsQuery(logEvents: readonly InsightsLogEvent[], query: string): InsightsResult {
	let commands: Command[];
	try {
		commands = parseQuery(query);
	} catch (error) {
		if (error instanceof QueryProblem) return { ok: false, problem: error.message, column: error.column };
		throw error;
	}
	let rows = logEvents.map(discoveredFields);
	if (!commands.some(({ command }) => command === "sort")) rows = sorted(rows, [{ expression: TIMESTAMP, descending: true }]);
	const bytesScanned = logEvents.reduce((sum, { message }) => sum + Buffer.byteLength(message), 0);
	const matchedBefore = firstIndexAfterFilters(commands);
	let recordsMatched = rows.length;
	let fields: string[] = [];
	let displayed: string[] | undefined;
	let limit = MOST_ROWS;
	for (const [i, command] of commands.entries()) {
		if (i === matchedBefore) recordsMatched = rows.length;
		switch (command.command) {
			case "fields":
			case "display":
				for (const row of rows) setColumns(row, command.columns);
				if (command.command === "display") displayed = command.columns.map(({ name }) => name);
				else fields = [...new Set([...fields, ...command.columns.map(({ name }) => name)])];
				break;
			case "filter":
				rows = rows.filter((row) => isTrue(evaluate(command.condition, { row })));
				break;
			case "parse":
				for (const row of rows) parseInto(row, command);
				break;
			case "stats":
				rows = groups(rows, command);
				fields = [...command.by, ...command.columns].map(({ name }) => name);
				displayed = undefined;
				break;
			case "sort":
				rows = sorted(rows, command.by);
				break;
			case "limit":
				limit = command.count;
				break;
			case "dedup":
				rows = deduplicated(rows, command.fields);
				break;
		}
	}
	if (matchedBefore === commands.length) recordsMatched = rows.length;
	const shown = displayed ?? (fields.length > 0 ? fields : ["@timestamp", "@message"]);
	return {
		ok: true,
		fields: shown,
		rows: rows.slice(0, limit).map((row) => shownOf(row, shown)),
		statistics: { recordsScanned: logEvents.length, recordsMatched, bytesScanned },
	};
}

const TIMESTAMP: Expression = { kind: "field", name: "@timestamp", text: "@timestamp", column: 1 };

/** Where the rows are still log events, after the last filter on them. */
function firstIndexAfterFilters(commands: readonly Command[]): number {
	const stats = commands.findIndex(({ command }) => command === "stats" || command === "dedup");
	return stats < 0 ? commands.length : stats;
}

function setColumns(row: Row, columns: readonly Named[]): void {
	for (const { name, expression } of columns)
		if (expression.kind !== "field" || expression.name !== name) row.set(name, evaluate(expression, { row }));
}

function shownOf(row: Row, fields: readonly string[]): Record<string, string> {
	return Object.fromEntries(
		fields.flatMap((field) => {
			const value = row.get(field);
			return value === undefined ? [] : [[field, textOf(value)]];
		}),
	);
}

function parseInto(row: Row, { of, pattern, names }: Extract<Command, { command: "parse" }>): void {
	const value = evaluate(of, { row });
	const found = value === undefined ? null : pattern.exec(textOf(value));
	if (!found) return;
	for (const [i, name] of names.entries()) {
		const part = found.groups ? found.groups[name] : found[i + 1];
		if (part !== undefined) row.set(name, part);
	}
}

function groups(rows: readonly Row[], { columns, by }: Extract<Command, { command: "stats" }>): Row[] {
	const found = new Map<string, { values: Value[]; rows: Row[] }>();
	for (const row of rows) {
		const values = by.map(({ expression }) => evaluate(expression, { row }));
		const key = JSON.stringify(values.map((value) => (value === undefined ? null : textOf(value))));
		const group = found.get(key);
		if (group) group.rows.push(row);
		else found.set(key, { values, rows: [row] });
	}
	// A count of nothing is one row with 0, and no row when it is grouped.
	if (by.length === 0 && found.size === 0) found.set("[]", { values: [], rows: [] });
	return [...found.values()].map(({ values, rows: group }) => {
		const first = group[0] ?? new Map<string, Value>();
		const row: Row = new Map(by.map(({ name }, i) => [name, values[i]]));
		for (const { name, expression } of columns) row.set(name, evaluate(expression, { row: first, group }));
		return row;
	});
}

/** Rows without the field come last, in either order. */
function sorted(rows: readonly Row[], by: readonly { expression: Expression; descending: boolean }[]): Row[] {
	const keyed = rows.map((row) => ({ row, keys: by.map(({ expression }) => valueFor(expression, row)) }));
	keyed.sort((a, b) => {
		for (const [i, { descending }] of by.entries()) {
			const [x, y] = [a.keys[i], b.keys[i]];
			if (x === undefined && y === undefined) continue;
			if (x === undefined || y === undefined) return x === undefined ? 1 : -1;
			const order = compare(x, y) ?? 0;
			if (order !== 0) return descending ? -order : order;
		}
		return 0;
	});
	return keyed.map(({ row }) => row);
}

/** After `stats`, an expression such as `count(*)` is the column of that name. */
function valueFor(expression: Expression, row: Row): Value {
	return row.has(expression.text) ? row.get(expression.text) : evaluate(expression, { row });
}

function deduplicated(rows: readonly Row[], fields: readonly Expression[]): Row[] {
	const seen = new Set<string>();
	return rows.filter((row) => {
		const values = fields.map((field) => valueFor(field, row));
		// Where the fields are missing, nothing is taken for the same.
		if (values.every((value) => value === undefined)) return true;
		const key = JSON.stringify(values.map((value) => (value === undefined ? null : textOf(value))));
		if (seen.has(key)) return false;
		seen.add(key);
		return true;
	});
}
