import { Buffer } from "buffer";
import { timers } from "../process/timers.ts";
import { type RequestOutcome, type SimulatedResponse, sendRequest } from "../web/simulated-request.ts";
import type { FarEnd, NearEnd } from "./far-end.ts";
import { HTTPParser, methods } from "./http-parser.ts";

type Request = { method: string; url: string; headers: [string, string][]; chunks: Buffer[]; hasBody: boolean; persistent: boolean };

/** Responses with such a status have no body, whatever their headers say (RFC 9110). */
const isBodyless = (status: number) => status < 200 || status === 204 || status === 304;
const DELIVERY_BYTES = 65_536;

function statusText(status: number): string {
	const { STATUS_CODES } = require("node-source:_http_server") as { STATUS_CODES: Record<number, string | undefined> };
	return STATUS_CODES[status] ?? "unknown";
}

/**
 * The far end of a connection to a host of the simulated network: reads HTTP/1.1 requests, sends each through the one way out of the
 * isolate when it is complete, and writes the response as a server would.
 */
export class RemoteServer implements FarEnd {
	#host: string;
	#near: NearEnd;
	#parser = new HTTPParser();
	#reading: Request | undefined;
	#waiting: Request[] = [];
	#cancel: (() => void) | undefined;
	#closed = false;

	/** @param host Name, with the port after a colon unless it is the scheme's own. */
	constructor(host: string, near: NearEnd) {
		this.#host = host;
		this.#near = near;
		const parser = this.#parser;
		parser.initialize(HTTPParser.REQUEST, this, 0, 0);
		parser[HTTPParser.kOnHeadersComplete] = (_major, _minor, headers, method, url, _status, _message, _upgrade, persistent) =>
			this.#begin(headers as string[], methods[method as number] ?? "GET", url as string, persistent as boolean);
		parser[HTTPParser.kOnBody] = (chunk) => {
			this.#reading?.chunks.push(Buffer.from(chunk as Buffer));
		};
		parser[HTTPParser.kOnMessageComplete] = () => this.#complete();
	}

	receive(chunk: Buffer): void {
		const wrong = this.#parser.execute(chunk);
		if (!(wrong instanceof Error)) return;
		this.#write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
		this.#leave();
	}

	end(): void {
		if (!this.#cancel && this.#waiting.length === 0) this.#leave();
	}

	close(): void {
		this.#closed = true;
		this.#cancel?.();
		this.#cancel = undefined;
		this.#waiting = [];
	}

	/** Sends what there is of a request whose body has not ended. @returns Whether anything is under way. */
	hurry(): boolean {
		if (this.#reading) this.#complete();
		return this.#cancel !== undefined;
	}

	/** The end of the connection arrives by itself, after whatever was written. */
	#leave(): void {
		timers.setImmediate(() => this.#near.finish());
	}

	#begin(raw: readonly string[], method: string, url: string, persistent: boolean): number {
		const headers: [string, string][] = [];
		let hasBody = false;
		for (let n = 0; n < raw.length; n += 2) {
			const name = raw[n] as string;
			const value = raw[n + 1] as string;
			headers.push([name, value]);
			const lower = name.toLowerCase();
			if (lower === "content-length" || lower === "transfer-encoding") hasBody = true;
			if (lower === "expect" && value.toLowerCase() === "100-continue") this.#write("HTTP/1.1 100 Continue\r\n\r\n");
		}
		this.#reading = { method, url, headers, chunks: [], hasBody, persistent };
		// What follows is the body, even if the other side means to leave HTTP.
		return 0;
	}

	#complete(): void {
		if (!this.#reading) return;
		this.#waiting.push(this.#reading);
		this.#reading = undefined;
		this.#next();
	}

	#next(): void {
		if (this.#cancel || this.#closed) return;
		const request = this.#waiting.shift();
		if (!request) return;
		const { method, headers, url } = request;
		const body = request.hasBody ? Buffer.concat(request.chunks) : undefined;
		try {
			this.#cancel = sendRequest({ method, host: this.#host, ...targetOf(url), headers, body }, (outcome) =>
				this.#settle(request, outcome),
			);
		} catch (error) {
			this.#near.fail(error as Error); // Longer than the simulator takes.
		}
	}

	#settle(request: Request, outcome: RequestOutcome): void {
		this.#cancel = undefined;
		if (this.#closed) return;
		if ("error" in outcome) {
			this.#near.fail(outcome.error);
			return;
		}
		this.#respond(request, outcome.response);
		if (!request.persistent) this.#leave();
		else this.#next();
	}

	#respond({ method }: Request, { status, headers, body }: SimulatedResponse): void {
		const lines = [`HTTP/1.1 ${status} ${statusText(status)}`];
		let chunked = false;
		let hasLength = false;
		for (const [name, value] of headers) {
			const lower = name.toLowerCase();
			if (lower === "transfer-encoding") chunked = true;
			if (lower === "content-length") {
				hasLength = true;
				// A length that is not that of the body would leave the client waiting, or reading the next response.
				if (method !== "HEAD" && Number(value) !== body.length) {
					lines.push(`${name}: ${body.length}`);
					continue;
				}
			}
			lines.push(`${name}: ${value.replace(/[\r\n]+/g, " ")}`);
		}
		const hasBody = method !== "HEAD" && !isBodyless(status);
		if (hasBody && !chunked && !hasLength) lines.push(`Content-Length: ${body.length}`);
		this.#write(`${lines.join("\r\n")}\r\n\r\n`, !hasBody || body.length === 0 ? undefined : chunked ? inOneChunk(body) : body);
		if (hasBody && chunked) this.#write("0\r\n\r\n");
	}

	/** The head and the beginning of the body arrive together, as they do from a server that has the whole. */
	#write(head: string, body?: Uint8Array): void {
		const bytes = Buffer.from(head, "latin1");
		const all = body === undefined ? bytes : Buffer.concat([bytes, body]);
		for (let at = 0; at < all.length; at += DELIVERY_BYTES) this.#near.deliver(all.subarray(at, at + DELIVERY_BYTES));
	}
}

function inOneChunk(body: Uint8Array): Uint8Array {
	return Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from("\r\n")]);
}

/** The target of a request line: a path, or the whole address that is sent to a proxy. */
function targetOf(url: string): { path: string; query: string } {
	const relative = url.startsWith("/") ? url : `/${url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*\/?/i, "")}`;
	const [target = "/"] = relative.split("#");
	const mark = target.indexOf("?");
	return mark < 0 ? { path: target, query: "" } : { path: target.slice(0, mark), query: target.slice(mark) };
}
