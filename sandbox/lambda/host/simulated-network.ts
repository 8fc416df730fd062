import { STATUS_CODES } from "node:http";
import { isIP } from "node:net";
import { Faults, type Struck } from "#sandbox/faults/faults.ts";
import { RandomStream } from "#sandbox/kernel/random.ts";
import { toTick } from "#sandbox/kernel/virtual-time.ts";
import type { Json, Route, Scenario } from "#sandbox/scenario.ts";
import type { WireRequest, WireResponse } from "#sandbox/services/wire/http.ts";

export type NetworkAnswer = { afterMs: number } & (
	| { ok: true; status: number; headers: [name: string, value: string][]; body: Buffer }
	| { ok: false; code: "ENOTFOUND" | "ECONNREFUSED" | "ECONNRESET" | "ETIMEDOUT" }
);

/** Whose code sent a request: a function by its logical id, and the invocation that is current. `call` is its number in the trace. */
export type Sender = { readonly call: number; readonly function: string; readonly invocation: number | undefined };

/** Something in the network that answers in its own time: the services of the cloud. */
export type NetworkServer = {
	readonly serves: (host: string) => boolean;
	/** @param onResponse Called once, at once or later in virtual time. */
	readonly send: (request: WireRequest, sender: Sender | undefined, onResponse: (response: WireResponse) => void) => void;
};

type Pattern = { route: Route; segments: string[]; calls: number };

/** The hosts of a scenario. Everything outside of them does not exist. */
export class SimulatedNetwork {
	#hosts = new Map<string, Pattern[]>();
	#random: RandomStream;
	#faults: Faults;
	#servers: NetworkServer[] = [];

	constructor(scenario: Scenario, random: RandomStream) {
		this.#random = random;
		this.#faults = new Faults(scenario.faults, new RandomStream(scenario.seed, "faults"));
		for (const { host, routes } of scenario.network) {
			const patterns = this.#hosts.get(host.toLowerCase()) ?? [];
			patterns.push(...routes.map((route) => ({ route, segments: route.path.split("/"), calls: 0 })));
			this.#hosts.set(host.toLowerCase(), patterns);
		}
	}

	/** Adds what answers for hosts that the scenario does not describe. */
	attach(server: NetworkServer): void {
		this.#servers.push(server);
	}

	/** Whether there is a host of this name, at any port. */
	knows(name: string): boolean {
		return this.#describes(name) || this.serverOf(name) !== undefined;
	}

	/** What answers for a host; undefined when the scenario describes it, or nobody does. */
	serverOf(host: string): NetworkServer | undefined {
		return this.#describes(host) ? undefined : this.#servers.find((server) => server.serves(host));
	}

	/** What a fault of the scenario does to a request that goes out at `now`. */
	strike(host: string, now: number): Struck | undefined {
		return this.#faults.strike(host.replace(/:\d+$/, ""), now);
	}

	#describes(name: string): boolean {
		const wanted = name.toLowerCase();
		for (const host of this.#hosts.keys()) if (host === wanted || host.replace(/:\d+$/, "") === wanted) return true;
		return false;
	}

	/** What a host answers to a request that reaches it at `now`, and how long that takes (virtual milliseconds). */
	answer(request: { method: string; host: string; path: string }, now: number): NetworkAnswer {
		const struck = this.strike(request.host, now);
		if (struck && struck.effect !== "slow") return answerOfFault(struck);
		const answer = this.#answerOfHost(request, now);
		return struck ? { ...answer, afterMs: toTick(answer.afterMs + struck.addMs) } : answer;
	}

	#answerOfHost(request: { method: string; host: string; path: string }, now: number): NetworkAnswer {
		const patterns = this.#hosts.get(request.host.toLowerCase());
		if (!patterns) return noAnswer(request.host);
		for (const pattern of patterns) {
			const { route } = pattern;
			if (route.method !== "ANY" && route.method !== request.method) continue;
			if (route.between && !(now >= route.between.fromMs && now < route.between.toMs)) continue;
			const parameters = matchPath(pattern.segments, request.path);
			if (!parameters) continue;
			pattern.calls++;
			const { latencyMs } = route;
			const afterMs =
				typeof latencyMs === "number" ? latencyMs : this.#random.between(latencyMs.minMs, Math.max(latencyMs.minMs, latencyMs.maxMs));
			if (route.fails) return { ok: false, afterMs: toTick(afterMs), code: route.fails };
			const { contentType, body } = contentOf(route, parameters, pattern.calls);
			return {
				ok: true,
				afterMs: toTick(afterMs),
				status: route.status,
				headers: headersOf(route, contentType),
				body: request.method === "HEAD" || WITHOUT_BODY.has(route.status) ? Buffer.alloc(0) : body,
			};
		}
		return {
			ok: true,
			afterMs: 10,
			status: 404,
			headers: [["content-type", "application/json"]],
			body: Buffer.from('{"message":"Not Found"}'),
		};
	}
}

