import { deepEqual } from "./deep-equal.ts";
import { TextDecoder, TextEncoder } from "./text-encoding.ts";
import { timers, timersPromises } from "./timers.ts";
import { format, formatWithOptions, inspect, stripVTControlCharacters } from "./vendor/node-inspect-extracted.cjs";

type AnyFunction = (...args: unknown[]) => unknown;
const custom = Symbol.for("nodejs.util.promisify.custom");
Object.defineProperty(timers.setTimeout, custom, { value: timersPromises.setTimeout });
Object.defineProperty(timers.setImmediate, custom, { value: timersPromises.setImmediate });

function promisify(original: AnyFunction & { [custom]?: AnyFunction }): AnyFunction {
	if (typeof original !== "function") throw new TypeError('The "original" argument must be of type function.');
	const given = original[custom];
	if (given) return given;
	return function (this: unknown, ...args: unknown[]) {
		return new Promise((resolve, reject) => {
			original.call(this, ...args, (error: unknown, value: unknown) => (error ? reject(error) : resolve(value)));
		});
	};
}

function tagged(...tags: string[]): (value: unknown) => boolean {
	return (value) => tags.includes(Object.prototype.toString.call(value).slice(8, -1));
}

/** node:util. */
export const util = {
	format,
	formatWithOptions,
	inspect,
	stripVTControlCharacters,
	promisify: Object.assign(promisify, { custom }),
	callbackify:
		(original: AnyFunction) =>
		(...args: unknown[]) => {
			const callback = args.pop() as AnyFunction;
			(original(...args) as Promise<unknown>).then(
				(value) => callback(null, value),
				(error) => callback(error),
			);
		},
	inherits: (child: AnyFunction, parent: AnyFunction) => {
		Object.defineProperty(child, "super_", { value: parent, writable: true, configurable: true });
		Object.setPrototypeOf(child.prototype, parent.prototype);
	},
	deprecate: (original: AnyFunction) => original,
	debuglog: () => () => {},
	isDeepStrictEqual: (a: unknown, b: unknown) => deepEqual(a, b),
	isArray: Array.isArray,
	toUSVString: (text: unknown) => `${text}`.toWellFormed(),
	TextEncoder,
	TextDecoder,
	types: {
		isAsyncFunction: tagged("AsyncFunction"),
		isGeneratorFunction: tagged("GeneratorFunction", "AsyncGeneratorFunction"),
		isPromise: (value: unknown) => value instanceof Promise,
		isDate: (value: unknown) => value instanceof Date,
		isRegExp: (value: unknown) => value instanceof RegExp,
		isMap: (value: unknown) => value instanceof Map,
		isSet: (value: unknown) => value instanceof Set,
		isNativeError: (value: unknown) => value instanceof Error,
		isTypedArray: (value: unknown) => ArrayBuffer.isView(value) && !(value instanceof DataView),
		isUint8Array: (value: unknown) => value instanceof Uint8Array,
		isArrayBuffer: (value: unknown) => value instanceof ArrayBuffer,
		isAnyArrayBuffer: (value: unknown) => value instanceof ArrayBuffer,
		isArrayBufferView: ArrayBuffer.isView,
		isDataView: (value: unknown) => value instanceof DataView,
	},
};
