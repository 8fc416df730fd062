// biome-ignore-all lint/complexity/noArguments: as in Node.js, errors tell how many arguments were given.
import { apply, assign, defineProperty } from "../primordials.ts";
import { runAtRoot } from "../process/timers.ts";
import { state } from "../state.ts";
import { argumentError, received } from "../system-error.ts";
import { enumerable } from "./web-idl.ts";

type Inspect = (value: unknown, options: object) => string;
type EventInit = { bubbles?: boolean; cancelable?: boolean; composed?: boolean };
const inspectCustom = Symbol.for("nodejs.util.inspect.custom");

function wrongThis(kind: string): never {
	throw assign(new TypeError(`Value of "this" must be of type ${kind}`), { code: "ERR_INVALID_THIS" });
}
function missing(what: string): never {
	throw assign(new TypeError(`The ${what} must be specified`), { code: "ERR_MISSING_ARGS" });
}

/** What happens to an event while it is dispatched. */
type Dispatch = { target: EventTarget | null; current: EventTarget | null; running: boolean; stopped: boolean; stoppedNow: boolean };

/** The global Event. */
export class Event {
	#type: string;
	#init: EventInit;
	#timeStamp = state.boot === undefined ? 0 : state.nowMs - state.boot.startedAt;
	#prevented = false;
	#dispatch: Dispatch = { target: null, current: null, running: false, stopped: false, stoppedNow: false };

	constructor(type: unknown, options: EventInit | null = null) {
		if (arguments.length === 0) missing('"type" argument');
		if (options !== null && typeof options !== "object" && typeof options !== "function")
			throw argumentError("ERR_INVALID_ARG_TYPE", `The "options" argument must be of type object. ${received(options)}`);
		this.#type = `${type}`;
		this.#init = { bubbles: Boolean(options?.bubbles), cancelable: Boolean(options?.cancelable), composed: Boolean(options?.composed) };
	}
	/** For EventTarget: what is under way with the event; undefined for what is none. */
	static dispatchOf(event: unknown): Dispatch | undefined {
		return typeof event === "object" && event !== null && #dispatch in event ? event.#dispatch : undefined;
	}

