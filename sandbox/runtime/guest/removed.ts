import { epochNow } from "./date.ts";
import { construct, NativeArrayBuffer, uncurryThis } from "./primordials.ts";

/**
 * Takes away what would leak real time, real memory or real scheduling, or hold memory that no limit counts. Runs when an environment
 * is made, before learner code, since V8 puts some of these back into each new context.
 */
export function removeAmbient(): void {
	for (const name of ["WebAssembly", "SharedArrayBuffer", "Atomics", "Temporal", "gc"]) {
		delete (globalThis as unknown as Record<string, unknown>)[name];
	}
	// The way round to Temporal, which is gone from the globals.
	delete (Date.prototype as { toTemporalInstant?: unknown }).toTemporalInstant;
	installArrayBuffer();
	installWeakReferences();
	installIntl();
}

function define(name: string, value: unknown): void {
	Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
}

/** ArrayBuffer without the option maxByteLength: memory of resizable buffers is not counted by the isolate's limit. */
function installArrayBuffer(): void {
	const prototype = NativeArrayBuffer.prototype;
	for (const name of ["resize", "resizable", "maxByteLength", "transfer", "transferToFixedLength"]) {
		delete (prototype as unknown as Record<string, unknown>)[name];
	}
	function FixedArrayBuffer(this: unknown, length: number): unknown {
		if (!new.target) throw new TypeError("Constructor ArrayBuffer requires 'new'");
		return construct(NativeArrayBuffer, [length], new.target);
	}
	Object.defineProperty(FixedArrayBuffer, "name", { value: "ArrayBuffer", configurable: true });
	Object.defineProperty(FixedArrayBuffer, "prototype", { value: prototype, writable: false });
	Object.defineProperty(FixedArrayBuffer, "isView", { value: NativeArrayBuffer.isView, writable: true, configurable: true });
	Object.defineProperty(FixedArrayBuffer, Symbol.species, { get: () => FixedArrayBuffer, configurable: true });
	Object.defineProperty(prototype, "constructor", { value: FixedArrayBuffer, writable: true, configurable: true });
	define("ArrayBuffer", FixedArrayBuffer);
}

/** Whether something was collected depends on the machine, so here nothing ever is. */
function installWeakReferences(): void {
	class StrongRef<T extends object> {
		#target: T;
		constructor(target: T) {
			this.#target = target;
		}
		deref(): T {
			return this.#target;
		}
	}
	class IdleRegistry {
		register(): void {}
		unregister(): boolean {
			return false;
		}
	}
	Object.defineProperty(StrongRef, "name", { value: "WeakRef" });
	Object.defineProperty(IdleRegistry, "name", { value: "FinalizationRegistry" });
	define("WeakRef", StrongRef);
	define("FinalizationRegistry", IdleRegistry);
}

/** Without a date it would format the real time. */
function installDateTimeFormat(): void {
	const { prototype } = Intl.DateTimeFormat;
	const nativeFormat = uncurryThis(Object.getOwnPropertyDescriptor(prototype, "format")?.get as () => (date: unknown) => string);
	const nativeParts = uncurryThis(prototype.formatToParts as (date: unknown) => object[]);
	const made = new WeakMap<object, (date?: unknown) => string>();
	const get = uncurryThis(WeakMap.prototype.get);
	const set = uncurryThis(WeakMap.prototype.set);
	const virtual = {
		get format() {
			const native = nativeFormat(this);
			const known = get(made, this) as ((date?: unknown) => string) | undefined;
			if (known) return known;
			const format = (date?: unknown) => native(date === undefined ? epochNow() : date);
			Object.defineProperty(format, "name", { value: "", configurable: true });
			set(made, this, format);
			return format;
		},
		formatToParts(date?: unknown) {
			return nativeParts(this, date === undefined ? epochNow() : date);
		},
	};
	for (const name of ["format", "formatToParts"] as const) {
		const descriptor = Object.getOwnPropertyDescriptor(virtual, name) as PropertyDescriptor;
		Object.defineProperty(prototype, name, { ...descriptor, enumerable: false });
	}
}

/** Lambda runs in en_US.UTF-8; the locale of the host must not show. */
function installIntl(): void {
	const fallback = "en-US";
	const canonical = Intl.getCanonicalLocales;
	// Also an empty list, and one of which nothing is known, would end at the locale of the host.
	const withFallback = (locales: unknown): string | string[] => {
		if (locales === undefined) return fallback;
		const list = canonical(locales as string[]);
		list[list.length] = fallback;
		return list;
	};
	for (const name of Object.getOwnPropertyNames(Intl)) {
		const Native = (Intl as unknown as Record<string, unknown>)[name];
		if (
			typeof Native !== "function" ||
			!Native.prototype ||
			typeof (Native as unknown as { supportedLocalesOf?: unknown }).supportedLocalesOf !== "function"
		)
			continue;
		const Fixed = function (this: unknown, locales?: unknown, options?: unknown): unknown {
			const made = construct(Native, [withFallback(locales), options], new.target ?? Native);
			return made;
		};
		Object.defineProperties(Fixed, Object.getOwnPropertyDescriptors(Native));
		Object.defineProperty(Fixed.prototype, "constructor", { value: Fixed, writable: true, configurable: true });
		Object.defineProperty(Intl, name, { value: Fixed, writable: true, configurable: true });
	}
	installDateTimeFormat();
	for (const [prototype, methods] of [
		[Number.prototype, ["toLocaleString"]],
		[BigInt.prototype, ["toLocaleString"]],
		[Date.prototype, ["toLocaleString", "toLocaleDateString", "toLocaleTimeString"]],
		[Array.prototype, ["toLocaleString"]],
		[String.prototype, ["toLocaleLowerCase", "toLocaleUpperCase"]],
	] as [object, string[]][]) {
		for (const method of methods) {
			const native = (prototype as Record<string, (...args: unknown[]) => unknown>)[method];
			if (!native) continue;
			const fixed = function (this: unknown, locales?: unknown, options?: unknown): unknown {
				return native.call(this, withFallback(locales), options);
			};
			Object.defineProperty(fixed, "name", { value: method, configurable: true });
			Object.defineProperty(prototype, method, { value: fixed, writable: true, configurable: true });
		}
	}
	const compare = String.prototype.localeCompare;
	Object.defineProperty(String.prototype, "localeCompare", {
		value: function localeCompare(this: string, that: string, locales?: string, options?: object): number {
			return compare.call(this, that, withFallback(locales), options as Intl.CollatorOptions);
		},
		writable: true,
		configurable: true,
	});
}
