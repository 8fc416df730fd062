import { STEPS_PER_MS } from "../environment/cost-model.ts";
import type { GuestMessage } from "../process/guest-messages.ts";

/**
 * Work that the host does for learner code within one of its turns. A model, like `cost-model.ts`: the sizes are exact, the rates are
 * round figures of one ordinary server core.
 */
export type HostWork = {
	/** What the processor does, as so many steps of metered code; more memory makes it faster (L228). */
	steps: number;
	/** What the processor does not speed up: the disk. Virtual milliseconds. */
	ms: number;
};

export const NO_WORK: HostWork = { steps: 0, ms: 0 };
const MB = 2 ** 20;
const BROTLI_PARAM_QUALITY = "1";

const rates = {
	/** One call of node:fs, whatever it does: a few system calls. */
	fileCallMs: 0.02,
	/** Reading and writing: 500 MB/s. */
	fileMsPerMb: 2,
	/** One digest, and its bytes: 400 MB/s. */
	hashCallMs: 0.002,
	hashMsPerMb: 2.5,
	/** Each call of node:zlib. */
	compressCallMs: 0.05,
	/** By level, 0 to 9, for each megabyte that goes in. */
	deflateMsPerMb: [2, 12, 13, 16, 18, 24, 30, 36, 55, 70],
	/** For each megabyte that comes out. */
	inflateMsPerMb: 4,
	/** By quality, 0 to 11, for each megabyte that goes in. */
	brotliMsPerMb: [4, 6, 10, 12, 16, 30, 40, 60, 80, 110, 400, 1000],
} as const;

/** @param bytes How many were read, written or copied. */
export function fileWork(bytes: number): HostWork {
	return { steps: 0, ms: rates.fileCallMs + (bytes / MB) * rates.fileMsPerMb };
}

export function hashWork({ data }: GuestMessage<"hash">): HostWork {
	return cpu(rates.hashCallMs + megabytes(data) * rates.hashMsPerMb);
}

/** @param answer JSON text with what came out. */
export function compressionWork(asked: GuestMessage<"compress">, answer: string): HostWork {
	return cpu(rates.compressCallMs + compressionMs(asked, answer));
}

/** @param stepMs Virtual milliseconds of a step in this environment; without it, at one vCPU. */
export function virtualMs({ steps, ms }: HostWork, stepMs = 1 / STEPS_PER_MS): number {
	return steps * stepMs + ms;
}

function cpu(ms: number): HostWork {
	return { steps: ms * STEPS_PER_MS, ms: 0 };
}

function compressionMs({ operation, data, options }: GuestMessage<"compress">, answer: string): number {
	const given = megabytes(data);
	if (operation === "brotliCompress") {
		const quality = options.params?.[BROTLI_PARAM_QUALITY] ?? 11;
		return given * (rates.brotliMsPerMb[quality] ?? rates.brotliMsPerMb[11]);
	}
	if (operation === "gzip" || operation === "deflate" || operation === "deflateRaw") {
		const level = options.level ?? -1;
		return given * (rates.deflateMsPerMb[level < 0 ? 6 : level] ?? rates.deflateMsPerMb[9]);
	}
	// What is no valid input is read until the mistake; at most, to its end.
	return Math.max(given, megabytes(answer)) * rates.inflateMsPerMb;
}

/** @param text Mostly base64. */
function megabytes(text: string): number {
	return (text.length * 3) / 4 / MB;
}
