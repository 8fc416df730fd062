import type { ScheduledEvent } from "#sandbox/kernel/event-queue.ts";
import type { Invocation } from "../service/invocation.ts";
import type { Initialization } from "./initialization.ts";
import type { InvocationPhase } from "./invocation-phase.ts";

/** Where an execution environment stands. `waiting` is the request that it was started for, if there was one. */
export type Phase =
	| { name: "new" }
	/** It is made, and the package is fetched: before INIT, and in no duration that Lambda reports. */
	| { name: "download"; waiting: Invocation | undefined }
	/** The package is fetched: before INIT, and in no duration that Lambda reports. */
	| { name: "download" }
	/** From a snapshot, in place of download and INIT (L222). */
	| { name: "restore" }
	| { name: "init"; init: Initialization; limit: ScheduledEvent; waiting: Invocation | undefined }
	/** Within an invocation: INIT again after a reset (L12). */
	| { name: "suppressedInit"; init: Initialization; current: InvocationPhase }
	| { name: "invoke"; current: InvocationPhase }
	| { name: "idle"; since: number }
	| { name: "shutdown" };
