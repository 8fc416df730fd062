import { apply, NativePromise } from "./primordials.ts";

/** The stores of all AsyncLocalStorage objects at one point of the program. Never changed: each `run` makes another one. */
export type Frame = Map<AsyncLocalStorage<unknown>, unknown> | undefined;

const NativeMap = Map;
const mapGet = Map.prototype.get;
const mapHas = Map.prototype.has;
const mapSet = Map.prototype.set;
const nativeThen = NativePromise.prototype.then;

let current: Frame;
let follows = false;

/** What async_hooks.createHook is told of. Every asynchronous operation has a number. */
export type Watcher = {
	/** @returns The number of an operation that begins now. */
	created(type: string): number;
	/** Runs its callback: within what runs now, or in a turn of its own. */
	run<T>(id: number, isNested: boolean, isLast: boolean, callback: () => T): T;
	/** An async function goes on after `await`, until something else runs. */
	resumed(id: number): void;
	/** Nothing runs any more. */
	idle(): void;
};
let watcher: Watcher | undefined;

type Callback = (...args: unknown[]) => unknown;

function bound<F>(callback: F, id: number | undefined, isNested: boolean, isLast: boolean): F {
	if (typeof callback !== "function") return callback;
	const frame = current;
	return function (this: unknown, ...args: unknown[]) {
		const run = () => within(frame, callback as unknown as Callback, this, args);
		return id === undefined || !watcher ? run() : watcher.run(id, isNested, isLast, run);
	} as unknown as F;
}

/**
 * A function that runs in the frame of now when its turn comes: a timer, a microtask. The same one until an AsyncLocalStorage was made.
 * @param isLast Whether it runs once only.
 */
export function captureFrame<F>(callback: F, type = "Timeout", isLast = true): F {
	return follows ? bound(callback, watcher?.created(type), false, isLast) : callback;
}

/** A function that runs in the frame of now whenever somebody calls it. */
export function bindFrame<F>(callback: F, type = "bound-anonymous-fn"): F {
	return follows ? bound(callback, watcher?.created(type), true, false) : callback;
}

export function within<T>(frame: Frame, callback: (...args: never[]) => T, self: unknown, args: unknown[]): T {
	const before = current;
	current = frame;
	try {
		return apply(callback, self, args) as T;
	} finally {
		current = before;
	}
}

/** Every turn of the event loop begins without a store. */
export function leaveFrame(): void {
	current = undefined;
	watcher?.idle();
}

/** What an async function keeps while it waits, if somebody watches. */
class Wait {
	readonly frame: Frame;
	readonly id: number;
	constructor(frame: Frame, id: number) {
		this.frame = frame;
		this.id = id;
	}
}

function goOn(kept: Frame | Wait): void {
	if (!(kept instanceof Wait)) {
		current = kept;
		return;
	}
	current = kept.frame;
	watcher?.resumed(kept.id);
}

/**
 * What the build calls around each `await` (sandbox/build/meter.ts), because V8 resumes an async function without any hook that
 * JavaScript could take.
 */
export const asyncContext = {
	frame: (): Frame | Wait => (watcher ? new Wait(current, watcher.created("PROMISE")) : current),
	restore(kept: Frame | Wait): void {
		goOn(kept);
	},
	resume<T>(kept: Frame | Wait, value: T): T {
		goOn(kept);
		return value;
	},
};

/** From now on somebody watches (async_hooks.createHook). */
export function watch(given: Watcher): void {
	follow();
	watcher = given;
}

/** Makes promises carry frames. From the first AsyncLocalStorage on only, so that nobody else pays for it. */
function follow(): void {
	if (follows) return;
	follows = true;
	function then(this: Promise<unknown>, ok?: unknown, failed?: unknown): unknown {
		const id = watcher?.created("PROMISE");
		return apply(nativeThen, this, [bound(ok, id, false, true), bound(failed, id, false, true)]);
	}
	// biome-ignore lint/suspicious/noThenProperty: this is the method of Promise itself.
	Object.defineProperty(NativePromise.prototype, "then", { value: then, writable: true, configurable: true, enumerable: false });
}

/** node:async_hooks: a store that follows the code through promises, `await` and timers, as in Node.js 24. */
export class AsyncLocalStorage<T> {
	readonly name: string;
	#default: T | undefined;

	constructor(options?: { defaultValue?: T; name?: string }) {
		follow();
		this.name = options?.name ?? "";
		this.#default = options?.defaultValue;
	}
	static bind<F>(callback: F): F {
		follow();
		return bindFrame(callback);
	}
	static snapshot(): (callback: (...args: unknown[]) => unknown, ...args: unknown[]) => unknown {
		follow();
		return bindFrame((callback: (...args: unknown[]) => unknown, ...args: unknown[]) => apply(callback, undefined, args));
	}
	getStore(): T | undefined {
		if (current === undefined || !apply(mapHas, current, [this])) return this.#default;
		return apply(mapGet, current, [this]) as T;
	}
	run<R>(store: T, callback: (...args: unknown[]) => R, ...args: unknown[]): R {
		return within(this.#frameWith(store), callback, undefined, args) as R;
	}
	exit<R>(callback: (...args: unknown[]) => R, ...args: unknown[]): R {
		return this.run(undefined as T, callback, ...args);
	}
	enterWith(store: T): void {
		current = this.#frameWith(store);
	}
	disable(): void {
		current = this.#frameWith(undefined as T);
	}
	#frameWith(store: T): Frame {
		const frame = new NativeMap(current);
		apply(mapSet, frame, [this, store]);
		return frame;
	}
}

/** The frame of now, for something that calls back later. */
export function currentFrame(): Frame {
	return current;
}
