import { ask, tell } from "./bridge.ts";
import { slice, uncurryThis } from "./primordials.ts";
import { state } from "./state.ts";

/** Unwinds learner code that has used up the time until its deadline, or its memory; the host has stopped listening by then. */
class Unwound extends Error {}

/** Code that makes no loops but calls comes by here after so many steps. */
const PORTION = 100_000;
/** Times that the memory need not be looked at. */
let unseen = 0;

/** Gives out steps in portions. @param left Below 0 when the time is up. */
export function grantSteps(left: number): void {
	const { steps, granted } = state;
	state.reserve = left > PORTION ? left - PORTION : 0;
	steps[0] = left - state.reserve;
	granted[0] = state.allowance - state.reserve;
}

/**
 * Called by metered code (sandbox/build/meter.ts) with the iterations that a loop counted by itself, which begins to count anew.
 */
export function overrun(iterations: number): void {
	const left = (state.steps[0] as number) + state.reserve - iterations;
	grantSteps(left);
	if (left < 0) unwind("outOfTime");
	if (!state.exited && unseen-- <= 0 && memoryIsFull()) unwind("outOfMemory");
}

function memoryIsFull(): boolean {
	try {
		unseen = ask<number>("memory", {});
		return unseen < 0;
	} catch {
		return false; // At the end of the stack the host cannot look: learner code must not notice, since when it looks is not repeatable.
	}
}

function unwind(why: "outOfTime" | "outOfMemory"): never {
	// From here on every call and every loop ends at once, so that no catch and no finally can go on for long.
	grantSteps(-1);
	if (!state.exited) {
		// At the end of the stack the host cannot be told; then a frame further up tries again.
		if (why === "outOfTime") tell("outOfTime", {});
		state.exited = true;
	}
	throw new Unwound(why === "outOfTime" ? "The deadline has passed." : "The memory is full.");
}

const functionText = uncurryThis(Function.prototype.toString);
const replaceAll = uncurryThis(RegExp.prototype[Symbol.replace]) as unknown as (
	pattern: RegExp,
	text: string,
	by: string | ((found: string) => string),
) => string;

/** What the meter adds to a function (sandbox/build/meter.ts), piece by piece. */
const ADDED =
	/\/\*__steps\*\/[({](?:0,)?|[)}]\/\*__steps\*\/|var __loops\w*=0;|\(__steps\w*\[0\]-=\d+\)<0&&__overrun\w*\(0\)[;,]|if\(\(__loops\w*=__loops\w*\+1&\d+\)===0\)__overrun\w*\(\d+\);|__context\w*\.resume\(__context\w*\.frame\(\),|(?<=\))\)\/\*__steps\*\/|var __frame\w*=__context\w*\.frame\(\);|__context\w*\.restore\(__frame\w*\);|__steps\w*\[0\]-=(?:__loops\w*[;,]|\d+,)|__loops\w*=0,|\/\*__steps\*\/:__imports\w*\.[$\w]+|__imports\w*\./g;
/** Names of the loader's, with the room of what they stand for. */
const REPLACED = /__(?:import {6}|meta {11})(?=\W)|__(?:import|meta)_\d+ +(?=\W)/g;

/** Shows the text of functions without the meter in it. */
export function hideMeter(): void {
	const shown = {
		toString(this: unknown) {
			ADDED.lastIndex = 0;
			REPLACED.lastIndex = 0;
			const text = replaceAll(ADDED, functionText(this as () => unknown), "");
			return replaceAll(REPLACED, text, (name) => (slice(name, 2, 8) === "import" ? "import" : "import.meta"));
		},
	};
	Object.defineProperty(Function.prototype, "toString", { value: shown.toString, writable: true, configurable: true, enumerable: false });
}
