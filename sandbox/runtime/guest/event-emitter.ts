type Listener = (...args: unknown[]) => unknown;
type Registered = { listener: Listener; once: boolean };

/** node:events. */
export class EventEmitter {
	static defaultMaxListeners = 10;
	static EventEmitter = EventEmitter;
	static once(emitter: EventEmitter, name: string | symbol): Promise<unknown[]> {
		return new Promise((resolve, reject) => {
			const onError = (error: unknown) => {
				emitter.off(name, onEvent);
				reject(error);
			};
			const onEvent = (...args: unknown[]) => {
				emitter.off("error", onError);
				resolve(args);
			};
			emitter.once(name, onEvent);
			if (name !== "error") emitter.once("error", onError);
		});
	}

	#registered = new Map<string | symbol, Registered[]>();
	#add(name: string | symbol, listener: Listener, once: boolean, first = false): this {
		if (typeof listener !== "function") throw new TypeError('The "listener" argument must be of type function.');
		if (name !== "newListener" && this.#registered.has("newListener")) this.emit("newListener", name, listener);
		const list = this.#registered.get(name) ?? [];
		this.#registered.set(name, first ? [{ listener, once }, ...list] : [...list, { listener, once }]);
		return this;
	}
	on(name: string | symbol, listener: Listener): this {
		return this.#add(name, listener, false);
	}
	addListener(name: string | symbol, listener: Listener): this {
		return this.#add(name, listener, false);
	}
	once(name: string | symbol, listener: Listener): this {
		return this.#add(name, listener, true);
	}
	prependListener(name: string | symbol, listener: Listener): this {
		return this.#add(name, listener, false, true);
	}
	prependOnceListener(name: string | symbol, listener: Listener): this {
		return this.#add(name, listener, true, true);
	}
	off(name: string | symbol, listener: Listener): this {
		const list = this.#registered.get(name) ?? [];
		const at = list.findLastIndex((one) => one.listener === listener);
		if (at >= 0) {
			const left = list.filter((_, index) => index !== at);
			if (left.length > 0) this.#registered.set(name, left);
			else this.#registered.delete(name);
		}
		return this;
	}
	removeListener(name: string | symbol, listener: Listener): this {
		return this.off(name, listener);
	}
	removeAllListeners(name?: string | symbol): this {
		if (name === undefined) this.#registered.clear();
		else this.#registered.delete(name);
		return this;
	}
	emit(name: string | symbol, ...args: unknown[]): boolean {
		const list = this.#registered.get(name);
		if (!list || list.length === 0) {
			if (name !== "error") return false;
			if (args[0] instanceof Error) throw args[0];
			throw Object.assign(new Error(`Unhandled error. (${args[0]})`), { code: "ERR_UNHANDLED_ERROR", context: args[0] });
		}
		for (const one of list) {
			if (one.once) this.off(name, one.listener);
			one.listener.apply(this, args);
		}
		return true;
	}
	listenerCount(name: string | symbol): number {
		return this.#registered.get(name)?.length ?? 0;
	}
	listeners(name: string | symbol): Listener[] {
		return (this.#registered.get(name) ?? []).map((one) => one.listener);
	}
	eventNames(): (string | symbol)[] {
		return [...this.#registered.keys()];
	}
	setMaxListeners(): this {
		return this;
	}
	getMaxListeners(): number {
		return EventEmitter.defaultMaxListeners;
	}
}
