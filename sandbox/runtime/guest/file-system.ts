import { Buffer } from "buffer";
import { ask } from "./bridge.ts";
import { type Described, Dirent, Stats } from "./file-stats.ts";
import { type FileAccess, readStream, type StreamOptions, writeStream } from "./file-streams.ts";
import { NotSimulatedError } from "./not-simulated.ts";
import { randomFraction } from "./random.ts";
import { argumentError, received, type SystemFailure, systemError } from "./system-error.ts";
import { timers } from "./timers.ts";

type Answer<T> = { value?: T; error?: SystemFailure; beyondBound?: true } | null;
type Encoded = string | { encoding?: string | null; flag?: string } | null | undefined;
type Listing = { name: string; folder: boolean }[];
type Callback = (error: Error | null, value?: unknown) => void;

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const WRITE_FLAGS = ["w", "w+", "a", "a+", "wx", "wx+", "ax", "ax+", "as", "as+"];

/** The files themselves are the host's, since /tmp outlives the process (L18). */
function call<T>(op: string, path: string, more: { dest?: string; [option: string]: unknown } = {}): T {
	const to = more.dest === undefined ? {} : { dest: absolute(more.dest) };
	const answer = ask<Answer<T>>("fs", { op, path: absolute(path), ...more, ...to });
	if (answer?.error) throw systemError(asGiven(answer.error, path, more.dest));
	if (answer?.beyondBound) throw new NotSimulatedError("More than 64 MB of different content in the files of one execution environment");
	if (!answer) throw new NotSimulatedError("A path or file of this size");
	return answer.value as T;
}

/** The empty path means nothing, not the working directory. */
function absolute(path: string): string {
	return path === "" || path.startsWith("/") ? path : `/var/task/${path}`;
}

/** Node.js tells paths as they were written, the host only knows them from the root. */
function asGiven(failure: SystemFailure, path: string, dest: string | undefined): SystemFailure {
	return {
		...failure,
		...(failure.path === undefined ? {} : { path }),
		...(failure.dest === undefined ? {} : { dest: dest ?? failure.dest }),
	};
}

function pathOf(given: unknown, name = "path"): string {
	const isUrl = given instanceof globalThis.URL;
	if (isUrl && given.protocol !== "file:") {
		throw Object.assign(new TypeError("The URL must be of scheme file"), { code: "ERR_INVALID_URL_SCHEME" });
	}
	const path = isUrl ? decodeURIComponent(given.pathname) : given instanceof Uint8Array ? Buffer.from(given).toString() : given;
	if (typeof path !== "string") {
		const message = `The "${name}" argument must be of type string or an instance of Buffer or URL. ${received(given)}`;
		throw argumentError("ERR_INVALID_ARG_TYPE", message);
	}
	if (path.includes("\0")) {
		const shown = path.replaceAll("\\", "\\\\").replaceAll("\0", "\\x00").replaceAll("'", "\\'");
		const message = `The argument '${name}' must be a string, Uint8Array, or URL without null bytes. Received '${shown}'`;
		throw argumentError("ERR_INVALID_ARG_VALUE", message);
	}
	return path;
}

function encodingOf(options: Encoded): string | undefined {
	const encoding = typeof options === "string" ? options : options?.encoding;
	if (encoding === undefined || encoding === null || encoding === "buffer") return undefined;
	if (Buffer.isEncoding(encoding)) return encoding;
	throw argumentError("ERR_INVALID_ARG_VALUE", `The argument 'encoding' is invalid encoding. Received '${encoding}'`);
}

function bytesOf(data: unknown, options: Encoded): Buffer {
	if (typeof data === "string") return Buffer.from(data, (encodingOf(options) ?? "utf8") as BufferEncoding);
	if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
	const message = `The "data" argument must be of type string or an instance of Buffer, TypedArray, or DataView. ${received(data)}`;
	throw argumentError("ERR_INVALID_ARG_TYPE", message);
}

/** Shorter content crosses as it is. */
const SHORTEST_RUN = 4096;

/** How content crosses to the host: bytes as base64; a single byte that fills it, as `Buffer.alloc` leaves it, as its length. */
function crossing(bytes: Buffer): { data: string } | { fill: { byte: number; length: number } } {
	const { length } = bytes;
	const byte = bytes[0] as number;
	if (length < SHORTEST_RUN || !isFilledWith(byte, bytes)) return { data: bytes.toString("base64") };
	return { fill: { byte, length } };
}

function isFilledWith(byte: number, { buffer, byteOffset, length }: Uint8Array): boolean {
	const whole = new Uint8Array(buffer, byteOffset, length);
	for (let n = 0; n < 8; n++) if (whole[n] !== byte || whole[length - 1 - n] !== byte) return false;
	// Four at a time, from the first address that allows it; the ends are checked already.
	const first = byteOffset + ((4 - (byteOffset % 4)) % 4);
	const words = new Uint32Array(buffer, first, Math.floor((byteOffset + length - first) / 4));
	const word = (byte * 0x01010101) >>> 0;
	for (let n = 0; n < words.length; n++) if (words[n] !== word) return false;
	return true;
}

