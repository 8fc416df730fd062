import { ask } from "../bridge.ts";
import { assign } from "../primordials.ts";
import { ADDRESS } from "../web/simulated-request.ts";
import { isIP } from "./ip-address.ts";

export { ADDRESS };

/** Names of the environment itself. */
export const LOOPBACK = "127.0.0.1";

export function isLoopback(host: string): boolean {
	return /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|\[::1\]|0\.0\.0\.0|::)$/i.test(host);
}

/** A scenario's hosts stay the same as long as it runs. */
const known = new Map<string, boolean>();

/** Whether the simulated network has a host of this name, at whatever port. */
export function isKnownHost(host: string): boolean {
	const before = known.get(host);
	if (before !== undefined) return before;
	const answer = host.length <= 300 && ask<boolean | null>("hostKnown", { host }) === true;
	known.set(host, answer);
	return answer;
}

/** The address that a name stands for: the name itself when it is one; undefined when nobody has the name. */
export function addressOf(host: string): { address: string; family: 4 | 6 } | undefined {
	const family = isIP(host);
	if (family !== 0) return { address: host, family };
	if (isLoopback(host)) return { address: LOOPBACK, family: 4 };
	return isKnownHost(host) ? { address: ADDRESS, family: 4 } : undefined;
}

/** The error of Node.js when nobody has a name. */
export function notFound(hostname: string): NodeJS.ErrnoException {
	const details = { errno: -3008, code: "ENOTFOUND", syscall: "getaddrinfo", hostname };
	return assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), details);
}
