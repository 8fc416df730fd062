import { apply, defineProperty, isArray, keys, NativeDate, objectToString, slice, uncurryThis } from "../primordials.ts";
import { DOMException } from "./events.ts";
import { Headers } from "./headers.ts";
import { Request } from "./request.ts";
import { Response } from "./response.ts";
import { copyOfBlob, isStream } from "./streams-loader.ts";
import { transferBuffer } from "./transfer-buffer.ts";
import { URL, URLSearchParams } from "./url.ts";

const NativeMap = Map;
const NativeSet = Set;
const NativeError = Error;
const mapGet = uncurryThis(Map.prototype.get);
const mapSet = uncurryThis(Map.prototype.set);
const mapHas = uncurryThis(Map.prototype.has);
const mapForEach = uncurryThis(Map.prototype.forEach as (each: (value: unknown, key: unknown) => void) => void);
const setAdd = uncurryThis(Set.prototype.add);
const setForEach = uncurryThis(Set.prototype.forEach as (each: (value: unknown) => void) => void);
const getTime = uncurryThis(Date.prototype.getTime);
const bufferSlice = uncurryThis(ArrayBuffer.prototype.slice);
const { getOwnPropertyDescriptor, getPrototypeOf, hasOwn } = Object;
const { isView } = ArrayBuffer;
const typedArrayTag = getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)?.get as () => string | undefined;
const sourceOf = getOwnPropertyDescriptor(RegExp.prototype, "source")?.get as () => string;
const flagsOf = getOwnPropertyDescriptor(RegExp.prototype, "flags")?.get as () => string;

/** Kinds that a brand tells apart, whatever `Symbol.toStringTag` says: reading the hidden part of another kind throws. */
function has(read: () => unknown): boolean {
	try {
		read();
		return true;
	} catch {
		return false;
	}
}
const valueOfs = [Number.prototype.valueOf, String.prototype.valueOf, Boolean.prototype.valueOf, BigInt.prototype.valueOf];
const mapSize = getOwnPropertyDescriptor(Map.prototype, "size")?.get as () => number;
const setSize = getOwnPropertyDescriptor(Set.prototype, "size")?.get as () => number;
const bufferLength = getOwnPropertyDescriptor(ArrayBuffer.prototype, "byteLength")?.get as () => number;

const arrays: Record<string, new (buffer: ArrayBufferLike) => object> = {
	__proto__: null as never,
	Int8Array,
	Uint8Array,
	Uint8ClampedArray,
	Int16Array,
	Uint16Array,
	Int32Array,
	Uint32Array,
	Float32Array,
	Float64Array,
	BigInt64Array,
	BigUint64Array,
};
const errors: Record<string, ErrorConstructor> = {
	__proto__: null as never,
	EvalError,
	RangeError,
	ReferenceError,
	SyntaxError,
	TypeError,
	URIError,
};
/** Names of objects that hold something which no copy can have. */
const BOUND = ["Promise", "WeakMap", "WeakSet", "WeakRef", "Generator", "AsyncGenerator", "FinalizationRegistry"];
/** Classes of the web whose objects are bound to Node.js. */
const platform = [URL, URLSearchParams, Headers, Request, Response];

function cloneError(message: string): DOMException {
	return new DOMException(message, "DataCloneError");
}

/** How V8 names what it cannot clone. */
function described(value: unknown): string {
	if (typeof value === "function" || typeof value === "symbol") return String(value);
	const tag = slice(objectToString(value), 8, -1);
	if (tag === "Generator" || tag === "AsyncGenerator") return `[object ${tag}]`;
	return `#<${(value as { constructor?: { name?: string } }).constructor?.name || "Object"}>`;
}

type Options = { transfer?: Iterable<unknown> };

/**
 * The global structuredClone.
 * @throws {DOMException} DataCloneError, for what V8 and Node.js cannot clone.
 */
