import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import type { RandomStream } from "#sandbox/kernel/random.ts";
import { toTick } from "#sandbox/kernel/virtual-time.ts";

/** Steps of metered code that one full virtual CPU takes in a millisecond. */
export const STEPS_PER_MS = 100_000;

/**
 * What running code costs in virtual time and memory. A model, not a measurement: AWS publishes no such figures, and real ones are not
 * repeatable. It is chosen so that durations look like those of small public functions: INIT 130 to 200 ms, a trivial warm invocation
 * 1 to 2 ms at 128 MB. What learner code waits for (timers, network) is exact and not part of the model.
 */
const model = {
	/** One step of metered code (an iteration of a loop; a call counts as three), at one full virtual CPU: 10 ns. */
	stepMs: 1 / STEPS_PER_MS,
	/** Starting the environment and Node.js; the same at every memory size. */
	runtimeBootMs: { min: 112, max: 138 },
	/** Loading the function's own code, for each kilobyte of it, at one full virtual CPU. */
	loadMsPerKb: 0.012,
	/**
	 * Loading packages, for each kilobyte of them, at one full virtual CPU. More than own code, since what they do when they are loaded is not
	 * counted in steps. Our choice: half a megabyte, such as a bundled client of the AWS SDK, takes 15 ms at one vCPU and 200 ms at 128 MB.
	 */
	importMsPerKb: 0.03,
	/** Running static code, at one full virtual CPU. */
	staticCodeMs: 0.4,
	/** One turn of the event loop in learner code, at one full virtual CPU. */
	turnMs: { min: 0.05, max: 0.09 },
	/** Extra for the first invocation of a process: code that V8 has not compiled yet, connections not yet warm. */
	firstInvocationMs: { min: 0.3, max: 0.6 },
	/** What the platform needs to report an invocation that never reached the handler. */
	failedInitMs: 1,
	/** Memory of Node.js and the runtime client. */
	baseMemoryMb: { min: 62, max: 72 },
	memoryMbPerMbOfCode: 6,
	/** Code that fills the memory until there is none left, at one full virtual CPU: 1 GB/s. */
	fillMsPerMb: 1,
} as const;

/** CPU grows linearly with memory; a single thread gets no faster beyond one full virtual CPU, which is 1,769 MB (L228). */
function cpuFactor(memoryMb: number): number {
	return 1769 / Math.min(memoryMb, 1769);
}

/** Virtual costs of one execution environment, drawn from its own stream. All times in milliseconds, in steps of a hundredth. */
export class CostModel {
	#random: RandomStream;
	#factor: number;
	#codeBytes: number;
	#importedBytes: number;
	#memoryMb: number;
	#maxMemoryMb: number;

	/** @param importedBytes Size of the packages that it imports, in bytes. */
	constructor(fn: BuiltFunction, importedBytes: number, random: RandomStream) {
		this.#random = random;
		this.#factor = cpuFactor(fn.memoryMb);
		this.#importedBytes = importedBytes;
		this.#codeBytes = fn.code.sourceBytes;
		this.#memoryMb = fn.memoryMb;
		const { min, max } = model.baseMemoryMb;
		this.#maxMemoryMb = Math.floor(random.between(min, max) + (this.#codeBytes / 1e6) * model.memoryMbPerMbOfCode);
	}

	runtimeBootMs(): number {
		return toTick(this.#random.between(model.runtimeBootMs.min, model.runtimeBootMs.max));
	}
	loadMs(): number {
		const { staticCodeMs, loadMsPerKb, importMsPerKb } = model;
		return toTick((staticCodeMs + (this.#codeBytes * loadMsPerKb + this.#importedBytes * importMsPerKb) / 1024) * this.#factor);
	}
	/** Milliseconds of one step of metered code. */
	stepMs(): number {
		return model.stepMs * this.#factor;
	}
	turnMs(): number {
		return Math.max(0.01, toTick(this.#random.between(model.turnMs.min, model.turnMs.max) * this.#factor));
	}
	firstInvocationMs(): number {
		return toTick(this.#random.between(model.firstInvocationMs.min, model.firstInvocationMs.max) * this.#factor);
	}
	failedInitMs(): number {
		return model.failedInitMs;
	}

	/** Highest memory so far, in MB; it never falls while the environment lives (L43). */
	memoryAfter(payloadBytes: number): number {
		const here = Math.floor(model.baseMemoryMb.min + (payloadBytes * 3) / 1e6 + this.#random.between(0, 6));
		this.#maxMemoryMb = Math.max(this.#maxMemoryMb, here);
		return Math.min(this.#maxMemoryMb, this.#memoryMb);
	}
	/** All of the memory has been used (L40). */
	exhaustMemory(): void {
		this.#maxMemoryMb = this.#memoryMb;
	}
	/** Milliseconds until code that takes memory without a bound has taken what Node.js leaves. */
	fillMemoryMs(): number {
		return toTick(Math.max(0, this.#memoryMb - model.baseMemoryMb.max) * model.fillMsPerMb * this.#factor);
	}
}
