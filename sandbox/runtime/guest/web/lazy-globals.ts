import { apply, bind, defineProperty } from "../primordials.ts";
import { loadBlobs, loadStreams } from "./streams-loader.ts";

type Source = readonly [load: () => object, names: readonly string[]];

/** What is evaluated when a program first names it, as Node.js does it with many of the same. */
const sources: readonly Source[] = [
	[() => require("buffer") as object, ["Buffer"]],
	[() => require("./url.ts") as object, ["URL", "URLSearchParams"]],
	[() => require("./text-encoding.ts") as object, ["TextEncoder", "TextDecoder", "atob", "btoa"]],
	[() => require("./events.ts") as object, ["AbortController", "AbortSignal", "CustomEvent", "DOMException", "Event", "EventTarget"]],
	[() => require("./fetch.ts") as object, ["fetch"]],
	[() => require("./headers.ts") as object, ["Headers"]],
	[() => require("./request.ts") as object, ["Request"]],
	[() => require("./response.ts") as object, ["Response"]],
	[() => require("./structured-clone.ts") as object, ["structuredClone"]],
	[
		() => loadStreams().webStreams,
		[
			"ReadableStream",
			"ReadableStreamDefaultReader",
			"ReadableStreamBYOBReader",
			"ReadableStreamBYOBRequest",
			"ReadableByteStreamController",
			"ReadableStreamDefaultController",
			"TransformStream",
			"TransformStreamDefaultController",
			"WritableStream",
			"WritableStreamDefaultController",
			"WritableStreamDefaultWriter",
			"ByteLengthQueuingStrategy",
			"CountQueuingStrategy",
			"TextEncoderStream",
			"TextDecoderStream",
			"CompressionStream",
			"DecompressionStream",
		],
	],
	[loadBlobs, ["Blob", "File"]],
	[() => require("./form-data.ts") as object, ["FormData"]],
	[() => require("../crypto/web-crypto.ts") as object, ["Crypto", "crypto"]],
	[() => require("../crypto/crypto-key.ts") as object, ["CryptoKey"]],
	[() => require("../crypto/subtle.ts") as object, ["SubtleCrypto"]],
	[() => require("./message-channel.ts") as object, ["MessageChannel", "MessagePort", "MessageEvent"]],
	[
		() => require("./performance.ts") as object,
		[
			"performance",
			"Performance",
			"PerformanceEntry",
			"PerformanceMark",
			"PerformanceMeasure",
			"PerformanceObserver",
			"PerformanceObserverEntryList",
		],
	],
];

/** The bundler may have named a class _URL; a learner sees the name in what console.log prints. */
export function named<T>(value: T, name: string): T {
	if (typeof value === "function" && /^[A-Z]/.test(name) && value.name !== name)
		defineProperty(value, "name", { value: name, configurable: true });
	return value;
}

export function installValue(name: string, value: unknown): void {
	defineProperty(globalThis, name, { value: named(value, name), writable: true, configurable: true, enumerable: false });
}

/** The value is asked for when a program first names it; then it is a property like any other, as in Node.js. */
export function installLazily(name: string, load: () => object): void {
	// One function reads and writes, bound rather than made for each name: there are many names, in every environment.
	const accessor = apply(bind, access, [undefined, name, load]) as () => unknown;
	defineProperty(globalThis, name, { get: accessor, set: accessor, configurable: true, enumerable: false });
}

function access(name: string, load: () => object, ...written: unknown[]): unknown {
	const value = written.length > 0 ? written[0] : (load() as Record<string, unknown>)[name];
	installValue(name, value);
	return value;
}

/** Puts them in place; part of the snapshot, without what they load. */
export function installLazyGlobals(): void {
	for (const [load, names] of sources) for (const name of names) installLazily(name, load);
}

/** For a snapshot that holds the whole library ready-made. */
export function loadLazyGlobals(): void {
	for (const [load, names] of sources) {
		const made = load() as Record<string, unknown>;
		for (const name of names) named(made[name], name);
	}
}
