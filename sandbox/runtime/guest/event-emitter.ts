import type { AbortSignal } from "./abort.ts";
import { EventTarget } from "./event-target.ts";
import { apply } from "./primordials.ts";

type Name = string | symbol;
type Listener = ((...args: unknown[]) => unknown) & { listener?: Listener };
type Events = Record<Name, Listener | Listener[] | undefined>;
type Options = { signal?: AbortSignal };

const errorMonitor = Symbol("events.errorMonitor");
const captureRejectionSymbol = Symbol.for("nodejs.rejection");
const shapeMode = Symbol("shapeMode");
const kCapture = Symbol("kCapture");

function codedError(code: string, message: string, more: object = {}): Error {
	return Object.assign(new Error(message), { code, ...more });
}

function assertListener(listener: unknown): asserts listener is Listener {
	if (typeof listener === "function") return;
	const text = listener === null || listener === undefined ? `${listener}` : `type ${typeof listener} (${String(listener)})`;
	const message = `The "listener" argument must be of type function. Received ${text}`;
	throw Object.assign(new TypeError(message), { code: "ERR_INVALID_ARG_TYPE" });
}

/** The methods. Their state lies in `_events` as in Node.js, so that older code may call `EventEmitter.call(this)`. */
class Emitter {
	declare _events: Events;
	declare _eventsCount: number;
	declare _maxListeners: number | undefined;

	on(name: Name, listener: Listener): this {
		return add(this, name, listener, false);
	}
	addListener(name: Name, listener: Listener): this {
		return add(this, name, listener, false);
	}
	once(name: Name, listener: Listener): this {
		return this.on(name, onceWrapper(this, name, listener));
	}
	prependListener(name: Name, listener: Listener): this {
		return add(this, name, listener, true);
	}
	prependOnceListener(name: Name, listener: Listener): this {
		return this.prependListener(name, onceWrapper(this, name, listener));
	}
	removeListener(name: Name, listener: Listener): this {
		assertListener(listener);
		const known = this._events?.[name];
		if (known === undefined) return this;
		const list = typeof known === "function" ? [known] : known;
		const at = list.findLastIndex((one) => one === listener || one.listener === listener);
		if (at < 0) return this;
		const left = list.filter((_, index) => index !== at);
		if (left.length === 0) {
			delete this._events[name];
			this._eventsCount--;
		} else this._events[name] = left.length === 1 ? left[0] : left;
		if (this._events.removeListener !== undefined) this.emit("removeListener", name, listener);
		return this;
	}
	off(name: Name, listener: Listener): this {
		return this.removeListener(name, listener);
	}
	removeAllListeners(name?: Name): this {
		if (this._events === undefined) return this;
		const names = name === undefined ? this.eventNames().filter((one) => one !== "removeListener") : [name];
		for (const one of names) for (const listener of this.rawListeners(one).reverse()) this.removeListener(one, listener);
		if (name === undefined) begin(this);
		return this;
	}
	emit(name: Name, ...args: unknown[]): boolean {
		const events = this._events;
		if (name === "error" && events?.[errorMonitor] !== undefined) this.emit(errorMonitor, ...args);
		const known = events?.[name];
		if (known === undefined) {
			if (name !== "error") return false;
			if (args[0] instanceof Error) throw args[0];
			const shown = typeof args[0] === "string" ? `'${args[0]}'` : String(args[0]);
			throw codedError("ERR_UNHANDLED_ERROR", `Unhandled error. (${shown})`, { context: args[0] });
		}
		if (typeof known === "function") apply(known, this, args);
		else for (const listener of known) apply(listener, this, args);
		return true;
	}
	listenerCount(name: Name, listener?: Listener): number {
		const list = this.rawListeners(name);
		return listener === undefined ? list.length : list.filter((one) => one === listener || one.listener === listener).length;
	}
	listeners(name: Name): Listener[] {
		return this.rawListeners(name).map((one) => one.listener ?? one);
	}
	rawListeners(name: Name): Listener[] {
		const known = this._events?.[name];
		return known === undefined ? [] : typeof known === "function" ? [known] : [...known];
	}
	eventNames(): Name[] {
		return this._events === undefined ? [] : Reflect.ownKeys(this._events);
	}
	setMaxListeners(count: number): this {
		this._maxListeners = count;
		return this;
	}
	getMaxListeners(): number {
		return this._maxListeners ?? EventEmitter.defaultMaxListeners;
	}
}

/** Sets the state of a fresh emitter; an object that was made without the constructor gets it with its first listener. */
function begin(emitter: Emitter): void {
	emitter._events = Object.create(null);
	emitter._eventsCount = 0;
}

function add<E extends Emitter>(emitter: E, name: Name, listener: unknown, first: boolean): E {
	assertListener(listener);
	if (emitter._events === undefined) begin(emitter);
	if (emitter._events.newListener !== undefined) emitter.emit("newListener", name, listener.listener ?? listener);
	const known = emitter._events[name];
	if (known === undefined) {
		emitter._events[name] = listener;
		emitter._eventsCount++;
	} else {
		const list = typeof known === "function" ? [known] : known;
		emitter._events[name] = first ? [listener, ...list] : [...list, listener];
	}
	return emitter;
}

