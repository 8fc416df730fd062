import { existsSync, realpathSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { join } from "node:path";
import type { SandboxLimits } from "#sandbox/pool/limits.ts";

/** Where the snapshot of packages lies that workers may read. @param root The program's root. */
export function snapshotFolder(root: string): string {
	return join(root, "build", "simulator");
}

export type WorkerCommand = { command: string; args: string[]; env: Record<string, string> };

/** The nice value of workers: behind the web server, which must answer while a learner's loop runs. */
const workerPriority = constants.priority.PRIORITY_BELOW_NORMAL;

const mappedUnusedMb = 3_072;

/**
 * How a worker process is started: with nothing worth taking. No environment, no network, no child processes, no worker threads, no
 * writing; it reads the simulator's own files, the facts among them, and nothing else.
 *
 * - `--no-node-snapshot` is what isolated-vm requires.
 * - `--allow-addons` lets isolated-vm load. Native code is not bound by the permission model: the isolate is the inner wall.
 * - `--no-experimental-sqlite`: SQLite opens, reads and writes files past the permission model. The other two take away more doors to
 *   native code and to files; a worker is also not to be made to listen for a debugger by a signal.
 * - `/etc/alpine-release` is looked for by node-gyp-build, to choose between glibc and musl.
 * - `--disable-proto=throw`: no code of ours needs `__proto__`, and a slip in handling guest data then shows as an error.
 * - `--jitless` was tried: Node's type stripping is WebAssembly, which it removes, so the worker could not start; and a CPU-bound lesson
 *   would run several times slower.
 * - `--stack-size` is fixed so that a learner's RangeError comes at the same depth on every machine.
 *
 * @param root The project's root, absolute.
 */
export function workerCommand(root: string, workerFile: string, limits: SandboxLimits): WorkerCommand {
	// The permission model looks at real paths, and node_modules may be a link (workspaces, some package managers).
	const packages = realIfThere(join(root, "node_modules"));
	const own = ["sandbox", "facts", "node_modules", "package.json"].map((name) => join(root, name));
	// With the star, since the folder may be made while workers wait: without, a folder that is not there would be taken for a file.
	const readable = [...own, packages, join(snapshotFolder(root), "*"), workerFile];
	if (process.platform === "linux") readable.push("/etc/alpine-release");
	const args = [
		"--no-node-snapshot",
		"--permission",
		...readable.map((path) => `--allow-fs-read=${path}`),
		"--allow-addons",
		"--no-experimental-sqlite",
		"--no-experimental-ffi",
		"--no-experimental-webstorage",
		"--disable-sigusr1",
		"--disable-warning=PERM0001",
		"--disable-proto=throw",
		"--max-old-space-size=512",
		"--stack-size=984",
		workerFile,
	];
	const env: Record<string, string> = { TZ: "UTC", LANG: "en_US.UTF-8" };
	if (process.platform === "win32") {
		// Without it, sockets and the random source of Windows do not initialise.
		if (process.env.SystemRoot) env.SystemRoot = process.env.SystemRoot;
		return { command: process.execPath, args, env };
	}
	return { command: "/bin/sh", args: ["-c", withResourceLimits(limits), process.execPath, ...args], env };
}

/**
 * Limits that the kernel keeps even when the server is gone: CPU time (so a loop that outlives its server ends by itself), no core files,
 * no file ever written, few descriptors. On Linux also writable memory, as a second wall behind the watch over resident memory: V8 maps
 * half a gigabyte for each isolate that it mostly never touches, so this bound is wide, and address space cannot be bounded at all.
 */
function withResourceLimits({ wallMs, memoryMb }: SandboxLimits): string {
	const cpuSeconds = Math.ceil(wallMs / 1000) + 10;
	const dataKb = (memoryMb + mappedUnusedMb) * 1024;
	const data = process.platform === "linux" ? `ulimit -d ${dataKb}; ` : "";
	return `ulimit -c 0; ulimit -f 0; ulimit -t ${cpuSeconds}; ulimit -n 128; ${data}unset PWD OLDPWD; exec "$0" "$@"`;
}

function realIfThere(path: string): string {
	return existsSync(path) ? realpathSync(path) : path;
}

/** Puts a worker behind the web server in the queue for the processor. Best effort: some systems refuse. */
export function lowerPriority(pid: number): void {
	try {
		setPriority(pid, workerPriority);
	} catch {
		// The run is none the worse for it.
	}
}
