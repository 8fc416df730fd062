import { Buffer } from "buffer";
import { validateInteger, wrongType } from "./validate.ts";

/** Remainders of each byte, for the polynomial of ISO 3309 in its reversed form. Made when it is first needed. */
let table: Int32Array | undefined;

function remainders(): Int32Array {
	if (table) return table;
	table = new Int32Array(256);
	for (let n = 0; n < 256; n++) {
		let remainder = n;
		for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
		table[n] = remainder;
	}
	return table;
}

/** zlib.crc32 of node:zlib: the checksum of some bytes, or of those after others whose checksum is `value`. */
export function crc32(data: unknown, value: unknown = 0): number {
	if (typeof data !== "string" && !ArrayBuffer.isView(data)) {
		throw wrongType("data", "of type string or an instance of Buffer, TypedArray, or DataView", data);
	}
	validateInteger(value, "value", 0, 2 ** 32 - 1);
	const bytes = typeof data === "string" ? Buffer.from(data) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
	const of = remainders();
	let crc = ~(value as number);
	for (let n = 0; n < bytes.length; n++) crc = (of[(crc ^ (bytes[n] as number)) & 0xff] as number) ^ (crc >>> 8);
	return ~crc >>> 0;
}
