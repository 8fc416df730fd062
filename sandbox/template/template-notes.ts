import type { NotSimulated } from "#sandbox/build/built-project.ts";
import type { BuildProblem } from "#sandbox/outcome.ts";

/** Nobody mends more at once; a hostile template could make millions. */
const MOST_PROBLEMS = 200;
const MOST_SKIPPED = 50_000;

/** Thrown when there is no point in reading on; the problems are in the notes. */
export class TooManyProblems extends Error {}

/** What the reading of a template finds wrong, and what it finds that is not simulated. */
export class TemplateNotes {
	readonly file: string;
	readonly problems: BuildProblem[] = [];
	readonly notSimulated: NotSimulated[] = [];
	#said = new Set<string>();

	constructor(file: string) {
		this.file = file;
	}

	/** Something that CloudFormation, SAM or the service would refuse, or that cannot be read. */
	problem(at: { line: number; column: number } | undefined, message: string, cure: string): void {
		const key = `${at?.line}:${at?.column} ${message}`;
		if (this.#said.has(key)) return;
		this.#said.add(key);
		if (this.problems.length >= MOST_PROBLEMS) throw new TooManyProblems();
		this.problems.push({ message, cure, ...(at ? { place: { file: this.file, line: at.line, column: at.column } } : {}) });
	}

	/** Something that the simulation does not have, once for each line. @param consequence What happens without it. */
	skip(line: number, what: string, consequence: string): void {
		const key = `${line} ${what}`;
		if (this.#said.has(key) || this.notSimulated.length >= MOST_SKIPPED) return;
		this.#said.add(key);
		this.notSimulated.push({ line, what, consequence });
	}
}
