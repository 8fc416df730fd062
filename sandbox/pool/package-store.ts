import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PackageSnapshot } from "#sandbox/build/build-project.ts";
import { type BundledPackages, rememberPackages } from "#sandbox/build/bundle-package.ts";
import { lowerPriority, snapshotFolder } from "#sandbox/pool/worker-command.ts";
import type { GuestLibrary } from "#sandbox/runtime/guest-library.ts";

/** What is kept beside a snapshot. */
type StoredPackages = BundledPackages & { sha256: string };

export type PackageStore = {
	/** The snapshot that runs can begin with, if there is one by now. */
	snapshot(): PackageSnapshot | undefined;
	/**
	 * Has the store filled by a process in the background, unless it has what this installation needs. To be called when a run could have
	 * used it; what goes wrong is told once.
	 * @returns Resolves when that is over.
	 */
	fill(): Promise<void>;
	close(): void;
};

/**
 * Opens the store of bundled packages. While it has nothing for this installation, runs take the texts of packages, which gives the same
 * results more slowly.
 * @param root The program's root, a real path.
 */
export function openPackageStore(root: string, library: Promise<GuestLibrary>, onFault: (what: string) => void): PackageStore {
	const folder = snapshotFolder(root);
	let stored: PackageSnapshot | undefined;
	let filling: ChildProcess | undefined;
	let filled: Promise<void> | undefined;
	let closed = false;
	const opened = read();

	/** What is wrong with the store shows when it is filled. */
	async function read(): Promise<void> {
		try {
			stored = readStore(folder, storeKey(root, await library));
		} catch {
			stored = undefined;
		}
	}

	async function filledOnce(): Promise<void> {
		await opened;
		if (stored || closed) return;
		const problem = await runProgram();
		await read();
		if (!stored && !closed) onFault(`The packages were not stored. ${problem ?? ""}`.trim());
	}

	function runProgram(): Promise<string | undefined> {
		const program = join(root, "sandbox", "pool", "store-packages.ts");
		const child = spawn(process.execPath, ["--no-node-snapshot", program], {
			cwd: root,
			stdio: ["ignore", "ignore", "pipe"],
			windowsHide: true,
		});
		filling = child;
		if (child.pid !== undefined) lowerPriority(child.pid);
		child.unref();
		(child.stderr as unknown as { unref(): void }).unref();
		let stderr = "";
		child.stderr.setEncoding("utf8").on("data", (text: string) => {
			stderr = (stderr + text).slice(-2_000);
		});
		return new Promise((resolve) => {
			child.once("error", (error) => resolve(error.message));
			child.once("exit", (code) => resolve(code === 0 ? undefined : stderr));
		});
	}

	return {
		// Another version of the program, run from the same folder, may have cleared it away.
		snapshot: () => (stored && existsSync(stored.file) ? stored : undefined),
		fill() {
			filled ??= filledOnce();
			return filled;
		},
		close() {
			closed = true;
			filling?.kill("SIGKILL");
		},
	};
}

/**
 * Under which name they are kept: another one whenever Node.js, an installed package, the guest library or the way packages are bundled is
 * another.
 * @throws {Error} When it cannot be told which packages are installed.
 */
export function storeKey(root: string, library: GuestLibrary): string {
	const hash = createHash("sha256");
	hash.update(`${process.version} ${process.versions.v8} ${process.platform} ${process.arch} ${library.hash}\n`);
	hash.update(readFileSync(join(root, "node_modules", ".package-lock.json")));
	const build = join(root, "sandbox", "build");
	const bundling = readdirSync(build).filter((name) => name.endsWith(".ts"));
	for (const name of bundling.sort()) hash.update(readFileSync(join(build, name)));
	for (const name of ["snapshot.ts", "rehearsal.ts"]) hash.update(readFileSync(join(root, "sandbox", "runtime", name)));
	return hash.digest("hex").slice(0, 32);
}

const snapshotFile = (folder: string, key: string) => join(folder, `packages-${key}.snapshot`);
const packagesFile = (folder: string, key: string) => join(folder, `packages-${key}.json`);

/** @returns Whether something is stored under the key. */
export function isStored(folder: string, key: string): boolean {
	return existsSync(packagesFile(folder, key));
}

/** Keeps what was bundled and its snapshot. All that was kept before is removed. */
export function writeStore(folder: string, key: string, packages: BundledPackages, snapshot: Uint8Array): void {
	const stored: StoredPackages = { ...packages, sha256: createHash("sha256").update(snapshot).digest("hex") };
	mkdirSync(folder, { recursive: true });
	for (const name of readdirSync(folder)) if (name.startsWith("packages-")) rmSync(join(folder, name), { force: true });
	// The second file is what readers look for, so that it comes last; each is there as a whole or not at all.
	for (const [file, content] of [
		[snapshotFile(folder, key), snapshot],
		[packagesFile(folder, key), JSON.stringify(stored)],
	] as const) {
		const draft = join(folder, `packages-${key}-${randomUUID()}`);
		writeFileSync(draft, content, { mode: 0o600 });
		renameSync(draft, file);
	}
}

/**
 * Takes what the store has: from then on this process bundles no package of it again.
 * @returns undefined when there is nothing of this key, or when it is not what was stored.
 */
export function readStore(folder: string, key: string): PackageSnapshot | undefined {
	if (!isStored(folder, key)) return undefined;
	const file = snapshotFile(folder, key);
	const stored = JSON.parse(readFileSync(packagesFile(folder, key), "utf8")) as StoredPackages;
	if (createHash("sha256").update(readFileSync(file)).digest("hex") !== stored.sha256) return undefined;
	rememberPackages(stored);
	return { file, units: new Set(Object.keys(stored.units)) };
}
