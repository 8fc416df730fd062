import { Buffer } from "buffer";
import { logOwn, named, refuse } from "./answer.ts";
import { tell } from "./bridge.ts";
import { describeError } from "./describe-error.ts";
import { EventEmitter } from "./event-emitter.ts";
import { apply, jsonStringify, NativeUint8Array, promiseThen, rejected, resolved, slice } from "./primordials.ts";
import { state } from "./state.ts";
import { timers } from "./timers.ts";

const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");
const HIGH_WATER_MARK = Symbol.for("aws.lambda.runtime.handler.streaming.highWaterMark");
const PRELUDE_TYPE = "application/vnd.awslambda.http-integration-response";

type Marked = { [STREAMING]?: unknown; [HIGH_WATER_MARK]?: unknown };
type Done = (error?: Error | null) => void;
type Stream = ReturnType<typeof makeStream>;

/** `awslambda.streamifyResponse` and `awslambda.HttpResponseStream` (L247, L248). */
export const awslambda = {
	streamifyResponse(handler: Marked, options?: { highWaterMark?: unknown }): unknown {
		handler[STREAMING] = "response";
		if (typeof options?.highWaterMark === "number") handler[HIGH_WATER_MARK] = options.highWaterMark;
		return handler;
	},
	HttpResponseStream: {
		/** The prelude and its delimiter go out before the first chunk that `write` is given; `end` alone does not send them. */
		from(stream: Stream["stream"], prelude: unknown): unknown {
			stream.setContentType(PRELUDE_TYPE);
			const text = jsonStringify(prelude);
			stream._onBeforeFirstWrite = (write: (chunk: unknown) => void) => {
				write(text);
				write(new NativeUint8Array(8));
			};
			return stream;
		},
	},
};

/** @throws When the handler is marked for something that Lambda does not know. */
export function isStreaming(handler: unknown): boolean {
	const mark = (handler as Marked)[STREAMING];
	if (!mark) return false;
	if (mark === "response") return true;
	throw named("Runtime.MalformedStreamingHandler", "Only response streaming is supported.");
}

/** An error in the manner of Node.js, with its code in the first line of the stack. */
function codedError(code: string, message: string, ErrorClass: typeof Error | typeof TypeError = Error): Error {
	const error = new ErrorClass(message);
	Object.defineProperty(error, "stack", {
		value: `${error.stack}`.replace(`${ErrorClass.name}:`, () => `${ErrorClass.name} [${code}]:`),
		writable: true,
		configurable: true,
	});
	return Object.assign(error, { code });
}

function received(value: unknown): string {
	if (typeof value === "function") return `function ${value.name}`;
	if (typeof value !== "object" || value === null) return `type ${typeof value} (${String(value)})`;
	return `an instance of ${value.constructor?.name ?? "Object"}`;
}

/** A chunk as Node's HTTP client takes it. */
function bytesOf(chunk: unknown, encoding: unknown): Uint8Array {
	if (typeof chunk === "string") return Buffer.from(chunk, typeof encoding === "string" ? (encoding as "utf8") : "utf8");
	if (chunk instanceof NativeUint8Array) return chunk.slice();
	const message = `The "chunk" argument must be of type string or an instance of Buffer or Uint8Array. Received ${received(chunk)}`;
	throw codedError("ERR_INVALID_ARG_TYPE", message, TypeError);
}

/**
 * The stream that a handler writes to: an object with the methods and fields of a Writable, which the client makes of its HTTP request.
 * @param onEnd Called once, when the stream has been ended.
 */
function makeStream(onEnd: () => void) {
	const emitter = new EventEmitter();
	const chunks: Uint8Array[] = [];
	let contentType = "application/octet-stream";
	let written = false;
	let ended = false;
	let destroyed = false;
	const soon = (callback: () => void) => promiseThen(resolved(undefined), callback);
	const push = (chunk: unknown, encoding?: unknown) => {
		const bytes = bytesOf(chunk, encoding);
		if (bytes.length > 0) chunks.push(bytes);
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
			if (typeof done === "function") soon(() => (done as Done)());
			return true;
		},
		end(chunk?: unknown, encoding?: unknown, callback?: unknown) {
			const done = [chunk, encoding, callback].find((one) => typeof one === "function");
			if (ended || destroyed) return stream;
			// The client of Node.js up to 22 passes the first argument on alone.
			if (typeof chunk !== "function" && chunk !== undefined && chunk !== null) push(chunk, state.boot.nodeMajor < 24 ? "utf8" : encoding);
			ended = true;
			soon(() => {
				if (typeof done === "function") (done as Done)();
				emitter.emit("finish");
				onEnd();
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
		writableNeedDrain: () => false,
		writableHighWaterMark: () => 65_536,
		writableCorked: () => 0,
		writableLength: () => 0,
	};
	for (const name of Object.keys(fields)) Object.defineProperty(stream, name, { get: fields[name] as () => unknown, enumerable: true });
	return { stream, isEnded: () => ended, sent: () => describeSent(chunks, contentType) };
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

/** Splits what was sent at the delimiter of eight NUL bytes, when there is a prelude. */
function describeSent(chunks: Uint8Array[], contentType: string) {
	const all = Buffer.concat(chunks);
	const end = contentType === PRELUDE_TYPE ? all.indexOf("\0".repeat(8), 0, "latin1") : -1;
	const body = end < 0 ? all : all.subarray(end + 8);
	const prelude = end < 0 ? {} : { prelude: all.subarray(0, end).toString("utf8") };
	return { text: body.toString("utf8"), streamed: { contentType, ...prelude, bytes: all.length } };
}

/** One invocation of a streaming handler (L247-L250). @param waits Whether the end waits for an empty event loop (up to Node.js 22). */
export function answerStreaming(token: number, waits: () => unknown, call: (stream: unknown) => unknown): void {
	const legacy = state.boot.nodeMajor < 24;
	// The request that is open keeps the event loop alive: a stream that is never ended lasts until the timeout (L250).
	const open = timers.setInterval(() => {}, 2 ** 31 - 1);
	let returned = false;
	let answered = false;
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
			answer("respond");
			return;
		}
		answered = true;
		timers.clearInterval(open);
		refuse("fail", token, error);
	};
	const settle = () => {
		if (!answered && returned && made.isEnded()) answer(waits() ? "respondWhenIdle" : "respond");
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
