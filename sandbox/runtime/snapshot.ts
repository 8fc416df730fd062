import ivm from "isolated-vm";
import type { GuestLibrary } from "./guest-library.ts";

/**
 * How much of the library is evaluated before environments are made: `core` for code that uses globals only, `whole` for code that asks
 * for built-in modules or packages. Both give the same results: what is not there yet is evaluated when it is asked for.
 */
export type LibraryExtent = "core" | "whole";

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
		snapshot = ivm.Isolate.createSnapshot(scriptsOf(library, extent));
		snapshots.set(key, snapshot);
	}
	return snapshot;
}

function scriptsOf(library: GuestLibrary, extent: LibraryExtent): { code: string; filename: string }[] {
	const scripts = [{ code: library.text, filename: LIBRARY_NAME }];
	if (extent === "whole") scripts.push({ code: "globalThis.__warmstartParts()", filename: "file:///var/runtime/parts.mjs" });
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
	snapshotOf(library, "core");
	snapshotOf(library, "whole");
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
