import type { Json } from "#sandbox/json-value.ts";
import type { Settle } from "./settle.ts";
import { StateError } from "./state-error.ts";

/** Stops what is under way: timers and tasks, of an execution or of one of its branches. */
export type Cancels = Set<() => void>;

/** Stops all of them. */
export function cancelAll(cancels: Cancels): void {
	for (const cancel of cancels) cancel();
	cancels.clear();
}

/** Starts a branch; what it has under way goes among `cancels`. */
export type Branch = (settle: Settle, cancels: Cancels) => void;

/**
 * Runs the branches of a Parallel state or the items of a Map, so many at a time. The first failure beyond what is tolerated ends the state
 * and stops the others.
 * @param parent Where the state itself has what it has under way.
 * @see https://states-language.net/spec.html#parallel-state
 */
export function runBranches(
	branches: readonly Branch[],
	{ atOnce, tolerated = 0 }: { atOnce: number; tolerated?: number },
	parent: Cancels,
	settle: Settle,
): void {
	const outputs: Json[] = branches.map(() => null);
	const running = new Set<Cancels>();
	const stop = () => running.forEach(cancelAll);
	parent.add(stop);
	let [next, failures, over, starting] = [0, 0, false, false];
	const end: Settle = (outcome) => {
		over = true;
		parent.delete(stop);
		stop();
		settle(outcome);
	};
	const start = () => {
		// A branch that settles at once comes back here while the loop still runs.
		if (starting) return;
		starting = true;
		while (!over && running.size < atOnce && next < branches.length) {
			const index = next++;
			const cancels: Cancels = new Set();
			running.add(cancels);
			(branches[index] as Branch)((outcome) => {
				running.delete(cancels);
				if (over) return;
				if (outcome.ok) outputs[index] = outcome.output;
				else if (++failures > tolerated) {
					end(tolerated > 0 ? exceeded : outcome);
					return;
				}
				start();
			}, cancels);
		}
		starting = false;
		if (!over && running.size === 0) end({ ok: true, output: outputs });
	};
	start();
}

const exceeded = {
	ok: false,
	error: new StateError("States.ExceedToleratedFailureThreshold", "The specified tolerated failure threshold was exceeded"),
} as const;
