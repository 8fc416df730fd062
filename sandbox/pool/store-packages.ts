/**
 * A program: bundles the packages of the AWS SDK, makes their snapshot, and puts both into the store, unless they are there.
 * Started by `npm run build`, and by a server that finds nothing (package-store.ts); nobody imports it.
 */
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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
mkdirSync(folder, { recursive: true });
const mark = join(folder, `filling-${key}`);

// Tests start many servers at once: one process works, and the others wait for what it makes.
while (!isStored(folder, key) && !begins()) await new Promise((resolve) => setTimeout(resolve, 250));
if (!isStored(folder, key)) {
	try {
		const packages = await bundleSdk();
		const entries = new Set(Object.values(packages.bundles).map(({ id }) => id));
		writeStore(folder, key, packages, makePackageSnapshot(library, packages.units, rehearsalOf([...entries])));
	} finally {
		rmSync(mark, { force: true });
	}
}
process.exit(0); // esbuild's service would keep the process alive.

/** Whether this process is the one that fills the store: no other has begun, or the one that has is gone. */
function begins(): boolean {
	const own = `${mark}-${process.pid}`;
	writeFileSync(own, String(process.pid), { mode: 0o600 });
	try {
		linkSync(own, mark); // Fails when there is one already; and the mark is never there without its text.
		return true;
	} catch {
		if (existsSync(mark) && !isAlive(Number(readFileSync(mark, "utf8")))) rmSync(mark, { force: true });
		return false;
	} finally {
		rmSync(own);
	}
}

function isAlive(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}
