import { errorRecord } from "../log/json-log.ts";
import * as errors from "../process/function-errors.ts";
import type { DescribedError, GuestMessage } from "../process/guest-messages.ts";
import type { Signal } from "../process/process-owner.ts";
import type { SourcePositions } from "../process/source-positions.ts";
import type { Ending, Output } from "./ending.ts";
import type { Node, Turn } from "./judge-init.ts";

/** An answer given by callback, which waits until the event loop is empty (L83). */
export type WaitingAnswer = Response | { error: DescribedError };
type Response = Pick<GuestMessage<"respond">, "body" | "streamed">;

export type InvocationVerdict =
	| { kind: "running"; waiting: WaitingAnswer | undefined }
	| {
			kind: "ended";
			ending: Ending;
			/** The runtime process is gone, so that the next invocation begins with INIT (L39). */
			processEnds: boolean;
			output: Output[];
	  };

type Handler = {
	node: Node;
	requestId: string;
	/** Number of the invocation; answers to another one do not count. */
	token: number;
	isAsync: boolean;
	waiting: WaitingAnswer | undefined;
	positions: SourcePositions;
};

/** Decides whether an invocation is over after a turn, and how (L79-L98). */
export function judgeInvocation(turn: Turn, handler: Handler): InvocationVerdict {
	const { node, requestId, positions } = handler;
	const legacy = node.major < 24;
	const exit = (code: number, output: Output[] = []): InvocationVerdict => {
		return { kind: "ended", ending: { status: "crashed", error: errors.exitError(requestId, code) }, processEnds: true, output };
	};
	if (turn.signals.some((signal) => signal.operation === "outOfMemory")) {
		const ending: Ending = { status: "crashed", error: errors.outOfMemoryError(requestId), outOfMemory: true };
		return { kind: "ended", ending, processEnds: true, output: [] };
	}
	const left = turn.signals.find((signal) => signal.operation === "exit");
	if (left) return exit(left.message.code);

	const { answer, waiting } = answersIn(turn.signals, handler);
	const uncaught = turn.signals.find((signal) => signal.operation === "uncaught")?.message;
	if (!uncaught && !turn.rejection) {
		if (answer) return { kind: "ended", ...answer, processEnds: false };
		return turn.loopIsEmpty ? loopRanEmpty({ ...handler, waiting }, exit) : { kind: "running", waiting };
	}
	// Node.js 24 dies before anything is posted (L94); the old client posts what it has, then the error, then exits (L92, L93, L95).
	if (!legacy) {
		const text = uncaught
			? errors.crashReport(uncaught, node.version, positions)
			: errors.rejectionReport(turn.rejection as NonNullable<Turn["rejection"]>, node.version, positions);
		return exit(1, [{ text }]);
	}
	const output: Output[] = answer ? [...answer.output] : [];
	let ending: Ending | undefined = answer?.ending;
	if (uncaught) {
		output.push({ level: "ERROR", text: logged(node, "Uncaught Exception", positions.translate(uncaught.logged)) });
		ending ??= { status: "crashed", error: errors.handlerError(uncaught, positions) };
	} else if (turn.rejection) {
		output.push({ level: "ERROR", text: errors.unhandledRejectionLog(turn.rejection, positions, node.json) });
		ending ??= { status: "crashed", error: errors.unhandledRejectionError(turn.rejection, positions) };
	}
	return { kind: "ended", ending: ending as Ending, processEnds: true, output };
}

type Answer = { ending: Ending; output: Output[] };

/** The answer among the signals of a turn, if there is one: the first counts (L84). */
function answersIn(signals: readonly Signal[], handler: Handler): { answer?: Answer; waiting: WaitingAnswer | undefined } {
	let { waiting } = handler;
	for (const { operation, message } of signals) {
		if (!("token" in message) || message.token !== handler.token) continue;
		if (operation === "respond") return { answer: responded(message, handler.positions), waiting };
		if (operation === "fail") return { answer: failed(message, handler), waiting };
		if (operation === "respondWhenIdle") waiting ??= message;
		if (operation === "failWhenIdle") waiting ??= { error: message };
	}
	return { waiting };
}

function responded({ body: given, streamed }: Response, positions: SourcePositions): Answer {
	const body = positions.translateWithin(given);
	return { ending: streamed ? sentAsStream(body, streamed) : sentAsWhole(body), output: [] };
}

function sentAsWhole(body: string): Ending {
	const tooLarge = Buffer.byteLength(body) > errors.MAX_RESPONSE_BYTES;
	return tooLarge ? { status: "failed", error: errors.responseTooLargeError() } : { status: "succeeded", response: body };
}

/** A stream may be longer, and only its beginning is kept (L48). */
function sentAsStream(body: string, { cut, ...streamed }: NonNullable<Response["streamed"]>): Ending {
	if (streamed.bytes > errors.MAX_STREAMED_BYTES)
		return { status: "failed", error: errors.responseTooLargeError(errors.MAX_STREAMED_BYTES) };
	return { status: "succeeded", response: body, streamed, ...(cut ? { cut } : {}) };
}

function failed(error: DescribedError, { node, positions }: Handler): Answer {
	return {
		ending: { status: "failed", error: errors.handlerError(error, positions) },
		output: [{ level: "ERROR", text: logged(node, "Invoke Error", positions.translate(error.logged)) }],
	};
}

/** The text format says before the error what it is; in the JSON format the error is the message (L90, L91). */
function logged({ json }: Node, what: string, fields: string): string {
	return json ? fields : `${what} \t${fields}`;
}

/** Nothing is left to run and there is no answer yet (L80, L83, L97, L98). */
function loopRanEmpty(handler: Handler, exit: (code: number) => InvocationVerdict): InvocationVerdict {
	const { node, isAsync, waiting, positions } = handler;
	if (waiting && "body" in waiting) return { kind: "ended", ...responded(waiting, positions), processEnds: false };
	if (waiting) {
		// The client finds out when nobody is there to catch it (L85, L93).
		const text = logged(node, "Uncaught Exception", positions.translate(waiting.error.logged));
		const ending: Ending = { status: "crashed", error: errors.handlerError(waiting.error, positions) };
		return { kind: "ended", ending, processEnds: true, output: [{ level: "ERROR", text }] };
	}
	if (node.major >= 24) return exit(0);
	if (!isAsync) return { kind: "ended", ending: { status: "succeeded", response: "null" }, processEnds: false, output: [] };
	const error = errors.neverSettledError();
	const { errorType, errorMessage, trace } = error;
	const fields = node.json ? errorRecord(error) : JSON.stringify({ errorType, errorMessage, stack: trace });
	return {
		kind: "ended",
		ending: { status: "failed", error },
		processEnds: false,
		output: [{ level: "ERROR", text: logged(node, "Invoke Error", fields) }],
	};
}
