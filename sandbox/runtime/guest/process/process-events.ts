import { tell } from "../bridge.ts";
import { describeError } from "../client/describe-error.ts";
import { writeRaw } from "../console.ts";
import type { EventEmitter } from "../event-emitter.ts";
import { jsonParse, NativePromise, promiseThen } from "../primordials.ts";
import { state } from "../state.ts";

type Emitter = EventEmitter & { exitCode?: unknown };
type Reason = { isError: boolean; name: string; message: string; stack: string };

let emitter: Emitter | undefined;
let exiting = false;

/** @param process The one whose listeners are called for what happens to the process. */
export function attach(process: Emitter): void {
	emitter = process;
}

const listens = (event: string) => (emitter?.listenerCount(event) ?? 0) > 0;

/**
 * An error that nothing caught. Listeners of the learner's keep the process alive (Node.js 24); up to 22 the runtime client has a
 * listener before theirs, which posts the error and exits at once (L93, L94).
 */
export function uncaught(error: unknown, origin = "uncaughtException"): void {
	if (state.exited) return;
	if (!heard(error, origin)) tell("uncaught", describeError(error));
}

/** @returns Whether a listener has taken the error, or the process has ended over it. */
function heard(error: unknown, origin: string): boolean {
	try {
		emitter?.emit("uncaughtExceptionMonitor", error, origin);
		if (state.boot.nodeMajor < 24 || !listens("uncaughtException")) return false;
		emitter?.emit("uncaughtException", error, origin);
	} catch (second) {
		if (!state.exited) failAgain(second);
	}
	return true;
}

/** A listener for errors has thrown: Node.js prints that one, and exits with 7. */
function failAgain(error: unknown): void {
	const { stack, errorMessage } = describeError(error);
	writeRaw(`${stack || errorMessage}\n\nNode.js v${state.boot.nodeVersion}\n`);
	leave(7);
}

/** Ends the process, after its exit listeners. */
export function leave(code: number): void {
	runExitListeners(code);
	tell("exit", { code: exitCodeOr(code) });
	state.exited = true;
}

function exitCodeOr(code: number): number {
	const given = Number(emitter?.exitCode ?? code);
	return (Number.isInteger(given) ? given : code) & 255;
}

/** Calls them once, however often the process is about to end. */
export function runExitListeners(code: number): void {
	if (exiting || !emitter) return;
	exiting = true;
	emitter.exitCode = code;
	if (listens("exit")) emitter.emit("exit", code);
}

/**
 * A promise was rejected, and nobody had listened by the time that all microtasks were done.
 * @param text JSON text of the reason, which reaches the library by way of the host, as a copy.
 */
export function unhandledRejection(text: string): void {
	if (state.exited || state.boot.nodeMajor < 24) return;
	const reason = reasonOf(jsonParse(text) as Reason);
	if (listens("unhandledRejection")) {
		const promise = new NativePromise((_, reject) => reject(reason));
		promiseThen(promise, undefined, () => {});
		try {
			emitter?.emit("unhandledRejection", reason, promise);
		} catch (error) {
			uncaught(error);
		}
		tell("rejectionHeard", {});
	} else if (heard(thrownReason(reason), "unhandledRejection")) tell("rejectionHeard", {});
}

const CLASSES: Record<string, typeof Error> = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

function reasonOf({ isError, name, message, stack }: Reason): unknown {
	if (isError) {
		const error = new ((Object.hasOwn(CLASSES, name) && CLASSES[name]) || Error)(message);
		if (error.name !== name) error.name = name;
		error.stack = stack;
		return error;
	}
	if (name === "string") return message;
	if (name === "number") return Number(message);
	if (name === "boolean") return message === "true";
	if (name === "undefined") return undefined;
	return message === "null" ? null : {};
}

/** What is no Error is thrown on in the words of Node.js. */
function thrownReason(reason: unknown): unknown {
	if (reason instanceof Error) return reason;
	const message = `This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "${typeof reason === "object" && reason ? "#<Object>" : String(reason)}".`;
	return Object.assign(new Error(message), { code: "ERR_UNHANDLED_REJECTION" });
}

/** Nothing is left to run. A listener may give the process something to do. */
export function loopIsEmpty(): void {
	if (state.exited) return;
	try {
		emitter?.emit("beforeExit", exitCodeOr(0));
	} catch (error) {
		uncaught(error);
	}
}

/** Nothing is left to run, and the process ends by itself. */
export function exitByItself(code: number): void {
	if (state.exited) return;
	const { exitCode } = emitter ?? {};
	if (listens("exit") || (exitCode !== undefined && exitCode !== null)) leave(exitCodeOr(code));
}
