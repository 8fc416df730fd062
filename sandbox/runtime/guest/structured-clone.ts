import { DOMException } from "./events.ts";

/** structuredClone for what JSON-like programs hold: cycles, dates, maps, sets, errors, buffers. */
export function structuredClone(value: unknown): unknown {
	const seen = new Map<object, unknown>();
	const refuse = (what: unknown): never => {
		let name = "#<Object>";
		try {
			name = typeof what === "function" ? String(what) : String(what);
		} catch {
			name = "#<Object>";
		}
		throw new DOMException(`${name} could not be cloned.`, "DataCloneError");
	};
	const copy = (source: unknown): unknown => {
		if (typeof source === "symbol" || typeof source === "function") return refuse(source);
		if (typeof source !== "object" || source === null) return source;
		if (seen.has(source)) return seen.get(source);
		const keep = <T extends object>(made: T): T => {
			seen.set(source, made);
			return made;
		};
		if (Array.isArray(source)) {
			const made = keep(new Array(source.length));
			for (const key of Object.keys(source)) made[key as never] = copy(source[key as never]) as never;
			return made;
		}
		if (source instanceof Date) return keep(new Date(source.getTime()));
		if (source instanceof RegExp) return keep(new RegExp(source.source, source.flags));
		if (source instanceof Map) {
			const made = keep(new Map());
			for (const [key, entry] of source) made.set(copy(key), copy(entry));
			return made;
		}
		if (source instanceof Set) {
			const made = keep(new Set());
			for (const entry of source) made.add(copy(entry));
			return made;
		}
		if (source instanceof ArrayBuffer) return keep(source.slice(0));
		if (ArrayBuffer.isView(source)) {
			const bytes = source.buffer.slice(source.byteOffset, source.byteOffset + source.byteLength);
			if (source instanceof DataView) return keep(new DataView(bytes));
			const typed = Object.getPrototypeOf(source).constructor as { name: string };
			const Native = (globalThis as unknown as Record<string, new (buffer: ArrayBufferLike) => object>)[typed.name] ?? Uint8Array;
			return keep(new Native(bytes));
		}
		if (source instanceof Error) {
			const known = ["EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError"].includes(source.name);
			const Kind = known ? (globalThis as unknown as Record<string, ErrorConstructor>)[source.name] : Error;
			const made = keep(new (Kind ?? Error)(source.message));
			Object.defineProperty(made, "stack", { value: source.stack, writable: true, configurable: true });
			if ("cause" in source) Object.defineProperty(made, "cause", { value: copy(source.cause), writable: true, configurable: true });
			return made;
		}
		if (source instanceof Promise || source instanceof WeakMap || source instanceof WeakSet) return refuse(source);
		const made: Record<string, unknown> = keep({});
		for (const key of Object.keys(source)) {
			const entry = copy((source as Record<string, unknown>)[key]);
			Object.defineProperty(made, key, { value: entry, writable: true, enumerable: true, configurable: true });
		}
		return made;
	};
	return copy(value);
}
