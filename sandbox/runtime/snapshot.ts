import ivm from "isolated-vm";
import type { GuestLibrary } from "./guest-library.ts";
import { commonRehearsal } from "./rehearsal.ts";

/**
 * How much of the library is evaluated before environments are made: `core` for code that uses globals only, `common` for code that asks
 * for the built-in modules that most handlers ask for, `whole` for the others and for packages. All give the same results: what is not
 * there yet is evaluated when it is asked for. But what is there is copied into each environment, which takes time and memory.
 */
export type LibraryExtent = "core" | "common" | "whole";

const commonBuiltins = new Set(
	"async_hooks buffer crypto diagnostics_channel events fs fs/promises os path path/posix process querystring timers timers/promises url util util/types".split(
		" ",
	),
);

/** @param builtins Names of the built-in modules that code asks for, without `node:`. */
export function extentFor(builtins: readonly string[]): LibraryExtent {
	if (builtins.length === 0) return "core";
	return builtins.every((name) => commonBuiltins.has(name)) ? "common" : "whole";
}

/** A V8 snapshot; opaque to whoever has one. */
export type Snapshot = ivm.ExternalCopy<ArrayBuffer>;

/** A text that V8 compiles, under the name that stacks show. */
export type Script = { filename: string; text: string };

const snapshots = new Map<string, Snapshot>();

/**
 * The V8 snapshot of the guest library, made once per process and content. Only ever made from our own text: a snapshot is trusted by
 * V8 without checks, so it is never taken from outside of the process, but for the one of packages, which the server makes itself.
 */
export function snapshotOf(library: GuestLibrary, extent: LibraryExtent): Snapshot {
	const key = `${extent} ${library.hash}`;
	let snapshot = snapshots.get(key);
	if (!snapshot) {
		snapshot = ivm.Isolate.createSnapshot(scriptsOf(library, extent), commonRehearsal);
		snapshots.set(key, snapshot);
	}
	return snapshot;
}

function scriptsOf(library: GuestLibrary, extent: LibraryExtent): { code: string; filename: string }[] {
	const scripts = [{ code: library.text, filename: LIBRARY_NAME }];
	if (extent !== "core") scripts.push({ code: `globalThis.__warmstartParts("${extent}")`, filename: "file:///var/runtime/parts.mjs" });
	return scripts;
}

/** Under this name stacks show the guest library. */
export const LIBRARY_NAME = "file:///var/runtime/index.mjs";

/** Where a file of a package lies on Lambda, as stacks show it. @param id Its path below node_modules. */
export function unitFile(id: string): string {
	return `/var/task/node_modules/${id}`;
}

/** Makes the snapshots ahead of the first run. For a worker that waits for work. */
export function warmUp(library: GuestLibrary): void {
	for (const extent of ["core", "common", "whole"] as const) snapshotOf(library, extent);
}

/**
 * A snapshot of the whole library with files of packages handed over: none of them is evaluated in it, so that each environment evaluates
 * its own, but the functions that they run at first are compiled.
 * @param units Files with their texts, by id.
 * @param rehearsal A script that is run in a context of its own, which is thrown away: what it calls, V8 compiles.
 */
export function makePackageSnapshot(
	library: GuestLibrary,
	units: Readonly<Record<string, { text?: string }>>,
	rehearsal: string,
): Uint8Array {
	const packages = Object.entries(units).map(([id, { text }]) => ({ code: text ?? "", filename: unitFile(id) }));
	return new Uint8Array(ivm.Isolate.createSnapshot([...scriptsOf(library, "whole"), ...packages], rehearsal).copy());
}

/** @param bytes What `makePackageSnapshot` gave, in the same version of Node.js; anything else may take the process over. Detached by it. */
export function takePackageSnapshot(bytes: ArrayBuffer): Snapshot {
	return new ivm.ExternalCopy(bytes, { transferOut: true });
}
