import { z } from "zod";
import type { ClockEvent } from "#app/interview/clock.ts";

/** What the record of an interview keeps of a run; the submission has the rest. */
export const runRecord = z.object({
	submission: z.number().int().nullable(),
	seed: z.number(),
	status: z.enum(["passed", "notYet", "didNotBuild", "stopped", "simulatorFailed", "refused"]),
	headline: z.string(),
	passed: z.number().int(),
	total: z.number().int(),
	/** Titles of the checks that did not pass. */
	failed: z.array(z.string()),
	/** Revision of the code that was run. */
	codeRevision: z.number().int(),
});
export type RunRecord = z.infer<typeof runRecord>;

/** Runs that judged the code, in order. One that the simulator refused or failed in is none of the learner's doing. */
export function runsOf(events: readonly ClockEvent[], item: string): RunRecord[] {
	return allRuns(events, item).filter(({ status }) => status !== "refused" && status !== "simulatorFailed");
}

export const lastRunOf = (events: readonly ClockEvent[], item: string) => runsOf(events, item).at(-1);

/** The latest run, whatever came of it. */
export const latestRun = (events: readonly ClockEvent[], item: string) => allRuns(events, item).at(-1);

function allRuns(events: readonly ClockEvent[], item: string): RunRecord[] {
	return events.flatMap((event) =>
		event.kind === "runExecuted" && event.item === item ? (runRecord.safeParse(event.payload).data ?? []) : [],
	);
}