	initEvent(type: string, bubbles = false, cancelable = false): void {
		if (this.#dispatch.running) return;
		this.#type = `${type}`;
		this.#init = { bubbles: Boolean(bubbles), cancelable: Boolean(cancelable), composed: this.#init.composed === true };
	}
	stopImmediatePropagation(): void {
		this.#dispatch.stopped = true;
		this.#dispatch.stoppedNow = true;
	}
	preventDefault(): void {
		if (this.#init.cancelable) this.#prevented = true;
	}
	get target(): EventTarget | null {
		return this.#dispatch.target;
	}
	get currentTarget(): EventTarget | null {
		return this.#dispatch.current;
	}
	get srcElement(): EventTarget | null {
		return this.#dispatch.target;
	}
	get type(): string {
		if (!(#type in this)) wrongThis("Event");
		return this.#type;
	}
	get cancelable(): boolean {
		return this.#init.cancelable === true;
	}
	get defaultPrevented(): boolean {
		return this.#prevented;
	}
	get timeStamp(): number {
		return this.#timeStamp;
	}
	composedPath(): EventTarget[] {
		return this.#dispatch.current === null ? [] : [this.#dispatch.current];
	}
	get returnValue(): boolean {
		return !this.#prevented;
	}
	get bubbles(): boolean {
		return this.#init.bubbles === true;
	}
	get composed(): boolean {
		return this.#init.composed === true;
	}
	get eventPhase(): number {
		return this.#dispatch.running ? 2 : 0;
	}
	get cancelBubble(): boolean {
		return this.#dispatch.stopped;
	}
	set cancelBubble(value: boolean) {
		if (value) this.#dispatch.stopped = true;
	}
	stopPropagation(): void {
		this.#dispatch.stopped = true;
	}
	get isTrusted(): boolean {
		return false;
	}
	get [Symbol.toStringTag](): string {
		return "Event";
	}
	[inspectCustom](depth: number, options: { depth?: number | null }, inspect: Inspect): string {
		const { name } = this.constructor;
		if (depth < 0) return name;
		const { type, defaultPrevented, cancelable, timeStamp } = this;
		const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
		return `${name} ${inspect({ type, defaultPrevented, cancelable, timeStamp }, inner)}`;
	}
}
enumerable(
	Event,
	Object.getOwnPropertyNames(Event.prototype).filter((name) => name !== "constructor"),
);
for (const [n, phase] of ["NONE", "CAPTURING_PHASE", "AT_TARGET", "BUBBLING_PHASE"].entries())
	defineProperty(Event, phase, { value: n, enumerable: true });

/** The global CustomEvent. */
export class CustomEvent extends Event {
	#detail: unknown;
	constructor(type: unknown, options: (EventInit & { detail?: unknown }) | null = null) {
		if (arguments.length === 0) missing('"type" argument');
		super(type, options);
		this.#detail = options?.detail ?? null;
	}
	get detail(): unknown {
		return this.#detail;
	}
	override get [Symbol.toStringTag](): string {
		return "CustomEvent";
	}
}
enumerable(CustomEvent, ["detail"]);

type Listener = ((event: Event) => unknown) | { handleEvent?(event: Event): unknown };
/** In a list as Node.js has it: what is taken out keeps its `next`, so that a dispatch that stands there can go on. */
type Registered = {
	type: string;
	listener: Listener;
	capture: boolean;
	once: boolean;
	removed: boolean;
	next: Registered | undefined;
	previous: Registered | undefined;
};
type ListenerOptions = boolean | { once?: boolean; capture?: boolean; passive?: boolean; signal?: AbortSource } | null;
/** An AbortSignal, as far as a listener needs it; its class builds on this one. */
type AbortSource = EventTarget & { aborted: boolean };

const isCapture = (options: ListenerOptions | undefined): boolean => (typeof options === "boolean" ? options : Boolean(options?.capture));

function callListener(listener: Listener, target: EventTarget, event: Event): void {
	const args: unknown[] = [event];
	if (typeof listener === "function") apply(listener as (...args: unknown[]) => unknown, target, args);
	else if (listener.handleEvent) apply(listener.handleEvent as (...args: unknown[]) => unknown, listener, args);
}

/** The global EventTarget. There is no tree of targets, so that an event only ever meets its own target. */
export class EventTarget {
	#first: Registered | undefined;
	#last: Registered | undefined;

	addEventListener(type: string, listener: Listener | null, options?: ListenerOptions): void {
		if (!(#first in this)) wrongThis("EventTarget");
		if (arguments.length < 2) missing('"type" and "listener" arguments');
		if (listener === null || listener === undefined) return;
		if (typeof listener !== "function" && typeof listener !== "object")
			throw argumentError("ERR_INVALID_ARG_TYPE", `The "listener" argument must be an instance of EventListener. ${received(listener)}`);
		const signal = typeof options === "object" ? options?.signal : undefined;
		if (signal?.aborted) return;
		const capture = isCapture(options);
		if (this.#find(`${type}`, listener, capture) !== undefined) return;
		const once = typeof options === "object" && options?.once === true;
		this.#add(`${type}`, listener, capture, once);
		if (signal) EventTarget.listen(signal, "abort", () => this.#remove(`${type}`, listener, capture));
	}
	removeEventListener(type: string, listener: Listener | null, options?: ListenerOptions): void {
		if (!(#first in this)) wrongThis("EventTarget");
		if (arguments.length < 2) missing('"type" and "listener" arguments');
		if (listener !== null && listener !== undefined) this.#remove(`${type}`, listener, isCapture(options));
	}
	dispatchEvent(event: Event): boolean {
		if (!(#first in this)) wrongThis("EventTarget");
		if (arguments.length < 1) missing('"event" argument');
		const dispatch = Event.dispatchOf(event);
		if (!dispatch) throw argumentError("ERR_INVALID_ARG_TYPE", `The "event" argument must be an instance of Event. ${received(event)}`);
		if (dispatch.running) throw assign(new Error(`The event "${event.type}" is already being dispatched`), { code: "ERR_EVENT_RECURSION" });
		this.#dispatch(event, dispatch);
		return !event.defaultPrevented;
	}

	/** For the library: listens whatever learner code has put into the prototypes. @returns Ends it. */
	static listen(target: EventTarget, type: string, listener: (event: Event) => void): () => void {
		const entry = target.#add(type, listener, false, false);
		return () => target.#takeOut(entry);
	}
	/** For the library: lets an event happen. */
	static emit(target: EventTarget, event: Event): void {
		target.#dispatch(event, Event.dispatchOf(event) as Dispatch);
	}
	/** For node:events: the listeners of a type. */
	static listenersOf(target: EventTarget, type: string): Listener[] {
		const list: Listener[] = [];
		for (let one = target.#first; one; one = one.next) if (one.type === type) list[list.length] = one.listener;
		return list;
	}

	#add(type: string, listener: Listener, capture: boolean, once: boolean): Registered {
		const entry: Registered = { type, listener, capture, once, removed: false, next: undefined, previous: this.#last };
		if (this.#last) this.#last.next = entry;
		else this.#first = entry;
		this.#last = entry;
		return entry;
	}
	#takeOut(entry: Registered): void {
		if (entry.removed) return;
		entry.removed = true;
		if (entry.previous) entry.previous.next = entry.next;
		else this.#first = entry.next;
		if (entry.next) entry.next.previous = entry.previous;
		else this.#last = entry.previous;
	}
	#find(type: string, listener: Listener, capture: boolean): Registered | undefined {
		let one = this.#first;
		while (one && !(one.type === type && one.listener === listener && one.capture === capture)) one = one.next;
		return one;
	}
	#remove(type: string, listener: Listener, capture: boolean): void {
		const one = this.#find(type, listener, capture);
		if (one) this.#takeOut(one);
	}
	#dispatch(event: Event, dispatch: Dispatch): void {
		dispatch.target = this;
		dispatch.current = this;
		dispatch.running = true;
		dispatch.stoppedNow = false;
		const { type } = event;
		const after = (one: Registered | undefined): Registered | undefined => {
			let found = one;
			while (found && found.type !== type) found = found.next;
			return found;
		};
		for (let one = after(this.#first); one && !dispatch.stoppedNow; ) {
			const next = after(one.next);
			const { listener, removed, once } = one;
			if (once) this.#takeOut(one);
			if (!removed) runAtRoot(() => callListener(listener, this, event), undefined, []);
			// Node.js holds an event for dispatched until its first listener has run.
			dispatch.running = false;
			dispatch.current = null;
			one = next;
		}
		dispatch.running = false;
		dispatch.current = null;
	}
	get [Symbol.toStringTag](): string {
		return "EventTarget";
	}
	[inspectCustom](depth: number, options: object, inspect: Inspect): string {
		const { name } = this.constructor;
		return depth < 0 ? name : `${name} ${inspect({}, options)}`;
	}
}
enumerable(EventTarget, ["addEventListener", "removeEventListener", "dispatchEvent"]);

/** Gives a class the attribute `on<type>`: a listener that stays where it was first set. */
export function eventHandler(Made: { prototype: object }, type: string): void {
	const handlers = new WeakMap<object, { handler: unknown }>();
	const { get, set } = WeakMap.prototype;
	defineProperty(Made.prototype, `on${type}`, {
		get(this: EventTarget): unknown {
			return (apply(get as never, handlers, [this]) as { handler: unknown } | undefined)?.handler ?? null;
		},
		set(this: EventTarget, value: unknown) {
			const handler = typeof value === "function" || (typeof value === "object" && value !== null) ? value : null;
			const known = apply(get as never, handlers, [this]) as { handler: unknown } | undefined;
			if (known) {
				known.handler = handler;
				return;
			}
			const entry = { handler: handler as unknown };
			apply(set as never, handlers, [this, entry]);
			EventTarget.listen(this, type, (event) => {
				if (typeof entry.handler === "function") apply(entry.handler as (...args: unknown[]) => unknown, this, [event]);
			});
		},
		enumerable: true,
		configurable: true,
	});
}
