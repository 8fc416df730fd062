import { Buffer } from "buffer";
import { fromBase64 } from "../buffer/base64.ts";
import { writeRaw } from "../console.ts";
import { argumentError, received, systemError } from "../system-error.ts";
import { outOfRange, validateInteger, wrongType } from "../validate.ts";
import { bytesOf, call, crossing, type Encoded, modeOf, pathOf } from "./calls.ts";
import { bigIntStats, type Described, Stats } from "./file-stats.ts";

/** File descriptors: kept by the process that opened them; the host knows inodes only. */

type Open = { ino: number; path: string; read: boolean; write: boolean; append: boolean; position: number };

/** Of a function (L29). */
const MOST_DESCRIPTORS = 1024;
/** The runtime client itself has some open. */
const FIRST = 20;
const MOST = 2 ** 31 - 1;

const descriptors = new Map<number, Open>();
let begun = false;

export const openConstants = {
	O_RDONLY: 0,
	O_WRONLY: 1,
	O_RDWR: 2,
	O_CREAT: 64,
	O_EXCL: 128,
	O_NOCTTY: 256,
	O_TRUNC: 512,
	O_APPEND: 1024,
	O_NONBLOCK: 2048,
	O_DSYNC: 4096,
	O_DIRECT: 16_384,
	O_DIRECTORY: 65_536,
	O_NOFOLLOW: 131_072,
	O_NOATIME: 262_144,
	O_SYNC: 1_052_672,
};

const { O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND } = openConstants;
const flagNumbers: Record<string, number> = {
	__proto__: null as never,
	r: 0,
	rs: 0,
	sr: 0,
	"r+": O_RDWR,
	"rs+": O_RDWR,
	"sr+": O_RDWR,
	w: O_TRUNC | O_CREAT | O_WRONLY,
	wx: O_TRUNC | O_CREAT | O_WRONLY | O_EXCL,
	xw: O_TRUNC | O_CREAT | O_WRONLY | O_EXCL,
	"w+": O_TRUNC | O_CREAT | O_RDWR,
	"wx+": O_TRUNC | O_CREAT | O_RDWR | O_EXCL,
	"xw+": O_TRUNC | O_CREAT | O_RDWR | O_EXCL,
	a: O_APPEND | O_CREAT | O_WRONLY,
	ax: O_APPEND | O_CREAT | O_WRONLY | O_EXCL,
	xa: O_APPEND | O_CREAT | O_WRONLY | O_EXCL,
	as: O_APPEND | O_CREAT | O_WRONLY,
	sa: O_APPEND | O_CREAT | O_WRONLY,
	"a+": O_APPEND | O_CREAT | O_RDWR,
	"ax+": O_APPEND | O_CREAT | O_RDWR | O_EXCL,
	"xa+": O_APPEND | O_CREAT | O_RDWR | O_EXCL,
	"as+": O_APPEND | O_CREAT | O_RDWR,
	"sa+": O_APPEND | O_CREAT | O_RDWR,
};

export function flagsOf(given: unknown): number {
	if (given === undefined || given === null) return 0;
	if (typeof given === "number") {
		validateInteger(given, "flags", 0, MOST);
		return given;
	}
	const known = typeof given === "string" ? flagNumbers[given] : undefined;
	if (known === undefined) {
		const shown = typeof given === "string" ? `'${given}'` : String(given);
		throw argumentError("ERR_INVALID_ARG_VALUE", `The argument 'flags' is invalid. Received ${shown}`);
	}
	return known;
}

/** fs.openSync. */
export function open(given: unknown, flags?: unknown, mode?: unknown): number {
	const path = pathOf(given);
	const bits = flagsOf(flags);
	const how = {
		read: (bits & O_WRONLY) === 0,
		write: (bits & (O_WRONLY | O_RDWR)) !== 0,
		append: (bits & O_APPEND) !== 0,
	};
	const letters = [how.read && "r", how.write && "w", bits & O_CREAT && "c", bits & O_EXCL && "x", bits & O_TRUNC && "t"];
	if (!begun) call("closeAll", "/"); // Whatever the process before this one had open.
	begun = true;
	let fd = FIRST;
	while (descriptors.has(fd)) fd++;
	if (fd >= MOST_DESCRIPTORS) throw systemError({ code: "EMFILE", syscall: "open", path });
	const target = letters.filter(Boolean).join("");
	const { ino } = call<{ ino: number }>("open", path, { target, mode: modeOf(mode, "mode", 0o666) });
	descriptors.set(fd, { ino, path, ...how, position: 0 });
	return fd;
}

