import { type Column, getTableColumns, sql } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { type Database, inTransaction } from "#db/database.ts";
import { parseInterviewId } from "#db/queries/interviews.ts";
import * as schema from "#db/schema/index.ts";

export type ProgressExport = {
	format: "warmstart-progress";
	version: 1;
	/** Rows by table, columns by name. Times are milliseconds since 1970, the records of runs base64. */
	tables: Record<string, Record<string, unknown>[]>;
};

export type ImportOutcome = { ok: true; rows: number } | { ok: false; problem: string };

type Row = Record<string, unknown>;

const tables: Readonly<Record<string, SQLiteTable>> = schema;

/** All that the learner did, as plain JSON. */
export function exportAll(db: Database): ProgressExport {
	return inTransaction(db, (db) => ({
		format: "warmstart-progress",
		version: 1,
		tables: Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, exportTable(db, table)])),
	}));
}

/**
 * Reads an export back, all of it or nothing. Settings are taken over in any case.
 * @param exported As parsed from JSON. Anything else than an export is refused, with a problem that can be shown.
 * @param options.replace Gives up the progress that is there for the imported; without it, a database with progress refuses.
 */
export function importAll(db: Database, exported: unknown, options: { replace: boolean } = { replace: false }): ImportOutcome {
	try {
		const rows = readExport(exported);
		return inTransaction(db, (db) => {
			if (!options.replace && hasProgress(db)) throw new ImportProblem("There is progress here already, which the import would replace.");
			// The tables come in the order of their names: references hold at the end, not at every step.
			db.run(sql`PRAGMA defer_foreign_keys = ON`);
			for (const table of Object.values(tables)) db.delete(table).run();
			for (const { table, row } of rows) db.insert(table).values(row).run();
			return { ok: true, rows: rows.length };
		});
	} catch (error) {
		if (error instanceof ImportProblem) return { ok: false, problem: error.message };
		if (isRefusal(error)) return { ok: false, problem: "The file contradicts itself, so nothing was imported." };
		throw error;
	}
}

/** Thrown to leave the transaction, and returned at the door. */
class ImportProblem extends Error {}

function exportTable(db: Database, table: SQLiteTable): Row[] {
	const columns = Object.entries(getTableColumns(table));
	const toJson = (row: Row) => Object.fromEntries(columns.map(([name, column]) => [name, formOf(column).toJson(row[name])]));
	return db.select().from(table).orderBy(sql`rowid`).all().map(toJson);
}

function hasProgress(db: Database): boolean {
	const { settings: _, ...progress } = tables;
	return Object.values(progress).some((table) => db.select({ one: sql`1` }).from(table).limit(1).get() !== undefined);
}

function readExport(exported: unknown): { table: SQLiteTable; row: Row }[] {
	if (!isObject(exported) || exported.format !== "warmstart-progress") throw new ImportProblem("This is not an export of Warmstart.");
	if (exported.version !== 1) throw new ImportProblem("This export was made by a newer version of Warmstart.");
	if (!isObject(exported.tables)) throw new ImportProblem("The export has no tables.");
	return Object.entries(exported.tables).flatMap(([name, rows]) => {
		const table = Object.hasOwn(tables, name) ? tables[name] : undefined;
		if (!table) throw new ImportProblem(`The export has a table ${name}, which this version of Warmstart does not know.`);
		if (!Array.isArray(rows)) throw new ImportProblem(`${name} is not a list of rows.`);
		return rows.map((row, index) => ({ table, row: readRow(table, row, `${name}, row ${index + 1}`) }));
	});
}

function readRow(table: SQLiteTable, row: unknown, place: string): Row {
	if (!isObject(row)) throw new ImportProblem(`${place}: this is not a row.`);
	const columns = Object.entries(getTableColumns(table));
	return Object.fromEntries(columns.map(([name, column]) => [name, readValue(column, row[name], `${place}, ${name}`)]));
}

function readValue(column: Column, value: unknown, place: string): unknown {
	const form = formOf(column);
	if (value === null || value === undefined) {
		if (column.notNull) throw new ImportProblem(`${place}: a value is missing.`);
		return null;
	}
	const isKnownWord = !column.enumValues?.length || column.enumValues.includes(String(value));
	if (!form.accepts(value) || !isKnownWord || shapes[column.name]?.(value) === false) {
		throw new ImportProblem(`${place}: this value does not belong here.`);
	}
	return form.fromJson(value);
}

type Form = { accepts: (value: unknown) => boolean; toJson: (value: unknown) => unknown; fromJson: (value: unknown) => unknown };

const same = { toJson: (value: unknown) => value, fromJson: (value: unknown) => value };
const forms: Readonly<Record<string, Form>> = {
	string: { accepts: (value) => typeof value === "string", ...same },
	number: { accepts: (value) => Number.isFinite(value), ...same },
	json: { accepts: () => true, ...same },
	date: {
		accepts: (value) => Number.isSafeInteger(value) && !Number.isNaN(new Date(Number(value)).getTime()),
		toJson: (value) => (value instanceof Date ? value.getTime() : null),
		fromJson: (value) => new Date(Number(value)),
	},
	buffer: {
		accepts: (value) => typeof value === "string",
		toJson: (value) => (Buffer.isBuffer(value) ? value.toString("base64") : null),
		fromJson: (value) => Buffer.from(String(value), "base64"),
	},
};

/** Columns, by name, whose type promises more than their form. */
const shapes: Readonly<Record<string, (value: unknown) => boolean>> = {
	files: (value) => isObject(value) && Object.values(value).every((text) => typeof text === "string"),
	state_before: (value) => isObject(value) && Object.values(value).every(Number.isFinite),
	verdict: (value) => isObject(value) && typeof value.status === "string",
	scope: (value) => value === "exercise" || parseInterviewId(String(value)) !== undefined,
	interview: (value) => parseInterviewId(String(value)) !== undefined,
};

function formOf(column: Column): Form {
	const form = forms[column.dataType];
	if (!form) throw new Error(`The export does not know columns of the type ${column.dataType} (${column.name})`);
	return form;
}

const isObject = (value: unknown): value is Row => typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether the database itself refused a row: two of one key, a reference to nothing, a number out of its range. */
function isRefusal(error: unknown): boolean {
	const cause = error instanceof Error && error.cause ? error.cause : error;
	return cause instanceof Error && "code" in cause && /^SQLITE_CONSTRAINT/.test(String(cause.code));
}
