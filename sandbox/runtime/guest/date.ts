import { construct, floor, NativeDate } from "./primordials.ts";
import { state } from "./state.ts";

/** Epoch milliseconds, whole, as Date.now() gives them. */
export function epochNow(): number {
	return floor(state.boot.epochMs + state.nowMs);
}

/** Replaces Date by one that reads the virtual clock. The zone is UTC already: Lambda's is, and so is the host process's. */
export function installDate(): void {
	function VirtualDate(this: unknown, ...args: unknown[]): unknown {
		if (!new.target) return new NativeDate(epochNow()).toString();
		const given = args.length === 0 ? [epochNow()] : args;
		return construct(NativeDate, given, new.target);
	}
	Object.defineProperty(VirtualDate, "name", { value: "Date", configurable: true });
	Object.defineProperty(VirtualDate, "length", { value: 7, configurable: true });
	Object.defineProperty(VirtualDate, "prototype", { value: NativeDate.prototype, writable: false });
	for (const [name, value] of [
		[
			"now",
			function now() {
				return epochNow();
			},
		],
		["parse", NativeDate.parse],
		["UTC", NativeDate.UTC],
	] as const)
		Object.defineProperty(VirtualDate, name, { value, writable: true, configurable: true });
	Object.defineProperty(NativeDate.prototype, "constructor", { value: VirtualDate, writable: true, configurable: true });
	Object.defineProperty(globalThis, "Date", { value: VirtualDate, writable: true, configurable: true });
}
