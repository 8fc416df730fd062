import type { RandomStream } from "#sandbox/kernel/random.ts";
import type { HttpSend } from "#sandbox/traffic/send.ts";

/** A header as it is on the wire; names keep the case that the client wrote. */
export type Header = readonly [name: string, value: string];

/** A request as a front receives it. */
export type HttpRequest = {
	/** Numbered in the order of arrival at all fronts, from 1. */
	readonly n: number;
	/** Virtual time at which the client sent it. */
	readonly at: number;
	readonly epochMs: number;
	readonly label: string | undefined;
	readonly method: string;
	/** Percent-encoded as the client sent it, without its query. */
	readonly path: string;
	/** Without the question mark; empty when there is none. */
	readonly query: string;
	/** With what the connection adds: Host, X-Forwarded-For … */
	readonly headers: readonly Header[];
	readonly body: Buffer | undefined;
	readonly sourceIp: string;
	readonly host: string;
	/** Whether the client signed it with Signature Version 4, as a principal that IAM allows. */
	readonly signed: boolean;
};

/** What a client's library sends when a scenario does not say otherwise. */
const CLIENT_HEADERS: readonly Header[] = [
	["Accept", "*/*"],
	["User-Agent", "curl/8.15.0"],
];

type Arrival = { n: number; at: number; epochMs: number; label: string | undefined; host: string; random: RandomStream };

/** What arrives when a client sends a request of a scenario through TLS to `host`. */
export function requestOf(send: HttpSend, { random, ...arrival }: Arrival): HttpRequest {
	const [path = "/", query = ""] = split(send.path, "?");
	const headers: Header[] = Object.entries(send.headers).flatMap(([name, value]) =>
		Array.isArray(value) ? value.map((one): Header => [name, one]) : [[name, value] as const],
	);
	const has = (name: string) => headers.some(([one]) => one.toLowerCase() === name.toLowerCase());
	const type = contentTypeOf(send);
	if (type !== undefined && !has("content-type")) headers.push(["Content-Type", type]);
	for (const header of CLIENT_HEADERS) if (!has(header[0])) headers.push(header);
	if (!has("host")) headers.push(["Host", arrival.host]);
	const seconds = Math.floor((arrival.epochMs + arrival.at) / 1000).toString(16);
	if (!has("x-amzn-trace-id")) headers.push(["X-Amzn-Trace-Id", `Root=1-${seconds}-${random.hex(24)}`]);
	const forwarded = headers.filter(([name]) => name.toLowerCase() === "x-forwarded-for").map(([, value]) => value);
	const rest = headers.filter(([name]) => !/^x-forwarded-(for|port|proto)$/i.test(name));
	rest.push(["X-Forwarded-For", [...forwarded, send.sourceIp].join(", ")], ["X-Forwarded-Port", "443"], ["X-Forwarded-Proto", "https"]);
	return {
		...arrival,
		method: send.method,
		path,
		query,
		headers: rest,
		body: bodyOf(send),
		sourceIp: send.sourceIp,
		signed: send.signed === true,
	};
}

/** As fetch does for a body without a type; objects of a scenario are JSON. */
function contentTypeOf({ body, bodyBase64 }: HttpSend): string | undefined {
	if (bodyBase64 !== undefined) return "application/octet-stream";
	if (body === undefined) return undefined;
	return typeof body === "string" ? "text/plain;charset=UTF-8" : "application/json";
}

function bodyOf({ body, bodyBase64 }: HttpSend): Buffer | undefined {
	if (bodyBase64 !== undefined) return Buffer.from(bodyBase64, "base64");
	if (body === undefined) return undefined;
	return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

/** @returns The text before the first `separator`, and after it if there is one. */
export function split(text: string, separator: string): [string, string?] {
	const at = text.indexOf(separator);
	return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** Value of a header, whatever its case; of several the last one. */
export function headerOf(request: Pick<HttpRequest, "headers">, name: string): string | undefined {
	const wanted = name.toLowerCase();
	return request.headers.findLast(([one]) => one.toLowerCase() === wanted)?.[1];
}

/** Names and values of a query in order, decoded as forms are: `+` is a space. What cannot be decoded stays as it is. */
export function queryPairs(query: string): [string, string][] {
	if (query === "") return [];
	return query
		.split("&")
		.filter((pair) => pair !== "")
		.map((pair) => {
			const [name, value = ""] = split(pair, "=");
			return [decoded(name.replaceAll("+", " ")), decoded(value.replaceAll("+", " "))];
		});
}

/** @returns The text with its percent-encoding taken away, or as it is when that is malformed. */
export function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** Time in the Common Log Format, as requestContext has it: `24/Nov/2026:09:00:00 +0000`. */
export function logTime(epochMs: number): string {
	const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/.exec(new Date(epochMs).toUTCString()) ?? [];
	return `${day}/${month}/${year}:${time} +0000`;
}

/** Groups values by name, names in the order of their first appearance. */
export function grouped(pairs: Iterable<readonly [string, string]>): Map<string, string[]> {
	const groups = new Map<string, string[]>();
	for (const [name, value] of pairs) {
		const group = groups.get(name);
		if (group) group.push(value);
		else groups.set(name, [value]);
	}
	return groups;
}
