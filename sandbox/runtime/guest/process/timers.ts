import { captureFrame } from "../async-context.ts";
import { tell, tellText } from "../bridge.ts";
import { apply, defineProperty, NativePromise, promiseThen, resolved } from "../primordials.ts";
import { argumentError, received } from "../system-error.ts";
import { uncaught } from "./process-events.ts";

type Pending = { callback: (...args: unknown[]) => unknown; args: unknown[]; repeat: boolean; handle: Timeout };

const pending: Record<number, Pending> = Object.create(null);
let lastId = 0;

/** Runs learner code that nothing above it catches; what it throws ends the runtime process, unless a listener of `process` takes it. */
export function runAtRoot(callback: (...args: unknown[]) => unknown, self: unknown, args: unknown[]): void {
	try {
		apply(callback, self, args);
	} catch (error) {
		uncaught(error);
	}
}

export class Timeout {
	#id: number;
	#ref = true;
	constructor(id: number) {
		this.#id = id;
	}
	ref(): this {
		this.#ref = true;
		tell("timerRef", { id: this.#id, ref: true });
		return this;
	}
	unref(): this {
		this.#ref = false;
		tell("timerRef", { id: this.#id, ref: false });
		return this;
	}
	hasRef(): boolean {
		return this.#ref;
	}
	refresh(): this {
		tell("timerRefresh", { id: this.#id });
		return this;
	}
	close(): this {
		clear(this);
		return this;
	}
	[Symbol.toPrimitive](): number {
		return this.#id;
	}
	[Symbol.dispose](): void {
		clear(this);
	}
	static idOf(handle: unknown): number | undefined {
		if (typeof handle === "object" && handle !== null && #id in handle) return handle.#id;
		if (typeof handle === "number") return handle;
		if (typeof handle === "string") return +handle;
		return undefined;
	}
}
class Immediate extends Timeout {}
const idOf = Timeout.idOf;

function arm(callback: unknown, delay: unknown, args: unknown[], repeat: boolean, immediate: boolean): Timeout {
	if (typeof callback !== "function") {
		const error = new TypeError(
			`The "callback" argument must be of type function. Received ${callback === null ? "null" : typeof callback}`,
		);
		defineProperty(error, "code", { value: "ERR_INVALID_ARG_TYPE", enumerable: true });
		throw error;
	}
	let delayMs = +(delay as number);
	// Node: below 1, above 2^31-1 or not a number is 1.
	if (!(delayMs >= 1 && delayMs <= 2147483647)) delayMs = 1;
	delayMs = delayMs - (delayMs % 1);
	const id = ++lastId;
	const handle = immediate ? new Immediate(id) : new Timeout(id);
	const captured = captureFrame(callback as Pending["callback"], immediate ? "Immediate" : "Timeout", !repeat);
	pending[id] = { callback: captured, args, repeat, handle };
	tellText("timer", `{"id":${id},"delayMs":${immediate ? 0 : delayMs},"repeat":${repeat}}`);
	return handle;
}

function clear(handle: unknown): void {
	const id = idOf(handle);
	if (id === undefined || !(id in pending)) return;
	delete pending[id];
	tell("timerClear", { id });
}

/** The host says that a timer is due. */
export function fireTimer(id: number): void {
	const timer = pending[id];
	if (!timer) return;
	if (!timer.repeat) delete pending[id];
	runAtRoot(timer.callback, timer.handle, timer.args);
}

export const timers = {
	setTimeout: function setTimeout(callback: unknown, delay?: unknown, ...args: unknown[]) {
		return arm(callback, delay, args, false, false);
	},
	setInterval: function setInterval(callback: unknown, delay?: unknown, ...args: unknown[]) {
		return arm(callback, delay, args, true, false);
	},
	setImmediate: function setImmediate(callback: unknown, ...args: unknown[]) {
		return arm(callback, 0, args, false, true);
	},
	clearTimeout: function clearTimeout(handle?: unknown) {
		clear(handle);
	},
	clearInterval: function clearInterval(handle?: unknown) {
		clear(handle);
	},
	clearImmediate: function clearImmediate(handle?: unknown) {
		clear(handle);
	},
};

export function queueMicrotask(callback: unknown): void {
	if (typeof callback !== "function")
		throw argumentError("ERR_INVALID_ARG_TYPE", `The "callback" argument must be of type function. ${received(callback)}`);
	const captured = captureFrame(callback as () => unknown, "Microtask");
	promiseThen(resolved(undefined), () => runAtRoot(captured, undefined, []));
}

type WaitOptions = { signal?: AbortSignal; ref?: boolean };

function wait(start: typeof timers.setTimeout, delay: unknown, value: unknown, options: WaitOptions | undefined): Promise<unknown> {
	return new NativePromise((resolve, reject) => {
		const signal = options?.signal;
		const aborted = () => {
			const error = new Error("The operation was aborted", { cause: signal?.reason });
			error.name = "AbortError";
			defineProperty(error, "code", { value: "ABORT_ERR", enumerable: true });
			return error;
		};
		if (signal?.aborted) return reject(aborted());
		const onAbort = () => {
			clear(handle);
			reject(aborted());
		};
		const handle = start(() => {
			signal?.removeEventListener("abort", onAbort);
			resolve(value);
		}, delay);
		if (options?.ref === false) handle.unref();
		signal?.addEventListener("abort", onAbort);
	});
}

/** node:timers/promises. */
export const timersPromises = {
	setTimeout: (delay?: number, value?: unknown, options?: WaitOptions) => wait(timers.setTimeout, delay, value, options),
	setImmediate: (value?: unknown, options?: WaitOptions) => wait((callback: unknown) => timers.setImmediate(callback), 0, value, options),
	async *setInterval(delay?: number, value?: unknown, options?: WaitOptions) {
		for (;;) yield await wait(timers.setTimeout, delay, value, options);
	},
	scheduler: {
		wait: (delay: number, options?: WaitOptions) => wait(timers.setTimeout, delay, undefined, options),
		yield: () => wait((callback: unknown) => timers.setImmediate(callback), 0, undefined, undefined),
	},
};
