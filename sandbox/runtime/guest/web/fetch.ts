import { toBase64 } from "../buffer/base64.ts";
import { type Bytes, joined } from "../buffer/bytes.ts";
import { NotSimulatedError } from "../not-simulated.ts";
import { lowerCase, NativePromise, promiseThen, slice, split } from "../primordials.ts";
import { type BodyState, consumed } from "./body.ts";
import { AbortSignal, EventTarget } from "./events.ts";
import { Headers } from "./headers.ts";
import { Request, type RequestInit } from "./request.ts";
import { isNullBodyStatus, isRedirect, Response } from "./response.ts";
import { type RequestOutcome, type SimulatedRequest, sendRequest } from "./simulated-request.ts";
import { statusTextOf } from "./status-text.ts";
import { URL } from "./url.ts";

/** As undici has them. */
const MAX_REDIRECTS = 20;
const PATIENCE = { connectMs: 10_000, headersMs: 300_000 };

type Call = {
	method: string;
	url: URL;
	headers: [name: string, value: string][];
	body: Bytes | undefined;
	/** The body came as a stream and is gone once it was sent. */
	streamed: boolean;
	redirect: string;
	redirects: number;
};

const failed = (cause: unknown): TypeError => new TypeError("fetch failed", { cause });

/** The global fetch, over the simulated network. */
export function fetch(input: unknown, init?: RequestInit): Promise<Response> {
	return new NativePromise((resolve, reject) => {
		const { method, url, headers, signal, body, redirect } = Request.partsOf(new Request(input, init));
		if (AbortSignal.isAborted(signal)) return reject(AbortSignal.reasonOf(signal));
		if (url.protocol === "data:") return settleWithData(url, resolve, reject);
		if (url.protocol === "blob:") return reject(failed(new NotSimulatedError("fetch of an address that begins with blob:")));
		if (url.protocol !== "http:" && url.protocol !== "https:") return reject(failed(new Error("unknown scheme")));
		let cancel = () => {};
		const onAbort = () => {
			cancel();
			if (body?.stream && !body.stream.locked) promiseThen(body.stream.cancel(AbortSignal.reasonOf(signal)), undefined, () => {});
			reject(AbortSignal.reasonOf(signal));
		};
		const settled = (outcome: { response: Response } | { error: unknown }) => {
			ignoreAbort();
			if ("response" in outcome) resolve(outcome.response);
			else reject(outcome.error);
		};
		const ignoreAbort = EventTarget.listen(signal, "abort", onAbort);
		const call = { method, url, headers: Headers.rawOf(headers), redirect, redirects: 0 };
		const start = (bytes: Bytes | undefined) => {
			if (!AbortSignal.isAborted(signal))
				follow({ ...call, body: bytes, streamed: body?.stream !== undefined }, (stop) => (cancel = stop), settled);
		};
		if (body === null) start(undefined);
		else if (body.stream === undefined) {
			body.used = true;
			start(body.bytes);
		} else promiseThen(consumed(body as BodyState), start, (error) => settled({ error: failed(error) }));
	});
}

/** The response's own address has no fragment. */
function withoutFragment({ href, hash }: URL): string {
	return slice(href, 0, href.length - hash.length);
}

function settleWithData(url: URL, resolve: (response: Response) => void, reject: (error: unknown) => void): void {
	const { dataOf } = require("./data-url.ts") as typeof import("./data-url.ts");
	const href = withoutFragment(url);
	const data = dataOf(href);
	if (data) {
		const headers = new Headers([["content-type", data.contentType]]);
		const body = { bytes: data.bytes, stream: undefined, used: false };
		resolve(Response.received({ status: 200, statusText: "OK", headers, body, url: href, redirected: false }));
	} else reject(failed(new Error("failed to fetch the data URL")));
}

