import { AsyncLocalStorage, currentFrame, type Frame, type Watcher, watch, within } from "./async-context.ts";

type Hooks = {
	init?(id: number, type: string, trigger: number, resource: object): void;
	before?(id: number): void;
	after?(id: number): void;
	destroy?(id: number): void;
};

/** The number of what runs at the top of the program. */
const ROOT = 1;

let enabled: Hooks[] = [];
let lastId = ROOT;
/** What runs now: 0 is Node.js itself. */
let running = ROOT;
let trigger = 0;
/** An async function that went on after `await`. Nobody tells when it stops, so it lasts until something else runs. */
let resumed: number | undefined;
const triggers = new Map<number, number>();

function created(type: string, resource: object = {}): number {
	const id = ++lastId;
	if (enabled.length > 0) triggers.set(id, running);
	for (const hooks of enabled) hooks.init?.(id, type, running, resource);
	return id;
}

function begin(id: number): void {
	running = id;
	trigger = triggers.get(id) ?? 0;
	for (const hooks of enabled) hooks.before?.(id);
}

function end(id: number, isLast: boolean): void {
	for (const hooks of enabled) hooks.after?.(id);
	running = 0;
	trigger = 0;
	if (!isLast) return;
	triggers.delete(id);
	for (const hooks of enabled) hooks.destroy?.(id);
}

function endResumed(): void {
	if (resumed === undefined) return;
	const id = resumed;
	resumed = undefined;
	end(id, true);
}

const watcher: Watcher = {
	created,
	run(id, isNested, isLast, callback) {
		const before = { running, trigger };
		if (!isNested) endResumed();
		begin(id);
		try {
			return callback();
		} finally {
			if (!isNested) endResumed();
			end(id, isLast);
			if (isNested) ({ running, trigger } = before);
		}
	},
	resumed(id) {
		endResumed();
		resumed = id;
		begin(id);
	},
	idle() {
		endResumed();
		running = 0;
		trigger = 0;
	},
};

/**
 * node:async_hooks, createHook: hears of timers, microtasks, promises that are waited for, requests, and AsyncResource. Of a promise, in
 * contrast to Node.js, when somebody waits for it, not when it is made.
 */
function createHook(hooks: Hooks): { enable(): object; disable(): object } {
	const handle = {
		enable() {
			if (!enabled.includes(hooks)) enabled = [...enabled, hooks];
			watch(watcher);
			return handle;
		},
		disable() {
			enabled = enabled.filter((one) => one !== hooks);
			return handle;
		},
	};
	return handle;
}

/** node:async_hooks: something that calls back later, in the frame in which it was made. */
export class AsyncResource {
	#frame: Frame = currentFrame();
	#id: number;
	#trigger = running;

	constructor(type: string) {
		this.#id = created(type, this);
	}
	static bind<F>(callback: F): F {
		return AsyncLocalStorage.bind(callback);
	}
	bind<F extends (...args: never[]) => unknown>(callback: F): F {
		return ((...args: unknown[]) => this.runInAsyncScope(callback, undefined, ...args)) as unknown as F;
	}
	runInAsyncScope<R>(callback: (...args: never[]) => R, self?: unknown, ...args: unknown[]): R {
		return watcher.run(this.#id, true, false, () => within(this.#frame, callback, self, args));
	}
	emitDestroy(): this {
		for (const hooks of enabled) hooks.destroy?.(this.#id);
		return this;
	}
	asyncId(): number {
		return this.#id;
	}
	triggerAsyncId(): number {
		return this.#trigger;
	}
}

/** node:async_hooks. */
export const asyncHooks = {
	AsyncLocalStorage,
	AsyncResource,
	createHook,
	executionAsyncId: () => running,
	triggerAsyncId: () => trigger,
	executionAsyncResource: () => ({}),
};