export function structuredClone(value: unknown, options?: Options): unknown {
	// biome-ignore lint/complexity/noArguments: as in Node.js, a missing argument is told from undefined.
	if (arguments.length === 0) throw Object.assign(new TypeError('The "value" argument must be specified'), { code: "ERR_MISSING_ARGS" });
	const seen = new NativeMap<unknown, unknown>();
	const moved: ArrayBuffer[] = [];
	for (const one of options?.transfer ?? []) {
		if (!has(() => apply(bufferLength, one, []))) throw cloneError("Found invalid object in transferList");
		moved[moved.length] = one as ArrayBuffer;
	}
	const bufferOf = (buffer: ArrayBuffer): ArrayBuffer => {
		if (mapHas(seen, buffer)) return mapGet(seen, buffer) as ArrayBuffer;
		let copy: ArrayBuffer | undefined;
		for (let n = 0; n < moved.length && !copy; n++) if (moved[n] === buffer) copy = transferBuffer(buffer);
		copy ??= bufferSlice(buffer, 0) as ArrayBuffer;
		mapSet(seen, buffer, copy);
		return copy;
	};
	const copyOf = (source: unknown): unknown => {
		if (typeof source === "symbol" || typeof source === "function") throw cloneError(`${described(source)} could not be cloned.`);
		if (typeof source !== "object" || source === null) return source;
		if (mapHas(seen, source)) return mapGet(seen, source);
		const keep = <T extends object>(made: T): T => {
			mapSet(seen, source, made);
			return made;
		};
		const members = (made: object): object => {
			const names = keys(source);
			for (let n = 0; n < names.length; n++) {
				const name = names[n] as string;
				// A getter may have taken away a later member.
				if (!hasOwn(source, name)) continue;
				const member = copyOf((source as Record<string, unknown>)[name]);
				defineProperty(made, name, { value: member, writable: true, enumerable: true, configurable: true });
			}
			return made;
		};
		if (isArray(source)) {
			const made: unknown[] = keep([]);
			made.length = source.length;
			return members(made);
		}
		if (has(() => getTime(source as Date))) return keep(new NativeDate(getTime(source as Date)));
		if (has(() => apply(mapSize, source, []))) {
			const made = keep(new NativeMap());
			const pairs: unknown[] = [];
			mapForEach(source as Map<unknown, unknown>, (entry, key) => {
				pairs[pairs.length] = key;
				pairs[pairs.length] = entry;
			});
			for (let n = 0; n < pairs.length; n += 2) mapSet(made, copyOf(pairs[n]), copyOf(pairs[n + 1]));
			return made;
		}
		if (has(() => apply(setSize, source, []))) {
			const made = keep(new NativeSet());
			const entries: unknown[] = [];
			setForEach(source as Set<unknown>, (entry) => {
				entries[entries.length] = entry;
			});
			for (let n = 0; n < entries.length; n++) setAdd(made, copyOf(entries[n]));
			return made;
		}
		if (has(() => apply(bufferLength, source, []))) return bufferOf(source as ArrayBuffer);
		if (isView(source)) {
			const buffer = bufferOf(source.buffer as ArrayBuffer);
			const name = apply(typedArrayTag, source, []);
			if (name === undefined) return keep(new DataView(buffer, source.byteOffset, source.byteLength));
			const view = source as Uint8Array;
			return keep(new ((arrays[name] ?? source.constructor) as unknown as typeof Uint8Array)(buffer, view.byteOffset, view.length));
		}
		if (source instanceof DOMException) {
			const made = keep(new DOMException(source.message, source.name));
			defineProperty(made, "stack", { value: source.stack, writable: true, configurable: true });
			return made;
		}
		if (source instanceof NativeError) return errorOf(source, keep, copyOf);
		const tag = slice(objectToString(source), 8, -1);
		if (tag === "RegExp" && has(() => apply(sourceOf, source, [])))
			return keep(new RegExp(apply(sourceOf, source, []), apply(flagsOf, source, [])));
		for (let n = 0; n < valueOfs.length; n++) {
			const read = valueOfs[n] as () => unknown;
			if (has(() => apply(read, source, []))) return keep(Object(apply(read, source, [])));
		}
		for (let n = 0; n < BOUND.length; n++) if (BOUND[n] === tag) throw cloneError(`${described(source)} could not be cloned.`);
		if (isStream(source)) throw cloneError("Object that needs transfer was found in message but not listed in transferList");
		const blob = copyOfBlob(source);
		if (blob) return keep(blob);
		for (let n = 0; n < platform.length; n++)
			if (source instanceof (platform[n] as typeof URL)) throw cloneError("Cannot clone object of unsupported type.");
		return members(keep({}));
	};
	const copy = copyOf(value);
	for (let n = 0; n < moved.length; n++) bufferOf(moved[n] as ArrayBuffer);
	return copy;
}

/** An error keeps its kind, message, stack and cause; its other members are gone, as in V8. */
function errorOf(source: Error, keep: <T extends object>(made: T) => T, copyOf: (value: unknown) => unknown): Error {
	const made = keep(new (errors[`${source.name}`] ?? NativeError)());
	const own = (name: "message" | "stack", value: unknown) =>
		defineProperty(made, name, { value, writable: true, configurable: true, enumerable: false });
	if ("message" in source) own("message", `${source.message}`);
	own("stack", source.stack);
	if (hasOwn(source, "cause"))
		defineProperty(made, "cause", { value: copyOf(source.cause), writable: true, configurable: true, enumerable: false });
	return made;
}
