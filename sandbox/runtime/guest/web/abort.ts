import { assign } from "../primordials.ts";
import { timers } from "../process/timers.ts";
import { argumentError, received } from "../system-error.ts";
import { DOMException } from "./dom-exception.ts";
import { Event, EventTarget, eventHandler } from "./event-target.ts";
import { enumerable, isSequence } from "./web-idl.ts";

type Inspect = (value: unknown, options: object) => string;
const inspectCustom = Symbol.for("nodejs.util.inspect.custom");
const inside = Symbol("inside");

const aborted = () => new DOMException("This operation was aborted", "AbortError");

/** The global AbortSignal. */
export class AbortSignal extends EventTarget {
	#aborted = false;
	#reason: unknown = undefined;
	/** Signals that follow this one. */
	#dependents: AbortSignal[] = [];

	constructor(key?: symbol) {
		if (key !== inside) throw assign(new TypeError("Illegal constructor"), { code: "ERR_ILLEGAL_CONSTRUCTOR" });
		super();
	}
	/** For AbortController. */
	static make(): AbortSignal {
		return new AbortSignal(inside);
	}
	/** For the library: aborts the signal and those that follow it, then tells everybody. */
	static trigger(signal: AbortSignal, reason: unknown): void {
		if (signal.#aborted) return;
		const all = [signal];
		signal.#aborted = true;
		signal.#reason = reason;
		for (let n = 0; n < signal.#dependents.length; n++) {
			const one = signal.#dependents[n] as AbortSignal;
			if (one.#aborted) continue;
			one.#aborted = true;
			one.#reason = reason;
			all[all.length] = one;
		}
		signal.#dependents = [];
		for (let n = 0; n < all.length; n++) EventTarget.emit(all[n] as AbortSignal, new Event("abort"));
	}
	/** For the library: a signal that follows the given ones. */
	static following(signals: readonly AbortSignal[]): AbortSignal {
		const combined = new AbortSignal(inside);
		for (let n = 0; n < signals.length; n++) {
			const signal = signals[n] as AbortSignal;
			if (!signal.#aborted) continue;
			combined.#aborted = true;
			combined.#reason = signal.#reason;
			return combined;
		}
		for (let n = 0; n < signals.length; n++) {
			const list = (signals[n] as AbortSignal).#dependents;
			list[list.length] = combined;
		}
		// Whoever follows the combined one follows its sources through it.
		for (let n = 0; n < signals.length; n++) EventTarget.listen(signals[n] as AbortSignal, "abort", () => combined.#passOn());
		return combined;
	}
	#passOn(): void {
		for (let n = 0; n < this.#dependents.length; n++) AbortSignal.trigger(this.#dependents[n] as AbortSignal, this.#reason);
		this.#dependents = [];
	}
	static isAborted(signal: AbortSignal): boolean {
		return signal.#aborted;
	}
	static reasonOf(signal: AbortSignal): unknown {
		return signal.#reason;
	}

	get aborted(): boolean {
		if (!(#aborted in this)) throw assign(new TypeError('Value of "this" must be of type AbortSignal'), { code: "ERR_INVALID_THIS" });
		return this.#aborted;
	}
	get reason(): unknown {
		return this.#reason;
	}
	throwIfAborted(): void {
		if (this.#aborted) throw this.#reason;
	}
	static abort(reason: unknown = aborted()): AbortSignal {
		const signal = new AbortSignal(inside);
		signal.#aborted = true;
		signal.#reason = reason;
		return signal;
	}
	/** The timer does not keep the event loop alive, as in Node. */
	static timeout(delay: unknown): AbortSignal {
		if (typeof delay !== "number")
			throw argumentError("ERR_INVALID_ARG_TYPE", `The "delay" argument must be of type number. ${received(delay)}`);
		if (!(delay >= 0 && delay <= 4_294_967_295)) {
			const message = `The value of "delay" is out of range. It must be >= 0 && <= 4294967295. Received ${delay}`;
			throw assign(new RangeError(message), { code: "ERR_OUT_OF_RANGE" });
		}
		const signal = new AbortSignal(inside);
		const late = () => AbortSignal.trigger(signal, new DOMException("The operation was aborted due to timeout", "TimeoutError"));
		timers.setTimeout(late, delay).unref();
		return signal;
	}
	static any(signals: unknown): AbortSignal {
		if (typeof signals !== "object" || signals === null || !isSequence(signals))
			throw argumentError("ERR_INVALID_ARG_TYPE", "signals cannot be converted to sequence.");
		const list: AbortSignal[] = [];
		for (const signal of signals) {
			if (typeof signal !== "object" || signal === null || !(#aborted in signal))
				throw argumentError("ERR_INVALID_ARG_TYPE", `signals[${list.length}] is not of type AbortSignal.`);
			list[list.length] = signal;
		}
		return AbortSignal.following(list);
	}
	override get [Symbol.toStringTag](): string {
		return "AbortSignal";
	}
	[inspectCustom](depth: number, options: object, inspect: Inspect): string {
		return depth < 0 ? "AbortSignal" : `AbortSignal ${inspect({ aborted: this.#aborted }, options)}`;
	}
}
eventHandler(AbortSignal, "abort");
enumerable(AbortSignal, ["aborted", "reason", "throwIfAborted"]);

/** The global AbortController. */
export class AbortController {
	#signal = AbortSignal.make();
	get signal(): AbortSignal {
		return this.#signal;
	}
	abort(reason: unknown = aborted()): void {
		AbortSignal.trigger(this.#signal, reason);
	}
	get [Symbol.toStringTag](): string {
		return "AbortController";
	}
	[inspectCustom](depth: number, options: object, inspect: Inspect): string {
		return depth < 0 ? "AbortController" : `AbortController ${inspect({ signal: this.#signal }, options)}`;
	}
}
enumerable(AbortController, ["signal", "abort"]);
