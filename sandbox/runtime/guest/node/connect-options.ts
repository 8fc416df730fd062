import { assign } from "../primordials.ts";
import { codes } from "./errors.ts";

export type Lookup = (host: string, options: object, done: (error: Error | null, address?: unknown, family?: number) => void) => void;
export type ConnectOptions = {
	host?: string;
	port?: number | string;
	path?: string | null;
	lookup?: Lookup;
	timeout?: number;
	allowHalfOpen?: boolean;
	signal?: AbortSignal;
	readableHighWaterMark?: number;
};

/** What `connect` of a socket, and `net.connect`, were given: options, port and host, or the path of a local socket. */
export function connectArguments(args: unknown[]): { options: ConnectOptions; listener: (() => void) | undefined } {
	// net.js hands over arguments that it has put in order already.
	const given = Array.isArray(args[0]) && args.length <= 2 ? (args[0] as unknown[]) : args;
	const [first, second] = given;
	const last = given[given.length - 1];
	const listener = typeof last === "function" ? (last as () => void) : undefined;
	if (typeof first === "object" && first !== null) return { options: first as ConnectOptions, listener };
	if (typeof first === "string" && !/^\d+$/.test(first)) return { options: { path: first }, listener };
	return { options: { port: first as number, ...(typeof second === "string" ? { host: second } : {}) }, listener };
}

/** A connection failed, as Node.js words it. */
export function connectError(code: string, errno: number, target: { address: string; port?: number }): Error {
	const where = target.port === undefined ? target.address : `${target.address}:${target.port}`;
	return assign(new Error(`connect ${code} ${where}`), { errno, code, syscall: "connect", ...target });
}

/** @throws {RangeError} When it is no port. */
export function portOf(value: unknown): number {
	const port = Number(value);
	const isPort = (typeof value === "number" || (typeof value === "string" && value.trim() !== "")) && port === port >>> 0 && port <= 65_535;
	if (!isPort) throw new codes.ERR_SOCKET_BAD_PORT("Port", value);
	return port;
}

/** The same error of a connection, at the port that was asked for: the network does not know the default of a scheme. */
export function connectErrorAt(error: Error & { code?: string; errno?: number; syscall?: string; address?: string }, port: number): Error {
	const { code, errno, syscall, address } = error;
	if (syscall !== "connect" || code === undefined || errno === undefined || address === undefined) return error;
	return connectError(code, errno, { address, port });
}
