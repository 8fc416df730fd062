import { bare, upperCase } from "../primordials.ts";
import { type BodyState, cloned, consume, extractBody, isUnusable, isUsed, streamOf } from "./body.ts";
import { AbortController, AbortSignal } from "./events.ts";
import { byteString, Headers, isToken } from "./headers.ts";
import { loadStreams } from "./streams-loader.ts";
import { URL } from "./url.ts";
import { enumerable } from "./web-idl.ts";

export type RequestInit = {
	method?: string;
	headers?: unknown;
	body?: unknown;
	signal?: AbortSignal | null;
	redirect?: string;
	duplex?: string;
	[option: string]: unknown;
};

const NORMALIZED = ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"];
const FORBIDDEN = ["CONNECT", "TRACE", "TRACK"];

/** What the other options may be, and what they are when nothing is said; none of them changes a request of Node.js, `redirect` excepted. */
const options: readonly { name: string; is: string; oneOf?: readonly string[] }[] = [
	{ name: "mode", is: "cors", oneOf: ["navigate", "same-origin", "no-cors", "cors"] },
	{ name: "credentials", is: "same-origin", oneOf: ["omit", "same-origin", "include"] },
	{ name: "cache", is: "default", oneOf: ["default", "no-store", "reload", "no-cache", "force-cache", "only-if-cached"] },
	{ name: "redirect", is: "follow", oneOf: ["follow", "manual", "error"] },
	{ name: "referrer", is: "about:client" },
	{
		name: "referrerPolicy",
		is: "",
		oneOf: [
			"",
			"no-referrer",
			"no-referrer-when-downgrade",
			"same-origin",
			"origin",
			"strict-origin",
			"origin-when-cross-origin",
			"strict-origin-when-cross-origin",
			"unsafe-url",
		],
	},
	{ name: "integrity", is: "" },
];

function contains(list: readonly string[], text: string): boolean {
	for (let n = 0; n < list.length; n++) if (list[n] === text) return true;
	return false;
}

function optionsOf(init: RequestInit, from: Record<string, string> | undefined): Record<string, string> {
	const given = bare<Record<string, string>>();
	for (let n = 0; n < options.length; n++) {
		const { name, is, oneOf } = options[n] as (typeof options)[number];
		const value = init[name] === undefined ? (from?.[name] ?? is) : `${init[name]}`;
		if (oneOf && !contains(oneOf, value))
			throw new TypeError(`RequestInit: ${value} is not an accepted type. Expected one of ${oneOf.join(", ")}.`);
		if (name === "mode" && value === "navigate") throw new TypeError("Request constructor: invalid request mode navigate.");
		given[name] = value;
	}
	return given;
}

function methodOf(given: string): string {
	const upper = upperCase(given);
	if (!isToken(given)) throw new TypeError(`'${given}' is not a valid HTTP method.`);
	if (contains(FORBIDDEN, upper)) throw new TypeError(`'${given}' HTTP method is unsupported.`);
	return contains(NORMALIZED, upper) ? upper : given;
}

function urlOf(input: unknown): URL {
	let url: URL;
	try {
		url = new URL(input);
	} catch (cause) {
		throw new TypeError(`Failed to parse URL from ${input}`, { cause });
	}
	if (url.username || url.password) throw new TypeError(`Request cannot be constructed from a URL that includes credentials: ${input}`);
	return url;
}

/** The global Request. */
export class Request {
	#method: string;
	#url: URL;
	#headers: Headers;
	#signal: AbortSignal;
	#body: BodyState | null = null;
	#options: Record<string, string>;
	#keepalive: boolean;

