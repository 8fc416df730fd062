import { captureFrame } from "../async-context.ts";
import { NativePromise, promiseThen, resolved } from "../primordials.ts";
import { AbortController } from "./events.ts";
import { transferBuffer } from "./transfer-buffer.ts";

/* What web-streams-polyfill uses of the globals (sandbox/build/web-streams-source.ts). Taken from here, it neither meets what learner code
has put into their place nor loses the store of an AsyncLocalStorage. */

/** As Promise.prototype.then, and the callbacks keep the store of now. */
function carriedThen(this: Promise<unknown>, ok?: unknown, failed?: unknown): Promise<unknown> {
	return promiseThen(this, captureFrame(ok) as never, captureFrame(failed) as never);
}

function StreamPromise<T>(run: (resolve: (value: T) => void, reject: (reason: unknown) => void) => void): Promise<T> {
	return new NativePromise(run);
}
const { all, reject, resolve } = NativePromise;
StreamPromise.resolve = resolve.bind(NativePromise);
StreamPromise.reject = reject.bind(NativePromise);
StreamPromise.all = all.bind(NativePromise);
// biome-ignore lint/suspicious/noThenProperty: it stands for the method of Promise.
StreamPromise.prototype = { then: carriedThen };

function microtask(callback: () => void): void {
	promiseThen(resolved(undefined), captureFrame(callback));
}

/** Asked for one thing only: to move a buffer. */
function moved(buffer: ArrayBuffer): ArrayBuffer {
	return transferBuffer(buffer);
}

/** As Node.js words it, with its code. */
export function invalidState(what: string): TypeError {
	return Object.assign(new TypeError(`Invalid state: ${what}`), { code: "ERR_INVALID_STATE" });
}

export { AbortController, microtask as queueMicrotask, moved as structuredClone, StreamPromise as Promise };
