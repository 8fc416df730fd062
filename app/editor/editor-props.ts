import type { Fault } from "#app/editor/fault.ts";

export type Cursor = { line: number; column: number };
export type EditorHandle = { focus: () => void };

/** A place to go to; a new object each time, so that the same place can be gone to twice. */
export type GoTo = { file: string; line: number; column: number };

export type EditorProps = {
	files: readonly { path: string; editable: boolean }[];
	/** Text of every file that may change. */
	texts: Readonly<Record<string, string>>;
	active: string;
	faults: readonly Fault[];
	goTo: GoTo | null;
	onChange: (path: string, text: string) => void;
	onCursor: (cursor: Cursor) => void;
	/** Escape. */
	onLeave: () => void;
	/** Control or Command and Enter. */
	onRun: () => void;
	onReady: (handle: EditorHandle) => void;
};