	constructor(input: unknown, init: RequestInit = {}) {
		const from = typeof input === "object" && input !== null && #method in input ? input : undefined;
		const given = init ?? {};
		this.#url = from ? from.#url : urlOf(input);
		this.#options = optionsOf(given, from ? from.#options : undefined);
		this.#keepalive = given.keepalive === undefined ? (from ? from.#keepalive : false) : Boolean(given.keepalive);
		this.#method = given.method === undefined ? (from ? from.#method : "GET") : methodOf(byteString(given.method));
		const signal = given.signal === undefined ? (from ? from.#signal : undefined) : given.signal;
		if (signal !== undefined && signal !== null && !(signal instanceof AbortSignal))
			throw new TypeError(`RequestInit: Expected signal ("${JSON.stringify(signal)}") to be an instance of AbortSignal.`);
		this.#signal = signal ? AbortSignal.following([signal]) : new AbortController().signal;
		this.#headers = new Headers(given.headers === undefined ? (from ? from.#headers : undefined) : given.headers);
		const inherited = given.body === undefined || given.body === null ? (from ? from.#body : null) : null;
		if ((inherited || (given.body !== undefined && given.body !== null)) && (this.#method === "GET" || this.#method === "HEAD"))
			throw new TypeError("Request with GET/HEAD method cannot have body.");
		if (inherited) this.#body = taken(inherited);
		else if (given.body !== undefined && given.body !== null) {
			const { body, contentType } = extractBody(given.body);
			this.#body = body;
			if (contentType !== undefined && !this.#headers.has("content-type")) this.#headers.append("content-type", contentType);
			if (body.stream && given.duplex === undefined) throw new TypeError("RequestInit: duplex option is required when sending a body.");
		}
	}

	/** For fetch: what a request consists of, whatever learner code has put into its prototype. */
	static partsOf(request: Request): {
		method: string;
		url: URL;
		headers: Headers;
		signal: AbortSignal;
		body: BodyState | null;
		redirect: string;
	} {
		const { redirect } = request.#options as { redirect: string };
		return {
			method: request.#method,
			url: request.#url,
			headers: request.#headers,
			signal: request.#signal,
			body: request.#body,
			redirect,
		};
	}

	get method(): string {
		return this.#method;
	}
	get url(): string {
		return this.#url.href;
	}
	get headers(): Headers {
		return this.#headers;
	}
	get destination(): string {
		return "";
	}
	get referrer(): string {
		return this.#options.referrer as string;
	}
	get referrerPolicy(): string {
		return this.#options.referrerPolicy as string;
	}
	get mode(): string {
		return this.#options.mode as string;
	}
	get credentials(): string {
		return this.#options.credentials as string;
	}
	get cache(): string {
		return this.#options.cache as string;
	}
	get redirect(): string {
		return this.#options.redirect as string;
	}
	get integrity(): string {
		return this.#options.integrity as string;
	}
	get keepalive(): boolean {
		return this.#keepalive;
	}
	get isReloadNavigation(): boolean {
		return false;
	}
	get isHistoryNavigation(): boolean {
		return false;
	}
	get signal(): AbortSignal {
		return this.#signal;
	}
	get body(): ReadableStream<Uint8Array> | null {
		return this.#body && streamOf(this.#body);
	}
	get bodyUsed(): boolean {
		return this.#body !== null && isUsed(this.#body);
	}
	get duplex(): string {
		return "half";
	}
	clone(): Request {
		if (this.#body && isUnusable(this.#body)) throw new TypeError("unusable");
		const copy = this.#body && cloned(this.#body);
		const request = new Request(this.#url.href, { ...this.#options, headers: this.#headers, signal: this.#signal });
		request.#method = this.#method;
		request.#keepalive = this.#keepalive;
		request.#body = copy;
		return request;
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
		return "Request";
	}
	[Symbol.for("nodejs.util.inspect.custom")](_depth: number, shown: object, inspect: (value: unknown, options: object) => string): string {
		const names = "method url headers destination referrer referrerPolicy mode credentials cache redirect integrity keepalive";
		const values: Record<string, unknown> = {};
		for (const name of `${names} isReloadNavigation isHistoryNavigation signal`.split(" ")) values[name] = this[name as keyof Request];
		return `Request ${inspect(values, shown)}`;
	}
}

/** A request made from another one takes the body with it. */
function taken(body: BodyState): BodyState {
	if (isUnusable(body)) throw new TypeError("Cannot construct a Request with a Request object that has already been used.");
	if (body.stream) return { ...body, stream: body.stream.pipeThrough(new (loadStreams().webStreams.TransformStream)() as never) };
	const own = { ...body };
	body.used = true;
	return own;
}

enumerable(
	Request,
	Object.getOwnPropertyNames(Request.prototype).filter((name) => name !== "constructor"),
);
