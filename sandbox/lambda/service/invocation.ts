import type { BuiltFunction } from "#sandbox/build/built-project.ts";

/** One request to invoke a function. Numbered in the order of request, from 1. */
export type Invocation = {
	readonly n: number;
	readonly requestId: string;
	readonly fn: BuiltFunction;
	/** JSON text. */
	readonly event: string;
};
