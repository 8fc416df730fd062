import { Buffer } from "buffer";
import { EventEmitter } from "../event-emitter.ts";
import { missing } from "../not-simulated.ts";
import { timers } from "../process/timers.ts";
import { systemError } from "../system-error.ts";
import { type Encoded, encodingOf } from "./calls.ts";
import * as descriptors from "./descriptors.ts";

type Streams = {
	read(path: unknown, options: object): object;
	write(path: unknown, options: object): object;
};
/** Filled by file-system.ts, which has the streams. */
export const handleStreams: Streams = { read: () => ({}), write: () => ({}) };

async function later<T>(work: () => T): Promise<T> {
	try {
		return work();
	} finally {
		await new Promise<void>((resolve) => void timers.setImmediate(resolve));
	}
}

type ReadOptions = { buffer?: Uint8Array; offset?: unknown; length?: unknown; position?: unknown };

/** The FileHandle of fs/promises. */
export class FileHandle extends (EventEmitter as unknown as new () => object) {
	#fd: number;
	constructor(fd: number) {
		super();
		this.#fd = fd;
	}
	get fd(): number {
		return this.#fd;
	}
	#open(syscall: string): number {
		if (this.#fd === -1) throw Object.assign(new Error("file closed"), { code: "EBADF", syscall });
		return this.#fd;
	}
	#later<T>(syscall: string, work: (fd: number) => T): Promise<T> {
		return later(() => work(this.#open(syscall)));
	}
	appendFile(data: unknown, options?: Encoded): Promise<void> {
		return this.#later("write", (fd) => descriptors.writeAll(fd, data, options));
	}
	writeFile(data: unknown, options?: Encoded): Promise<void> {
		return this.#later("write", (fd) => descriptors.writeAll(fd, data, options));
	}
	readFile(options?: Encoded): Promise<Buffer | string> {
		return this.#later("read", (fd) => {
			const encoding = encodingOf(options);
			const content = descriptors.readAll(fd);
			return encoding === undefined ? content : content.toString(encoding as BufferEncoding);
		});
	}
	read(given?: Uint8Array | ReadOptions, offset?: unknown, length?: unknown, position?: unknown): Promise<object> {
		return this.#later("read", (fd) => {
			const isView = ArrayBuffer.isView(given);
			const options: ReadOptions = isView
				? typeof offset === "object" && offset !== null
					? offset
					: { offset, length, position }
				: (given ?? {});
			const buffer = isView ? given : (options.buffer ?? Buffer.alloc(16_384));
			return { bytesRead: descriptors.read(fd, buffer, options.offset, options.length, options.position), buffer };
		});
	}
	write(data: unknown, offset?: unknown, length?: unknown, position?: unknown): Promise<object> {
		return this.#later("write", (fd) => ({ bytesWritten: descriptors.write(fd, data, offset, length, position), buffer: data }));
	}
	readv(buffers: unknown, position?: unknown): Promise<object> {
		return this.#later("read", (fd) => ({ bytesRead: descriptors.readv(fd, buffers, position), buffers }));
	}
	writev(buffers: unknown, position?: unknown): Promise<object> {
		return this.#later("write", (fd) => ({ bytesWritten: descriptors.writev(fd, buffers, position), buffers }));
	}
	stat(options?: { bigint?: boolean }): Promise<object> {
		return this.#later("fstat", (fd) => descriptors.fstat(fd, options));
	}
	truncate(length?: unknown): Promise<void> {
		return this.#later("ftruncate", (fd) => descriptors.ftruncate(fd, length));
	}
	sync(): Promise<void> {
		return this.#later("fsync", (fd) => descriptors.fsync(fd));
	}
	datasync(): Promise<void> {
		return this.#later("fdatasync", (fd) => descriptors.fdatasync(fd));
	}
	chmod(mode: unknown): Promise<void> {
		return this.#later("fchmod", (fd) => descriptors.fchmod(fd, mode));
	}
	utimes(accessed: unknown, modified: unknown): Promise<void> {
		return this.#later("futime", (fd) => descriptors.futimes(fd, accessed, modified));
	}
	/** Closing it again does nothing. */
	close(): Promise<void> {
		return later(() => {
			if (this.#fd === -1) return;
			const fd = this.#fd;
			this.#fd = -1;
			descriptors.close(fd);
			(this as unknown as { emit(name: string): void }).emit("close");
		});
	}
	createReadStream(options?: object): object {
		return handleStreams.read(undefined, { ...options, fd: this });
	}
	createWriteStream(options?: object): object {
		return handleStreams.write(undefined, { ...options, fd: this });
	}
	/** Lines of the rest of the file. The handle is closed with the last one. */
	readLines(options?: { encoding?: string }): AsyncIterable<string> {
		const lines = async function* (this: FileHandle) {
			const text = `${await this.readFile((options?.encoding as BufferEncoding) ?? "utf8")}`;
			await this.close();
			const found = text.split(/\r\n|\n|\r/);
			if (found.at(-1) === "") found.pop();
			yield* found;
		};
		return lines.call(this);
	}
	[Symbol.asyncDispose](): Promise<void> {
		return this.close();
	}
}
for (const name of ["readableWebStream", "pull", "writer"])
	if (!(name in FileHandle.prototype))
		Object.defineProperty(FileHandle.prototype, name, { value: missing(`FileHandle.${name}`), writable: true, configurable: true });

/** The descriptor behind a number or a FileHandle; undefined for a path. */
export function descriptorOf(file: unknown): number | undefined {
	if (typeof file === "number") return file;
	if (!(file instanceof FileHandle)) return undefined;
	if (file.fd === -1) throw systemError({ code: "EBADF", syscall: "read" });
	return file.fd;
}
