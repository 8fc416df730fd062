import type { Json } from "#sandbox/json-value.ts";
import type { StackStateMachine } from "#sandbox/stack/states.ts";
import type { Lineage } from "#sandbox/trace/invocation-source.ts";
import type { Cancels } from "./branches.ts";

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

/** One run of a state machine. Times are virtual milliseconds. */
export type Execution = {
	readonly arn: string;
	readonly name: string;
	readonly machine: StackStateMachine;
	readonly input: Json;
	readonly startedAt: number;
	readonly lineage: Lineage | undefined;
	status: ExecutionStatus;
	output: Json | undefined;
	error: string | undefined;
	cause: string | undefined;
	endedAt: number | undefined;
	/** State transitions, by which Standard workflows are billed. */
	transitions: number;
	readonly history: HistoryEvent[];
	readonly cancels: Cancels;
	readonly onEnd: ((execution: Execution) => void)[];
};

export type HistoryEvent = {
	readonly id: number;
	readonly timestamp: number;
	readonly type: string;
	readonly details: { readonly [name: string]: Json };
};
