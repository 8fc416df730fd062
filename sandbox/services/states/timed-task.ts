import type { ScheduledEvent } from "#sandbox/kernel/event-queue.ts";
import type { Simulation } from "#sandbox/kernel/simulation.ts";
import type { Cancels } from "./branches.ts";
import type { Settle } from "./settle.ts";
import { StateError } from "./state-error.ts";

/** Starts a task. @param heartbeat Given when the task must show that it lives. @returns Stops it. */
export type TimedRun = (heartbeat: (() => void) | undefined, end: Settle) => () => void;

/**
 * Runs a task within its times, in seconds: it fails with States.Timeout after `limit`, and with States.HeartbeatTimeout when it has been
 * silent for `beat`. What it comes to after its end is not heard.
 * @see https://states-language.net/spec.html#task-state
 */
export function runTimed(
	run: TimedRun,
	{ simulation, limit, beat }: { simulation: Simulation; limit: number | undefined; beat: number | undefined },
	cancels: Cancels,
	settle: Settle,
): void {
	let [limitTimer, beatTimer]: [ScheduledEvent | undefined, ScheduledEvent | undefined] = [undefined, undefined];
	let over = false;
	let stop = () => {};
	const finish = () => {
		over = true;
		for (const timer of [limitTimer, beatTimer]) if (timer) simulation.cancel(timer);
		stop();
	};
	cancels.add(finish);
	const end: Settle = (outcome) => {
		if (over) return;
		finish();
		cancels.delete(finish);
		settle(outcome);
	};
	const expireAfter = (seconds: number, error: string) =>
		simulation.at(simulation.now + seconds * 1000, () => end({ ok: false, error: new StateError(error, "") }));
	const heartbeat =
		beat === undefined
			? undefined
			: () => {
					if (beatTimer) simulation.cancel(beatTimer);
					beatTimer = expireAfter(beat, "States.HeartbeatTimeout");
				};
	if (limit !== undefined) limitTimer = expireAfter(limit, "States.Timeout");
	heartbeat?.();
	stop = run(heartbeat, end);
	// It may have ended before it could be stopped: its token is still to be forgotten.
	if (over) stop();
}
