import jsonata from "jsonata";
import type { Report } from "#sandbox/report/report.ts";
import type { Json } from "#sandbox/scenario.ts";

/** What an expression gave. `undefined` is JSONata's "nothing"; an error is the author's to mend. */
export type Evaluation = { ok: true; value: Json | undefined } | { ok: false; message: string };

/** Steps of evaluation, far above what a check over a hundred thousand invocations needs, and the same on every machine. */
const maxSteps = 5_000_000;
const maxDepth = 400;
const maxSequence = 1_000_000;
/** Evaluation runs on the server's thread; it gives way to other requests this often. */
const sliceMs = 15;

const entryHook = Symbol.for("jsonata.__evaluate_entry");

class TooManySteps extends Error {}

/**
 * Evaluates an author's JSONata expression over a report, within bounds: an endless recursion ends with an error instead of hanging the
 * server. Regular expressions of an author are not bounded; they come with the exercise and are reviewed with it.
 */
export async function evaluate(expression: string, report: Report): Promise<Evaluation> {
	try {
		const compiled = jsonata(expression, { stack: maxDepth, sequence: maxSequence });
		compiled.assign(entryHook as unknown as string, stepLimit());
		return { ok: true, value: plain(await compiled.evaluate(report)) };
	} catch (error) {
		return { ok: false, message: describe(error) };
	}
}

function stepLimit(): () => Promise<void> | undefined {
	let steps = 0;
	let sliceStarted = performance.now();
	return () => {
		steps += 1;
		if (steps > maxSteps) throw new TooManySteps("it takes too many steps; is there a recursion without an end?");
		// Looking at the clock on every step would cost more than the step.
		if (steps % 500 !== 0 || performance.now() - sliceStarted < sliceMs) return undefined;
		return new Promise((resolve) =>
			setImmediate(() => {
				sliceStarted = performance.now();
				resolve();
			}),
		);
	};
}

/** JSONata's arrays carry marks of their own; what leaves here is plain JSON. */
function plain(value: unknown): Json | undefined {
	const text: string | undefined = JSON.stringify(value, (_key, part: unknown) => {
		// Guest data was disarmed before, so this is a function of the expression.
		if (isFunction(part)) throw new Error("its value is a function, not data");
		return part;
	});
	return text === undefined ? undefined : (JSON.parse(text) as Json);
}

function isFunction(part: unknown): boolean {
	if (typeof part !== "object" || part === null) return typeof part === "function";
	return ("_jsonata_function" in part && part._jsonata_function === true) || ("_jsonata_lambda" in part && part._jsonata_lambda === true);
}

function describe(error: unknown): string {
	if (typeof error !== "object" || error === null || !("message" in error)) return "the expression failed";
	const position = "position" in error && typeof error.position === "number" ? ` (at character ${error.position})` : "";
	return `${String(error.message)}${position}`;
}
