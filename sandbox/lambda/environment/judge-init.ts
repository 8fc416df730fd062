import { z } from "zod";
import type { ThrownValue } from "#sandbox/runtime/guest-isolate.ts";
import { errorRecord } from "../log/json-log.ts";
import {
	crashReport,
	exitError,
	handlerError,
	outOfMemoryError,
	rejectionReport,
	unhandledRejectionError,
	unhandledRejectionLog,
} from "../process/function-errors.ts";
import type { DescribedError } from "../process/guest-messages.ts";
import type { Signal } from "../process/process-owner.ts";
import type { SourcePositions } from "../process/source-positions.ts";
import type { Ending, Output } from "./ending.ts";

export type Node = { major: number; version: string /** Whether errors are logged in the JSON format. */; json: boolean };

/** What one turn of the event loop brought to light. */
export type Turn = {
	signals: readonly Signal[];
	/** A promise was rejected in it and nobody listened. */
	rejection: ThrownValue | undefined;
	/** Nothing is left that could make the process run again. */
	loopIsEmpty: boolean;
};

export type InitVerdict =
	| { kind: "running" }
	| { kind: "loaded"; async: boolean }
	| { kind: "failed"; ending: Ending; errorType: string; output: Output[] };

/** Decides whether INIT is over after a turn, and how (L73, L74, L92-L94). */
export function judgeInit(turn: Turn, node: Node, requestId: string, positions: SourcePositions): InitVerdict {
	const legacy = node.major < 24;
	const exit = (code: number, output: Output[] = []): InitVerdict => {
		const error = exitError(requestId, code);
		return { kind: "failed", ending: { status: "crashed", error }, errorType: error.errorType, output };
	};
	const thrownOn = (error: DescribedError) =>
		error.stack === ""
			? rejectionReport({ isError: false, name: error.errorType, message: error.errorMessage, stack: "" }, node.version, positions)
			: crashReport(error, node.version, positions);
	const failed = (error: DescribedError): InitVerdict => {
		const told = handlerError(error, positions);
		return {
			kind: "failed",
			ending: { status: "failed", error: told },
			errorType: told.errorType,
			// The client of Node.js 24 throws it on, so that Node.js prints it once more (L74).
			output: [initErrorLine(node, positions.translate(error.logged)), ...(legacy ? [] : [{ text: thrownOn(error) }])],
		};
	};
	for (const signal of turn.signals) {
		if (signal.operation === "outOfMemory") {
			const error = outOfMemoryError(requestId);
			return { kind: "failed", ending: { status: "crashed", error, outOfMemory: true }, errorType: error.errorType, output: [] };
		}
		if (signal.operation === "exit") return exit(signal.message.code);
		if (signal.operation === "loadFailed") return failed(signal.message);
		if (signal.operation === "uncaught")
			return legacy ? failed(signal.message) : exit(1, [{ text: crashReport(signal.message, node.version, positions) }]);
	}
	if (turn.rejection && !legacy) {
		return exit(1, [{ text: rejectionReport(turn.rejection, node.version, positions) }]);
	}
	if (turn.rejection) {
		const error = unhandledRejectionError(turn.rejection, positions);
		const output: Output[] = [{ level: "ERROR", text: unhandledRejectionLog(turn.rejection, positions, node.json) }];
		return { kind: "failed", ending: { status: "failed", error }, errorType: error.errorType, output };
	}
	const loaded = turn.signals.find((signal) => signal.operation === "loaded");
	if (loaded) return { kind: "loaded", async: loaded.message.async };
	// A top-level await that nothing will ever end: Node.js gives up with exit code 13.
	return turn.loopIsEmpty ? exit(13) : { kind: "running" };
}

/** @param logged JSON text of the error, from the guest or of a file that could not be loaded. */
function initErrorLine(node: Node, logged: string): Output {
	const legacy = node.major < 24;
	const found = loadErrorSchema.safeParse(parsedOrNothing(logged));
	const what = legacy ? "Uncaught Exception" : "Init Error";
	if (!found.success) return { level: "ERROR", text: node.json ? logged : `${what} \t${logged}` };
	const { errorType, errorMessage } = found.data;
	const stack = found.data.stack.flatMap((line) => line.split("\n"));
	if (!node.json) {
		const name = legacy ? {} : { name: errorType };
		return { level: "ERROR", text: `${what} \t${JSON.stringify({ errorType, errorMessage, ...name, stack })}` };
	}
	return { level: "ERROR", text: errorRecord({ errorType, errorMessage, trace: stack }) };
}

// What the build finds has one of these types; errors of the guest that have no further fields have others.
const loadErrorSchema = z.strictObject({
	errorType: z.string().startsWith("Runtime."),
	errorMessage: z.string(),
	stack: z.array(z.string()),
});

function parsedOrNothing(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined; // The guest's claim, and not JSON.
	}
}
