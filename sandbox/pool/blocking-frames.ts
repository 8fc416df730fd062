import { readSync, writeSync } from "node:fs";
import { frameOf } from "#sandbox/pool/frames.ts";

/**
 * The worker's end of the pipes, read and written in place: a worker does one thing at a time, costs nothing while it waits, and its
 * answer is on its way when the call returns, even if the next line of code never comes back.
 */
const inputDescriptor = 0;
const outputDescriptor = 3;

/** @returns The next message of the server; null when the server has gone. */
export function readMessage(): unknown {
	const prefix = readExactly(4);
	const body = prefix && readExactly(prefix.readUInt32BE(0));
	return body ? JSON.parse(body.toString("utf8")) : null;
}

export function writeMessage(message: unknown): void {
	writeJson(JSON.stringify(message));
}

/** Sends a message that is JSON text already. */
export function writeJson(json: string): void {
	const frame = frameOf(json);
	for (let done = 0; done < frame.length; ) done += attempt(() => writeSync(outputDescriptor, frame, done));
}

function readExactly(length: number): Buffer | null {
	const bytes = Buffer.allocUnsafe(length);
	for (let done = 0; done < length; ) {
		const read = attempt(() => readSync(inputDescriptor, bytes, done, length - done, null));
		if (read === 0) return null;
		done += read;
	}
	return bytes;
}

/** Pipes are blocking on the systems we know; where one is not, this waits a moment and tries again. */
function attempt(io: () => number): number {
	for (;;) {
		try {
			return io();
		} catch (error) {
			const code = (error as NodeJS.ErrnoException).code;
			if (code === "EOF") return 0;
			if (code !== "EAGAIN") throw error;
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
		}
	}
}
