import { addAbortListener, on, once } from "./event-waiting.ts";
import { inspection } from "./inspect.ts";
import { apply } from "./primordials.ts";
import { outOfRange, validateBoolean, wrongType } from "./validate.ts";
import type { EventTarget } from "./web/event-target.ts";

type Name = string | symbol;
type Listener = ((...args: unknown[]) => unknown) & { listener?: Listener };
type Events = Record<Name, Listener | Listener[] | undefined>;

const errorMonitor = Symbol("events.errorMonitor");
const captureRejectionSymbol = Symbol.for("nodejs.rejection");
const shapeMode = Symbol("shapeMode");
const kCapture = Symbol("kCapture");

function codedError(code: string, message: string, more: object = {}): Error {
	return Object.assign(new Error(message), { code, ...more });
}

function assertListener(listener: unknown): asserts listener is Listener {
	if (typeof listener === "function") return;
	throw wrongType("listener", "of type function", listener);
}

/** The methods. Their state lies in `_events` as in Node.js, so that older code may call `EventEmitter.call(this)`. */
class Emitter {
	declare _events: Events;
	declare _eventsCount: number;
	declare _maxListeners: number | undefined;
	declare [kCapture]: boolean;

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
			const shown = inspection().inspect(args[0]);
			throw codedError("ERR_UNHANDLED_ERROR", `Unhandled error. (${shown})`, { context: args[0] });
		}
		if (typeof known === "function") capture(this, apply(known, this, args), name, args);
		else for (const listener of known) capture(this, apply(listener, this, args), name, args);
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
		this._maxListeners = checkCount(count, "setMaxListeners");
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
		const longer: Listener[] & { warned?: boolean } = first ? [listener, ...list] : [...list, listener];
		if ((list as typeof longer).warned) longer.warned = true;
		emitter._events[name] = longer;
		warnOfLeak(emitter, name, longer);
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

/** The most listeners of a kind before it is held for a leak. */
function checkCount(count: unknown, name: string): number {
	if (typeof count !== "number") throw wrongType(name, "of type number", count);
	if (!(count >= 0)) throw outOfRange(name, ">= 0", count);
	return count;
}

function warnOfLeak(emitter: Emitter, name: Name, list: Listener[] & { warned?: boolean }): void {
	const most = emitter.getMaxListeners();
	if (!(most > 0 && list.length > most) || list.warned) return;
	list.warned = true;
	const shown = inspection().inspect(emitter, { depth: -1 });
	const message = `Possible EventEmitter memory leak detected. ${list.length} ${String(name)} listeners added to ${shown}. MaxListeners is ${most}. Use emitter.setMaxListeners() to increase limit`;
	const warning = Object.assign(new Error(message), { emitter, type: name, count: list.length });
	warning.name = "MaxListenersExceededWarning";
	globalThis.process.emitWarning(warning);
}

/** With `captureRejections`, what an asynchronous listener rejects with becomes an "error". */
function capture(emitter: Emitter, result: unknown, name: Name, args: unknown[]): void {
	if (!emitter[kCapture] || result === undefined || result === null) return;
	try {
		const { then } = result as { then?: unknown };
		if (typeof then !== "function") return;
		const handle = (error: unknown) => globalThis.process.nextTick(rejected, emitter, error, name, args);
		apply(then as (...given: unknown[]) => unknown, result, [undefined, handle]);
	} catch (error) {
		emitter.emit("error", error);
	}
}

function rejected(emitter: Emitter, error: unknown, name: Name, args: unknown[]): void {
	const own = (emitter as unknown as Record<symbol, unknown>)[captureRejectionSymbol];
	if (typeof own === "function") {
		apply(own as (...given: unknown[]) => unknown, emitter, [error, name, ...args]);
		return;
	}
	const before = emitter[kCapture];
	try {
		emitter[kCapture] = false; // Otherwise a listener of "error" that rejects would go round for ever.
		emitter.emit("error", error);
	} finally {
		emitter[kCapture] = before;
	}
}

const targetClass = () => (require("./web/event-target.ts") as typeof import("./web/event-target.ts")).EventTarget;
const targetCounts = new WeakMap<object, number>();
let defaultCount = 10;
let captureAll = false;

type Source = Emitter | EventTarget;

const statics = {
	errorMonitor,
	captureRejectionSymbol,
	once,
	on,
	listenerCount: (emitter: Emitter, name: Name) => emitter.listenerCount(name),
	getEventListeners: (source: Source, name: Name) => {
		if (source instanceof targetClass()) return targetClass().listenersOf(source, name as string);
		if (typeof (source as Partial<Emitter>)?.listeners === "function") return source.listeners(name);
		throw wrongType("emitter", "an instance of EventEmitter or EventTarget", source);
	},
	setMaxListeners: (count: number = defaultCount, ...emitters: Partial<Emitter>[]) => {
		checkCount(count, "setMaxListeners");
		for (const one of emitters) {
			if (one instanceof targetClass()) targetCounts.set(one, count);
			else if (typeof one.setMaxListeners === "function") one.setMaxListeners(count);
			else throw wrongType("eventTargets", "an instance of EventEmitter or EventTarget", one);
		}
		if (emitters.length === 0) defaultCount = count;
	},
	getMaxListeners: (source: Source) =>
		source instanceof targetClass() ? (targetCounts.get(source) ?? defaultCount) : source.getMaxListeners(),
	addAbortListener,
	usingDomains: false,
};

type Constructor = {
	new (options?: { captureRejections?: boolean }): Emitter;
	(): void;
	prototype: Emitter;
	EventEmitter: Constructor;
	defaultMaxListeners: number;
	captureRejections: boolean;
	init(this: Emitter, options?: { captureRejections?: boolean }): void;
} & typeof statics;
export type EventEmitter = Emitter;

/** node:events. A function rather than a class: `util.inherits` and `EventEmitter.call(this)` are still in use. */
export const EventEmitter = Object.assign(function EventEmitter(this: Emitter, options?: { captureRejections?: boolean }) {
	apply(init, this, [options]);
}, statics) as unknown as Constructor;

function init(this: Emitter, options?: { captureRejections?: boolean }): void {
	if (this._events === undefined || this._events === Object.getPrototypeOf(this)._events) begin(this);
	this._maxListeners = this._maxListeners || undefined;
	if (options?.captureRejections) validateBoolean(options.captureRejections, "options.captureRejections");
	Object.assign(this, { [shapeMode]: false, [kCapture]: options?.captureRejections ?? captureAll });
}
EventEmitter.init = init;

Object.defineProperty(EventEmitter, "defaultMaxListeners", {
	get: () => defaultCount,
	set: (count: unknown) => {
		defaultCount = checkCount(count, "defaultMaxListeners");
	},
	enumerable: true,
});
Object.defineProperty(EventEmitter, "EventEmitterAsyncResource", {
	get: () => (require("./emitter-async-resource.ts") as typeof import("./emitter-async-resource.ts")).EventEmitterAsyncResource,
	enumerable: true,
	configurable: true,
});
Object.defineProperty(EventEmitter, "captureRejections", {
	get: () => captureAll,
	set: (value: unknown) => {
		validateBoolean(value, "EventEmitter.captureRejections");
		captureAll = value;
	},
	enumerable: true,
});
EventEmitter.EventEmitter = EventEmitter;
EventEmitter.prototype = Emitter.prototype;
// The bundler renames the function; its name shows in what console.log prints.
Object.defineProperty(EventEmitter, "name", { value: "EventEmitter", configurable: true });
Object.defineProperty(Emitter.prototype, "constructor", { value: EventEmitter, writable: true, configurable: true });
