import ivm from "isolated-vm";
import type { GuestLibrary } from "./guest-library.ts";

/**
 * How much of the library is evaluated before environments are made: `core` for code that uses globals only, `whole` for code that asks
 * for built-in modules or packages. Both give the same results: what is not there yet is evaluated when it is asked for.
 */
export type LibraryExtent = "core" | "whole";

const snapshots = new Map<string, ivm.ExternalCopy<ArrayBuffer>>();

/**
 * The V8 snapshot of the guest library, made once per process and content. Only ever made from our own text: a snapshot is trusted by
 * V8 without checks, so it is never taken from outside of the process.
 */
export function snapshotOf(library: GuestLibrary, extent: LibraryExtent): ivm.ExternalCopy<ArrayBuffer> {
	const key = `${extent} ${library.hash}`;
	let snapshot = snapshots.get(key);
	if (!snapshot) {
		const scripts = [{ code: library.text, filename: "file:///var/runtime/index.mjs" }];
		if (extent === "whole") scripts.push({ code: "globalThis.__warmstartParts()", filename: "file:///var/runtime/parts.mjs" });
		snapshot = ivm.Isolate.createSnapshot(scripts);
		snapshots.set(key, snapshot);
	}
	return snapshot;
}

/** Makes the snapshots ahead of the first run. For a worker that waits for work. */
export function warmUp(library: GuestLibrary): void {
	snapshotOf(library, "core");
	snapshotOf(library, "whole");
}
