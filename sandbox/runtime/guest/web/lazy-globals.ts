import { defineProperty } from "../primordials.ts";
import { loadBlobs, loadStreams } from "./streams-loader.ts";

/** Modules of the web whose classes are evaluated when a program first names one, as Node.js does it with the same classes. */
const sources: (readonly [load: () => object, names: readonly string[]])[] = [
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
	[() => require("../crypto/web-crypto.ts") as object, ["Crypto"]],
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
	const accessors = {
		get [name](): unknown {
			const value = (load() as Record<string, unknown>)[name];
			installValue(name, value);
			return value;
		},
		set [name](value: unknown) {
			installValue(name, value);
		},
	};
	const { get, set } = Object.getOwnPropertyDescriptor(accessors, name) as PropertyDescriptor;
	defineProperty(globalThis, name, { get, set, configurable: true, enumerable: false });
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