function write(path: unknown, data: unknown, options: Encoded, usual: "w" | "a"): void {
	const flag = (typeof options === "object" ? options?.flag : undefined) ?? usual;
	if (!WRITE_FLAGS.includes(flag)) throw new NotSimulatedError(`The flag ${flag} of node:fs`);
	const content = crossing(bytesOf(data, options));
	call("write", pathOf(path), { ...content, flag: flag.replace(/[+s]/g, "") });
}

function readdir(path: unknown, options?: Encoded & object & { withFileTypes?: boolean; recursive?: boolean }): unknown[] {
	const top = pathOf(path);
	const found: unknown[] = [];
	const folders: { path: string; prefix: string }[] = [{ path: top, prefix: "" }];
	for (let folder = folders.shift(); folder; folder = folders.shift()) {
		for (const { name, folder: isFolder } of call<Listing>("list", folder.path)) {
			found.push(options?.withFileTypes ? new Dirent(name, folder.path, isFolder) : folder.prefix + name);
			if (options?.recursive && isFolder)
				folders.push({ path: `${folder.path.replace(/\/$/, "")}/${name}`, prefix: `${folder.prefix}${name}/` });
		}
	}
	return found;
}

function stat(op: "stat" | "lstat", path: unknown, options?: { throwIfNoEntry?: boolean }): Stats | undefined {
	try {
		return new Stats(call<Described>(op, pathOf(path)));
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
	const there = stat("lstat", path, { throwIfNoEntry: !options.force });
	if (!there) return;
	if (there.isDirectory() && !options.recursive) {
		const failure = { code: "EISDIR", message: "is a directory", path, syscall: "rm", errno: 21 };
		const error = new Error(`Path is a directory: rm returned EISDIR (is a directory) ${path}`);
		error.name = "SystemError";
		throw Object.assign(error, { code: "ERR_FS_EISDIR", info: failure, errno: 21, syscall: "rm", path });
	}
	remove(path, options.recursive === true);
}

const constants = { F_OK: 0, X_OK: 1, W_OK: 2, R_OK: 4, COPYFILE_EXCL: 1, COPYFILE_FICLONE: 2, COPYFILE_FICLONE_FORCE: 4 };

/** What each function does at once; the three forms that Node.js gives it are made of it. */
const operations = {
	__proto__: null as never,
	readFile: (path: unknown, options?: Encoded) => {
		const encoding = encodingOf(options);
		const content = Buffer.from(call<string>("read", pathOf(path)), "base64");
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
	mkdir: (path: unknown, options?: { recursive?: boolean } | number) => {
		const recursive = typeof options === "object" && options?.recursive === true;
		return call<string | null>("mkdir", pathOf(path), { recursive }) ?? undefined;
	},
	mkdtemp: (prefix: unknown) => {
		const path =
			pathOf(prefix, "prefix") + Array.from({ length: 6 }, () => LETTERS[Math.floor(randomFraction() * LETTERS.length)]).join("");
		try {
			call("mkdir", path, { recursive: false });
		} catch (error) {
			const { code } = error as { code?: string };
			throw code === undefined ? error : systemError({ code, syscall: "mkdtemp", path: `${prefix}XXXXXX` });
		}
		return path;
	},
	readdir,
	stat: (path: unknown, options?: { throwIfNoEntry?: boolean }) => stat("stat", path, options),
	lstat: (path: unknown, options?: { throwIfNoEntry?: boolean }) => stat("lstat", path, options),
	access: (path: unknown, mode = constants.F_OK) => {
		call("access", pathOf(path), { write: (mode & constants.W_OK) !== 0 });
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
};

const TWO_ARGUMENTS = ["writeFile", "appendFile", "rename", "copyFile"];

type Operation = (...args: unknown[]) => unknown;

/** Errors of arguments are thrown at once, those of the files are given to the callback in a later turn, as in Node.js. */
function withCallback(name: string, operation: Operation): Operation {
	return (...args) => {
		const callback = (args.length > (TWO_ARGUMENTS.includes(name) ? 2 : 1) ? args.pop() : undefined) as Callback;
		if (typeof callback !== "function") {
			throw argumentError("ERR_INVALID_ARG_TYPE", `The "cb" argument must be of type function. ${received(callback)}`);
		}
		let done: () => void;
		try {
			const value = operation(...args);
			done = () => (value === undefined && name !== "mkdir" ? callback(null) : callback(null, value));
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
export const fileSystem: Record<string, unknown> = { constants, ...constants, promises: fileSystemPromises, Stats, Dirent };

for (const [name, operation] of Object.entries(operations) as unknown as [string, Operation][]) {
	const named = (form: Operation, as: string) => Object.defineProperty(form, "name", { value: as, configurable: true });
	fileSystem[`${name}Sync`] = named((...args) => operation(...args), `${name}Sync`);
	fileSystem[name] = named(withCallback(name, operation), name);
	fileSystemPromises[name] = named(withPromise(operation), name);
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

const access: FileAccess = {
	pathOf: (given) => pathOf(given),
	read: (path) => operations.readFile(path) as Buffer,
	write: (path, data, flag) => write(path, data, { flag }, "w"),
};
fileSystem.createReadStream = function createReadStream(path: unknown, options?: StreamOptions): object {
	return readStream(access, path, options);
};
fileSystem.createWriteStream = function createWriteStream(path: unknown, options?: StreamOptions): object {
	return writeStream(access, path, options);
};
