import { Buffer } from "buffer";
import { bindFrame } from "../async-context.ts";
import { apply } from "../primordials.ts";
import {
	CARRIAGE_RETURN,
	endOfHead,
	type Framing,
	framingOf,
	type Head,
	headerOf,
	methods,
	NEW_LINE,
	type ParseError,
	parseError,
	readHead,
	readHeaders,
} from "./http-head.ts";

/** What stands for `internalBinding("http_parser")`: Node.js's parser of HTTP/1.1 messages, llhttp, as its own modules use it. */

export { methods };

const ON_MESSAGE_BEGIN = 0;
const ON_HEADERS = 1;
const ON_HEADERS_COMPLETE = 2;
const ON_BODY = 3;
const ON_MESSAGE_COMPLETE = 4;
const REQUEST = 1;
const RESPONSE = 2;
/** Answers of the callback for a head: the message has no body, or the connection is no longer HTTP. */
const NO_BODY = 1;
const UPGRADE = 2;
const DEFAULT_HEAD_BYTES = 16_384;
/** So many bytes show whether it is HTTP at all. */
const FIRST_BYTES = 5;

type State =
	| { name: "head" }
	| { name: "length"; left: number }
	| { name: "chunkSize" }
	| { name: "chunk"; left: number }
	| { name: "chunkEnd" }
	| { name: "trailers" }
	/** A response without a length ends with the connection. */
	| { name: "untilClose" }
	| { name: "upgraded" };

type Callback = (...args: unknown[]) => unknown;

/** The parsers of the connections of a server. */
export class ConnectionsList {
	readonly parsers = new Set<HTTPParser>();
	all(): HTTPParser[] {
		return [...this.parsers];
	}
	idle(): HTTPParser[] {
		return this.all().filter((parser) => parser.idle);
	}
	active(): HTTPParser[] {
		return this.all().filter((parser) => !parser.idle);
	}
	/** Requests within one environment have no slow senders. */
	expired(): HTTPParser[] {
		return [];
	}
}

export class HTTPParser {
	static readonly REQUEST = REQUEST;
	static readonly RESPONSE = RESPONSE;
	static readonly kOnMessageBegin = ON_MESSAGE_BEGIN;
	static readonly kOnHeaders = ON_HEADERS;
	static readonly kOnHeadersComplete = ON_HEADERS_COMPLETE;
	static readonly kOnBody = ON_BODY;
	static readonly kOnMessageComplete = ON_MESSAGE_COMPLETE;
	static readonly kOnExecute = 5;
	static readonly kOnTimeout = 6;
	static readonly kLenientNone = 0;
	static readonly kLenientHeaderValueRelaxed = 1;
	static readonly kLenientAll = 1;

	[callback: number]: Callback | null | undefined;
	/** Set by Node.js's modules. */
	socket: unknown = null;

	#type = REQUEST;
	#state: State = { name: "head" };
	#begun = false;
	/** Whether the bytes that came last end a line. */
	#hasNewLine = false;
	/** What was wrong; nothing is read any more then. */
	#wrong: ParseError | undefined;
	#rest: Buffer = Buffer.alloc(0);
	#headBytes = DEFAULT_HEAD_BYTES;
	#list: ConnectionsList | undefined;
	/** How often it was put to use: a callback may free it, and another request take it. */
	#use = 0;
	#run: (call: Callback, args: unknown[]) => unknown = (call, args) => apply(call, this, args);

	/** Whether it is between two messages. */
	get idle(): boolean {
		return this.#state.name === "head" && !this.#begun;
	}

	/** What it calls back runs in the asynchronous context of this call. */
	initialize(type: number, _resource: object, headBytes: number, _lenient: number, list?: ConnectionsList): void {
		this.#use++;
		this.#type = type;
		this.#state = { name: "head" };
		this.#begun = false;
		this.#wrong = undefined;
		this.#rest = Buffer.alloc(0);
		this.#headBytes = headBytes || DEFAULT_HEAD_BYTES;
		this.#run = bindFrame((call: Callback, args: unknown[]) => apply(call, this, args), "HTTPINCOMINGMESSAGE");
		this.#list = list;
		list?.parsers.add(this);
	}

