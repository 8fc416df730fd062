import { inspect } from "node-inspect-extracted";
import { isArray, keys } from "./primordials.ts";

type Columns = Record<string, string[]>;

function shown(value: unknown): string {
	const deep = value !== null && typeof value === "object" && !isArray(value) && keys(value).length > 2;
	return inspect(value, { maxArrayLength: 3, breakLength: Number.POSITIVE_INFINITY, depth: deep ? -1 : 0 });
}

function padded(text: string, width: number): string {
	return ` ${text}${" ".repeat(width - text.length - 1)}`;
}

function render(heads: string[], columns: string[][], rows: number): string {
	const widths = heads.map((head, n) => columns[n]?.reduce((width, cell) => Math.max(width, cell.length), head.length) ?? head.length);
	const rule = (left: string, cross: string, right: string) => left + widths.map((width) => "─".repeat(width + 2)).join(cross) + right;
	const line = (cells: string[]) => `│${cells.map((cell, n) => padded(cell, (widths[n] as number) + 2)).join("│")}│`;
	const body = Array.from({ length: rows }, (_, row) => line(columns.map((column) => column[row] ?? "")));
	return [rule("┌", "┬", "┐"), line(heads), rule("├", "┼", "┤"), ...body, rule("└", "┴", "┘")].join("\n");
}

/**
 * What Node.js prints for `console.table`.
 * @param only Names of the columns to show; all without it.
 * @returns The table as text, or the value itself when it has no rows.
 */
export function tableOf(data: unknown, only?: unknown): unknown {
	if (data === null || typeof data !== "object") return data;
	if (data instanceof Map) {
		const entries = [...data];
		const cells = [entries.map((_, n) => `${n}`), entries.map(([key]) => shown(key)), entries.map(([, value]) => shown(value))];
		return render(["(iteration index)", "Key", "Values"], cells, entries.length);
	}
	if (data instanceof Set) {
		const values = [...data];
		return render(["(iteration index)", "Values"], [values.map((_, n) => `${n}`), values.map(shown)], values.length);
	}
	const rows = keys(data);
	const columns: Columns = Object.create(null);
	const values: string[] = [];
	rows.forEach((name, row) => {
		const item = (data as Record<string, unknown>)[name];
		if (item === null || (typeof item !== "function" && typeof item !== "object")) {
			values[row] = shown(item);
			return;
		}
		for (const key of isArray(only) ? (only as string[]) : keys(item)) {
			columns[key] ??= [];
			columns[key][row] = Object.hasOwn(item, key) ? shown((item as Record<string, unknown>)[key]) : "";
		}
	});
	const heads = keys(columns);
	const cells = heads.map((head) => columns[head] as string[]);
	if (values.length > 0) {
		heads.push("Values");
		cells.push(values);
	}
	return render(["(index)", ...heads], [rows, ...cells], rows.length);
}
