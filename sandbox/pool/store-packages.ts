/**
 * A program: bundles all packages of the list, makes their snapshot, and puts both into the store, unless they are there.
 * Started by `npm run build`, and by a server that finds nothing, with the flags of workers (worker-command.ts).
 */
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleAllPackages } from "#sandbox/build/bundle-package.ts";
import { buildGuestLibrary } from "#sandbox/build/guest-library.ts";
import { packageRoot } from "#sandbox/build/package-root.ts";
import { packagesFile, type StoredPackages, snapshotFile, storeFolder, storeKey } from "#sandbox/pool/package-store.ts";
import { rehearsalOf } from "#sandbox/runtime/rehearsal.ts";
import { makePackageSnapshot } from "#sandbox/runtime/snapshot.ts";

const root = packageRoot();
const folder = storeFolder(root);
const library = await buildGuestLibrary();
const key = storeKey(root, library);
if (!existsSync(packagesFile(folder, key))) {
	const packages = await bundleAllPackages();
	const entries = new Set(Object.values(packages.bundles).map(({ id }) => id));
	const snapshot = makePackageSnapshot(library, packages.units, rehearsalOf([...entries]));
	const stored: StoredPackages = { ...packages, sha256: createHash("sha256").update(snapshot).digest("hex") };
	mkdirSync(folder, { recursive: true });
	for (const name of readdirSync(folder)) if (!name.includes(key)) rmSync(join(folder, name), { recursive: true, force: true });
	// The second file is what readers look for, so that it comes last; each is there as a whole or not at all.
	put(snapshotFile(folder, key), snapshot);
	put(packagesFile(folder, key), JSON.stringify(stored));
}
process.exit(0); // esbuild's service would keep the process alive.

function put(file: string, content: string | Uint8Array): void {
	const draft = join(folder, `${key}-${randomUUID()}`);
	writeFileSync(draft, content, { mode: 0o600 });
	renameSync(draft, file);
}
