import type { BuiltFunction } from "#sandbox/build/built-project.ts";

/** What a learner reads when the watch on real time ended code that never gave control back. */
export function endlessMessage(fn: BuiltFunction, inHandler: boolean, watchMs: number): string {
	const seconds = (fn.timeoutMs / 1000).toFixed(2);
	const where = inHandler ? "The handler" : "The static code of the module";
	return `${where} of ${fn.name} ran for ${watchMs / 1000} s without giving control back: probably a loop that never ends. Lambda would end the invocation with "Task timed out after ${seconds} seconds".`;
}
