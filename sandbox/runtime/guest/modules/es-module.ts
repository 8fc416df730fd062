import { bare, defineProperty, NativePromise, promiseThen } from "../primordials.ts";
import { codedError } from "./module-errors.ts";
import type { Binding, LoadFailure, ModuleRecord } from "./module-record.ts";

type Record = Extract<ModuleRecord, { format: "esm" }>;
type Generator = { next(): unknown };

/** What the evaluation needs of the loader. */
type Host = {
	module(number: number): EsModule | undefined;
	broken(number: number): LoadFailure | undefined;
	evaluateOther(number: number): void;
	missingName(binding: Binding, specifier: string): string | undefined;
};
let host: Host;
export function setEsmHost(given: Host): void {
	host = given;
}

type Status = "new" | "linked" | "evaluating" | "waiting" | "evaluated" | "failed";

/** An ES module of the learner's, and how far its evaluation has come. */
export class EsModule {
	readonly number: number;
	readonly record: Record;
	status: Status = "new";
	/** What its evaluation threw, which every later import of it throws again. */
	error: unknown;
	/** Calls its body: of a module in a circle of imports, up to where its functions are there. */
	start: () => unknown = () => undefined;
	#paused: Generator | undefined;
	#getters = bare<{ [name: string]: () => unknown }>({});
	/** Modules that wait for this one, when it waits for promises. */
	#listeners: { done: () => void; failed: (error: unknown) => void }[] = [];

	constructor(number: number, record: Record) {
		this.number = number;
		this.record = record;
	}

	get isEvaluated(): boolean {
		return this.status === "evaluated";
	}

	takeExports(getters: [string, () => unknown][]): void {
		for (let n = 0; n < getters.length; n++) {
			const [name, get] = getters[n] as [string, () => unknown];
			this.#getters[name] = get;
		}
		const unnamed = this.record.unnamedDefault ? (this.#getters.default?.() as object | undefined) : undefined;
		if (unnamed) defineProperty(unnamed, "name", { value: "default", configurable: true });
	}

	/** The value of an exported variable, now. @throws {ReferenceError} When it has none yet. */
	read(name: string): unknown {
		const get = this.#getters[name];
		if (get) return get();
		for (let n = 0; n < this.record.exports.length; n++) {
			if (this.record.exports[n]?.[0] === name) throw new ReferenceError(`Cannot access '${name}' before initialization`);
		}
		return undefined;
	}

	/** Makes the functions of a module in a circle of imports, which others may call before it runs. */
	instantiate(): void {
		if (!this.record.live || this.#paused) return;
		this.#paused = this.start() as Generator;
		this.#paused.next();
	}

	/** Runs its code. @returns A promise when the code waits for one. */
	run(): unknown {
		const { imports } = this.record;
		for (let n = 0; n < imports.length; n++) {
			const [, binding, specifier] = imports[n] as (typeof imports)[number];
			const missing = host.missingName(binding, specifier);
			if (missing !== undefined) throw codedError({ code: "SyntaxError", type: "SyntaxError", message: missing });
		}
		const result = this.#paused ? this.#paused.next() : this.start();
		return this.record.awaits ? result : undefined;
	}

	/** Calls back when its evaluation is over, at once when it is already. */
	whenDone(done: () => void, failed: (error: unknown) => void): void {
		if (this.status === "evaluated") done();
		else if (this.status === "failed") failed(this.error);
		else this.#listeners[this.#listeners.length] = { done, failed };
	}

	settle(status: "evaluated" | "failed", error?: unknown): void {
		this.status = status;
		this.error = error;
		const listeners = this.#listeners;
		this.#listeners = [];
		for (let n = 0; n < listeners.length; n++) {
			const listener = listeners[n] as { done: () => void; failed: (error: unknown) => void };
			if (status === "failed") listener.failed(error);
			else listener.done();
		}
	}
}

/**
 * Links and evaluates a module and what it imports, each once, those that are imported first.
 * @returns A promise when something in it waits for one; otherwise all of it has run.
 * @throws What loading, linking or evaluating it throws.
 */
export function evaluateModule(module: EsModule): Promise<void> | undefined {
	if (module.status === "new") {
		checkTargets(module, bare({}));
		link(module);
	}
	evaluate(module);
	if (module.status === "failed") throw module.error;
	if (module.status === "evaluated") return undefined;
	return new NativePromise((resolve, reject) => module.whenDone(resolve, reject));
}

/** Everything must be there before anything is linked. */
function checkTargets(module: EsModule, seen: { [number: number]: true }): void {
	seen[module.number] = true;
	const { requests } = module.record;
	for (let n = 0; n < requests.length; n++) {
		const target = requests[n] as (typeof requests)[number];
		const failure = typeof target === "number" ? host.broken(target) : target;
		if (failure) throw codedError(failure);
		const next = host.module(target as number);
		if (next?.status === "new" && !seen[next.number]) checkTargets(next, seen);
	}
}

function link(module: EsModule): void {
	module.status = "linked";
	const { requests } = module.record;
	try {
		for (let n = 0; n < requests.length; n++) {
			const next = host.module(requests[n] as number);
			if (next?.status === "new") link(next);
		}
		if (module.record.linkFailure) throw codedError(module.record.linkFailure);
		module.instantiate();
	} catch (error) {
		module.status = "new"; // It can be tried again, and fails again.
		throw error;
	}
}

function evaluate(module: EsModule): void {
	if (module.status !== "linked") return;
	module.status = "evaluating";
	const { requests } = module.record;
	let pending = 0;
	const waited: EsModule[] = [];
	try {
		for (let n = 0; n < requests.length; n++) {
			const number = requests[n] as number;
			const next = host.module(number);
			if (!next) {
				host.evaluateOther(number);
				continue;
			}
			evaluate(next);
			if (next.status === "failed") throw next.error;
			if (next.status === "waiting") waited[waited.length] = next;
		}
		if (waited.length === 0) {
			runNow(module);
			return;
		}
	} catch (error) {
		module.settle("failed", error);
		return;
	}
	module.status = "waiting";
	pending = waited.length;
	const one = () => {
		if (--pending > 0 || module.status !== "waiting") return;
		try {
			runNow(module);
		} catch (error) {
			module.settle("failed", error);
		}
	};
	const failed = (error: unknown) => {
		if (module.status === "waiting") module.settle("failed", error);
	};
	for (let n = 0; n < waited.length; n++) (waited[n] as EsModule).whenDone(one, failed);
}

/** Everything that it imports has run. */
function runNow(module: EsModule): void {
	const promise = module.run();
	if (promise === undefined) {
		module.settle("evaluated");
		return;
	}
	module.status = "waiting";
	promiseThen(
		promise as Promise<unknown>,
		() => module.settle("evaluated"),
		(error) => module.settle("failed", error),
	);
}
