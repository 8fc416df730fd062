import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import type { EntryResult } from "#sandbox/runtime/guest-isolate.ts";
import type { FileSystem } from "../host/file-system.ts";
import type { EnvironmentLog } from "../log/environment-log.ts";
import type { TaggedMessage } from "./guest-messages.ts";

/** Messages that decide about INIT or the invocation; the owner judges them when the turn is over. */
export type Signal =
	| Extract<
			TaggedMessage,
			{ operation: "loaded" | "loadFailed" | "respond" | "respondWhenIdle" | "fail" | "failWhenIdle" | "uncaught" | "exit" }
	  >
	/** The host's own: the process has used up its memory and was killed. */
	| { operation: "outOfMemory"; message: object };

/** What a process needs of the environment that it lives in. */
export type ProcessOwner = {
	readonly n: number;
	readonly fn: BuiltFunction;
	/** They outlive the process. */
	readonly files: FileSystem;
	/** Number of the invocation that is current. */
	readonly invocation: number | undefined;
	readonly log: EnvironmentLog;
	/** Virtual time at which INIT or the invocation ends, whatever the process does. */
	readonly deadline: number;
	/** Virtual milliseconds of one step of metered code. */
	readonly stepMs: number;
	/** Virtual milliseconds until all memory is taken. */
	fillMemoryMs(): number;
	/** A turn has kept the process busy for so many virtual milliseconds. */
	ran(ms: number): void;
	/** Virtual cost of the turn that was just taken, besides its steps. */
	costOf(item: { kind: number }): number;
	/** A turn of the event loop is over; its effects show at `at`. */
	afterTurn(turn: { signals: Signal[]; result: EntryResult; at: number }): void;
};
