import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { BuiltFunction } from "#sandbox/build/built-project.ts";

/** Name under which V8 knows the bundle of a function: another one for each code that a run deploys of it. */
export function scriptName({ name, revision }: BuiltFunction): string {
	return `file:///var/task/.warmstart/${name}${revision === undefined ? "" : `.${revision}`}.js`;
}

const POSITION = /file:\/\/\/var\/task\/\.warmstart\/[A-Za-z0-9.]+\.js:(\d{1,8}):(\d{1,8})/g;
// Frames of our own library stand where those of AWS's runtime client would; they are shown under its best-known name (L87).
const LIBRARY = /^ {4}at .*file:\/\/\/var\/runtime\/index\.mjs.*$/;
const RUNTIME_FRAME = "    at Runtime.handleOnceNonStreaming (file:///var/runtime/index.mjs:1173:29)";

/** Translates positions in the bundle of one function back to the learner's own files. */
export class SourcePositions {
	#map: TraceMap;
	#commonJs: Set<string>;
	#root: string;
	#syntaxErrors: NonNullable<BuiltFunction["code"]["syntaxErrors"]>;

	constructor(fn: BuiltFunction) {
		this.#map = new TraceMap(fn.code.sourceMap);
		this.#commonJs = new Set(fn.code.commonJs);
		this.#root = fn.codeUri;
		this.#syntaxErrors = fn.code.syntaxErrors ?? [];
	}

	#original(line: string, column: string): { file: string; line: number; column: number } | undefined {
		const found = originalPositionFor(this.#map, { line: Number(line), column: Math.max(0, Number(column) - 1) });
		return found.source === null ? undefined : { file: found.source, line: found.line, column: found.column + 1 };
	}

	/** Text with every position in the bundle replaced by one under /var/task, as Node would print it. */
	translate(text: string): string {
		if (!text.includes("file:///var/")) return text;
		const lines = text.split("\n");
		const kept: string[] = [];
		for (const line of lines) {
			const shown = LIBRARY.test(line) ? RUNTIME_FRAME : this.translateWithin(line);
			if (shown !== RUNTIME_FRAME || kept.at(-1) !== RUNTIME_FRAME) kept.push(shown);
		}
		return kept.join("\n");
	}

	/** The same for text in which lines are not lines, such as JSON. */
	translateWithin(text: string): string {
		return text.includes("/.warmstart/") ? text.replace(POSITION, (_, row, column) => this.#show(row, column)) : text;
	}

	#show(row: string, column: string): string {
		const place = this.#original(row, column);
		if (!place) return "<anonymous>";
		const inTask = place.file.startsWith(this.#root) ? place.file.slice(this.#root.length) : place.file;
		const path = place.file.startsWith("/opt/") ? place.file : `/var/task/${inTask}`;
		return `${this.#commonJs.has(place.file) ? path : `file://${path}`}:${place.line}:${place.column}`;
	}

	/** The first position of a stack that lies in the learner's files. */
	place(stack: string): { file: string; line: number; column: number } | undefined {
		for (const match of stack.matchAll(POSITION)) {
			const place = this.#original(match[1] as string, match[2] as string);
			if (place) return place;
		}
		return undefined;
	}

	/** Where the text is wrong that a SyntaxError of loading complains of: nothing of it ran, so that its stack does not say. */
	syntaxErrorPlace(message: string): { file: string; line: number; column: number } | undefined {
		const found = this.#syntaxErrors.find((one) => message.endsWith(`SyntaxError: ${one.message}`));
		return found && { file: found.file, line: found.line, column: found.column };
	}
}

/** The positions of a function, read once for all its environments. */
export function sourcePositionsOf(known: Map<BuiltFunction, SourcePositions>, fn: BuiltFunction): SourcePositions {
	const positions = known.get(fn) ?? new SourcePositions(fn);
	known.set(fn, positions);
	return positions;
}
