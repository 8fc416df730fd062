import { missing } from "../not-simulated.ts";
import { state } from "../state.ts";
import { installLazily, installValue } from "./lazy-globals.ts";
import { Navigator } from "./navigator.ts";

type Holder = Record<string, unknown>;

/**
 * What JavaScript itself has only got after the V8 of Node.js 20, 22 and 24 (V8 11.3, 12.4, 13.6), by the first version that has it.
 * Infinity: none of them, but the V8 that runs the simulator.
 * @see https://nodejs.org/en/blog/release/v22.0.0, https://nodejs.org/en/blog/release/v24.0.0
 */
const language: readonly (readonly [since: number, holder: () => unknown, names: string])[] = [
	[22, () => globalThis, "Iterator"],
	[22, () => Object, "groupBy"],
	[22, () => Map, "groupBy"],
	[22, () => Promise, "withResolvers"],
	[22, () => Array, "fromAsync"],
	[22, () => Set.prototype, "union intersection difference symmetricDifference isSubsetOf isSupersetOf isDisjointFrom"],
	[24, () => Promise, "try"],
	[24, () => RegExp, "escape"],
	[24, () => Error, "isError"],
	[24, () => globalThis, "Float16Array SuppressedError DisposableStack AsyncDisposableStack"],
	[24, () => Math, "f16round"],
	[24, () => DataView.prototype, "getFloat16 setFloat16"],
	[Number.POSITIVE_INFINITY, () => Math, "sumPrecise"],
	[Number.POSITIVE_INFINITY, () => (globalThis as Holder).Iterator, "concat zip zipKeyed"],
	[Number.POSITIVE_INFINITY, () => Map.prototype, "getOrInsert getOrInsertComputed"],
	[Number.POSITIVE_INFINITY, () => WeakMap.prototype, "getOrInsert getOrInsertComputed"],
];
/** Methods of iterators, which came together with the global Iterator. */
const ITERATORS = "map filter take drop flatMap reduce toArray forEach some every find";

/** Gives the environment the globals of its version of Node.js, and takes away what that version does not have. Before learner code. */
export function installVersionedGlobals(): void {
	const { nodeMajor } = state.boot;
	if (nodeMajor < 22) {
		const iterator = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
		for (const name of ITERATORS.split(" ")) delete iterator[name];
		for (const name of ["constructor", Symbol.toStringTag]) delete iterator[name];
	}
	for (const [since, holder, names] of language) {
		const target = holder() as Holder | undefined;
		if (nodeMajor < since && target) for (const name of names.split(" ")) delete target[name];
	}
	if (nodeMajor >= 21) {
		installValue("Navigator", Navigator);
		installValue("navigator", Navigator.make());
	}
	if (nodeMajor >= 22) installValue("WebSocket", missing("WebSocket"));
	if (nodeMajor >= 23) installLazily("CloseEvent", () => require("./message-channel.ts") as object);
	if (nodeMajor >= 24) installValue("URLPattern", missing("URLPattern"));
}