export function checkDescriptor(fd: unknown): asserts fd is number {
	if (typeof fd !== "number") throw wrongType("fd", "of type number", fd);
	validateInteger(fd, "fd", 0, MOST);
}

function opened(fd: unknown, syscall: string): Open {
	checkDescriptor(fd);
	const found = descriptors.get(fd);
	if (!found) throw systemError({ code: "EBADF", syscall });
	return found;
}

export function close(fd: unknown): void {
	const { ino } = opened(fd, "close");
	descriptors.delete(fd as number);
	call("close", "/", { ino });
}

function positionOf(given: unknown): number | undefined {
	if (given === undefined || given === null || given === -1 || given === -1n) return undefined;
	if (typeof given !== "number" && typeof given !== "bigint") throw wrongType("position", "of type bigint or integer", given);
	const position = Number(given);
	if (!Number.isInteger(position)) throw outOfRange("position", "an integer", given);
	if (position < -1 || position > Number.MAX_SAFE_INTEGER) throw outOfRange("position", `>= -1 && <= ${Number.MAX_SAFE_INTEGER}`, given);
	return position;
}

function viewOf(buffer: unknown): Uint8Array {
	if (ArrayBuffer.isView(buffer)) return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
	throw wrongType("buffer", "an instance of Buffer, TypedArray, or DataView", buffer);
}

type Part = { offset?: unknown; length?: unknown; position?: unknown };

/** The part of an array that is read into or written from. */
function partOf(view: Uint8Array, { offset, length }: Part): Uint8Array {
	let from = 0;
	if (offset !== undefined && offset !== null) {
		validateInteger(offset, "offset", 0);
		from = offset;
	}
	const count = length === undefined || length === null ? view.length - from : length;
	if (typeof count !== "number") throw wrongType("length", "of type number", count);
	if (count > view.length - from) throw outOfRange("length", `<= ${view.length - from}`, count);
	validateInteger(count, "length", 0);
	return view.subarray(from, from + count);
}

/** @param position Undefined for where the descriptor stands. @returns How many bytes were read. */
function readInto(fd: unknown, target: Uint8Array, position: number | undefined): number {
	const file = opened(fd, "read");
	if (!file.read) throw systemError({ code: "EBADF", syscall: "read" });
	if (target.length === 0) return 0;
	const at = position ?? file.position;
	const bytes = fromBase64(call<string>("pread", "/", { ino: file.ino, position: at, size: target.length }));
	target.set(bytes);
	if (position === undefined) file.position += bytes.length;
	return bytes.length;
}

/** fs.readSync: into an array, with the rest as arguments or as options. */
export function read(fd: unknown, buffer: unknown, ...rest: unknown[]): number {
	const [offset, length, position] = rest;
	checkDescriptor(fd);
	const asOptions = rest.length === 1 && offset !== undefined && offset !== null;
	if (asOptions && ArrayBuffer.isView(buffer) && typeof offset !== "object") throw wrongType("options", "of type object", offset);
	const part = typeof offset === "object" && offset !== null ? (offset as Part) : { offset, length, position };
	const view = viewOf(buffer);
	const target = partOf(view, part);
	const at = positionOf(part.position);
	return readInto(fd, target, at);
}

function writeBytes(fd: unknown, bytes: Buffer, position: number | undefined): number {
	checkDescriptor(fd);
	if (fd === 1 || fd === 2) {
		writeRaw(bytes.toString());
		return bytes.length;
	}
	const file = opened(fd, "write");
	if (!file.write) throw systemError({ code: "EBADF", syscall: "write" });
	if (bytes.length === 0) return 0;
	const at = file.append ? undefined : (position ?? file.position);
	const where = at === undefined ? {} : { position: at };
	const { count, end } = call<{ count: number; end: number }>("pwrite", "/", { ino: file.ino, ...where, ...crossing(bytes) });
	if (position === undefined) file.position = end;
	return count;
}

