import { construct, defineProperty, floor, indexOf, NativeDate, slice, uncurryThis } from "./primordials.ts";
import { state } from "./state.ts";

/** Epoch milliseconds, whole, as Date.now() gives them. */
export function epochNow(): number {
	return floor(state.boot.epochMs + state.nowMs);
}

const nativeToString = uncurryThis(NativeDate.prototype.toString);
const nativeToTimeString = uncurryThis(NativeDate.prototype.toTimeString);

/** V8 writes the name of the zone in the language of the host: "(Koordinierte Weltzeit)". Lambda's is English. */
function inEnglish(text: string): string {
	const at = indexOf(text, " (");
	return at < 0 ? text : `${slice(text, 0, at)} (Coordinated Universal Time)`;
}

const english = {
	toString(this: Date) {
		return inEnglish(nativeToString(this));
	},
	toTimeString(this: Date) {
		return inEnglish(nativeToTimeString(this));
	},
};

/** Replaces Date by one that reads the virtual clock. The zone is UTC already: Lambda's is, and so is the host process's. */
export function installDate(): void {
	function VirtualDate(this: unknown, ...args: unknown[]): unknown {
		if (!new.target) return inEnglish(nativeToString(new NativeDate(epochNow())));
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
	for (const name of ["toString", "toTimeString"] as const)
		defineProperty(NativeDate.prototype, name, { value: english[name], writable: true, configurable: true });
	Object.defineProperty(NativeDate.prototype, "constructor", { value: VirtualDate, writable: true, configurable: true });
	Object.defineProperty(globalThis, "Date", { value: VirtualDate, writable: true, configurable: true });
}
