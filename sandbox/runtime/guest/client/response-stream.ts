import { Buffer } from "buffer";
import { tell } from "../bridge.ts";
import { EventEmitter } from "../event-emitter.ts";
import { apply, jsonStringify, NativeUint8Array, promiseThen, rejected, resolved, slice } from "../primordials.ts";
import { timers } from "../process/timers.ts";
import { state } from "../state.ts";
import { logOwn, named, refuse } from "./answer.ts";
import { PRELUDE_TYPE } from "./awslambda.ts";
import { describeError } from "./describe-error.ts";
import { codedError, ResponseBody } from "./response-body.ts";

type Done = (error?: Error | null) => void;

/**
 * The stream that a handler writes to: an object with the methods and fields of a Writable, which the client makes of its HTTP request.
 * @param onEnd Called once, when the stream has been ended and has gone out, or is too long to go out.
 */
function makeStream(onEnd: () => void) {
	const emitter = new EventEmitter();
	const body = new ResponseBody();
	let contentType = "application/octet-stream";
	let written = false;
	let ended = false;
	let destroyed = false;
	const soon = (callback: () => void) => promiseThen(resolved(undefined), callback);
	/** Beyond the first 6 MB Lambda takes 2 MB/s (L48): what comes after a chunk waits until the chunk has gone out. */
	const onceSent = (callback: () => void) => {
		const { backlogMs } = body;
		if (backlogMs === 0) soon(callback);
		else timers.setTimeout(callback, backlogMs);
	};
	let needsDrain = false;
	const awaitDrain = () => {
		if (needsDrain) return;
		needsDrain = true;
		const drained = () => {
			// More was written meanwhile.
			if (body.backlogMs > 0) return void timers.setTimeout(drained, body.backlogMs);
			needsDrain = false;
			if (!ended && !destroyed) emitter.emit("drain");
		};
		timers.setTimeout(drained, body.backlogMs);
	};
	let over = false;
	const finish = () => {
		if (over) return;
		over = true;
		onEnd();
	};
	const push = (chunk: unknown, encoding?: unknown) => {
		body.write(chunk, encoding);
		if (!body.isTooLong) return;
		ended = true;
		onceSent(finish);
	};
	// The client rejects a promise of its own that nobody listens to, which ends the process.
	const fail = (error: Error, done?: unknown) => {
		soon(() => {
			if (typeof done === "function") (done as Done)(error);
			if (emitter.listenerCount("error") > 0) emitter.emit("error", error);
		});
		rejected(error);
		return false;
	};
	const stream: Record<string | symbol, unknown> & { setContentType(type: string): void; _onBeforeFirstWrite?: unknown } = {
		cork() {},
		uncork() {},
		destroy(error?: Error) {
			if (destroyed || ended) return stream;
			destroyed = true;
			fail(error ?? codedError("ECONNRESET", "socket hang up"));
			return stream;
		},
		write(given: unknown, encoding?: unknown, callback?: unknown) {
			const done = typeof encoding === "function" ? encoding : callback;
			// As the client: it reads the length first, so that null and undefined throw here.
			void (given as { length: number }).length;
			const isBytes =
				state.boot.nodeMajor < 24
					? Buffer.isBuffer(given) || (given as object).constructor === NativeUint8Array
					: given instanceof NativeUint8Array;
			const chunk = typeof given === "string" || isBytes ? given : jsonStringify(given);
			if (ended || destroyed) return fail(codedError("ERR_STREAM_WRITE_AFTER_END", "write after end"), done);
			const before = stream._onBeforeFirstWrite;
			if (!written && typeof before === "function") before((part: unknown) => push(part));
			push(chunk, encoding);
			written = true;
			if (typeof done === "function") onceSent(() => (done as Done)());
			if (body.backlogMs === 0) return true;
			awaitDrain();
			return false;
		},
		end(chunk?: unknown, encoding?: unknown, callback?: unknown) {
			const done = [chunk, encoding, callback].find((one) => typeof one === "function");
			if (ended || destroyed) return stream;
			// The client of Node.js up to 22 passes the first argument on alone.
			if (typeof chunk !== "function" && chunk !== undefined && chunk !== null) push(chunk, state.boot.nodeMajor < 24 ? "utf8" : encoding);
			ended = true;
			onceSent(() => {
				if (typeof done === "function") (done as Done)();
				emitter.emit("finish");
				finish();
				emitter.emit("close");
			});
			return stream;
		},
		setContentType(type: string) {
			if (written) throw named("Runtime.InvalidStreamingOperation", "Cannot set content-type, too late.");
			contentType = slice(`${type}`, 0, 65_536);
		},
		_onBeforeFirstWrite: undefined,
	};
	stream.rawListeners = (name: string) => emitter.listeners(name);
	for (const name of EMITTER_METHODS) {
		const method = (emitter as unknown as Record<string, unknown>)[name];
		if (typeof method !== "function") continue;
		stream[name] = (...args: unknown[]) => {
			const result = apply(method as (...given: unknown[]) => unknown, emitter, args);
			return result === emitter ? stream : result;
		};
	}
	const fields: Record<string, () => unknown> = {
		destroyed: () => destroyed,
		writable: () => !destroyed,
		writableFinished: () => ended,
		writableEnded: () => ended,
		writableObjectMode: () => false,
		writableNeedDrain: () => needsDrain,
		writableHighWaterMark: () => 65_536,
		writableCorked: () => 0,
		writableLength: () => 0,
	};
	for (const name of Object.keys(fields)) Object.defineProperty(stream, name, { get: fields[name] as () => unknown, enumerable: true });
	return {
		stream,
		isEnded: () => ended,
		/** Ended, and gone out; or too long, whatever the handler still does. */
		isOver: () => over,
		sent: () => {
			const { text, ...streamed } = body.describe(contentType === PRELUDE_TYPE);
			return { text, streamed: { contentType, ...streamed } };
		},
		isTooLong: () => body.isTooLong,
	};
}

