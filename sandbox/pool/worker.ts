/**
 * Main file of a worker process: prepares, says that it is ready, takes one run, answers, and waits to be killed.
 * Started by worker-process.ts with the flags of worker-command.ts; nobody imports it.
 */

import { fstatSync, openSync, readSync } from "node:fs";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { simulate } from "#sandbox/lambda/simulate.ts";
import { readMessage, writeJson, writeMessage } from "#sandbox/pool/blocking-frames.ts";
import type { PrepareMessage, RunMessage } from "#sandbox/pool/messages.ts";
import type { RunRehearsal } from "#sandbox/pool/run-rehearsal.ts";
import { sendInPieces } from "#sandbox/pool/trace-pieces.ts";
import type { GuestLibrary } from "#sandbox/runtime/guest-library.ts";
import { type Snapshot, snapshotOf, takePackageSnapshot, warmUp } from "#sandbox/runtime/snapshot.ts";
import type { Trace } from "#sandbox/trace/trace.ts";

function serve(): void {
	const prepare = readMessage() as PrepareMessage | null;
	if (prepare === null) return;
	if (prepare.rehearsal) rehearse(prepare.rehearsal, prepare.guestLibrary);
	writeMessage({ type: "ready" });
	const run = readMessage() as RunMessage | null;
	if (run === null) return;
	const of = { runId: run.runId, nonce: run.nonce };
	try {
		const outcome = simulate({
			built: run.built,
			scenario: run.scenario,
			limits: run.limits,
			guestLibrary: prepare.guestLibrary,
			...(run.built.packageSnapshot === undefined ? {} : { from: snapshotIn(run.built.packageSnapshot) }),
			onProgress: (during) => writeMessage({ type: "progress", ...of, during }),
			onEntry: (entry) => writeMessage({ type: "entered", ...of, ...(entry ? { entry } : {}) }),
			exhausting: run.exhausting,
		});
		const head = `{"type":"events",${JSON.stringify(of).slice(1, -1)},"events":[`;
		const sent = sendInPieces(outcome.trace.events, run.output, (events) => writeJson(`${head}${events}]}`));
		const trace = withoutEvents(outcome.trace);
		writeMessage({ type: "outcome", ...of, outcome: sent ? { ...outcome, trace } : { ...tooLong(run.output.traceBytes), trace } });
	} catch (error) {
		writeMessage({ type: "failed", ...of, ...describe(error) });
	}
	// The server kills the process now. Should it be gone, the end of its pipe ends us.
	readMessage();
}

/** Makes the snapshots ahead of the run, and has V8 compile what each run calls. Leaves nothing behind: a run takes all that it needs from its own input. */
function rehearse(rehearsal: RunRehearsal, guestLibrary: GuestLibrary): void {
	warmUp(guestLibrary);
	for (const extent of ["common", "core"] as const)
		simulate({ ...rehearsal, limits: defaultLimits, guestLibrary, from: snapshotOf(guestLibrary, extent) });
}

/** The server has made the file, and has looked whether it is what was written. */
function snapshotIn(file: string): Snapshot {
	const descriptor = openSync(file, "r");
	const bytes = new ArrayBuffer(fstatSync(descriptor).size);
	readSync(descriptor, new Uint8Array(bytes));
	return takePackageSnapshot(bytes);
}

function withoutEvents({ events: _, ...rest }: Trace): Omit<Trace, "events"> {
	return rest;
}

function tooLong(traceBytes: number): { status: "stopped"; reason: "traceTooLong"; message: string } {
	const message = `The record of the run is longer than ${Math.floor(traceBytes / 2 ** 20)} MB: larger output and network calls than the simulator keeps. On Lambda it would have gone on.`;
	return { status: "stopped", reason: "traceTooLong", message };
}

/** Without the message, which may quote the learner's code; a code of ours names the fault. */
function describe(error: unknown): { error: string; frames: string[] } {
	if (!(error instanceof Error)) return { error: typeof error, frames: [] };
	const code = "code" in error && typeof error.code === "string" ? ` ${error.code}` : "";
	const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
	return { error: `${error.name}${code}`.slice(0, 200), frames: frames.slice(0, 30).map((frame) => frame.trim().slice(0, 400)) };
}

serve();
process.exit(0);