function onceWrapper(emitter: Emitter, name: Name, listener: unknown): Listener {
	assertListener(listener);
	const wrapper: Listener = function (this: unknown, ...args: unknown[]) {
		emitter.removeListener(name, wrapper);
		return apply(listener, this, args);
	};
	wrapper.listener = listener;
	return wrapper;
}

function aborted(signal: AbortSignal): Error {
	const error = new Error("The operation was aborted", { cause: signal.reason });
	error.name = "AbortError";
	return Object.assign(error, { code: "ABORT_ERR" });
}

type Source = Emitter | EventTarget;

function listen(source: Source, name: Name, listener: Listener, once: boolean): () => void {
	if (source instanceof EventTarget) {
		source.addEventListener(name as string, listener as never, { once });
		return () => source.removeEventListener(name as string, listener as never);
	}
	if (once) source.once(name, listener);
	else source.on(name, listener);
	return () => source.removeListener(name, listener);
}

/** The arguments of the next event; rejects with the first "error", or when the signal aborts. */
function once(source: Source, name: Name, { signal }: Options = {}): Promise<unknown[]> {
	return new Promise((resolve, reject) => {
		if (signal?.aborted) return reject(aborted(signal));
		const undo: (() => void)[] = [];
		const settle = (end: () => void) => {
			for (const one of undo) one();
			end();
		};
		undo.push(listen(source, name, (...args) => settle(() => resolve(args)), true));
		if (name !== "error" && source instanceof Emitter) undo.push(listen(source, "error", (error) => settle(() => reject(error)), true));
		if (signal) undo.push(listen(signal, "abort", () => settle(() => reject(aborted(signal))), true));
	});
}

/** An endless iterator over the arguments of an event; ends with `return`, an "error" or the signal. */
function on(source: Source, name: Name, { signal }: Options = {}): AsyncIterableIterator<unknown[]> {
	if (signal?.aborted) throw aborted(signal);
	const ready: unknown[][] = [];
	const waiting: { resolve(result: IteratorResult<unknown[]>): void; reject(error: unknown): void }[] = [];
	let failure: { error: unknown } | undefined;
	let ended = false;
	const undo: (() => void)[] = [];
	const stop = () => {
		ended = true;
		for (const one of undo.splice(0)) one();
		for (const one of waiting.splice(0)) one.resolve({ value: undefined, done: true });
	};
	const fail = (error: unknown) => {
		const first = waiting.shift();
		if (first) first.reject(error);
		else failure = { error };
		stop();
	};
	undo.push(
		listen(
			source,
			name,
			(...args) => {
				const first = waiting.shift();
				if (first) first.resolve({ value: args, done: false });
				else ready.push(args);
			},
			false,
		),
	);
	if (name !== "error" && source instanceof Emitter) undo.push(listen(source, "error", fail, false));
	if (signal) undo.push(listen(signal, "abort", () => fail(aborted(signal)), true));
	return {
		next: () => {
			const args = ready.shift();
			if (args) return Promise.resolve({ value: args, done: false });
			if (failure) {
				const { error } = failure;
				failure = undefined;
				return Promise.reject(error);
			}
			if (ended) return Promise.resolve({ value: undefined, done: true as const });
			return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
		},
		return: () => {
			stop();
			return Promise.resolve({ value: undefined, done: true as const });
		},
		throw: (error) => {
			fail(error);
			return Promise.resolve({ value: undefined, done: true as const });
		},
		[Symbol.asyncIterator]() {
			return this;
		},
	};
}

const statics = {
	defaultMaxListeners: 10,
	errorMonitor,
	captureRejectionSymbol,
	captureRejections: false,
	once,
	on,
	listenerCount: (emitter: Emitter, name: Name) => emitter.listenerCount(name),
	getEventListeners: (source: Source, name: Name) =>
		source instanceof EventTarget ? EventTarget.listenersOf(source, name as string) : source.listeners(name),
	setMaxListeners: (count: number, ...emitters: Partial<Emitter>[]) => {
		for (const one of emitters) one.setMaxListeners?.(count);
		if (emitters.length === 0) EventEmitter.defaultMaxListeners = count;
	},
	getMaxListeners: (emitter: Emitter) => emitter.getMaxListeners(),
	addAbortListener: (signal: AbortSignal, listener: Listener) => {
		if (signal.aborted) queueMicrotask(() => listener());
		const undo = signal.aborted ? () => {} : listen(signal, "abort", listener, true);
		return { [Symbol.dispose]: undo };
	},
};

type Constructor = { new (): Emitter; (): void; prototype: Emitter; EventEmitter: Constructor } & typeof statics;
export type EventEmitter = Emitter;

/** node:events. A function rather than a class: `util.inherits` and `EventEmitter.call(this)` are still in use. */
export const EventEmitter = Object.assign(function EventEmitter(this: Emitter) {
	if (this._events === undefined || this._events === Object.getPrototypeOf(this)._events) begin(this);
	this._maxListeners = this._maxListeners || undefined;
	Object.assign(this, { [shapeMode]: false, [kCapture]: false });
}, statics) as unknown as Constructor;
EventEmitter.EventEmitter = EventEmitter;
EventEmitter.prototype = Emitter.prototype;
// The bundler renames the function; its name shows in what console.log prints.
Object.defineProperty(EventEmitter, "name", { value: "EventEmitter", configurable: true });
Object.defineProperty(Emitter.prototype, "constructor", { value: EventEmitter, writable: true, configurable: true });
