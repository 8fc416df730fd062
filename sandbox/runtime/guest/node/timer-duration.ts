import { codes } from "./errors.ts";

const LONGEST_MS = 2 ** 31 - 1;

/**
 * A duration for a timer, in milliseconds.
 * @throws {TypeError} When it is no number.
 * @throws {RangeError} When it is negative or not finite.
 */
export function timerDuration(ms: unknown, name: string): number {
	if (typeof ms !== "number") throw new codes.ERR_INVALID_ARG_TYPE(name, "number", ms);
	if (ms < 0 || !Number.isFinite(ms)) throw new codes.ERR_OUT_OF_RANGE(name, "a non-negative finite number", ms);
	return Math.min(ms, LONGEST_MS);
}
