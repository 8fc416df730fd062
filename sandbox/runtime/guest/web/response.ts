// biome-ignore-all lint/complexity/noArguments: as in Node.js, errors tell how many arguments were given.

import { jsonStringify } from "../primordials.ts";
import { type BodyState, cloned, consume, extractBody, isUnusable, isUsed, streamOf } from "./body.ts";
import { byteString, type Guard, Headers } from "./headers.ts";
import { URL } from "./url.ts";
import { enumerable, missingArguments } from "./web-idl.ts";

type ResponseInit = { status?: number; statusText?: string; headers?: unknown };
type Kind = "default" | "basic" | "error";

const REDIRECTS = [301, 302, 303, 307, 308];
/** A response with such a status has no body. */
export const isNullBodyStatus = (status: number): boolean => status === 101 || status === 204 || status === 205 || status === 304;
export const isRedirect = (status: number): boolean => {
	for (let n = 0; n < REDIRECTS.length; n++) if (REDIRECTS[n] === status) return true;
	return false;
};

function assertReason(text: string): void {
	for (let n = 0; n < text.length; n++) {
		const code = text.charCodeAt(n);
		if (code !== 9 && (code < 32 || code === 127 || code > 255)) throw new TypeError("Invalid statusText");
	}
}

/** The global Response. */
export class Response {
	#status = 200;
	#statusText = "";
	#headers: Headers;
	#body: BodyState | null = null;
	#url = "";
	#redirected = false;
	#type: Kind = "default";

	constructor(body: unknown = null, init: ResponseInit = {}) {
		const given = init ?? {};
		if (given.status !== undefined) {
			const status = Math.trunc(Number(given.status)) & 65_535;
			if (status < 200 || status > 599) throw new RangeError('init["status"] must be in the range of 200 to 599, inclusive.');
			this.#status = status;
		}
		if (given.statusText !== undefined) {
			this.#statusText = byteString(given.statusText);
			assertReason(this.#statusText);
		}
		this.#headers = new Headers(given.headers);
		if (body === null || body === undefined) return;
		if (isNullBodyStatus(this.#status)) throw new TypeError(`Response constructor: Invalid response status code ${this.#status}`);
		const extracted = extractBody(body);
		this.#body = extracted.body;
		if (extracted.contentType !== undefined && !this.#headers.has("content-type"))
			this.#headers.append("content-type", extracted.contentType);
	}

	/** For fetch: what came over the network, which only the constructor's own checks could refuse. */
	static received(parts: {
		status: number;
		statusText: string;
		headers: Headers;
		body: BodyState | null;
		url: string;
		redirected: boolean;
	}): Response {
		const response = new Response();
		response.#fill(parts, "basic", "immutable");
		return response;
	}
	#fill(
		parts: { status: number; statusText: string; headers: Headers; body: BodyState | null; url: string; redirected: boolean },
		type: Kind,
		guard: Guard,
	): void {
		this.#status = parts.status;
		this.#statusText = parts.statusText;
		this.#headers = Headers.guarded(parts.headers, guard);
		this.#body = parts.body;
		this.#url = parts.url;
		this.#redirected = parts.redirected;
		this.#type = type;
	}

	static error(): Response {
		const response = new Response();
		const headers = new Headers();
		response.#fill({ status: 0, statusText: "", headers, body: null, url: "", redirected: false }, "error", "immutable");
		return response;
	}
	static json(data: unknown, init: ResponseInit = {}): Response {
		missingArguments("Response.json", arguments.length, 1);
		const text = jsonStringify(data);
		if (text === undefined) throw new TypeError("Value is not JSON serializable");
		const headers = new Headers(init?.headers);
		if (!headers.has("content-type")) headers.append("content-type", "application/json");
		return new Response(text, { ...init, headers });
	}
	static redirect(url: unknown, status: number = 302): Response {
		missingArguments("Response.redirect", arguments.length, 1);
		let location: string;
		try {
			location = new URL(url).href;
		} catch (cause) {
			throw new TypeError(`Failed to parse URL from ${url}`, { cause });
		}
		if (!isRedirect(status)) throw new RangeError(`Invalid status code ${status}`);
		const response = new Response(null, { status, headers: [["location", location]] });
		Headers.guarded(response.#headers, "immutable");
		return response;
	}

	get type(): string {
		return this.#type;
	}
	get url(): string {
		return this.#url;
	}
	get redirected(): boolean {
		return this.#redirected;
	}
	get status(): number {
		return this.#status;
	}
	get ok(): boolean {
		return this.#status >= 200 && this.#status <= 299;
	}
	get statusText(): string {
		return this.#statusText;
	}
	get headers(): Headers {
		return this.#headers;
	}
	get body(): ReadableStream<Uint8Array> | null {
		return this.#body && streamOf(this.#body);
	}
	get bodyUsed(): boolean {
		return this.#body !== null && isUsed(this.#body);
	}
	clone(): Response {
		if (this.#body && isUnusable(this.#body)) throw new TypeError("Response.clone: Body has already been consumed.");
		const copy = new Response();
		const body = this.#body && cloned(this.#body);
		const headers = new Headers(this.#headers);
		const guard: Guard = this.#type === "default" ? "none" : "immutable";
		copy.#fill(
			{ status: this.#status, statusText: this.#statusText, headers, body, url: this.#url, redirected: this.#redirected },
			this.#type,
			guard,
		);
		return copy;
	}
	text() {
		return consume("text", this.#body, null);
	}
	json() {
		return consume("json", this.#body, null);
	}
	bytes() {
		return consume("bytes", this.#body, null);
	}
	arrayBuffer() {
		return consume("arrayBuffer", this.#body, null);
	}
	blob() {
		return consume("blob", this.#body, this.#headers.get("content-type"));
	}
	formData() {
		return consume("formData", this.#body, this.#headers.get("content-type"));
	}
	get [Symbol.toStringTag](): string {
		return "Response";
	}
	[Symbol.for("nodejs.util.inspect.custom")](_depth: number, shown: object, inspect: (value: unknown, options: object) => string): string {
		const { status, statusText, headers, body, bodyUsed, ok, redirected, type, url } = this;
		return `Response ${inspect({ status, statusText, headers, body, bodyUsed, ok, redirected, type, url }, shown)}`;
	}
}

enumerable(
	Response,
	Object.getOwnPropertyNames(Response.prototype).filter((name) => name !== "constructor"),
);
