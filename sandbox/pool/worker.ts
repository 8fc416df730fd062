/**
 * Main file of a worker process: prepares, says that it is ready, takes one run, answers, and waits to be killed.
 * Started by worker-process.ts with the flags of worker-command.ts; nobody imports it.
 */

import { simulate } from "#sandbox/lambda/simulate.ts";
import { readMessage, writeMessage } from "#sandbox/pool/blocking-frames.ts";
import type { PrepareMessage, RunMessage } from "#sandbox/pool/messages.ts";
import { warmUp } from "#sandbox/runtime/snapshot.ts";
import type { Trace, TraceEvent } from "#sandbox/trace/trace.ts";

/** Characters of JSON in one piece of a trace: the server reads a piece within a few milliseconds. */
const pieceChars = 1_000_000;

function serve(): void {
	const prepare = readMessage() as PrepareMessage | null;
	if (prepare === null) return;
	warmUp(prepare.guestLibrary);
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
			onProgress: (during) => writeMessage({ type: "progress", ...of, during }),
		});
		for (const events of inPieces(outcome.trace.events)) writeMessage({ type: "events", ...of, events });
		writeMessage({ type: "outcome", ...of, outcome: { ...outcome, trace: withoutEvents(outcome.trace) } });
	} catch (error) {
		writeMessage({ type: "failed", ...of, ...describe(error) });
	}
	// The server kills the process now. Should it be gone, the end of its pipe ends us.
	readMessage();
}

function withoutEvents({ events: _, ...rest }: Trace): Omit<Trace, "events"> {
	return rest;
}

function* inPieces(events: TraceEvent[]): Generator<TraceEvent[]> {
	let piece: TraceEvent[] = [];
	let chars = 0;
	for (const event of events) {
		piece.push(event);
		chars += roughLength(event);
		if (chars < pieceChars) continue;
		yield piece;
		piece = [];
		chars = 0;
	}
	if (piece.length > 0) yield piece;
}

function roughLength(event: TraceEvent): number {
	let length = 100;
	for (const value of Object.values(event)) if (typeof value === "string") length += value.length;
	return length;
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
