import { Buffer } from "buffer";
import type { AbortSignal } from "./events.ts";
import { missing } from "./not-simulated.ts";
import { jsonParse, NativePromise, upperCase } from "./primordials.ts";
import { sendRequest } from "./simulated-request.ts";
import { URL, URLSearchParams } from "./url.ts";

export class Headers {
	#entries = new Map<string, string>();
	constructor(init?: unknown) {
		if (init === undefined || init === null) return;
		const pairs =
			typeof (init as Iterable<unknown>)[Symbol.iterator] === "function"
				? [...(init as Iterable<[string, string]>)]
				: Object.entries(init as object);
		for (const [name, value] of pairs) this.append(name as string, value);
	}
	append(name: string, value: unknown): void {
		const key = `${name}`.toLowerCase();
		const now = this.#entries.get(key);
		this.#entries.set(key, now === undefined ? `${value}`.trim() : `${now}, ${`${value}`.trim()}`);
	}
	set(name: string, value: unknown): void {
		this.#entries.set(`${name}`.toLowerCase(), `${value}`.trim());
	}
	get(name: string): string | null {
		return this.#entries.get(`${name}`.toLowerCase()) ?? null;
	}
	has(name: string): boolean {
		return this.#entries.has(`${name}`.toLowerCase());
	}
	delete(name: string): void {
		this.#entries.delete(`${name}`.toLowerCase());
	}
	forEach(callback: (value: string, name: string, headers: Headers) => void): void {
		for (const [name, value] of this) callback(value, name, this);
	}
	entries(): IterableIterator<[string, string]> {
		return [...this.#entries].sort(([a], [b]) => (a < b ? -1 : 1))[Symbol.iterator]();
	}
	keys(): IterableIterator<string> {
		return [...this.entries()].map(([name]) => name)[Symbol.iterator]();
	}
	values(): IterableIterator<string> {
		return [...this.entries()].map(([, value]) => value)[Symbol.iterator]();
	}
	[Symbol.iterator](): IterableIterator<[string, string]> {
		return this.entries();
	}
}

function bodyText(body: unknown, headers: Headers): string | undefined {
	if (body === undefined || body === null) return undefined;
	if (body instanceof URLSearchParams) {
		if (!headers.has("content-type")) headers.set("content-type", "application/x-www-form-urlencoded;charset=UTF-8");
		return body.toString();
	}
	if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer as ArrayBuffer, body.byteOffset, body.byteLength).toString("utf8");
	if (body instanceof ArrayBuffer) return Buffer.from(body).toString("utf8");
	if (!headers.has("content-type")) headers.set("content-type", "text/plain;charset=UTF-8");
	return `${body}`;
}

/** What Request and Response have in common. Bodies are text; streams are not simulated. */
class Body {
	#text: string | undefined;
	bodyUsed = false;
	constructor(text: string | undefined) {
		this.#text = text;
	}
	#read(): string {
		if (this.bodyUsed && this.#text !== undefined) throw new TypeError("Body is unusable: Body has already been read");
		this.bodyUsed = true;
		return this.#text ?? "";
	}
	async text(): Promise<string> {
		return this.#read();
	}
	async json(): Promise<unknown> {
		return jsonParse(this.#read());
	}
	async bytes(): Promise<Uint8Array> {
		return new Uint8Array(Buffer.from(this.#read(), "utf8"));
	}
	async arrayBuffer(): Promise<ArrayBufferLike> {
		return (await this.bytes()).buffer;
	}
	get body(): unknown {
		return this.#text === undefined ? null : missing("Response.body", "text(), json() and arrayBuffer() are")();
	}
	/** For the classes below. */
	static textOf(body: Body): string | undefined {
		return body.#text;
	}
}

type RequestInit = { method?: string; headers?: unknown; body?: unknown; signal?: AbortSignal | null; redirect?: string };

export class Request extends Body {
	readonly method: string;
	readonly url: string;
	readonly headers: Headers;
	readonly signal: AbortSignal | null;
	constructor(input: unknown, init: RequestInit = {}) {
		const from = input instanceof Request ? input : undefined;
		const headers = new Headers(init.headers ?? from?.headers);
		const method = upperCase(`${init.method ?? from?.method ?? "GET"}`);
		const text = init.body === undefined && from ? Body.textOf(from) : bodyText(init.body, headers);
		if (text !== undefined && (method === "GET" || method === "HEAD"))
			throw new TypeError("Request with GET/HEAD method cannot have body.");
		super(text);
		let url: URL;
		try {
			url = from ? new URL(from.url) : new URL(input);
		} catch (cause) {
			throw new TypeError(`Failed to parse URL from ${input}`, { cause });
		}
		this.method = method;
		this.url = url.href;
		this.headers = headers;
		this.signal = init.signal ?? from?.signal ?? null;
	}
	clone(): Request {
		return new Request(this);
	}
}

type ResponseInit = { status?: number; statusText?: string; headers?: unknown; url?: string };

export class Response extends Body {
	readonly status: number;
	readonly statusText: string;
	readonly headers: Headers;
	readonly url: string;
	readonly redirected = false;
	readonly type = "basic";
	constructor(body?: unknown, init: ResponseInit = {}) {
		const headers = new Headers(init.headers);
		super(bodyText(body, headers));
		this.status = init.status ?? 200;
		this.statusText = init.statusText ?? "";
		this.headers = headers;
		this.url = init.url ?? "";
	}
	get ok(): boolean {
		return this.status >= 200 && this.status <= 299;
	}
	clone(): Response {
		if (this.bodyUsed) throw new TypeError("Response.clone: Body has already been consumed.");
		return new Response(Body.textOf(this), this);
	}
	static json(value: unknown, init: ResponseInit = {}): Response {
		const headers = new Headers(init.headers);
		if (!headers.has("content-type")) headers.set("content-type", "application/json");
		return new Response(JSON.stringify(value), { ...init, headers });
	}
	static error(): Response {
		return new Response(null, { status: 0 });
	}
}

export function fetch(input: unknown, init?: RequestInit): Promise<Response> {
	return new NativePromise((resolve, reject) => {
		const request = new Request(input, init);
		const { signal } = request;
		if (signal?.aborted) return reject(signal.reason);
		const url = new URL(request.url);
		if (url.protocol !== "http:" && url.protocol !== "https:")
			return reject(new TypeError("fetch failed", { cause: new Error("unknown scheme") }));
		const body = Body.textOf(request);
		const onAbort = () => {
			cancel();
			reject(signal?.reason);
		};
		const cancel = send(
			{
				method: request.method,
				host: url.host,
				path: url.pathname,
				query: url.search,
				headers: [...request.headers],
				body: body === undefined ? undefined : Buffer.from(body, "utf8"),
			},
			(outcome) => {
				signal?.removeEventListener("abort", onAbort);
				if ("error" in outcome) return reject(new TypeError("fetch failed", { cause: outcome.error }));
				const { status, headers, body } = outcome.response;
				const nullBody = status === 204 || status === 304;
				resolve(new Response(nullBody ? null : Buffer.from(body).toString("utf8"), { status, headers, url: request.url }));
			},
		);
		signal?.addEventListener("abort", onAbort, { once: true });
	});
}

/** As sendRequest, but what it throws is the cause of a failed fetch. */
function send(...args: Parameters<typeof sendRequest>): () => void {
	try {
		return sendRequest(...args);
	} catch (cause) {
		throw new TypeError("fetch failed", { cause });
	}
}
