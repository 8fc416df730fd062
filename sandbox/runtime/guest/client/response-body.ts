import { Buffer } from "buffer";
import { NativeUint8Array } from "../primordials.ts";
import { state } from "../state.ts";

/** What goes out before Lambda slows the stream down (L48). */
const UNCAPPED_BYTES = 6 * 2 ** 20;
const BYTES_PER_MS = (2 * 2 ** 20) / 1000;
/** The longest streamed response (L48). */
const MOST_BYTES = 200 * 2 ** 20;
/** The beginning that is kept for the trace; no limit of Lambda. */
const KEPT_BYTES = 2 ** 20;

/** The body of a streamed response on its way to the caller: its beginning, its size, and when the caller has it all. */
export class ResponseBody {
	#kept: Uint8Array[] = [];
	#keptBytes = 0;
	#bytes = 0;
	#arrivedMs = 0;

	/** Bytes that were written so far. */
	get bytes(): number {
		return this.#bytes;
	}

	/** Whether it is longer than Lambda lets a streamed response be. */
	get isTooLong(): boolean {
		return this.#bytes > MOST_BYTES;
	}

	/** Virtual milliseconds until all of it has gone out, whole ones as a timer takes them; 0 when nothing waits. */
	get backlogMs(): number {
		return Math.max(0, Math.ceil(this.#arrivedMs - state.nowMs));
	}

	/** @throws TypeError when it is nothing that can be sent. */
	write(chunk: unknown, encoding: unknown): void {
		const bytes = typeof chunk === "string" ? Buffer.from(chunk, typeof encoding === "string" ? (encoding as "utf8") : "utf8") : chunk;
		if (!(bytes instanceof NativeUint8Array)) {
			const message = `The "chunk" argument must be of type string or an instance of Buffer or Uint8Array. Received ${received(chunk)}`;
			throw codedError("ERR_INVALID_ARG_TYPE", message, TypeError);
		}
		const before = Math.max(this.#bytes, UNCAPPED_BYTES);
		this.#bytes += bytes.length;
		const capped = Math.max(0, this.#bytes - before);
		if (capped > 0) this.#arrivedMs = Math.max(this.#arrivedMs, state.nowMs) + capped / BYTES_PER_MS;
		const room = KEPT_BYTES - this.#keptBytes;
		if (room <= 0 || bytes.length === 0) return;
		// The learner's may change after it was written.
		const kept = bytes.slice(0, room);
		this.#kept.push(kept);
		this.#keptBytes += kept.length;
	}

	/** Splits what was sent at the delimiter of eight NUL bytes, when there is a prelude. */
	describe(hasPrelude: boolean): { text: string; prelude?: string; bytes: number; cut?: true } {
		const all = Buffer.concat(this.#kept);
		const end = hasPrelude ? all.indexOf("\0".repeat(8), 0, "latin1") : -1;
		const text = (end < 0 ? all : all.subarray(end + 8)).toString("utf8");
		const prelude = end < 0 ? {} : { prelude: all.subarray(0, end).toString("utf8") };
		return { text, ...prelude, bytes: this.#bytes, ...(this.#bytes > this.#keptBytes ? { cut: true } : {}) };
	}
}

/** An error in the manner of Node.js, with its code in the first line of the stack. */
export function codedError(code: string, message: string, ErrorClass: typeof Error | typeof TypeError = Error): Error {
	const error = new ErrorClass(message);
	Object.defineProperty(error, "stack", {
		value: `${error.stack}`.replace(`${ErrorClass.name}:`, () => `${ErrorClass.name} [${code}]:`),
		writable: true,
		configurable: true,
	});
	return Object.assign(error, { code });
}

function received(value: unknown): string {
	if (typeof value === "function") return `function ${value.name}`;
	if (typeof value !== "object" || value === null) return `type ${typeof value} (${String(value)})`;
	return `an instance of ${value.constructor?.name ?? "Object"}`;
}