	/** @returns How many bytes were taken, or what is wrong with them. */
	execute(data: Uint8Array): number | ParseError {
		if (this.#wrong) return this.#wrong;
		const before = this.#rest.length;
		const given = Buffer.from(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
		this.#hasNewLine = given.includes(NEW_LINE);
		this.#rest = before === 0 ? given : Buffer.concat([this.#rest, given]);
		const use = this.#use;
		for (;;) {
			const progress = this.#step();
			if (progress instanceof Error) {
				this.#wrong = progress;
				return progress;
			}
			if (this.#use !== use || !progress) break;
		}
		if (this.#use === use && this.#state.name === "upgraded") return given.length - this.#rest.length;
		return given.length;
	}

	/** The connection ended. */
	finish(): ParseError | undefined {
		const { name } = this.#state;
		if (name === "untilClose") this.#complete();
		else if (name !== "upgraded" && !this.idle && !this.#wrong) return parseError("HPE_INVALID_EOF_STATE", "Invalid EOF state");
		return undefined;
	}

	remove(): void {
		this.#list?.parsers.delete(this);
		this.#list = undefined;
	}
	free(): void {
		this.#use++;
	}
	close(): void {
		this.#use++;
	}
	consume(): void {}
	unconsume(): void {}
	pause(): void {}
	resume(): void {}
	getCurrentBuffer(): Buffer {
		return this.#rest;
	}

	#call(which: number, ...args: unknown[]): unknown {
		const callback = this[which];
		return typeof callback === "function" ? this.#run(callback, args) : undefined;
	}

	#take(bytes: number): Buffer {
		const taken = this.#rest.subarray(0, bytes);
		this.#rest = this.#rest.subarray(bytes);
		return taken;
	}

	/** A line without its end; undefined when the end has not come yet. */
	#line(): string | undefined {
		const end = this.#rest.indexOf(NEW_LINE);
		if (end < 0) return undefined;
		return this.#take(end + 1)
			.toString("latin1")
			.replace(/\r?\n$/, "");
	}

	/** @returns Whether there may be more to do with what has come. */
	#step(): boolean | ParseError {
		const state = this.#state;
		if (state.name === "head") return this.#head();
		if (state.name === "upgraded" || this.#rest.length === 0) return false;
		switch (state.name) {
			case "length":
			case "chunk": {
				const piece = this.#take(state.left);
				state.left -= piece.length;
				const use = this.#use;
				this.#call(ON_BODY, piece);
				if (state.left > 0 || this.#use !== use) return false;
				if (state.name === "length") this.#complete();
				else this.#state = { name: "chunkEnd" };
				return true;
			}
			case "untilClose":
				this.#call(ON_BODY, this.#take(this.#rest.length));
				return false;
			case "chunkEnd":
				if (this.#rest[0] !== CARRIAGE_RETURN || (this.#rest.length > 1 && this.#rest[1] !== NEW_LINE))
					return parseError("HPE_STRICT", "Expected LF after chunk data");
				if (this.#line() === undefined) return false;
				this.#state = { name: "chunkSize" };
				return true;
			case "chunkSize": {
				const line = this.#line();
				if (line === undefined) return false;
				const size = /^([0-9a-f]{1,13})[ \t]*(?:;.*)?$/i.exec(line)?.[1];
				if (size === undefined) return parseError("HPE_INVALID_CHUNK_SIZE", "Invalid character in chunk size");
				const left = Number.parseInt(size, 16);
				this.#state = left === 0 ? { name: "trailers" } : { name: "chunk", left };
				return true;
			}
			case "trailers": {
				const end = endOfHead(this.#rest, true);
				if (end === undefined) return false;
				const trailers = readHeaders(this.#take(end).toString("latin1").split("\n"));
				if (trailers instanceof Error) return trailers;
				if (trailers.length > 0) this.#call(ON_HEADERS, trailers, "");
				this.#complete();
				return true;
			}
		}
	}

	#complete(): void {
		this.#state = { name: "head" };
		this.#begun = false;
		this.#call(ON_MESSAGE_COMPLETE);
	}

	#head(): boolean | ParseError {
		if (!this.#begun) {
			// Empty lines before a message mean nothing.
			while (this.#rest.length > 0 && (this.#rest[0] === CARRIAGE_RETURN || this.#rest[0] === NEW_LINE)) this.#take(1);
			if (this.#rest.length === 0) return false;
			this.#begun = true;
			this.#call(ON_MESSAGE_BEGIN);
		}
		if (this.#rest.length > this.#headBytes && !this.#hasNewLine) return parseError("HPE_HEADER_OVERFLOW", "Header overflow");
		// Bytes that come one by one are not to cost the square of their number.
		if (this.#rest.length > FIRST_BYTES && !this.#hasNewLine) return false;
		const end = endOfHead(this.#rest, false);
		if ((end ?? this.#rest.length) > this.#headBytes) return parseError("HPE_HEADER_OVERFLOW", "Header overflow");
		if (end === undefined) {
			const wrong = readHead(this.#rest, this.#type === REQUEST, false);
			return wrong instanceof Error ? wrong : false;
		}
		const head = readHead(this.#take(end), this.#type === REQUEST, true);
		if (!head || head instanceof Error) return head ?? false;
		const framing = framingOf(head.headers, this.#type === REQUEST);
		return framing instanceof Error ? framing : this.#begin(head, framing);
	}

	#begin({ start, headers }: Head, { chunked, length }: Framing): boolean {
		const value = (name: string) => headerOf(headers, name)?.toLowerCase();
		const status = start.status ?? 0;
		const connection = value("connection") ?? "";
		const upgrade =
			start.method === "CONNECT" ||
			(value("upgrade") !== undefined && /\bupgrade\b/.test(connection) && (this.#type === REQUEST || status === 101));
		const bodyless = this.#type === RESPONSE && (status < 200 || status === 204 || status === 304);
		const endsByClose = this.#type === RESPONSE && !bodyless && !chunked && length === undefined;
		const persistent = start.minor > 0 ? !/\bclose\b/.test(connection) : /\bkeep-alive\b/.test(connection);
		const use = this.#use;
		const verdict = this.#call(
			ON_HEADERS_COMPLETE,
			1,
			start.minor,
			headers,
			start.method === undefined ? undefined : methods.indexOf(start.method),
			start.url,
			start.status,
			start.message,
			upgrade,
			persistent && !endsByClose,
		);
		if (this.#use !== use) return false;
		if (verdict === UPGRADE) {
			this.#state = { name: "upgraded" };
			this.#call(ON_MESSAGE_COMPLETE);
		} else if (verdict === NO_BODY || bodyless) this.#complete();
		else if (chunked) this.#state = { name: "chunkSize" };
		else if (endsByClose) this.#state = { name: "untilClose" };
		else if (length !== undefined && length > 0) this.#state = { name: "length", left: length };
		else this.#complete();
		return true;
	}
}
