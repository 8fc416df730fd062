import { apply, NativePromise } from "./primordials.ts";

/** The stores of all AsyncLocalStorage objects at one point of the program. Never changed: each `run` makes another one. */
type Frame = Map<AsyncLocalStorage<unknown>, unknown> | undefined;

const NativeMap = Map;
const mapGet = Map.prototype.get;
const mapHas = Map.prototype.has;
const mapSet = Map.prototype.set;
const nativeThen = NativePromise.prototype.then;

let current: Frame;
let follows = false;

/** A function that runs in the frame of now, whenever it is called: a timer, a microtask. The same one until an AsyncLocalStorage was made. */
export function captureFrame<F>(callback: F): F {
	if (!follows || typeof callback !== "function") return callback;
	const frame = current;
	return function (this: unknown, ...args: unknown[]) {
		return within(frame, callback as unknown as (...args: unknown[]) => unknown, this, args);
	} as unknown as F;
}

function within<T>(frame: Frame, callback: (...args: never[]) => T, self: unknown, args: unknown[]): T {
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
}

/**
 * What the build calls around each `await` (sandbox/build/meter.ts), because V8 resumes an async function without any hook that
 * JavaScript could take.
 */
export const asyncContext = {
	frame: (): Frame => current,
	restore(frame: Frame): void {
		current = frame;
	},
	resume<T>(frame: Frame, value: T): T {
		current = frame;
		return value;
	},
};

/** Makes promises carry frames. From the first AsyncLocalStorage on only, so that nobody else pays for it. */
function follow(): void {
	if (follows) return;
	follows = true;
	function then(this: Promise<unknown>, ok?: unknown, failed?: unknown): unknown {
		return apply(nativeThen, this, [captureFrame(ok), captureFrame(failed)]);
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
		return captureFrame(callback);
	}
	static snapshot(): (callback: (...args: unknown[]) => unknown, ...args: unknown[]) => unknown {
		follow();
		return captureFrame((callback: (...args: unknown[]) => unknown, ...args: unknown[]) => apply(callback, undefined, args));
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

/** node:async_hooks: something that calls back later, in the frame in which it was made. */
export class AsyncResource {
	readonly type: string;
	#frame: Frame = current;
	#id = ++resources;

	constructor(type: string) {
		this.type = type;
	}
	static bind<F>(callback: F): F {
		return AsyncLocalStorage.bind(callback);
	}
	bind<F extends (...args: never[]) => unknown>(callback: F): F {
		return ((...args: unknown[]) => this.runInAsyncScope(callback, undefined, ...args)) as unknown as F;
	}
	runInAsyncScope<R>(callback: (...args: never[]) => R, self?: unknown, ...args: unknown[]): R {
		return within(this.#frame, callback, self, args);
	}
	emitDestroy(): this {
		return this;
	}
	asyncId(): number {
		return this.#id;
	}
	triggerAsyncId(): number {
		return 1;
	}
}
let resources = 1;

export const asyncHooks = {
	AsyncLocalStorage,
	AsyncResource,
	executionAsyncId: () => 1,
	triggerAsyncId: () => 0,
};
