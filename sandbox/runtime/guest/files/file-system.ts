import { Buffer } from "buffer";
import { fromBase64 } from "../buffer/base64.ts";
import { missing } from "../not-simulated.ts";
import { timers } from "../process/timers.ts";
import { randomFraction } from "../random.ts";
import { argumentError, received, systemError } from "../system-error.ts";
import { bytesOf, call, crossing, type Encoded, encodingOf, type Listing, modeOf, pathOf } from "./calls.ts";
import { constants } from "./constants.ts";
import { copyTree } from "./copy-tree.ts";
import * as descriptors from "./descriptors.ts";
import { descriptorOf, FileHandle, handleStreams } from "./file-handle.ts";
import { bigIntStats, type Described, Dirent, Stats } from "./file-stats.ts";
import { readStream, type StreamOptions, writeStream } from "./file-streams.ts";
import { Dir, entriesOf, opendir } from "./folders.ts";
import { glob } from "./glob.ts";
import { linksAndModes, nativeRealpath, realpath } from "./links-and-modes.ts";

type Callback = (error: Error | null, ...values: unknown[]) => void;

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

function write(file: unknown, data: unknown, options: Encoded, usual: "w" | "a"): void {
	const fd = descriptorOf(file);
	if (fd !== undefined) {
		descriptors.writeAll(fd, data, options);
		return;
	}
	const given = typeof options === "object" ? options : undefined;
	const flag = given?.flag ?? usual;
	const path = pathOf(file);
	const bytes = bytesOf(data, options);
	if (["w", "a", "wx", "ax"].includes(flag)) {
		call("write", path, { ...crossing(bytes), flag, mode: modeOf(given?.mode, "mode", 0o666) });
		return;
	}
	const opened = descriptors.open(path, flag, given?.mode);
	try {
		descriptors.writeAll(opened, bytes);
	} finally {
		descriptors.close(opened);
	}
}

type ListOptions = Encoded & object & { withFileTypes?: boolean; recursive?: boolean };

function readdir(path: unknown, options?: ListOptions): unknown[] {
	const found = entriesOf(pathOf(path), options?.recursive === true, !options?.withFileTypes);
	if (options?.withFileTypes) return found.map(({ entry }) => entry);
	const encoding = typeof options === "string" ? options : options?.encoding;
	return found.map(({ within }) => (encoding === "buffer" ? Buffer.from(within) : within));
}

type StatOptions = { throwIfNoEntry?: boolean; bigint?: boolean };

function stat(op: "stat" | "lstat", path: unknown, options?: StatOptions): object | undefined {
	try {
		const stats = new Stats(call<Described>(op, pathOf(path)));
		return options?.bigint ? bigIntStats(stats) : stats;
	} catch (error) {
		const { code } = error as { code?: string };
		if (options?.throwIfNoEntry === false && (code === "ENOENT" || code === "ENOTDIR")) return undefined;
		throw error;
	}
}

function remove(path: string, recursive: boolean): void {
	if (!call<Described>("lstat", path).folder) {
		call("unlink", path);
		return;
	}
	if (recursive) for (const { name } of call<Listing>("list", path)) remove(`${path}/${name}`, true);
	call("rmdir", path);
}

function rm(given: unknown, options: { recursive?: boolean; force?: boolean } = {}): void {
	const path = pathOf(given);
	const there = stat("lstat", path, { throwIfNoEntry: !options.force }) as Stats | undefined;
	if (!there) return;
	if (there.isDirectory() && !options.recursive) {
		const failure = { code: "EISDIR", message: "is a directory", path, syscall: "rm", errno: 21 };
		const error = new Error(`Path is a directory: rm returned EISDIR (is a directory) ${path}`);
		error.name = "SystemError";
		throw Object.assign(error, { code: "ERR_FS_EISDIR", info: failure, errno: 21, syscall: "rm", path });
	}
	remove(path, options.recursive === true);
}

