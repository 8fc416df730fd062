import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type BundledPackages, rememberPackages } from "#sandbox/build/bundle-package.ts";
import type { GuestLibrary } from "#sandbox/runtime/guest-library.ts";

/** A snapshot of packages in a file, and which files of packages it holds. */
export type StoredSnapshot = { file: string; bytes: number; units: ReadonlySet<string> };

/** What is stored beside a snapshot. */
export type StoredPackages = BundledPackages & { sha256: string };

/** Where bundled packages and their snapshot are kept. @param root The program's root. */
export function storeFolder(root: string): string {
	return join(root, "build", "simulator");
}

/**
 * Under which name they are kept: another one whenever Node.js, an installed package, the guest library or the way packages are bundled is
 * another.
 */
export function storeKey(root: string, library: GuestLibrary): string {
	const hash = createHash("sha256");
	hash.update(`${process.version} ${process.versions.v8} ${process.platform} ${process.arch} ${library.hash}\n`);
	hash.update(readFileSync(join(root, "node_modules", ".package-lock.json")));
	for (const file of bundlingSources(root)) hash.update(readFileSync(file));
	return hash.digest("hex").slice(0, 32);
}

function bundlingSources(root: string): string[] {
	const build = join(root, "sandbox", "build");
	const names = readdirSync(build).filter((name) => name.endsWith(".ts"));
	return [
		...names.sort().map((name) => join(build, name)),
		...["snapshot.ts", "rehearsal.ts"].map((name) => join(root, "sandbox", "runtime", name)),
	];
}

export const snapshotFile = (folder: string, key: string) => join(folder, `packages-${key}.snapshot`);
export const packagesFile = (folder: string, key: string) => join(folder, `packages-${key}.json`);

/**
 * Takes what the store has: from then on this process bundles no package of it again.
 * @returns undefined when there is nothing of this key, or when it is not what was stored.
 */
export function readStore(folder: string, key: string): StoredSnapshot | undefined {
	const file = snapshotFile(folder, key);
	try {
		const stored = JSON.parse(readFileSync(packagesFile(folder, key), "utf8")) as StoredPackages;
		const bytes = readFileSync(file);
		if (createHash("sha256").update(bytes).digest("hex") !== stored.sha256) return undefined;
		rememberPackages(stored);
		return { file, bytes: bytes.length, units: new Set(Object.keys(stored.units)) };
	} catch {
		return undefined;
	}
}
