/**
 * A program: bundles the packages of the AWS SDK, makes their snapshot, and puts both into the store, unless they are there.
 * Started by `npm run build`, and by a server that finds nothing (package-store.ts); nobody imports it.
 */
import { bundleSdk } from "#sandbox/build/bundle-package.ts";
import { buildGuestLibrary } from "#sandbox/build/guest-library.ts";
import { packageRoot } from "#sandbox/build/package-root.ts";
import { isStored, storeKey, writeStore } from "#sandbox/pool/package-store.ts";
import { snapshotFolder } from "#sandbox/pool/worker-command.ts";
import { rehearsalOf } from "#sandbox/runtime/rehearsal.ts";
import { makePackageSnapshot } from "#sandbox/runtime/snapshot.ts";

const folder = snapshotFolder(packageRoot());
const library = await buildGuestLibrary();
const key = storeKey(packageRoot(), library);
if (!isStored(folder, key)) {
	const packages = await bundleSdk();
	const entries = new Set(Object.values(packages.bundles).map(({ id }) => id));
	writeStore(folder, key, packages, makePackageSnapshot(library, packages.units, rehearsalOf([...entries])));
}
process.exit(0); // esbuild's service would keep the process alive.