/** What each function does at once; the three forms that Node.js gives it are made of it. */
const operations = {
	__proto__: null as never,
	readFile: (file: unknown, options?: Encoded) => {
		const encoding = encodingOf(options);
		const fd = descriptorOf(file);
		const content = fd === undefined ? Buffer.from(fromBase64(call<string>("read", pathOf(file))).buffer) : descriptors.readAll(fd);
		return encoding === undefined ? content : content.toString(encoding as BufferEncoding);
	},
	writeFile: (path: unknown, data: unknown, options?: Encoded) => write(path, data, options, "w"),
	appendFile: (path: unknown, data: unknown, options?: Encoded) => write(path, data, options, "a"),
	truncate: (path: unknown, length: unknown = 0) => {
		if (typeof length !== "number") {
			throw argumentError("ERR_INVALID_ARG_TYPE", `The "len" argument must be of type number. ${received(length)}`);
		}
		if (!Number.isSafeInteger(length)) {
			const message = `The value of "len" is out of range. It must be an integer. Received ${length}`;
			throw Object.assign(new RangeError(message), { code: "ERR_OUT_OF_RANGE" });
		}
		call("truncate", pathOf(path), { size: Math.max(0, length) });
	},
	mkdir: (path: unknown, options?: { recursive?: boolean; mode?: number } | number | string) => {
		const recursive = typeof options === "object" && options?.recursive === true;
		const mode = modeOf(typeof options === "object" ? options?.mode : options, "mode", 0o777);
		return call<string | null>("mkdir", pathOf(path), { recursive, mode }) ?? undefined;
	},
	mkdtemp: (prefix: unknown) => {
		const path =
			pathOf(prefix, "prefix") + Array.from({ length: 6 }, () => LETTERS[Math.floor(randomFraction() * LETTERS.length)]).join("");
		try {
			call("mkdir", path, { recursive: false, mode: 0o700 });
		} catch (error) {
			const { code } = error as { code?: string };
			throw code === undefined ? error : systemError({ code, syscall: "mkdtemp", path: `${prefix}XXXXXX` });
		}
		return path;
	},
	readdir,
	opendir,
	stat: (path: unknown, options?: StatOptions) => stat("stat", path, options),
	lstat: (path: unknown, options?: StatOptions) => stat("lstat", path, options),
	access: (path: unknown, mode = constants.F_OK) => {
		call("access", pathOf(path), { write: (mode & constants.W_OK) !== 0, mode: mode & 7 });
	},
	unlink: (path: unknown) => {
		call("unlink", pathOf(path));
	},
	rmdir: (path: unknown) => {
		call("rmdir", pathOf(path));
	},
	rm,
	rename: (from: unknown, to: unknown) => {
		call("rename", pathOf(from, "oldPath"), { dest: pathOf(to, "newPath") });
	},
	copyFile: (from: unknown, to: unknown, mode = 0) => {
		call("copy", pathOf(from, "src"), { dest: pathOf(to, "dest"), exclusive: (mode & constants.COPYFILE_EXCL) !== 0 });
	},
	cp: copyTree,
	realpath,
	...linksAndModes,
};

/** Those of descriptors, which fs/promises has as methods of FileHandle. */
const ofDescriptors = {
	__proto__: null as never,
	close: descriptors.close,
	fchmod: descriptors.fchmod,
	fdatasync: descriptors.fdatasync,
	fstat: descriptors.fstat,
	fsync: descriptors.fsync,
	ftruncate: descriptors.ftruncate,
	futimes: descriptors.futimes,
	open: descriptors.open,
};

/** Arguments that each has before its options and the callback, if it is not one. */
const arities: Record<string, number> = {
	__proto__: null as never,
	...{ writeFile: 2, appendFile: 2, rename: 2, copyFile: 2, cp: 2, symlink: 2, link: 2, chmod: 2, fchmod: 2 },
	...{ utimes: 3, lutimes: 3, futimes: 3, chown: 3, lchown: 3 },
};

type Operation = (...args: unknown[]) => unknown;

function callbackIn(args: unknown[], arity: number): Callback {
	const callback = args.length > arity ? args.pop() : undefined;
	if (typeof callback !== "function") {
		throw argumentError("ERR_INVALID_ARG_TYPE", `The "cb" argument must be of type function. ${received(callback)}`);
	}
	return callback as Callback;
}

/** fs.close without a callback. */
const throwIfFailed: Callback = (error) => {
	if (error) throw error;
};

/** Errors of arguments are thrown at once, those of the files are given to the callback in a later turn, as in Node.js. */
function withCallback(name: string, operation: Operation, values = (value: unknown, _args: unknown[]): unknown[] => [value]): Operation {
	return (...args) => {
		const callback = name === "close" && args.length === 1 ? throwIfFailed : callbackIn(args, arities[name] ?? 1);
		let done: () => void;
		try {
			const value = operation(...args);
			done = () => (value === undefined && name !== "mkdir" ? callback(null) : callback(null, ...values(value, args)));
		} catch (error) {
			const { code } = error as { code?: string };
			if (code?.startsWith("ERR_INVALID_") || code === "ERR_OUT_OF_RANGE") throw error;
			done = () => callback(error as Error);
		}
		timers.setImmediate(done);
	};
}

