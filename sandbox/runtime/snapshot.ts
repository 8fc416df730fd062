import ivm from "isolated-vm";
import type { GuestLibrary } from "./guest-library.ts";

const snapshots = new Map<string, ivm.ExternalCopy<ArrayBuffer>>();

/**
 * The V8 snapshot of the guest library, made once per process and content. Only ever made from our own text: a snapshot is trusted by
 * V8 without checks, so it is never taken from outside of the process.
 */
export function snapshotOf(library: GuestLibrary): ivm.ExternalCopy<ArrayBuffer> {
	let snapshot = snapshots.get(library.hash);
	if (!snapshot) {
		snapshot = ivm.Isolate.createSnapshot([{ code: library.text, filename: "file:///var/runtime/index.mjs" }]);
		snapshots.set(library.hash, snapshot);
	}
	return snapshot;
}

/** Makes the snapshot ahead of the first run. For a worker that waits for work. */
export function warmUp(library: GuestLibrary): void {
	snapshotOf(library);
}
