import { runAtRoot, timers } from "./timers.ts";

/** Codes that the older names of exceptions have (Web IDL). */
const exceptionCodes: Record<string, number> = {
	__proto__: null as never,
	IndexSizeError: 1,
	HierarchyRequestError: 3,
	WrongDocumentError: 4,
	InvalidCharacterError: 5,
	NoModificationAllowedError: 7,
	NotFoundError: 8,
	NotSupportedError: 9,
	InUseAttributeError: 10,
	InvalidStateError: 11,
	SyntaxError: 12,
	InvalidModificationError: 13,
	NamespaceError: 14,
	InvalidAccessError: 15,
	TypeMismatchError: 17,
	SecurityError: 18,
	NetworkError: 19,
	AbortError: 20,
	URLMismatchError: 21,
	QuotaExceededError: 22,
	TimeoutError: 23,
	InvalidNodeTypeError: 24,
	DataCloneError: 25,
};

/** Event, EventTarget and the abort classes, as far as handlers use them. */
export class DOMException extends Error {
	#name: string;
	constructor(message = "", name = "Error") {
		super(message);
		this.#name = name;
	}
	override get name(): string {
		return this.#name;
	}
	get code(): number {
		return exceptionCodes[this.#name] ?? 0;
	}
}

export class Event {
	readonly type: string;
	readonly cancelable: boolean;
	target: unknown = null;
	currentTarget: unknown = null;
	defaultPrevented = false;
	constructor(type: string, options: { cancelable?: boolean } = {}) {
		this.type = `${type}`;
		this.cancelable = options.cancelable === true;
	}
	preventDefault(): void {
		if (this.cancelable) this.defaultPrevented = true;
	}
	stopPropagation(): void {}
	stopImmediatePropagation(): void {}
}

export class CustomEvent extends Event {
	readonly detail: unknown;
	constructor(type: string, options: { cancelable?: boolean; detail?: unknown } = {}) {
		super(type, options);
		this.detail = options.detail ?? null;
	}
}

type Listener = ((event: Event) => unknown) | { handleEvent(event: Event): unknown };

export class EventTarget {
	#listeners: { type: string; listener: Listener; once: boolean }[] = [];
	addEventListener(type: string, listener: Listener | null, options?: boolean | { once?: boolean; signal?: AbortSignal }): void {
		if (!listener || this.#listeners.some((one) => one.type === type && one.listener === listener)) return;
		const once = typeof options === "object" && options?.once === true;
		this.#listeners.push({ type: `${type}`, listener, once });
		if (typeof options === "object") options?.signal?.addEventListener("abort", () => this.removeEventListener(type, listener));
	}
	removeEventListener(type: string, listener: Listener | null): void {
		this.#listeners = this.#listeners.filter((one) => one.type !== type || one.listener !== listener);
	}
	dispatchEvent(event: Event): boolean {
		event.target = this;
		event.currentTarget = this;
		const attribute = (this as Record<string, unknown>)[`on${event.type}`];
		if (typeof attribute === "function") runAtRoot(attribute as () => unknown, this, [event]);
		for (const one of this.#listeners.filter((candidate) => candidate.type === event.type)) {
			if (one.once) this.removeEventListener(one.type, one.listener);
			const callback = typeof one.listener === "function" ? one.listener : one.listener.handleEvent.bind(one.listener);
			runAtRoot(callback as (...args: unknown[]) => unknown, this, [event]);
		}
		return !event.defaultPrevented;
	}
}

const inside = Symbol("inside");

export class AbortSignal extends EventTarget {
	aborted = false;
	reason: unknown = undefined;
	onabort: unknown = null;
	constructor(key?: symbol) {
		super();
		if (key !== inside) throw new TypeError("Illegal constructor");
	}
	throwIfAborted(): void {
		if (this.aborted) throw this.reason;
	}
	static abort(reason: unknown = new DOMException("This operation was aborted", "AbortError")): AbortSignal {
		const signal = new AbortSignal(inside);
		abort(signal, reason);
		return signal;
	}
	/** The timer does not keep the event loop alive, as in Node. */
	static timeout(delayMs: number): AbortSignal {
		const signal = new AbortSignal(inside);
		timers.setTimeout(() => abort(signal, new DOMException("The operation was aborted due to timeout", "TimeoutError")), delayMs).unref();
		return signal;
	}
	static any(signals: Iterable<AbortSignal>): AbortSignal {
		const combined = new AbortSignal(inside);
		for (const signal of signals) {
			if (signal.aborted) {
				abort(combined, signal.reason);
				break;
			}
			signal.addEventListener("abort", () => abort(combined, signal.reason), { once: true });
		}
		return combined;
	}
}

function abort(signal: AbortSignal, reason: unknown): void {
	if (signal.aborted) return;
	signal.aborted = true;
	signal.reason = reason;
	signal.dispatchEvent(new Event("abort"));
}

export class AbortController {
	readonly signal = new AbortSignal(inside);
	abort(reason: unknown = new DOMException("This operation was aborted", "AbortError")): void {
		abort(this.signal, reason);
	}
}
