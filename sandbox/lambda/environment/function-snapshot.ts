import type { FileJournal } from "../host/file-journal.ts";
import type { GuestRecording } from "../process/guest-recording.ts";
import type { TimerState } from "../process/process-timers.ts";

/** What a runtime process has left to do, besides the state of its memory. */
export type ProcessSnapshot = {
	timers: TimerState[];
	/** Answers that it has not taken yet, as items of its event loop; requests under way fail, since a connection is not part of a snapshot. */
	answers: { kind: number; id: number; text: string }[];
};

/** A published version after INIT, as SnapStart keeps it (L222): every environment restored from it begins in the same state (L224). */
export type FunctionSnapshot = {
	/** Number of the environment that it was taken of. */
	environment: number;
	/** Virtual time at which it was taken. */
	takenAt: number;
	guest: GuestRecording;
	process: ProcessSnapshot;
	/** Its files, when INIT used any. */
	files: FileJournal | undefined;
	/** Whether the handler is an async function. */
	isAsync: boolean;
	usedMemoryMb: number;
};
