import type { ScheduledEvent } from "#sandbox/kernel/event-queue.ts";
import type { Initialization } from "./initialization.ts";
import type { Invocation } from "./invocation.ts";
import type { WaitingAnswer } from "./judge-invocation.ts";

/** The invocation that an environment is working on. */
export type Current = {
	invocation: Invocation;
	startedAt: number;
	deadline: ScheduledEvent;
	coldStart: boolean;
	/** Virtual milliseconds in which code was running. */
	cpuMs: number;
	/** The answer is known, and only its cost has to pass. */
	settled: boolean;
	waiting: WaitingAnswer | undefined;
};

/** Where an execution environment stands. */
export type Phase =
	| { name: "new" }
	| { name: "init"; init: Initialization; limit: ScheduledEvent; waiting: Invocation }
	/** Within an invocation: INIT again after a reset (L12). */
	| { name: "suppressedInit"; init: Initialization; current: Current }
	| { name: "invoke"; current: Current }
	| { name: "idle"; since: number }
	| { name: "shutdown" };
