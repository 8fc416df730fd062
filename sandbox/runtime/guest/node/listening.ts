/** The servers that listen within this environment, by port. Nobody outside of it can reach them, as on Lambda. */

export type Listener = {
	/** A client has connected. @returns Its far end; undefined when no more are taken. */
	accept(near: import("./far-end.ts").NearEnd): import("./far-end.ts").FarEnd | undefined;
};

const listeners = new Map<number, Listener>();
const FIRST_FREE_PORT = 32_768;
let lastPort = FIRST_FREE_PORT;

export function listenerAt(port: number): Listener | undefined {
	return listeners.get(port);
}

/** @returns The port, which is a free one when 0 was asked for; undefined when it is taken. */
export function claim(port: number, listener: Listener): number | undefined {
	let claimed = port;
	if (claimed === 0) {
		do claimed = ++lastPort;
		while (listeners.has(claimed));
	}
	if (listeners.has(claimed)) return undefined;
	listeners.set(claimed, listener);
	return claimed;
}

export function release(port: number, listener: Listener): void {
	if (listeners.get(port) === listener) listeners.delete(port);
}

/** The next port that a client's connection comes from. */
export function clientPort(): number {
	return ++lastPort;
}
