import { Buffer } from "buffer";
import { streamModule } from "./stream.ts";
import { timers } from "./timers.ts";

type Done = (error?: unknown) => void;
type Stream = {
	path: string;
	bytesRead?: number;
	bytesWritten?: number;
	emit(name: string, value?: unknown): void;
	push(chunk: unknown): boolean;
};
type StreamClass = new (options: object) => Stream;
export type StreamOptions =
	| { encoding?: string; flags?: string; start?: number; end?: number; highWaterMark?: number }
	| string
	| undefined;

/** What the streams are made of. */
export type FileAccess = {
	/** @throws TypeError when it is no path. */
	pathOf(given: unknown): string;
	read(path: string): Buffer;
	write(path: string, data: Buffer, flag: string): void;
};

const READ_CHUNK = 65_536;

/** fs.createReadStream: the file as it was when it was opened, in chunks. */
export function readStream(files: FileAccess, given: unknown, options: StreamOptions): Stream {
	const path = files.pathOf(given);
	const {
		encoding,
		start = 0,
		end = Number.POSITIVE_INFINITY,
		highWaterMark = READ_CHUNK,
	} = typeof options === "string" ? { encoding: options } : (options ?? {});
	if (start > end) throw outOfRange(start, end);
	let content: Buffer = Buffer.alloc(0);
	let at = 0;
	const { Readable } = streamModule() as { Readable: StreamClass };
	const stream = new Readable({
		encoding,
		highWaterMark,
		construct(done: Done) {
			opened(stream, done, () => {
				content = files.read(path).subarray(start, end + 1);
			});
		},
		read() {
			timers.setImmediate(() => {
				const chunk = content.subarray(at, at + highWaterMark);
				at += chunk.length;
				stream.bytesRead = at;
				stream.push(chunk.length === 0 ? null : chunk);
			});
		},
	});
	return Object.assign(stream, { path: given as string, bytesRead: 0 });
}

/** fs.createWriteStream: what is written is in the file at once. */
export function writeStream(files: FileAccess, given: unknown, options: StreamOptions): Stream {
	const path = files.pathOf(given);
	const { encoding, flags = "w" } = typeof options === "string" ? { encoding: options } : (options ?? {});
	const { Writable } = streamModule() as { Writable: StreamClass };
	const stream = new Writable({
		defaultEncoding: encoding ?? "utf8",
		construct(done: Done) {
			opened(stream, done, () => files.write(path, Buffer.alloc(0), flags));
		},
		write(chunk: Buffer, _encoding: string, done: Done) {
			later(done, () => {
				files.write(path, chunk, "a");
				stream.bytesWritten = (stream.bytesWritten ?? 0) + chunk.length;
			});
		},
	});
	return Object.assign(stream, { path: given as string, bytesWritten: 0 });
}

function opened(stream: Stream, done: Done, open: () => void): void {
	const told: Done = (error) => {
		done(error);
		if (error !== undefined) return;
		stream.emit("open", 20);
		stream.emit("ready");
	};
	later(told, open);
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

function outOfRange(start: number, end: number): Error {
	const message = `The value of "start" is out of range. It must be <= "end" (here: ${end}). Received ${start}`;
	return Object.assign(new RangeError(message), { code: "ERR_OUT_OF_RANGE" });
}
