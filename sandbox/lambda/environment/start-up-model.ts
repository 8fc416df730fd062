import type { BuiltFunction, BuiltUnit } from "#sandbox/build/built-project.ts";
import type { RandomStream } from "#sandbox/kernel/random.ts";
import { toTick } from "#sandbox/kernel/virtual-time.ts";

/**
 * What happens before the first line of a function's code can run: the package is fetched, or a snapshot restored. AWS names the steps and
 * publishes no figures, so each figure says whose it is. Booting Node.js and running static code is INIT and belongs to the cost model.
 */
const model = {
	/**
	 * Placing the request and the first byte of the package from S3. Our choice: what callers see of a cold start beyond Init Duration is
	 * some tens of milliseconds for small packages in public measurements, and Lambda keeps code cached near its workers.
	 */
	firstByteMs: { min: 22, max: 38 },
	/** Network of an environment: 625 Mbit/s (L230). The package cannot arrive faster. */
	bytesPerMs: 625e6 / 8 / 1000,
	/** Part of its size that JavaScript has in a ZIP. Our choice: source text packs to about a third. */
	packedPart: 0.33,
	/**
	 * Getting the snapshot back into memory. Our choice: the smallest values of Restore Duration in public logs of Java functions are 200 to
	 * 400 ms for 90 to 210 MB of used memory; a Node.js process has half of that.
	 */
	restoreMs: { min: 150, max: 210 },
	/** More for each megabyte of memory in use at the snapshot. Our choice, from the same logs: pages are loaded when they are touched. */
	restoreMsPerMb: 0.6,
	/** Part of the restore that is billed, loading the runtime (L119, L226). Our choice: 26 ms is the least that public logs show. */
	billedRestoreMs: { min: 22, max: 34 },
} as const;

/** How long a restore takes, and what of it is billed, in milliseconds. */
export type RestoreCost = { durationMs: number; billedMs: number };

/** Draws what the start of one execution environment costs, from a stream of its own. */
export class StartUpModel {
	#random: RandomStream;
	#packageBytes: number;

	/** @param packageBytes Size of the unpacked package, in bytes. */
	constructor(packageBytes: number, random: RandomStream) {
		this.#packageBytes = packageBytes;
		this.#random = random;
	}

	/** Until the package is there and INIT can begin, in milliseconds. */
	downloadMs(): number {
		const { min, max } = model.firstByteMs;
		return toTick(this.#random.between(min, max) + (this.#packageBytes * model.packedPart) / model.bytesPerMs);
	}

	/** @param usedMemoryMb Memory in use when the snapshot was taken. */
	restore(usedMemoryMb: number): RestoreCost {
		const { restoreMs, billedRestoreMs } = model;
		return {
			durationMs: toTick(this.#random.between(restoreMs.min, restoreMs.max) + usedMemoryMb * model.restoreMsPerMb),
			billedMs: Math.ceil(this.#random.between(billedRestoreMs.min, billedRestoreMs.max)),
		};
	}
}

/**
 * Bytes of a function's package: its files and the packages that it imports.
 * @param packages Files of packages by id.
 */
export function packageBytesOf(fn: BuiltFunction, packages: Readonly<Record<string, BuiltUnit>>): number {
	const files = fn.taskFiles?.reduce((sum, [, text]) => sum + text.length, 0);
	const own = files ?? fn.code.sourceBytes;
	return own + importedBytesOf(fn, packages);
}

/** Bytes of the packages that a function imports, directly and through each other. */
export function importedBytesOf({ code }: BuiltFunction, packages: Readonly<Record<string, BuiltUnit>>): number {
	return (code.packages ?? []).reduce((sum, id) => sum + (packages[id]?.bytes ?? 0), 0);
}
