import type { SourceMapSegment } from "@jridgewell/sourcemap-codec";
import type { Insertion } from "./meter.ts";

/** Where lines end for V8, and so in stack traces. */
const LINE_END = /\r\n|[\n\r\u2028\u2029]/g;

/** @returns Offset at which each line of a text begins. */
export function lineStarts(text: string): number[] {
	const starts = [0];
	for (const match of text.matchAll(LINE_END)) starts.push(match.index + match[0].length);
	return starts;
}

/** @returns Line (from 1) and column (from 0) of an offset. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
	const starts = lineStarts(text);
	let line = starts.length;
	while (line > 1 && (starts[line - 1] as number) > offset) line--;
	return { line, column: offset - (starts[line - 1] as number) };
}

/** Mappings of a text onto itself: one segment at each of the offsets, which are in order. */
export function identityMappings(text: string, offsets: Iterable<number>): SourceMapSegment[][] {
	const starts = lineStarts(text);
	const none: SourceMapSegment[] = [];
	const lines: SourceMapSegment[][] = starts.map(() => none);
	let line = 0;
	for (const offset of offsets) {
		while (line + 1 < starts.length && (starts[line + 1] as number) <= offset) line++;
		const column = offset - (starts[line] as number);
		if (lines[line] === none) lines[line] = [];
		lines[line]?.push([column, 0, line, column]);
	}
	return lines;
}

/** Mappings of a text, moved to where its columns are once texts were put into its lines. @param insertions Sorted; none has a line end. */
export function shiftMappings(lines: SourceMapSegment[][], text: string, insertions: readonly Insertion[]): void {
	const starts = lineStarts(text);
	let next = 0;
	for (const [line, segments] of lines.entries()) {
		const start = starts[line] ?? text.length;
		const end = starts[line + 1] ?? text.length + 1;
		while (next < insertions.length && (insertions[next] as Insertion).at < start) next++;
		let shift = 0;
		let index = next;
		for (const segment of segments) {
			while (index < insertions.length && (insertions[index] as Insertion).at <= start + segment[0]) {
				const { at, text: inserted } = insertions[index] as Insertion;
				if (at >= end) break;
				shift += inserted.length;
				index++;
			}
			segment[0] += shift;
		}
	}
}

/** What Node.js puts before the stack of a SyntaxError. @param shown The file as Node.js names it. @param line From 1. @param column From 1. */
export function codeFrame(shown: string, text: string, line: number, column: number): string {
	const start = lineStarts(text)[line - 1] ?? 0;
	const written = /^.*/.exec(text.slice(start))?.[0] ?? "";
	const marked = /^(?:[\w$]+|.)/.exec(written.slice(column - 1))?.[0].length ?? 1;
	const indent = written.slice(0, column - 1).replaceAll(/[^\t]/g, " ");
	return `${shown}:${line}\n${written}\n${indent}${"^".repeat(marked)}\n`;
}