/** fs.writeSync: bytes with offset, length and position, or text with position and encoding. */
export function write(fd: unknown, data: unknown, offset?: unknown, length?: unknown, position?: unknown): number {
	checkDescriptor(fd);
	if (typeof data === "string") return writeBytes(fd, Buffer.from(data, (length ?? "utf8") as BufferEncoding), positionOf(offset));
	if (!ArrayBuffer.isView(data)) {
		const kinds = "of type string or an instance of Buffer, TypedArray, or DataView";
		throw argumentError("ERR_INVALID_ARG_TYPE", `The "buffer" argument must be ${kinds}. ${received(data)}`);
	}
	const part = typeof offset === "object" && offset !== null ? (offset as Part) : { offset, length, position };
	const view = viewOf(data);
	if (typeof part.offset === "number" && part.offset > view.length) throw outOfRange("offset", `<= ${view.length}`, part.offset);
	const bytes = partOf(view, part);
	return writeBytes(fd, Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length), positionOf(part.position));
}

function viewsOf(buffers: unknown): Uint8Array[] {
	if (!Array.isArray(buffers) || !buffers.every((one) => ArrayBuffer.isView(one)))
		throw argumentError("ERR_INVALID_ARG_TYPE", `The "buffers" argument must be an ArrayBufferView[]. ${received(buffers)}`);
	return buffers.map(viewOf);
}

export function readv(fd: unknown, buffers: unknown, position?: unknown): number {
	checkDescriptor(fd);
	let at = positionOf(position);
	let total = 0;
	for (const view of viewsOf(buffers)) {
		const count = readInto(fd, view, at);
		total += count;
		if (at !== undefined) at += count;
		if (count < view.length) break;
	}
	return total;
}

export function writev(fd: unknown, buffers: unknown, position?: unknown): number {
	checkDescriptor(fd);
	return writeBytes(fd, Buffer.concat(viewsOf(buffers)), positionOf(position));
}

/** The whole file from where the descriptor stands. */
export function readAll(fd: unknown): Buffer {
	const file = opened(fd, "read");
	const { size } = call<Described>("fstat", "/", { ino: file.ino });
	const bytes = Buffer.alloc(Math.max(0, size - file.position));
	return bytes.subarray(0, readInto(fd, bytes, undefined));
}

/** Writes from where the descriptor stands. */
export function writeAll(fd: unknown, data: unknown, options?: Encoded): void {
	writeBytes(fd, bytesOf(data, options), undefined);
}

export function fstat(fd: unknown, options?: { bigint?: boolean }): object {
	const stats = new Stats(call<Described>("fstat", "/", { ino: opened(fd, "fstat").ino }));
	return options?.bigint ? bigIntStats(stats) : stats;
}

export function ftruncate(fd: unknown, length: unknown = 0): void {
	checkDescriptor(fd);
	validateInteger(length, "len");
	const file = opened(fd, "ftruncate");
	if (!file.write) throw systemError({ code: "EINVAL", syscall: "ftruncate" });
	call("ftruncate", "/", { ino: file.ino, size: Math.max(0, length) });
}

export function fsync(fd: unknown): void {
	opened(fd, "fsync");
}

export function fdatasync(fd: unknown): void {
	opened(fd, "fdatasync");
}

export function fchmod(fd: unknown, mode: unknown): void {
	checkDescriptor(fd);
	const bits = modeOf(mode, "mode", 0);
	call("fchmod", "/", { ino: opened(fd, "fchmod").ino, mode: bits });
}

export function futimes(fd: unknown, accessed: unknown, modified: unknown): void {
	checkDescriptor(fd);
	const times = [millisecondsOf(accessed), millisecondsOf(modified)];
	call("futimes", "/", { ino: opened(fd, "futime").ino, times });
}

/** A time in seconds, as text or as a Date. */
export function millisecondsOf(time: unknown): number {
	if (time instanceof Date) return time.getTime();
	const seconds = typeof time === "string" && time.trim() !== "" ? Number(time) : time;
	if (typeof seconds === "number" && Number.isFinite(seconds)) return seconds * 1000;
	const message = `The "time" argument must be an instance of Date or an Time in seconds. ${received(time)}`;
	throw argumentError("ERR_INVALID_ARG_TYPE", message);
}
