import type { ContentProblem } from "#content/catalog/catalog.ts";

/** A mistake in one file, before it is known which: a problem without its path. `line` counts from 1. */
export type Finding = { line: number; message: string; cure: string };

/** What reading gave: a value, or what an author has to mend. Expected failures are values here; only our own bugs throw. */
export type Read<T> = { ok: true; value: T } | { ok: false; findings: Finding[] };

export function found(line: number, message: string, cure: string): { ok: false; findings: Finding[] } {
	return { ok: false, findings: [{ line, message, cure }] };
}

/** The value, or undefined after its findings were noted under the name of the file. */
export function keep<T>(read: Read<T>, file: string, problems: ContentProblem[]): T | undefined {
	if (read.ok) return read.value;
	problems.push(...read.findings.map((finding) => ({ file, ...finding })));
	return undefined;
}
