import { epochNow } from "./date.ts";
import { construct, uncurryThis } from "./primordials.ts";

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
export function installIntl(): void {
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