/** Sends the request, and those that redirects ask for, until one answers. */
function follow(
	call: Call,
	cancellable: (cancel: () => void) => void,
	settled: (outcome: { response: Response } | { error: unknown }) => void,
): void {
	const answered = (outcome: RequestOutcome) => {
		if ("error" in outcome) return settled({ error: failed(outcome.error) });
		const { status, headers, body } = outcome.response;
		const received = new Headers(headers);
		const location = isRedirect(status) && call.redirect !== "manual" ? received.get("location") : null;
		if (location !== null) {
			const next = redirected(call, status, location);
			if (next instanceof Error) settled({ error: failed(next) });
			else follow(next, cancellable, settled);
			return;
		}
		if (isRedirect(status) && call.redirect === "error") return settled({ error: failed(new Error("unexpected redirect")) });
		let bytes: Bytes;
		try {
			bytes = uncoded(body, received.get("content-encoding"));
		} catch (error) {
			return settled({ error: failed(error) });
		}
		const withoutBody = isNullBodyStatus(status) || call.method === "HEAD";
		settled({
			response: Response.received({
				status,
				statusText: statusTextOf(status),
				headers: received,
				body: withoutBody ? null : { bytes, stream: undefined, used: false },
				url: withoutFragment(call.url),
				redirected: call.redirects > 0,
			}),
		});
	};
	try {
		cancellable(sendRequest(asSent(call), answered));
	} catch (error) {
		settled({ error: failed(error) });
	}
}

function has(headers: Call["headers"], name: string): boolean {
	for (let n = 0; n < headers.length; n++) if (lowerCase(headers[n]?.[0] as string) === name) return true;
	return false;
}

/** With the headers that undici adds by itself. */
function asSent({ method, url, headers, body }: Call): SimulatedRequest {
	const all: Call["headers"] = [];
	for (let n = 0; n < headers.length; n++) all[n] = headers[n] as [string, string];
	const add = (name: string, value: string) => {
		if (!has(headers, name)) all[all.length] = [name, value];
	};
	add("accept", "*/*");
	add("accept-language", "*");
	add("sec-fetch-mode", "cors");
	add("user-agent", "node");
	add("accept-encoding", url.protocol === "https:" ? "br, gzip, deflate" : "gzip, deflate");
	if (body !== undefined) add("content-length", `${body.length}`);
	else if (method === "POST" || method === "PUT") add("content-length", "0");
	const defaultPort = url.protocol === "https:" ? 443 : 80;
	return { method, host: url.host, path: url.pathname, query: url.search, headers: all, body, defaultPort, patience: PATIENCE };
}

/** The request that a redirect asks for, or why there is none (Fetch Standard, HTTP-redirect fetch). */
function redirected(call: Call, status: number, location: string): Call | Error {
	let url: URL;
	try {
		url = new URL(location, call.url.href);
	} catch (error) {
		return error as Error;
	}
	if (call.redirect === "error") return new Error("unexpected redirect");
	if (url.protocol !== "http:" && url.protocol !== "https:") return new Error("URL scheme must be a HTTP(S) scheme");
	if (call.redirects === MAX_REDIRECTS) return new Error("redirect count exceeded");
	if (status !== 303 && call.streamed) return new Error("Request body cannot be sent again");
	const toGet =
		((status === 301 || status === 302) && call.method === "POST") || (status === 303 && call.method !== "GET" && call.method !== "HEAD");
	const dropped = toGet ? ["content-encoding", "content-language", "content-location", "content-type", "content-length"] : [];
	if (url.origin !== call.url.origin) dropped.push("authorization", "proxy-authorization", "cookie", "host");
	if (!url.hash) url.hash = call.url.hash;
	return {
		...call,
		url,
		headers: call.headers.filter(([name]) => !dropped.includes(lowerCase(name))),
		redirects: call.redirects + 1,
		...(toGet ? { method: "GET", body: undefined } : {}),
	};
}

const decoders: Record<string, string> = {
	__proto__: null as never,
	gzip: "gunzip",
	"x-gzip": "gunzip",
	deflate: "inflate",
	br: "brotliDecompress",
};

/** The body as it was before the server compressed it. */
function uncoded(body: Bytes, contentEncoding: string | null): Bytes {
	if (contentEncoding === null || body.length === 0) return body;
	const { codec } = require("../zlib.ts") as typeof import("../zlib.ts");
	const names = split(lowerCase(contentEncoding), ",");
	let bytes = body;
	for (let n = names.length - 1; n >= 0; n--) {
		const operation = decoders[(names[n] as string).trim()];
		if (operation === undefined) return bytes;
		bytes = joined([codec.run(operation, toBase64(bytes), {})]);
	}
	return bytes;
}
