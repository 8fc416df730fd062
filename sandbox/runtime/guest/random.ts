import { state } from "./state.ts";

/** sfc32: a small generator of good quality, seeded by the host for each environment. Returns a 32-bit unsigned integer. */
function generator(a: number, b: number, c: number, d: number): () => number {
	const next = () => {
		const t = (((a + b) | 0) + d) | 0;
		d = (d + 1) | 0;
		a = b ^ (b >>> 9);
		b = (c + (c << 3)) | 0;
		c = (c << 21) | (c >>> 11);
		c = (c + t) | 0;
		return t >>> 0;
	};
	for (let i = 0; i < 12; i++) next();
	return next;
}

let mathStream: () => number = () => 0;
let cryptoStream: () => number = () => 0;

export function seedRandom(): void {
	const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state.boot.seeds;
	mathStream = generator(a, b, c, d);
	cryptoStream = generator(e, f, g, h);
}

/** The generator behind node:crypto begins anew, as in an environment that is restored from a snapshot. Math.random goes on. */
export function reseedCrypto(seeds: readonly number[]): void {
	// By index: learner code may have changed how arrays are iterated.
	cryptoStream = generator(seeds[0] ?? 0, seeds[1] ?? 0, seeds[2] ?? 0, seeds[3] ?? 0);
}

export function randomFraction(): number {
	return ((mathStream() >>> 5) * 67108864 + (mathStream() >>> 6)) / 9007199254740992;
}

/** Fills bytes from the stream of node:crypto, apart from Math.random. */
export function fillRandom(bytes: Uint8Array): void {
	for (let i = 0; i < bytes.length; i += 4) {
		const word = cryptoStream();
		for (let j = 0; j < 4 && i + j < bytes.length; j++) bytes[i + j] = (word >>> (8 * j)) & 255;
	}
}
