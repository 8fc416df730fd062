import { Buffer } from "buffer";
import { timers } from "../process/timers.ts";
import { streamModule } from "../stream.ts";
import { outOfRange, validateInteger } from "../validate.ts";
import { pathOf } from "./calls.ts";
import * as descriptors from "./descriptors.ts";
import { descriptorOf, FileHandle } from "./file-handle.ts";

type Done = (error?: unknown) => void;
type Stream = {
	path: unknown;
	fd: number | null;
	bytesRead?: number;
	bytesWritten?: number;
	emit(name: string, value?: unknown): void;
	push(chunk: unknown): boolean;
	destroy(error?: unknown, done?: Done): void;
	once(name: string, listener: () => void): void;
	destroyed: boolean;
};
type StreamClass = { new (options: object): Stream; prototype: object };
type Options = {
	encoding?: string;
	flags?: string;
	mode?: number;
	fd?: number | FileHandle;
	autoClose?: boolean;
	emitClose?: boolean;
	start?: number;
	end?: number;
	highWaterMark?: number;
	signal?: AbortSignal;
	flush?: boolean;
};
export type StreamOptions = Options | string | undefined;

const READ_CHUNK = 65_536;
const WRITE_CHUNK = 16_384;

const asOptions = (options: StreamOptions): Options => (typeof options === "string" ? { encoding: options } : (options ?? {}));

function checkRange({ start, end }: Options): void {
	if (start !== undefined) validateInteger(start, "start", 0);
	if (end === undefined || end === Number.POSITIVE_INFINITY) return;
	validateInteger(end, "end", 0);
	if (start !== undefined && start > end) throw outOfRange("start", `<= "end" (here: ${end})`, start);
}

/** Opens the file, unless the stream was given a descriptor. */
function opening(path: string | undefined, options: Options, usual: string): (this: Stream, done: Done) => void {
	return function (done) {
		const given = options.fd === undefined ? undefined : descriptorOf(options.fd);
		if (given !== undefined) {
			this.fd = given;
			timers.setImmediate(done);
			return;
		}
		later(done, () => {
			this.fd = descriptors.open(path, options.flags ?? usual, options.mode);
			timers.setImmediate(() => {
				this.emit("open", this.fd);
				this.emit("ready");
			});
		});
	};
}

function closing(options: Options): (this: Stream, error: unknown, done: Done) => void {
	return function (error, done) {
		const { fd } = this;
		this.fd = null;
		if (fd === null || options.autoClose === false) return done(error);
		if (options.fd instanceof FileHandle) {
			options.fd.close().then(
				() => done(error),
				(failure) => done(error ?? failure),
			);
			return;
		}
		later(
			(failure) => done(error ?? failure),
			() => descriptors.close(fd),
		);
	};
}

/** fs.createReadStream: in chunks, from `start` to `end` inclusive. */
export function readStream(given: unknown, streamOptions: StreamOptions): Stream {
	const options = asOptions(streamOptions);
	const path = options.fd === undefined ? pathOf(given) : undefined;
	checkRange(options);
	const { start, end = Number.POSITIVE_INFINITY, highWaterMark = READ_CHUNK } = options;
	let at = start;
	let left = end - (start ?? 0) + 1;
	const { Readable } = streamModule() as { Readable: StreamClass };
	const stream: Stream = new Readable({
		encoding: options.encoding,
		highWaterMark,
		emitClose: options.emitClose ?? true,
		autoDestroy: options.autoClose ?? true,
		signal: options.signal,
		construct: opening(path, options, "r"),
		read(this: Stream) {
			const wanted = Math.min(highWaterMark, left);
			timers.setImmediate(() => {
				if (this.destroyed || this.fd === null) return;
				if (wanted <= 0) {
					this.push(null);
					return;
				}
				const chunk = Buffer.alloc(wanted);
				let count: number;
				try {
					count = descriptors.read(this.fd, chunk, 0, wanted, at);
				} catch (error) {
					this.destroy(error);
					return;
				}
				if (at !== undefined) at += count;
				left -= count;
				this.bytesRead = (this.bytesRead ?? 0) + count;
				this.push(count === 0 ? null : chunk.subarray(0, count));
			});
		},
		destroy: closing(options),
	});
	return Object.assign(stream, { path: given, fd: null, bytesRead: 0, ...closer(stream) });
}

/** fs.createWriteStream: what is written is in the file at once. */
export function writeStream(given: unknown, streamOptions: StreamOptions): Stream {
	const options = asOptions(streamOptions);
	const path = options.fd === undefined ? pathOf(given) : undefined;
	checkRange({ start: options.start as number });
	let at = options.start;
	const { Writable } = streamModule() as { Writable: StreamClass };
	const stream: Stream = new Writable({
		defaultEncoding: options.encoding ?? "utf8",
		highWaterMark: options.highWaterMark ?? WRITE_CHUNK,
		emitClose: options.emitClose ?? true,
		autoDestroy: options.autoClose ?? true,
		signal: options.signal,
		construct: opening(path, options, options.start === undefined ? "w" : "r+"),
		write(this: Stream, chunk: Buffer, _encoding: string, done: Done) {
			later(done, () => {
				for (let written = 0; written < chunk.length; ) {
					const count = descriptors.write(this.fd, chunk, written, chunk.length - written, at);
					written += count;
					if (at !== undefined) at += count;
					this.bytesWritten = (this.bytesWritten ?? 0) + count;
				}
			});
		},
		destroy: closing(options),
	});
	return Object.assign(stream, { path: given, fd: null, bytesWritten: 0, ...closer(stream) });
}

/** `close` of both streams, which calls back when the file is closed. */
function closer(stream: Stream): { close(done?: () => void): void; pending: boolean } {
	return {
		close(done?: () => void) {
			if (done) stream.once("close", done);
			stream.destroy();
		},
		get pending() {
			return stream.fd === null;
		},
	};
}

function later(done: Done, act: () => void): void {
	timers.setImmediate(() => {
		try {
			act();
		} catch (error) {
			done(error);
			return;
		}
		done();
	});
}