function withPromise(operation: Operation): Operation {
	return async (...args) => {
		try {
			return operation(...args);
		} finally {
			await new Promise<void>((resolve) => void timers.setImmediate(resolve));
		}
	};
}

/** node:fs/promises. */
export const fileSystemPromises: Record<string, unknown> = { constants };

/** node:fs: the files of the function read-only (L28), and /tmp. */
export const fileSystem: Record<string, unknown> = {
	constants,
	...{ F_OK: constants.F_OK, R_OK: constants.R_OK, W_OK: constants.W_OK, X_OK: constants.X_OK },
	promises: fileSystemPromises,
	Stats,
	Dirent,
	Dir,
};

function define(target: Record<string, unknown>, name: string, value: object): void {
	target[name] = Object.defineProperty(value, "name", { value: name, configurable: true });
}

for (const [name, operation] of Object.entries(operations) as unknown as [string, Operation][]) {
	define(fileSystem, `${name}Sync`, (...args: unknown[]) => operation(...args));
	define(fileSystem, name, withCallback(name, operation));
	define(fileSystemPromises, name, withPromise(operation));
}
for (const [name, operation] of Object.entries(ofDescriptors) as unknown as [string, Operation][]) {
	define(fileSystem, `${name}Sync`, (...args: unknown[]) => operation(...args));
	define(fileSystem, name, withCallback(name, operation));
}
define(fileSystem, "opendirSync", (path: unknown, options?: { recursive?: boolean }) => opendir(path, options, false));
define(fileSystemPromises, "realpath", withPromise(nativeRealpath as Operation));
define(
	fileSystemPromises,
	"open",
	withPromise((path, flags, mode) => new FileHandle(descriptors.open(path, flags, mode))),
);
define(fileSystem.realpathSync as Record<string, unknown>, "native", (path: unknown, options?: Encoded) => nativeRealpath(path, options));
define(fileSystem.realpath as Record<string, unknown>, "native", withCallback("realpath", nativeRealpath as Operation));

/** Reading and writing tell the array besides the number of bytes. */
const { read, write: writeTo, readv, writev } = descriptors;
for (const [name, operation] of Object.entries({ read, write: writeTo, readv, writev }) as unknown as [string, Operation][]) {
	define(fileSystem, `${name}Sync`, (...args: unknown[]) => operation(...args));
	const atLeast = name === "read" ? 1 : 2;
	const asynchronous = withCallback(
		name,
		(...args) => operation(...args),
		(count, args) => [count, args[1]],
	);
	arities[name] = atLeast;
	define(fileSystem, name, (...args: unknown[]) => {
		if (name !== "read" || ArrayBuffer.isView(args[1])) return asynchronous(...args);
		// fs.read(fd, [options,] callback) makes the array itself.
		const callback = callbackIn(args, 1);
		const { buffer = Buffer.alloc(16_384), offset, length, position } = (args[1] ?? {}) as Record<string, unknown>;
		return asynchronous(args[0], buffer, offset, length, position, callback);
	});
}

fileSystem.existsSync = function existsSync(path: unknown): boolean {
	try {
		call("access", pathOf(path), { write: false });
		return true;
	} catch {
		return false;
	}
};
fileSystem.exists = function exists(path: unknown, callback: (there: boolean) => void): void {
	const there = (fileSystem.existsSync as (path: unknown) => boolean)(path);
	timers.setImmediate(() => callback(there));
};

fileSystem.createReadStream = function createReadStream(path: unknown, options?: StreamOptions): object {
	return readStream(path, options);
};
fileSystem.createWriteStream = function createWriteStream(path: unknown, options?: StreamOptions): object {
	return writeStream(path, options);
};
handleStreams.read = readStream as typeof handleStreams.read;
handleStreams.write = writeStream as typeof handleStreams.write;

define(fileSystem, "globSync", (patterns: unknown, options?: object) => glob(patterns, options));
define(
	fileSystem,
	"glob",
	withCallback("glob", (patterns, options) => glob(patterns, options as object)),
);
define(fileSystemPromises, "glob", async function* (patterns: unknown, options?: object) {
	yield* glob(patterns, options);
});

const nobodyElse = "nothing but the function itself changes its files";
for (const name of ["watch", "watchFile", "unwatchFile"]) define(fileSystem, name, missing(`${name} of node:fs`, nobodyElse));
define(fileSystemPromises, "watch", missing("watch of node:fs/promises", nobodyElse));
