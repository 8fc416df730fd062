import { bare, defineProperty, freeze, preventExtensions } from "../primordials.ts";

/**
 * A module namespace object: no prototype, its names in order, nothing to be changed from outside.
 * @param settled Every variable has its last value: then they are copied, as it shows when the object is printed.
 */
export function moduleNamespace(getters: [string, () => unknown][], settled: boolean): object {
	const namespace = bare({});
	const ordered = getters.sort(([a], [b]) => (a < b ? -1 : 1));
	for (let n = 0; n < ordered.length; n++) {
		const [name, get] = ordered[n] as [string, () => unknown];
		if (settled) defineProperty(namespace, name, { value: get(), enumerable: true, writable: true });
		else defineProperty(namespace, name, { get, enumerable: true });
	}
	defineProperty(namespace, Symbol.toStringTag, { value: "Module" });
	return settled ? freeze(namespace) : preventExtensions(namespace);
}
