import { captureFrame } from "../async-context.ts";
import { apply } from "../primordials.ts";
import { state } from "../state.ts";
import { argumentError, received } from "../system-error.ts";
import { uncaught } from "./process-events.ts";

type Callback = (...args: unknown[]) => unknown;
type Tick = { callback: Callback; args: unknown[]; next: Tick | undefined };

// A list of its own: learner code can change what arrays do.
let first: Tick | undefined;
let last: Tick | undefined;

/** process.nextTick: after the code that runs now, before promises and all else (unless that code is itself one of a promise). */
export function nextTick(callback: unknown, ...args: unknown[]): void {
	if (typeof callback !== "function") {
		throw argumentError("ERR_INVALID_ARG_TYPE", `The "callback" argument must be of type function. ${received(callback)}`);
	}
	const tick: Tick = { callback: captureFrame(callback as Callback), args, next: undefined };
	if (last) last.next = tick;
	else first = tick;
	last = tick;
	state.steps[1] = 1;
}

/** Whether some are left: those that were asked for by promises. */
export function ticksAreLeft(): boolean {
	return first !== undefined && !state.exited;
}

/** Runs them all, and those that they ask for. */
export function runTicks(): void {
	while (first && !state.exited) {
		const { callback, args } = first;
		first = first.next;
		if (!first) last = undefined;
		try {
			apply(callback, undefined, args);
		} catch (error) {
			uncaught(error);
		}
	}
	if (!first) state.steps[1] = 0;
}
