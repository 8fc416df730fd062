import { Buffer } from "buffer";
import { EventEmitter } from "../event-emitter.ts";
import { assign } from "../primordials.ts";
import { timers } from "../process/timers.ts";
import { streamModule } from "../stream.ts";
import { type RequestOutcome, type SimulatedResponse, sendRequest } from "../web/simulated-request.ts";
import { URL } from "../web/url.ts";
import { isKnownHost, notFound } from "./names.ts";
import { timerDuration } from "./timer-duration.ts";

const { Duplex } = streamModule() as typeof import("node:stream");

type Done = (error?: Error | null) => void;
type Headers = Record<string | symbol, unknown>;

const NO_ERROR = 0;
const CANCEL = 8;
const END_OF_HEADERS = 4;
const END_OF_STREAM = 1;
const REFUSAL_MS = 1;

export const sensitiveHeaders = Symbol("sensitiveHeaders");

function failure(code: string, message: string, cause?: Error): Error {
	return assign(new Error(message, cause ? { cause } : undefined), { code });
}

function responseHeaders({ status, headers }: SimulatedResponse): { byName: Headers; raw: string[] } {
	const byName: Headers = Object.assign(Object.create(null), { ":status": status });
	const raw = [":status", `${status}`];
	for (const [given, value] of headers) {
		const name = given.toLowerCase();
		raw.push(name, value);
		const before = byName[name];
		if (name === "set-cookie") byName[name] = [...((before as string[] | undefined) ?? []), value];
		else byName[name] = before === undefined ? value : `${before}, ${value}`;
	}
	byName[sensitiveHeaders] = [];
	return { byName, raw };
}

/** One request and its response. The request is sent when its body has ended. */
class ClientHttp2Stream extends Duplex {
	readonly session: ClientHttp2Session | undefined;
	readonly sentHeaders: Headers;
	id: number | undefined;
	rstCode = NO_ERROR;
	aborted = false;
	#chunks: Buffer[] = [];
	#cancel: (() => void) | undefined;
	#timer: { refresh(): void } | undefined;
	#closing = false;