/** What a fault has a host answer, or not answer. */
export function answerOfFault(struck: Exclude<Struck, { effect: "slow" }>): NetworkAnswer {
	if (struck.effect === "unreachable")
		return { ok: false, afterMs: struck.code === "ETIMEDOUT" ? CONNECT_TIMEOUT_MS : 1, code: struck.code };
	const { status } = struck;
	const message = STATUS_CODES[status] ?? "Error";
	return { ok: true, afterMs: 10, status, headers: [["content-type", "application/json"]], body: Buffer.from(JSON.stringify({ message })) };
}

/** Linux gives up on a connection after six repeats of its first packet: 127 s, later than most functions time out. */
const CONNECT_TIMEOUT_MS = 127_000;

/** What becomes of a connection to a host that the scenario does not name. */
function noAnswer(host: string): NetworkAnswer {
	const name = host.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
	if (/^(?:localhost|127(?:\.\d+){3}|::1|0\.0\.0\.0)$/i.test(name)) return { ok: false, afterMs: 1, code: "ECONNREFUSED" };
	if (isIP(name) !== 0) return { ok: false, afterMs: CONNECT_TIMEOUT_MS, code: "ETIMEDOUT" };
	return { ok: false, afterMs: 1, code: "ENOTFOUND" };
}

/** A response with such a status has no body (RFC 9110). */
const WITHOUT_BODY = new Set([204, 205, 304]);

function contentOf(route: Route, parameters: Map<string, string>, calls: number): { contentType: string; body: Buffer } {
	if (route.bodyBase64 !== undefined) return { contentType: "application/octet-stream", body: Buffer.from(route.bodyBase64, "base64") };
	if (route.bodyText !== undefined) return { contentType: "text/plain", body: Buffer.from(fillText(route.bodyText, parameters, calls)) };
	return { contentType: "application/json", body: Buffer.from(JSON.stringify(fill(route.body, parameters, calls))) };
}

function headersOf({ headers }: Route, contentType: string): [string, string][] {
	const list: [string, string][] = [];
	if (!Object.keys(headers).some((name) => name.toLowerCase() === "content-type")) list.push(["content-type", contentType]);
	for (const [name, value] of Object.entries(headers))
		for (const one of typeof value === "string" ? [value] : value) list.push([name, one]);
	return list;
}

/** Path parameters when the path fits, otherwise undefined. */
function matchPath(segments: string[], path: string): Map<string, string> | undefined {
	const given = path.split("/");
	const parameters = new Map<string, string>();
	for (const [index, segment] of segments.entries()) {
		if (segment === "*" && index === segments.length - 1) return parameters;
		const value = given[index];
		if (value === undefined) return undefined;
		if (segment.startsWith(":") && value !== "") parameters.set(segment.slice(1), decoded(value));
		else if (segment !== value) return undefined;
	}
	return given.length === segments.length ? parameters : undefined;
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text; // Not percent-encoded UTF-8: a server would see it as it is.
	}
}

function fillText(text: string, parameters: Map<string, string>, calls: number): string {
	return text.replace(/\{(#|[A-Za-z_]\w{0,63})\}/g, (whole, name: string) =>
		name === "#" ? String(calls) : (parameters.get(name) ?? whole),
	);
}

function fill(body: Json, parameters: Map<string, string>, calls: number): Json {
	if (typeof body === "string") return fillText(body, parameters, calls);
	if (Array.isArray(body)) return body.map((entry) => fill(entry, parameters, calls));
	if (typeof body === "object" && body !== null) {
		return Object.fromEntries(Object.entries(body).map(([key, entry]) => [key, fill(entry, parameters, calls)]));
	}
	return body;
}
