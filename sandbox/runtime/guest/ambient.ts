import { installIntl } from "./intl.ts";
import { construct, NativeArrayBuffer } from "./primordials.ts";

/**
 * Takes away what would leak real time, real memory or real scheduling, or hold memory that no limit counts. Runs when an environment
 * is made, before learner code, since V8 puts some of these back into each new context.
 */
export function closeAmbient(): void {
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