const EMITTER_METHODS = [
	"addListener",
	"emit",
	"eventNames",
	"getMaxListeners",
	"listenerCount",
	"listeners",
	"off",
	"on",
	"once",
	"prependListener",
	"prependOnceListener",
	"removeAllListeners",
	"removeListener",
	"setMaxListeners",
];

/** One invocation of a streaming handler (L247-L250). @param waits Whether the end waits for an empty event loop (up to Node.js 22). */
export function answerStreaming(token: number, waits: () => unknown, call: (stream: unknown) => unknown): void {
	const legacy = state.boot.nodeMajor < 24;
	// The request that is open keeps the event loop alive: a stream that is never ended lasts until the timeout (L250).
	const open = timers.setInterval(() => {}, 2 ** 31 - 1);
	let returned = false;
	let answered = false;
	let failedAfterEnd = false;
	const answer = (operation: "respond" | "respondWhenIdle") => {
		answered = true;
		timers.clearInterval(open);
		const { text, streamed } = made.sent();
		tell(operation, { token, body: jsonStringify(text), streamed });
	};
	const failed = (error: unknown) => {
		if (answered || state.exited) return;
		if (made.isEnded()) {
			// The response is complete, and its trailers are gone: the caller does not learn of the error.
			const { logged } = describeError(error);
			tell("log", { level: "ERROR", message: state.boot.logging ? logged : `Invoke Error \t${logged}` });
			failedAfterEnd = true;
			settle();
			return;
		}
		answered = true;
		timers.clearInterval(open);
		refuse("fail", token, error);
	};
	const settle = () => {
		if (answered || !made.isOver()) return;
		if (made.isTooLong() || failedAfterEnd) answer("respond");
		else if (returned) answer(waits() ? "respondWhenIdle" : "respond");
	};
	const made = makeStream(settle);
	const ignores = (value: unknown) => {
		if (value !== undefined) logOwn("WARN", "Streaming handlers ignore return values.");
		returned = true;
		settle();
	};
	try {
		const result = call(made.stream);
		const thenable = typeof (result as { then?: unknown } | undefined | null)?.then === "function";
		if (thenable) (result as Promise<unknown>).then(ignores, failed);
		else {
			const message = "Streaming does not support non-async handlers.";
			failed(legacy ? message : new Error(message));
		}
	} catch (error) {
		failed(error);
	}
}
