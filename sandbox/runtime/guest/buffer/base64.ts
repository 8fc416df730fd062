import { apply, NativeUint8Array } from "../primordials.ts";

let native: { toBase64: () => string; fromBase64: (text: string) => Uint8Array<ArrayBuffer> };

/**
 * Takes V8's own conversions out of the reach of learner code: Node.js 24 does not have them yet. V8 puts them into each new context,
 * so that they are not part of the snapshot. Called when an environment is made, before learner code.
 */
export function takeBase64(): void {
	const { prototype } = NativeUint8Array as unknown as { prototype: Record<string, unknown> };
	const statics = NativeUint8Array as unknown as Record<string, unknown>;
	native = { toBase64: prototype.toBase64, fromBase64: statics.fromBase64 } as typeof native;
	for (const name of ["toBase64", "toHex", "setFromBase64", "setFromHex"]) delete prototype[name];
	for (const name of ["fromBase64", "fromHex"]) delete statics[name];
}

/** Bytes as they cross the border to the host. */
export function toBase64(bytes: Uint8Array): string {
	return apply(native.toBase64, bytes, []);
}

/** @param text Base64 that the host has written, without any mistake in it. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
	return apply(native.fromBase64, NativeUint8Array, [text]);
}
