import type { Json } from "#sandbox/json-value.ts";
import { parseJsonText } from "#sandbox/report/json-text.ts";
import type { TraceEvent } from "#sandbox/trace/trace.ts";

/** One execution of a state machine. Times are virtual milliseconds. */
export type ReportedExecution = {
	/** ARN. */
	execution: string;
	/** Logical id of the state machine. */
	machine: string;
	startedAt: number;
	endedAt: number | null;
	status: "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
	input: Json;
	output: Json;
	error: string | null;
	cause: string | null;
	/** Names of the states in the order in which they were entered. */
	states: string[];
	/** State transitions; null while it runs. */
	transitions: number | null;
};

/** @returns The executions, in the order of their start. */
export function executionsOf(events: readonly TraceEvent[]): ReportedExecution[] {
	const executions = new Map<string, ReportedExecution>();
	for (const event of events) {
		if (event.kind === "execution.started") {
			executions.set(event.execution, {
				execution: event.execution,
				machine: event.machine,
				startedAt: event.at,
				endedAt: null,
				status: "RUNNING",
				input: parseJsonText(event.input),
				output: null,
				error: null,
				cause: null,
				states: [],
				transitions: null,
			});
		} else if (event.kind === "execution.moved" && event.type.endsWith("Entered"))
			executions.get(event.execution)?.states.push(event.state);
		else if (event.kind === "execution.ended") {
			const execution = executions.get(event.execution);
			if (!execution) continue;
			const { status, transitions, output, error = null, cause = null, at } = event;
			Object.assign(execution, { status, transitions, error, cause, endedAt: at, output: parseJsonText(output) });
		}
	}
	return [...executions.values()];
}
