import { Buffer } from "buffer";
import { asyncHooks } from "../async-hooks.ts";
import { diagnosticsChannel } from "../diagnostics-channel.ts";
import { EventEmitter } from "../event-emitter.ts";
import { urlModule } from "../legacy-url.ts";
import { NotSimulatedError } from "../not-simulated.ts";
import { apply } from "../primordials.ts";
import currentProcess from "../process/current-process.ts";
import { timers } from "../process/timers.ts";
import { streamModule } from "../stream.ts";
import { util } from "../util.ts";
import { AbortController } from "../web/events.ts";
import { URL } from "../web/url.ts";
import * as errors from "./errors.ts";
import { ConnectionsList, HTTPParser, methods } from "./http-parser.ts";
import { isIP, isIPv4, isIPv6 } from "./ip-address.ts";
import { net, tls } from "./net.ts";
import { timerDuration } from "./timer-duration.ts";

/**
 * What Node.js's own HTTP modules (sandbox/build/node-sources.ts) find around them: the rest of Node.js, as far as they use it. What
 * measures, traces or debugs is off, as it is in Node.js unless somebody asks for it.
 */

export { primordials } from "./primordials.ts";
export { net, tls };
export const process = currentProcess;

type Call = (...args: unknown[]) => unknown;

const nothing = () => {};
/** Settings of Node.js's command line that these modules read; the others are off. */
const settings: Record<string, unknown> = { __proto__: null, "--max-http-header-size": 16_384 };
const HIGH_WATER_MARK = 65_536;

function once(callback: Call): Call {
	let called = false;
	return function (this: unknown, ...args) {
		if (called) return undefined;
		called = true;
		return apply(callback, this, args);
	};
}

function lazily<T>(make: () => T): () => T {
	let made: { value: T } | undefined;
	return () => {
		made ??= { value: make() };
		return made.value;
	};
}

function assert(value: unknown, message?: string): void {
	if (value) return;
	throw Object.assign(new Error(message ?? "The expression evaluated to a falsy value"), { code: "ERR_INTERNAL_ASSERTION" });
}

const modules: Record<string, unknown> = {
	__proto__: null,
	async_hooks: asyncHooks,
	buffer: { Buffer },
	diagnostics_channel: diagnosticsChannel,
	events: EventEmitter,
	net,
	timers,
	tls,
	"internal/abort_controller": { AbortController },
	"internal/assert": assert,
	"internal/async_hooks": {
		symbols: { async_id_symbol: Symbol("asyncId"), owner_symbol: Symbol("owner") },
		defaultTriggerAsyncIdScope: (_id: unknown, call: Call, ...args: unknown[]) => call(...args),
		getOrSetAsyncId: () => 1,
	},
	"internal/errors": errors,
	"internal/net": { isIP, isIPv4, isIPv6 },
	"internal/options": { getOptionValue: (name: string) => settings[name] },
	"internal/perf/observe": { hasObserver: () => false, startPerf: nothing, stopPerf: nothing },
	"internal/stream_base_commons": { onStreamRead: nothing },
	"internal/streams/state": { getDefaultHighWaterMark: (objects?: boolean) => (objects ? 16 : HIGH_WATER_MARK) },
	"internal/timers": {
		getTimerDuration: timerDuration,
		setUnrefTimeout: (callback: Call, ms: number) => timers.setTimeout(callback, ms).unref(),
	},
	"internal/trace_events": {
		categoryEnabledChecker: () => () => false,
		trace: nothing,
		nodeTraceEventCategory: () => "",
		kAsyncBegin: 0,
		kAsyncEnd: 0,
	},
	"internal/url": {
		URL,
		urlToHttpOptions: urlModule.urlToHttpOptions,
		isURL: (value: { href?: unknown; protocol?: unknown; auth?: unknown; path?: unknown } | null | undefined) =>
			Boolean(value?.href && value.protocol && value.auth === undefined && value.path === undefined),
	},
	"internal/util": {
		kEmptyObject: Object.freeze({ __proto__: null }),
		once,
		getLazy: lazily,
		promisify: util.promisify,
		assertCrypto: nothing,
		assignFunctionName: (name: string | symbol, call: Call) =>
			Object.defineProperty(call, "name", { value: typeof name === "symbol" ? `[${name.description}]` : name, configurable: true }),
		normalizeEncoding: (encoding: unknown) => (Buffer.isEncoding(`${encoding}`) ? `${encoding}`.toLowerCase() : undefined),
	},
	"internal/util/debuglog": { debuglog: () => nothing },
	"internal/util/types": util.types,
};

/** A module that one of Node.js's own asks for, other than one of those that are taken from it. */
export function internalModule(name: string): unknown {
	if (name === "stream") return streamModule();
	if (name in modules) return modules[name];
	throw new NotSimulatedError(`node:${name}`);
}

const bindings: Record<string, object> = {
	__proto__: null as never,
	constants: { os: { signals: {} } },
	http_parser: { methods, allMethods: methods, HTTPParser, ConnectionsList },
	stream_wrap: { kReadBytesOrError: 0, streamBaseState: [0] },
};

export function internalBinding(name: string): object {
	const binding = bindings[name];
	if (!binding) throw new NotSimulatedError(`The binding ${name} of Node.js`);
	return binding;
}
