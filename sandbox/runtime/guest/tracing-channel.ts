import type { Channel, Name, Subscriber } from "./diagnostics-channel.ts";
import { argumentError, received } from "./system-error.ts";

const EVENTS = ["start", "end", "asyncStart", "asyncEnd", "error"] as const;
type Event = (typeof EVENTS)[number];
type Channels = Record<Event, Channel>;
type Subscribers = Partial<Record<Event, Subscriber>>;
type Call = (...args: unknown[]) => unknown;
type Context = { result?: unknown; error?: unknown };

/** node:diagnostics_channel: five channels that follow a call, its result, and what happens later. */
export class TracingChannel {
	declare readonly start: Channel;
	declare readonly end: Channel;
	declare readonly asyncStart: Channel;
	declare readonly asyncEnd: Channel;
	declare readonly error: Channel;

	constructor(channels: Channels) {
		for (const event of EVENTS) Object.defineProperty(this, event, { value: channels[event] });
	}

	get hasSubscribers(): boolean {
		return EVENTS.some((event) => this[event].hasSubscribers);
	}

	subscribe(subscribers: Subscribers): void {
		for (const event of EVENTS) if (subscribers[event]) this[event].subscribe(subscribers[event]);
	}

	unsubscribe(subscribers: Subscribers): boolean {
		let done = true;
		for (const event of EVENTS) if (subscribers[event] && !this[event].unsubscribe(subscribers[event])) done = false;
		return done;
	}

	/** A call whose result, or error, is published when it returns. */
	traceSync(work: Call, context: Context = {}, self?: unknown, ...args: unknown[]): unknown {
		if (!this.hasSubscribers) return Reflect.apply(work, self, args);
		return this.#within(context, () => {
			const result = Reflect.apply(work, self, args);
			context.result = result;
			return result;
		});
	}

	/** A call that gives a promise. */
	tracePromise(work: Call, context: Context = {}, self?: unknown, ...args: unknown[]): unknown {
		if (!this.hasSubscribers) return Reflect.apply(work, self, args);
		return this.#within(context, () => {
			const result = Reflect.apply(work, self, args);
			if (typeof (result as Promise<unknown> | undefined)?.then !== "function") {
				context.result = result;
				return result;
			}
			return (result as Promise<unknown>).then(
				(value) => {
					context.result = value;
					this.asyncStart.runStores(context, () => this.asyncEnd.publish(context));
					return value;
				},
				(error) => {
					context.error = error;
					this.error.publish(context);
					this.asyncStart.runStores(context, () => this.asyncEnd.publish(context));
					throw error;
				},
			);
		});
	}

	/** A call that takes a callback, by default as its last argument. */
	traceCallback(work: Call, position = -1, context: Context = {}, self?: unknown, ...args: unknown[]): unknown {
		if (!this.hasSubscribers) return Reflect.apply(work, self, args);
		const at = position < 0 ? args.length + position : position;
		const callback = args[at] as Call;
		if (typeof callback !== "function") {
			throw argumentError("ERR_INVALID_ARG_TYPE", `The "callback" argument must be of type function. ${received(callback)}`);
		}
		const channels = this;
		args[at] = function (this: unknown, ...results: unknown[]) {
			const [error, result] = results;
			if (error) {
				context.error = error;
				channels.error.publish(context);
			} else context.result = result;
			return channels.asyncStart.runStores(context, () => {
				try {
					return Reflect.apply(callback, this, results);
				} finally {
					channels.asyncEnd.publish(context);
				}
			});
		};
		return this.#within(context, () => Reflect.apply(work, self, args));
	}

	#within(context: Context, run: () => unknown): unknown {
		return this.start.runStores(context, () => {
			try {
				return run();
			} catch (error) {
				context.error = error;
				this.error.publish(context);
				throw error;
			} finally {
				this.end.publish(context);
			}
		});
	}
}

/** The channels of a name, or those that are given. */
export function tracingChannel(channel: (name: Name) => Channel, given: string | Channels): TracingChannel {
	if (typeof given !== "string") return new TracingChannel(given);
	const named = (event: Event) => channel(`tracing:${given}:${event}`);
	return new TracingChannel({
		start: named("start"),
		end: named("end"),
		asyncStart: named("asyncStart"),
		asyncEnd: named("asyncEnd"),
		error: named("error"),
	});
}
