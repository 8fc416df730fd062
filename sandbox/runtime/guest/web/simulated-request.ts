import { captureFrame } from "../async-context.ts";
import { tell } from "../bridge.ts";
import { fromBase64, toBase64 } from "../buffer/base64.ts";
import { NotSimulatedError } from "../not-simulated.ts";
import { assign, bare, jsonParse } from "../primordials.ts";
import { runAtRoot } from "../process/timers.ts";

/** One HTTP request as it leaves the function. `path` begins with a slash, `query` is empty or begins with a question mark. */
export type SimulatedRequest = {
	method: string;
	/** Name, with the port after a colon unless it is the scheme's own. */
	host: string;
	path: string;
	query: string;
	headers: readonly (readonly [name: string, value: string])[];
	/** Absent when the request has no body, which is not the same as an empty one. */
	body?: Uint8Array | undefined;
	/** The port of the scheme, for messages; that of https when it is absent. */
	defaultPort?: number;
	/** When the client gives up: on connecting, and on waiting for a response. It never does when it is absent. */
	patience?: { connectMs: number; headersMs: number };
};

/** A whole response, in the order and with the names that the server wrote; the body is empty where there is none. */
export type SimulatedResponse = { status: number; headers: [name: string, value: string][]; body: Uint8Array<ArrayBuffer> };

/**
 * How a request ends. The error is one of Node.js, with `code` ENOTFOUND, ECONNREFUSED, ECONNRESET or ETIMEDOUT, or one of undici where
 * the client gave up.
 */
export type RequestOutcome = { response: SimulatedResponse } | { error: NodeJS.ErrnoException };

type Answer =
	| { ok: true; status: number; headers: [string, string][]; bodyBase64: string }
	| { ok: false; code: keyof typeof failures | keyof typeof gaveUp };

type Waiting = { host: string; defaultPort: number; connectMs: number; settle: (outcome: RequestOutcome) => void };
const waiting = bare<Record<number, Waiting>>({});
let lastId = 0;

/** What the address of every simulated host would be: one of those that RFC 5737 keeps for documentation. */
export const ADDRESS = "192.0.2.1";
/** What the host takes, in characters; it drops a longer message, and the request would never be answered. */
const BOUNDS = { method: 32, host: 300, path: 8192, query: 16_384, bodyBase64: 24_000_000, headers: 1_000_000 };

const failures = {
	ENOTFOUND: { errno: -3008, syscall: "getaddrinfo" },
	ECONNREFUSED: { errno: -111, syscall: "connect" },
	ECONNRESET: { errno: -104, syscall: "read" },
	ETIMEDOUT: { errno: -110, syscall: "connect" },
};

const gaveUp = { UND_ERR_CONNECT_TIMEOUT: "ConnectTimeoutError", UND_ERR_HEADERS_TIMEOUT: "HeadersTimeoutError" };

/** The error of undici when it gives up. */
function timeoutError(code: keyof typeof gaveUp, { host, defaultPort, connectMs }: Waiting): Error {
	const { hostname, port } = hostAndPort(host, defaultPort);
	const attempt = ` (attempted address: ${hostname}:${port}, timeout: ${connectMs}ms)`;
	const message = code === "UND_ERR_CONNECT_TIMEOUT" ? `Connect Timeout Error${attempt}` : "Headers Timeout Error";
	return assign(new Error(message), { name: gaveUp[code], code });
}

/** The error that Node.js gives when a connection fails. */
function networkError(code: keyof typeof failures, { host, defaultPort }: Waiting): NodeJS.ErrnoException {
	const { errno, syscall } = failures[code];
	const { hostname, port } = hostAndPort(host, defaultPort);
	const address = addressOf(hostname);
	const about = syscall === "getaddrinfo" ? ` ${hostname}` : syscall === "connect" ? ` ${address}:${port}` : "";
	const more = syscall === "getaddrinfo" ? { hostname } : syscall === "connect" ? { address, port } : {};
	return assign(new Error(`${syscall} ${code}${about}`), { errno, code, syscall, ...more });
}

/** The host itself when it is an address. */
function addressOf(hostname: string): string {
	if (hostname === "localhost") return "127.0.0.1";
	for (let n = 0; n < hostname.length; n++) {
		const character = hostname[n] as string;
		if (character !== "." && character !== ":" && character !== "[" && !(character >= "0" && character <= "9")) return ADDRESS;
		if (character === ":") return hostname;
	}
	return hostname;
}

function hostAndPort(host: string, defaultPort: number): { hostname: string; port: number } {
	let at = host.length - 1;
	while (at >= 0 && host[at] !== ":" && host[at] !== "]") at--;
	if (at < 0 || host[at] === "]") return { hostname: host, port: defaultPort };
	let hostname = "";
	for (let n = 0; n < at; n++) hostname += host[n];
	let port = 0;
	for (let n = at + 1; n < host.length; n++) port = port * 10 + +(host[n] as string);
	return { hostname, port };
}

/**
 * Sends a request to the simulated network.
 * @param settle Called once, in a later turn of the event loop, unless the request is cancelled before. What it throws ends the process.
 * @returns Cancels the request: the network records it as aborted, and `settle` is not called. Does nothing after the end.
 * @throws {NotSimulatedError} When the request is longer than the simulator takes.
 */
export function sendRequest(request: SimulatedRequest, settle: (outcome: RequestOutcome) => void): () => void {
	const { method, host, path, query, headers, body, patience, defaultPort = 443 } = request;
	// Text, since arrays have a `toJSON` as soon as learner code gives them one.
	let lines = "";
	for (let n = 0; n < headers.length; n++) lines += `${headers[n]?.[0]}: ${headers[n]?.[1]}\r\n`;
	const bodyBase64 = body === undefined ? undefined : toBase64(body);
	const tooLong =
		method.length > BOUNDS.method ||
		host.length > BOUNDS.host ||
		path.length > BOUNDS.path ||
		query.length > BOUNDS.query ||
		lines.length > BOUNDS.headers ||
		(bodyBase64 !== undefined && bodyBase64.length > BOUNDS.bodyBase64);
	if (tooLong) throw new NotSimulatedError("A request whose method, URL, headers or body is this long");
	const id = ++lastId;
	waiting[id] = { host, defaultPort, connectMs: patience?.connectMs ?? 0, settle: captureFrame(settle, "TCPWRAP") };
	tell("fetch", {
		id,
		method,
		host,
		path,
		query,
		headers: lines,
		...(bodyBase64 === undefined ? {} : { bodyBase64 }),
		...(patience ? { patience: bare(patience) } : {}),
	});
	return () => {
		if (!(id in waiting)) return;
		delete waiting[id];
		tell("fetchAbort", { id });
	};
}

/** The host brings the answer of the simulated network. */
export function answerRequest(id: number, text: string): void {
	const call = waiting[id];
	if (!call) return;
	delete waiting[id];
	const answer = jsonParse(text) as Answer;
	const outcome: RequestOutcome = answer.ok
		? { response: { status: answer.status, headers: answer.headers, body: fromBase64(answer.bodyBase64) } }
		: {
				error:
					answer.code in failures
						? networkError(answer.code as keyof typeof failures, call)
						: timeoutError(answer.code as keyof typeof gaveUp, call),
			};
	runAtRoot(call.settle as (outcome: unknown) => void, undefined, [outcome]);
}
