import { fromCharCode } from "../primordials.ts";

/** What a first byte of UTF-8 asks for: how many more bytes, and between which bounds the second one lies. */
function expectation(byte: number): readonly [number, number, number] | undefined {
	if (byte >= 0xc2 && byte <= 0xdf) return [1, 0x80, 0xbf];
	if (byte >= 0xe0 && byte <= 0xef) return [2, byte === 0xe0 ? 0xa0 : 0x80, byte === 0xed ? 0x9f : 0xbf];
	if (byte >= 0xf0 && byte <= 0xf4) return [3, byte === 0xf0 ? 0x90 : 0x80, byte === 0xf4 ? 0x8f : 0xbf];
	return undefined;
}

/**
 * Decodes UTF-8 as the Encoding Standard does, with one replacement character for each longest beginning of a character that does not
 * go on. The buffer package puts one for each byte.
 */
export function decodeUtf8(bytes: Uint8Array): string {
	let text = "";
	for (let at = 0; at < bytes.length; ) {
		const first = bytes[at++] as number;
		if (first < 0x80) {
			text += fromCharCode(first);
			continue;
		}
		const expected = expectation(first);
		let point = expected ? first & (0x3f >> expected[0]) : 0;
		let [missing, low, high] = expected ?? [-1, 0, 0];
		while (missing > 0 && at < bytes.length && (bytes[at] as number) >= low && (bytes[at] as number) <= high) {
			point = (point << 6) | ((bytes[at++] as number) & 0x3f);
			missing--;
			low = 0x80;
			high = 0xbf;
		}
		if (missing !== 0) text += "\ufffd";
		else if (point > 0xffff) text += fromCharCode(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + ((point - 0x10000) & 0x3ff));
		else text += fromCharCode(point);
	}
	return text;
}
