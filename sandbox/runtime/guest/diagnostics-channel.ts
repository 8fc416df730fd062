import { TracingChannel, tracingChannel } from "./tracing-channel.ts";
import { validateFunction, wrongType } from "./validate.ts";

export type Name = string | symbol;
export type Subscriber = (message: unknown, name: Name) => void;
type Store = { run<T>(value: unknown, work: () => T): T };

/** A channel of node:diagnostics_channel. One instance each name, as long as the environment lives. */
export class Channel {
	readonly name: Name;
	#subscribers: Subscriber[] = [];
	#stores = new Map<Store, (message: unknown) => unknown>();
	constructor(name: Name) {
		this.name = name;
	}
	get hasSubscribers(): boolean {
		return this.#subscribers.length > 0 || this.#stores.size > 0;
	}
	subscribe(subscriber: Subscriber): void {
		validateFunction(subscriber, "subscription");
		this.#subscribers = [...this.#subscribers, subscriber];
	}
	unsubscribe(subscriber: Subscriber): boolean {
		const at = this.#subscribers.indexOf(subscriber);
		if (at >= 0) this.#subscribers = this.#subscribers.filter((_, index) => index !== at);
		return at >= 0;
	}
	/** A subscriber's error does not reach the publisher; it ends the process, as an uncaught one does. */
	publish(message: unknown): void {
		for (const subscriber of this.#subscribers) {
			try {
				subscriber(message, this.name);
			} catch (error) {
				globalThis.process.nextTick(() => {
					throw error;
				});
			}
		}
	}
	bindStore(store: Store, transform: (message: unknown) => unknown = (message) => message): void {
		this.#stores.set(store, transform);
	}
	unbindStore(store: Store): boolean {
		return this.#stores.delete(store);
	}
	runStores<T>(message: unknown, work: (...args: unknown[]) => T, self?: unknown, ...args: unknown[]): T {
		let run = () => {
			this.publish(message);
			return Reflect.apply(work, self, args) as T;
		};
		for (const [store, transform] of this.#stores) {
			const inner = run;
			run = () => store.run(transform(message), inner);
		}
		return run();
	}
}

const channels = new Map<Name, Channel>();

function channel(name: Name): Channel {
	const known = channels.get(name);
	if (known) return known;
	if (typeof name !== "string" && typeof name !== "symbol") {
		throw wrongType("channel", "one of type string or symbol", name);
	}
	const made = new Channel(name);
	channels.set(name, made);
	return made;
}

/** node:diagnostics_channel. */
export const diagnosticsChannel = {
	Channel,
	TracingChannel,
	channel,
	tracingChannel: (given: Parameters<typeof tracingChannel>[1]) => {
		if (typeof given === "string" || (typeof given === "object" && given !== null)) return tracingChannel(channel, given);
		throw wrongType("nameOrChannels", "of type string or an instance of TracingChannel or Object", given);
	},
	hasSubscribers: (name: Name) => channels.get(name)?.hasSubscribers === true,
	subscribe: (name: Name, subscriber: Subscriber) => channel(name).subscribe(subscriber),
	unsubscribe: (name: Name, subscriber: Subscriber) => channel(name).unsubscribe(subscriber),
};