	constructor(session: ClientHttp2Session, headers: Headers, endStream: boolean) {
		super({ allowHalfOpen: true, autoDestroy: false, emitClose: true, decodeStrings: true });
		this.session = session;
		this.sentHeaders = headers;
		Object.defineProperty(this, "closed", { get: () => this.#closing || this.destroyed, configurable: true });
		if (endStream) this.end();
	}
	get pending(): boolean {
		return this.id === undefined;
	}
	get endAfterHeaders(): boolean {
		return this.writableEnded;
	}

	override _read(): void {}
	override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
		this.#chunks.push(Buffer.from(chunk));
		this.#timer?.refresh();
		done();
	}
	override _final(done: Done): void {
		this.session?._whenConnected(() => {
			if (!this.destroyed) this._send();
		});
		done();
	}

	_begin(id: number): void {
		if (this.destroyed) return;
		this.id = id;
		this.emit("ready");
	}

	/** Sends what there is of the request. */
	_send(): void {
		if (this.#cancel) return;
		const { ":method": method = "GET", ":path": target = "/", ":authority": _authority, ":scheme": _scheme, ...rest } = this.sentHeaders;
		const mark = `${target}`.indexOf("?");
		const path = mark < 0 ? `${target}` : `${target}`.slice(0, mark);
		const query = mark < 0 ? "" : `${target}`.slice(mark);
		const headers = Object.entries(rest).flatMap(([name, value]) =>
			(Array.isArray(value) ? value : [value]).map((one) => [name.toLowerCase(), `${one}`] as const),
		);
		const body = this.#chunks.length > 0 ? Buffer.concat(this.#chunks) : undefined;
		const host = this.session?._host ?? "";
		try {
			this.#cancel = sendRequest({ method: `${method}`, host, path, query, headers, body }, (outcome) => this.#settle(outcome));
		} catch (error) {
			this.destroy(error as Error); // Longer than the simulator takes.
		}
	}

	#settle(outcome: RequestOutcome): void {
		if (this.destroyed) return;
		if ("error" in outcome) {
			this.session?.destroy(outcome.error);
			return;
		}
		const { byName, raw } = responseHeaders(outcome.response);
		const { body } = outcome.response;
		this.#timer?.refresh();
		this.emit("response", byName, body.length > 0 ? END_OF_HEADERS : END_OF_HEADERS | END_OF_STREAM, raw);
		if (this.destroyed) return;
		if (body.length > 0) this.push(Buffer.from(body));
		this.push(null);
		this.once("end", () => timers.setImmediate(() => this.destroy()));
		if (this.listenerCount("response") === 0) this.resume();
	}

	close(code = NO_ERROR, callback?: () => void): void {
		if (callback) this.once("close", callback);
		if (this.#closing) return;
		this.#closing = true;
		this.rstCode = code;
		timers.setImmediate(() => this.destroy());
	}

	override _destroy(error: Error | null, done: Done): void {
		timers.clearTimeout(this.#timer);
		this.#cancel?.();
		this.#cancel = undefined;
		const isComplete = this.readableEnded && this.writableFinished;
		if (!isComplete && this.rstCode === NO_ERROR && (error || !this.#closing)) this.rstCode = error ? 2 : CANCEL;
		if (!isComplete && !this.readableEnded) {
			if (!this.writableEnded) {
				this.aborted = true;
				this.emit("aborted");
			}
			if (!error) this.push(null);
		}
		this.session?._left(this);
		const isWrong = !error && this.rstCode !== NO_ERROR && this.rstCode !== CANCEL;
		done(isWrong ? failure("ERR_HTTP2_STREAM_ERROR", `Stream closed with error code ${this.rstCode}`) : error);
	}

	setTimeout(ms: number, callback?: () => void): this {
		timers.clearTimeout(this.#timer);
		this.#timer = undefined;
		const duration = timerDuration(ms, "msecs");
		if (duration > 0) this.#timer = timers.setTimeout(() => this.emit("timeout"), duration).unref();
		if (callback) {
			if (duration > 0) this.once("timeout", callback);
			else this.removeListener("timeout", callback);
		}
		return this;
	}
	priority(): void {}
}

type SessionOptions = { timeout?: number } | undefined;

/** A connection to a host of the simulated network. */
class ClientHttp2Session extends EventEmitter {
	connecting = true;
	closed = false;
	destroyed = false;
	readonly encrypted: boolean;
	readonly alpnProtocol: string;
	readonly type = 1;
	readonly socket = { ref: () => {}, unref: () => {}, setKeepAlive: () => {}, setNoDelay: () => {} };
	readonly localSettings = {};
	readonly remoteSettings = {};
	readonly pendingSettingsAck = false;
	readonly _host: string;
	#name: string;
	#streams = new Set<ClientHttp2Stream>();
	#waiting: (() => void)[] = [];
	#lastId = -1;
	#timer: { refresh(): void } | undefined;

	constructor(authority: URL, options: SessionOptions) {
		super();
		this.encrypted = authority.protocol === "https:";
		this.alpnProtocol = this.encrypted ? "h2" : "h2c";
		this._host = authority.host;
		this.#name = authority.hostname;
		if (options?.timeout) this.setTimeout(options.timeout);
		timers.setImmediate(() => this.#connect());
	}

	#connect(): void {
		if (this.destroyed) return;
		if (!isKnownHost(this.#name)) {
			// The requests that wait are sent all the same, so that they show where they failed.
			for (const stream of this.#streams) stream._send();
			if (this.#streams.size === 0) timers.setTimeout(() => this.destroy(notFound(this.#name)), REFUSAL_MS);
			return;
		}
		this.connecting = false;
		for (const stream of this.#streams) this.#begin(stream);
		this.emit("connect", this, this.socket);
		const waiting = this.#waiting;
		this.#waiting = [];
		for (const one of waiting) one();
	}
	#begin(stream: ClientHttp2Stream): void {
		this.#lastId += 2;
		stream._begin(this.#lastId);
	}

	_whenConnected(act: () => void): void {
		if (this.connecting) this.#waiting.push(act);
		else act();
	}
	_left(stream: ClientHttp2Stream): void {
		this.#streams.delete(stream);
		if (this.closed && this.#streams.size === 0) this.destroy();
	}

	request(headers: Headers = {}, options: { endStream?: boolean; signal?: AbortSignal } = {}): ClientHttp2Stream {
		if (this.destroyed) throw failure("ERR_HTTP2_INVALID_SESSION", "The session has been destroyed");
		if (this.closed) throw failure("ERR_HTTP2_GOAWAY_SESSION", "New streams cannot be created after receiving a GOAWAY");
		const sent: Headers = Object.create(null);
		for (const name of Reflect.ownKeys(headers)) sent[name] = headers[name];
		sent[":method"] ??= "GET";
		sent[":authority"] ??= this._host;
		sent[":scheme"] ??= this.encrypted ? "https" : "http";
		if (sent[":method"] !== "CONNECT") sent[":path"] ??= "/";
		const isBodyless = sent[":method"] === "GET" || sent[":method"] === "HEAD" || sent[":method"] === "DELETE";
		const stream = new ClientHttp2Stream(this, sent, options.endStream ?? isBodyless);
		this.#streams.add(stream);
		this.#timer?.refresh();
		if (!this.connecting) timers.setImmediate(() => this.#begin(stream));
		const { signal } = options;
		const abort = () =>
			stream.destroy(assign(new Error("The operation was aborted", { cause: signal?.reason }), { name: "AbortError", code: "ABORT_ERR" }));
		if (signal?.aborted) abort();
		else signal?.addEventListener("abort", abort, { once: true });
		return stream;
	}

	close(callback?: () => void): void {
		if (callback) this.once("close", callback);
		if (this.closed) return;
		this.closed = true;
		if (this.#streams.size === 0) timers.setImmediate(() => this.destroy());
	}
	destroy(given?: Error | number): void {
		if (this.destroyed) return;
		this.destroyed = true;
		this.closed = true;
		this.connecting = false;
		timers.clearTimeout(this.#timer);
		const error = given instanceof Error ? given : undefined;
		for (const stream of [...this.#streams]) {
			const wasPending = stream.pending;
			const message = `The pending stream has been canceled${error ? ` (caused by: ${error.message})` : ""}`;
			stream.destroy(wasPending ? failure("ERR_HTTP2_STREAM_CANCEL", message, error) : error);
		}
		timers.setImmediate(() => {
			if (error) this.emit("error", error);
			this.emit("close");
		});
	}

	setTimeout(ms: number, callback?: () => void): this {
		timers.clearTimeout(this.#timer);
		this.#timer = undefined;
		const duration = timerDuration(ms, "msecs");
		if (duration > 0) this.#timer = timers.setTimeout(() => this.emit("timeout"), duration).unref();
		if (callback) this.once("timeout", callback);
		return this;
	}
	ping(callback: (error: null, ms: number, payload: Buffer) => void): boolean {
		timers.setImmediate(callback, null, 1, Buffer.alloc(8));
		return true;
	}
	ref(): void {}
	unref(): void {}
	settings(): void {}
	goaway(): void {}
	setLocalWindowSize(): void {}
}

/** Opens a session. Whether it comes about shows in a later turn of the event loop. */
export function connect(authority: string | URL, given?: SessionOptions | (() => void), more?: () => void): ClientHttp2Session {
	const listener = typeof given === "function" ? given : more;
	const url = typeof authority === "string" ? new URL(authority) : authority;
	if (url.protocol !== "http:" && url.protocol !== "https:")
		throw failure("ERR_HTTP2_UNSUPPORTED_PROTOCOL", `protocol "${url.protocol}" is unsupported.`);
	const session = new ClientHttp2Session(url, typeof given === "function" ? undefined : given);
	if (listener) session.once("connect", listener);
	return session;
}
