// biome-ignore-all lint/complexity/noArguments: as in Node.js, errors tell how many arguments were given.

import { apply, assign } from "../primordials.ts";
import { timers } from "../process/timers.ts";
import { Event, EventTarget, eventHandler } from "./event-target.ts";
import { structuredClone } from "./structured-clone.ts";
import { enumerable } from "./web-idl.ts";

type MessageInit = { data?: unknown; origin?: string; lastEventId?: string; source?: unknown; ports?: unknown[] };

/** The global MessageEvent. */
export class MessageEvent extends Event {
	#init: MessageInit;
	constructor(type: unknown, init: MessageInit & { cancelable?: boolean } = {}) {
		super(type, init);
		this.#init = { ...init };
	}
	get data(): unknown {
		return this.#init.data ?? null;
	}
	get origin(): string {
		return this.#init.origin ?? "";
	}
	get lastEventId(): string {
		return this.#init.lastEventId ?? "";
	}
	get source(): unknown {
		return this.#init.source ?? null;
	}
	get ports(): unknown[] {
		return this.#init.ports ?? [];
	}
	override get [Symbol.toStringTag](): string {
		return "MessageEvent";
	}
}
enumerable(MessageEvent, ["data", "origin", "lastEventId", "source", "ports"]);

/** The global CloseEvent (Node.js 23). */
export class CloseEvent extends Event {
	#init: { wasClean?: boolean; code?: number; reason?: string };
	constructor(type: unknown, init: { wasClean?: boolean; code?: number; reason?: string } = {}) {
		super(type, init as object);
		this.#init = { ...init };
	}
	get wasClean(): boolean {
		return Boolean(this.#init.wasClean);
	}
	get code(): number {
		return Number(this.#init.code ?? 0);
	}
	get reason(): string {
		return `${this.#init.reason ?? ""}`;
	}
}
enumerable(CloseEvent, ["wasClean", "code", "reason"]);

const inside = Symbol("inside");
type NodeListener = (...args: unknown[]) => unknown;

/** The global MessagePort, with the methods of node:events that Node.js gives it. */
export class MessagePort extends EventTarget {
	#other: MessagePort | undefined;
	#queue: unknown[] = [];
	#started = false;
	#closed = false;
	/** The next message is on its way. */
	#planned: ReturnType<typeof timers.setImmediate> | undefined;
	/** Keeps the event loop alive while somebody listens, as a port of Node.js does. */
	#alive: ReturnType<typeof timers.setInterval> | undefined;
	#nodeListeners: { name: string; listener: NodeListener; wrapped: (event: Event) => unknown }[] = [];

	constructor(key?: symbol) {
		if (key !== inside) throw assign(new TypeError("Illegal constructor"), { code: "ERR_CONSTRUCT_CALL_INVALID" });
		super();
	}
	/** For MessageChannel. */
	static pair(): [MessagePort, MessagePort] {
		const one = new MessagePort(inside);
		const other = new MessagePort(inside);
		one.#other = other;
		other.#other = one;
		return [one, other];
	}

	postMessage(message: unknown, options?: unknown): void {
		if (arguments.length === 0) throw assign(new TypeError('The "message" argument must be specified'), { code: "ERR_MISSING_ARGS" });
		const transfer = Array.isArray(options) ? options : ((options as { transfer?: unknown[] } | undefined)?.transfer ?? []);
		const copy = structuredClone(message, { transfer });
		const other = this.#other;
		if (this.#closed || !other || other.#closed) return;
		other.#queue[other.#queue.length] = copy;
		other.#plan();
	}
	start(): void {
		if (this.#started || this.#closed) return;
		this.#started = true;
		this.ref();
		this.#plan();
	}
	close(): void {
		if (this.#closed) return;
		this.#closed = true;
		this.unref();
		timers.setImmediate(() => EventTarget.emit(this, new Event("close")));
		this.#other?.close();
	}
	ref(): void {
		if (!this.#closed) this.#alive ??= timers.setInterval(() => {}, 2 ** 31 - 1);
	}
	unref(): void {
		if (this.#alive) timers.clearInterval(this.#alive);
		this.#alive = undefined;
	}
	hasRef(): boolean {
		return this.#alive !== undefined;
	}
	#plan(): void {
		if (!this.#started || this.#planned || this.#queue.length === 0) return;
		this.#planned = timers.setImmediate(() => {
			this.#planned = undefined;
			// A task for each message, as the event loop has it.
			const [data, ...rest] = this.#queue;
			this.#queue = rest;
			this.#plan();
			EventTarget.emit(this, new MessageEvent("message", { data }));
		});
	}

	on(name: string, listener: NodeListener): this {
		const wrapped = (event: Event) => apply(listener, this, [name === "message" ? (event as MessageEvent).data : event]);
		this.#nodeListeners.push({ name, listener, wrapped });
		super.addEventListener(name, wrapped);
		if (name === "message") this.start();
		return this;
	}
	addListener(name: string, listener: NodeListener): this {
		return this.on(name, listener);
	}
	once(name: string, listener: NodeListener): this {
		const first: NodeListener = (...args) => {
			this.off(name, first);
			return apply(listener, this, args);
		};
		return this.on(name, first);
	}
	off(name: string, listener: NodeListener): this {
		const at = this.#nodeListeners.findIndex((one) => one.name === name && one.listener === listener);
		if (at < 0) return this;
		const [found] = this.#nodeListeners.splice(at, 1);
		if (found) super.removeEventListener(name, found.wrapped);
		if (name === "message" && !this.#nodeListeners.some((one) => one.name === "message")) this.unref();
		return this;
	}
	removeListener(name: string, listener: NodeListener): this {
		return this.off(name, listener);
	}
	override get [Symbol.toStringTag](): string {
		return "MessagePort";
	}
}
eventHandler(MessagePort, "message");
eventHandler(MessagePort, "messageerror");
// Setting `onmessage` starts the port.
const attribute = Object.getOwnPropertyDescriptor(MessagePort.prototype, "onmessage") as PropertyDescriptor;
Object.defineProperty(MessagePort.prototype, "onmessage", {
	...attribute,
	set(this: MessagePort, value: unknown) {
		apply(attribute.set as (value: unknown) => void, this, [value]);
		if (typeof value === "function") this.start();
		else this.unref();
	},
});

/** The global MessageChannel, within one program: there are no worker threads to send a port to. */
export class MessageChannel {
	readonly port1: MessagePort;
	readonly port2: MessagePort;
	constructor() {
		const [one, other] = MessagePort.pair();
		this.port1 = one;
		this.port2 = other;
	}
}
