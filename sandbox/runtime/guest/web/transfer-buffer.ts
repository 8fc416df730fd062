import { apply, NativeArrayBuffer } from "../primordials.ts";

let native: () => ArrayBuffer;

/**
 * Keeps V8's own transfer for the library, which never makes a buffer longer by it; learner code loses it (ambient.ts), since the
 * isolate's limit does not count what it can allocate. Called when an environment is made, before that.
 */
export function takeTransfer(): void {
	native = (NativeArrayBuffer.prototype as unknown as { transfer: () => ArrayBuffer }).transfer;
}

/** The same bytes in a new buffer; the given one is detached, and has no bytes from then on. */
export function transferBuffer(buffer: ArrayBuffer): ArrayBuffer {
	return apply(native, buffer, []);
}
