import type { FarEnd, NearEnd } from "./far-end.ts";

/** The servers that listen within this environment, by port. Nobody outside of it can reach them, as on Lambda. */

export type Listener = {
	/** A client has connected. @returns Its far end; undefined when no more are taken. */
	accept(near: NearEnd): FarEnd | undefined;
};

const listeners = new Map<number, Listener>();
/** The ports that Linux hands out by itself. */
const FIRST_FREE_PORT = 32_768;
const LAST_FREE_PORT = 60_999;
let lastPort = FIRST_FREE_PORT;

export function listenerAt(port: number): Listener | undefined {
	return listeners.get(port);
}

function freePort(): number | undefined {
	for (let tries = FIRST_FREE_PORT; tries <= LAST_FREE_PORT; tries++) {
		const port = clientPort();
		if (!listeners.has(port)) return port;
	}
	return undefined;
}

/** @returns The port, which is a free one when 0 was asked for; undefined when it is taken, or all are. */
export function claim(port: number, listener: Listener): number | undefined {
	const claimed = port === 0 ? freePort() : port;
	if (claimed === undefined || listeners.has(claimed)) return undefined;
	listeners.set(claimed, listener);
	return claimed;
}

export function release(port: number, listener: Listener): void {
	if (listeners.get(port) === listener) listeners.delete(port);
}

/** The next port that a client's connection comes from. */
export function clientPort(): number {
	lastPort = lastPort < LAST_FREE_PORT ? lastPort + 1 : FIRST_FREE_PORT;
	return lastPort;
}
