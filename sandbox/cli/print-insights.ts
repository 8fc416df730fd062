import { harmless } from "#sandbox/cli/print-report.ts";
import type { InsightsResult } from "#sandbox/services/logs/insights/run-query.ts";

/** Longer values are shortened. */
const WIDEST = 120;

/** The rows of a query as a table for a terminal. @returns Lines. */
export function insightsInWords({ fields, rows, statistics }: Extract<InsightsResult, { ok: true }>): string[] {
	const cells = rows.map((row) => fields.map((field) => cellOf(row[field] ?? "")));
	const widths = fields.map((field, i) => Math.max(field.length, ...cells.map((row) => row[i]?.length ?? 0)));
	const line = (row: readonly string[]) =>
		row
			.map((cell, i) => cell.padEnd(widths[i] ?? 0))
			.join("  ")
			.trimEnd();
	const { recordsMatched, recordsScanned, bytesScanned } = statistics;
	return [
		line(fields),
		...cells.map(line),
		"",
		`${rows.length} rows; ${recordsMatched} of ${recordsScanned} records (${bytesScanned} bytes) matched.`,
	].map(harmless);
}

function cellOf(value: string): string {
	const line = value.trimEnd().replaceAll("\t", " ").replaceAll("\n", " ");
	return line.length > WIDEST ? `${line.slice(0, WIDEST)}…` : line;
}
