import { z } from "zod";
import type { BuiltProject } from "#sandbox/build/built-project.ts";
import type { SimulationLimits } from "#sandbox/lambda/limits.ts";
import type { EntryNumber } from "#sandbox/lambda/run.ts";
import type { RunRehearsal } from "#sandbox/pool/run-rehearsal.ts";
import type { OutputBounds } from "#sandbox/pool/trace-pieces.ts";
import type { GuestLibrary } from "#sandbox/runtime/guest-library.ts";
import type { Scenario } from "#sandbox/scenario.ts";
import { traceEventSchema, traceSchema } from "#sandbox/trace/trace.ts";

/** What was running, as the worker last marked it. */
export const duringSchema = z.strictObject({
	phase: z.enum(["init", "invoke"]),
	function: z.string().max(255),
	invocation: z.number().int().min(1).optional(),
});
export type During = z.infer<typeof duringSchema>;

/** An entry into learner code, as a run numbers it. */
const entrySchema = z.strictObject({ process: z.number().int().min(1), entry: z.number().int().min(1) });

/** What the server says to a worker: at its start, and once more with the only run of its life. */
export type PrepareMessage = {
	type: "prepare";
	guestLibrary: GuestLibrary /** Absent when workers are to be ready soon rather than fast. */;
	rehearsal?: RunRehearsal;
};
export type RunMessage = {
	type: "run";
	/** `runId` and `nonce` come back on everything that the worker says about the run. */
	runId: string;
	nonce: string;
	built: BuiltProject;
	scenario: Scenario;
	limits: SimulationLimits;
	output: OutputBounds;
	/** Entries in which earlier workers of the run died of memory. */
	exhausting: readonly EntryNumber[];
};

/** The trace travels ahead in pieces, so that the server never parses tens of megabytes in one go. */
const traceWithoutEventsSchema = traceSchema.omit({ events: true });

const stopReasons = ["endlessLoop", "outOfMemory", "hostCalls", "traceTooLong", "notRepeatable"] as const;

const simulatedSchema = z.discriminatedUnion("status", [
	z.strictObject({ status: z.literal("completed"), trace: traceWithoutEventsSchema }),
	z.strictObject({
		status: z.literal("stopped"),
		reason: z.enum(stopReasons),
		message: z.string().max(4000),
		during: duringSchema.optional(),
		trace: traceWithoutEventsSchema.optional(),
	}),
]);

const ofRun = { runId: z.string().max(64), nonce: z.string().max(64) };

/** What a worker may say. Anything else is a fault of the worker. */
export const workerMessageSchema = z.discriminatedUnion("type", [
	z.strictObject({ type: z.literal("ready") }),
	z.strictObject({ type: z.literal("progress"), ...ofRun, during: duringSchema }),
	/** The entry that begins now; none once a run has had so many that no more are told. */
	z.strictObject({ type: z.literal("entered"), ...ofRun, entry: entrySchema.optional() }),
	z.strictObject({ type: z.literal("events"), ...ofRun, events: z.array(traceEventSchema) }),
	z.strictObject({ type: z.literal("outcome"), ...ofRun, outcome: simulatedSchema }),
	/** The simulator itself threw. `frames` are the stack's lines without the message, which may quote the learner's code. */
	z.strictObject({ type: z.literal("failed"), ...ofRun, error: z.string().max(200), frames: z.array(z.string().max(400)).max(30) }),
]);
export type WorkerMessage = z.infer<typeof workerMessageSchema>;
