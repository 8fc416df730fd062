import { apply, charCodeAt, fromCharCode } from "../primordials.ts";

/** What a decoder has read of a character that is not complete yet (Encoding Standard, UTF-8 decoder). */
export type Utf8State = { point: number; needed: number; seen: number; lower: number; upper: number };
export const utf8Start = (): Utf8State => ({ point: 0, needed: 0, seen: 0, lower: 0x80, upper: 0xbf });

/** Code units are joined in pieces: there is a limit to the arguments of a call. */
const PIECE = 8192;
const REPLACEMENT = 0xfffd;

/** Collects code units. */
export class CodeUnits {
	#text = "";
	#units: number[] = [];
	add(unit: number): void {
		this.#units[this.#units.length] = unit;
		if (this.#units.length === PIECE) this.#join();
	}
	addPoint(point: number): void {
		if (point < 0x10000) this.add(point);
		else {
			this.add(0xd800 + ((point - 0x10000) >> 10));
			this.add(0xdc00 + ((point - 0x10000) & 0x3ff));
		}
	}
	#join(): void {
		this.#text += apply(fromCharCode, undefined, this.#units);
		this.#units = [];
	}
	get text(): string {
		this.#join();
		return this.#text;
	}
}

/**
 * Decodes UTF-8 as the Encoding Standard has it: one U+FFFD for each longest part that could have begun a character.
 * @param state Changed; what is left over waits in it, unless `last` says that nothing follows.
 * @returns The text, or undefined when something was wrong and `fatal` asks for an error.
 */
export function decodeUtf8Part(bytes: Uint8Array, state: Utf8State, last: boolean, fatal: boolean): string | undefined {
	const units = new CodeUnits();
	for (let n = 0; n < bytes.length; n++) {
		const byte = bytes[n] as number;
		if (state.needed === 0) {
			if (byte < 0x80) units.add(byte);
			else if (byte >= 0xc2 && byte <= 0xdf) begin(state, byte & 0x1f, 1);
			else if (byte >= 0xe0 && byte <= 0xef) {
				begin(state, byte & 0xf, 2);
				if (byte === 0xe0) state.lower = 0xa0;
				if (byte === 0xed) state.upper = 0x9f;
			} else if (byte >= 0xf0 && byte <= 0xf4) {
				begin(state, byte & 0x7, 3);
				if (byte === 0xf0) state.lower = 0x90;
				if (byte === 0xf4) state.upper = 0x8f;
			} else if (fatal) return undefined;
			else units.add(REPLACEMENT);
			continue;
		}
		if (byte < state.lower || byte > state.upper) {
			begin(state, 0, 0);
			if (fatal) return undefined;
			units.add(REPLACEMENT);
			// The byte may begin a character of its own.
			n--;
			continue;
		}
		state.lower = 0x80;
		state.upper = 0xbf;
		state.point = (state.point << 6) | (byte & 0x3f);
		if (++state.seen === state.needed) {
			units.addPoint(state.point);
			begin(state, 0, 0);
		}
	}
	if (last && state.needed > 0) {
		begin(state, 0, 0);
		if (fatal) return undefined;
		units.add(REPLACEMENT);
	}
	return units.text;
}

/** Decodes the whole of a text, with replacement characters. The buffer package puts one for each byte. */
export function decodeUtf8(bytes: Uint8Array): string {
	return decodeUtf8Part(bytes, utf8Start(), true, false) as string;
}

function begin(state: Utf8State, point: number, needed: number): void {
	state.point = point;
	state.needed = needed;
	state.seen = 0;
	state.lower = 0x80;
	state.upper = 0xbf;
}

/**
 * Writes text as UTF-8, whole characters only; half of a surrogate pair becomes U+FFFD.
 * @returns How many code units were read, and how many bytes written.
 */
export function encodeUtf8Into(text: string, target: Uint8Array): { read: number; written: number } {
	let read = 0;
	let written = 0;
	while (read < text.length) {
		let point = charCodeAt(text, read);
		let units = 1;
		if (point >= 0xd800 && point <= 0xdfff) {
			const next = read + 1 < text.length ? charCodeAt(text, read + 1) : 0;
			if (point <= 0xdbff && next >= 0xdc00 && next <= 0xdfff) {
				point = 0x10000 + ((point & 0x3ff) << 10) + (next & 0x3ff);
				units = 2;
			} else point = REPLACEMENT;
		}
		const size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
		if (written + size > target.length) break;
		if (size === 1) target[written] = point;
		else {
			target[written] = (size === 2 ? 0xc0 : size === 3 ? 0xe0 : 0xf0) | (point >> (6 * (size - 1)));
			for (let n = 1; n < size; n++) target[written + n] = 0x80 | ((point >> (6 * (size - 1 - n))) & 0x3f);
		}
		written += size;
		read += units;
	}
	return { read, written };
}
