import type { OutputBounds } from "#sandbox/pool/trace-pieces.ts";

/** Limits in real time and real memory. They protect the server; a grade never depends on them except that a stopped run never passes. */
export type SandboxLimits = {
	/** From handing the run to a worker until it is killed, in milliseconds; without the time for which others had the processor. */
	wallMs: number;
	/** For the build of a project, in milliseconds. */
	buildMs: number;
	/** Resident memory of the worker process, in MB of 2^20 bytes, besides that of the run's environments themselves. */
	memoryMb: number;
	/** Time for a new worker process to say that it is ready, in milliseconds. */
	startMs: number;
	/** The largest single message that is read from a worker, in bytes. */
	frameBytes: number;
	/** All messages of one worker together, in bytes: in practice, the trace. */
	outputBytes: number;
	/** Messages of one worker; more of them are a flood. */
	messages: number;
	/** The text of all files of a project together, in UTF-16 code units. */
	projectChars: number;
	projectFiles: number;
};

export const defaultSandboxLimits: SandboxLimits = {
	wallMs: 5_000,
	buildMs: 8_000,
	memoryMb: 1_024,
	startMs: 30_000,
	frameBytes: 40 * 2 ** 20,
	outputBytes: 192 * 2 ** 20,
	messages: 400_000,
	projectChars: 4_000_000,
	projectFiles: 500,
};

/** What of each bound is left to the frames around the events. */
const forFrames = { ofFrame: 4_096, ofOutput: 2 ** 20 };

/** What a worker may send of a trace, so that it never comes to the bounds at which it would be held for broken. */
export function outputBounds({ frameBytes, outputBytes }: SandboxLimits): OutputBounds {
	return { eventBytes: frameBytes - forFrames.ofFrame, traceBytes: outputBytes - forFrames.ofOutput };
}
