import { Buffer } from "buffer";
import { apply, charCodeAt, NativeArrayBuffer, NativeUint8Array, slice, uncurryThis } from "../primordials.ts";
import { decodeUtf8 } from "../web/utf8.ts";

const { isView } = NativeArrayBuffer;
const setBytes = uncurryThis(NativeUint8Array.prototype.set as (from: ArrayLike<number>, at?: number) => void);
const bufferFrom = Buffer.from;

export type Bytes = Uint8Array<ArrayBuffer>;

/** A copy in one piece. */
export function joined(pieces: readonly Uint8Array[]): Bytes {
	let length = 0;
	for (let n = 0; n < pieces.length; n++) length += (pieces[n] as Uint8Array).length;
	const all = new NativeUint8Array(length);
	let at = 0;
	for (let n = 0; n < pieces.length; n++) {
		const piece = pieces[n] as Uint8Array;
		setBytes(all, piece, at);
		at += piece.length;
	}
	return all;
}

/** What an ArrayBuffer or a view of one shows, not copied; undefined for anything else. */
export function viewed(value: unknown): Bytes | undefined {
	if (isView(value)) return new NativeUint8Array(value.buffer as ArrayBuffer, value.byteOffset, value.byteLength);
	return value instanceof NativeArrayBuffer ? new NativeUint8Array(value) : undefined;
}

/** UTF-8; half of a surrogate pair becomes U+FFFD. */
export function encoded(text: string): Bytes {
	const bytes = apply(bufferFrom, Buffer, [text, "utf8"]) as Buffer;
	return new NativeUint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length);
}

/** UTF-8 as `text()` of a body or a Blob reads it: a byte order mark is no part of the text. */
export function decoded(bytes: Uint8Array): string {
	const text = decodeUtf8(bytes);
	return charCodeAt(text, 0) === 0xfeff ? slice(text, 1) : text;
}

/** The bytes alone, in a buffer of their own. */
export function copied(bytes: Uint8Array): Bytes {
	return joined([bytes]);
}
