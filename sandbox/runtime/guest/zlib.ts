import { Buffer } from "buffer";
import { ask } from "./bridge.ts";
import { crc32 } from "./crc32.ts";
import { NotSimulatedError } from "./not-simulated.ts";
import { timers } from "./process/timers.ts";
import { streamModule } from "./stream.ts";
import { argumentError, received } from "./system-error.ts";

type Failure = { name: string; code: string; errno?: number; message: string };
type Answer = { data?: string; error?: Failure; beyondBound?: true } | null;
type Options = Record<string, unknown> | undefined;
type Callback = (error: Error | null, output?: Buffer) => void;
type Transform = { push(chunk: Uint8Array): void };
type TransformClass = new (options: object) => Transform;

/** Options that the host's node:zlib is given; those about buffers of streams change nothing here. */
const NUMBERS = ["level", "memLevel", "strategy", "windowBits", "maxOutputLength", "finishFlush"];
const STREAM_CHUNK = 16_384;

const constants = {
	Z_NO_FLUSH: 0,
	Z_PARTIAL_FLUSH: 1,
	Z_SYNC_FLUSH: 2,
	Z_FULL_FLUSH: 3,
	Z_FINISH: 4,
	Z_OK: 0,
	Z_STREAM_END: 1,
	Z_STREAM_ERROR: -2,
	Z_DATA_ERROR: -3,
	Z_MEM_ERROR: -4,
	Z_BUF_ERROR: -5,
	Z_NO_COMPRESSION: 0,
	Z_BEST_SPEED: 1,
	Z_BEST_COMPRESSION: 9,
	Z_DEFAULT_COMPRESSION: -1,
	Z_FILTERED: 1,
	Z_HUFFMAN_ONLY: 2,
	Z_RLE: 3,
	Z_FIXED: 4,
	Z_DEFAULT_STRATEGY: 0,
	Z_DEFAULT_WINDOWBITS: 15,
	Z_DEFAULT_MEMLEVEL: 8,
	BROTLI_OPERATION_PROCESS: 0,
	BROTLI_OPERATION_FLUSH: 1,
	BROTLI_OPERATION_FINISH: 2,
	BROTLI_PARAM_MODE: 0,
	BROTLI_MODE_GENERIC: 0,
	BROTLI_MODE_TEXT: 1,
	BROTLI_MODE_FONT: 2,
	BROTLI_PARAM_QUALITY: 1,
	BROTLI_MIN_QUALITY: 0,
	BROTLI_MAX_QUALITY: 11,
	BROTLI_DEFAULT_QUALITY: 11,
	BROTLI_PARAM_LGWIN: 2,
	BROTLI_PARAM_SIZE_HINT: 5,
};

const names = {
	gzip: "Gzip",
	gunzip: "Gunzip",
	deflate: "Deflate",
	inflate: "Inflate",
	deflateRaw: "DeflateRaw",
	inflateRaw: "InflateRaw",
	unzip: "Unzip",
	brotliCompress: "BrotliCompress",
	brotliDecompress: "BrotliDecompress",
};

function base64Of(data: unknown): string {
	if (typeof data === "string") return Buffer.from(data).toString("base64");
	if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength).toString("base64");
	if (data instanceof ArrayBuffer) return Buffer.from(data).toString("base64");
	const kinds = "must be of type string or an instance of Buffer, TypedArray, DataView, or ArrayBuffer.";
	throw argumentError("ERR_INVALID_ARG_TYPE", `The "buffer" argument ${kinds} ${received(data)}`);
}

function told(options: Options): Record<string, unknown> {
	if (options?.dictionary !== undefined) throw new NotSimulatedError("The option dictionary of node:zlib");
	const given: Record<string, unknown> = {};
	for (const name of NUMBERS) {
		const value = options?.[name];
		if (value === undefined) continue;
		if (typeof value === "number" && Number.isFinite(value)) given[name] = value;
		else throw argumentError("ERR_INVALID_ARG_TYPE", `The "options.${name}" property must be of type number. ${received(value)}`);
	}
	return typeof options?.params === "object" ? { ...given, params: options.params } : given;
}

function run(operation: string, data: string, options: Options): Buffer {
	const answer = ask<Answer>("compress", { operation, data, options: told(options) });
	if (answer?.data !== undefined) return Buffer.from(answer.data, "base64");
	if (!answer?.error) throw new NotSimulatedError("Compressing more than 16 MB (1 MB by Brotli), or making more than 16 MB of it,");
	const { name, message, code, errno } = answer.error;
	const error = name === "RangeError" ? new RangeError(message) : name === "TypeError" ? new TypeError(message) : new Error(message);
	throw Object.assign(error, errno === undefined ? { code } : { errno, code });
}

/** Collects what is written, and gives the whole when it ends: chunks come out later than Node.js gives them, and are the same bytes. */
function streamOf(operation: string, options: Options): object {
	const chunks: Buffer[] = [];
	const { Transform } = streamModule() as { Transform: TransformClass };
	return new Transform({
		...options,
		transform(chunk: Uint8Array, _encoding: string, done: () => void) {
			chunks.push(Buffer.from(chunk));
			done();
		},
		flush(this: Transform, done: (error?: unknown) => void) {
			let output: Buffer;
			try {
				output = run(operation, Buffer.concat(chunks).toString("base64"), options);
			} catch (error) {
				done(error);
				return;
			}
			for (let at = 0; at < output.length; at += STREAM_CHUNK) this.push(output.subarray(at, at + STREAM_CHUNK));
			done();
		},
	});
}

/** For what compresses without node:zlib: compression streams, fetch. `data` is base64; throws as node:zlib does. */
export const codec = { run };

/** node:zlib. The work is done by the host's, within bounds; it takes virtual time within the turn (host-work.ts). */
export const zlib: Record<string, unknown> = { constants, crc32 };
for (const [name, value] of Object.entries(constants)) if (name.startsWith("Z_")) zlib[name] = value;

for (const [name, made] of Object.entries(names)) {
	const define = (as: string, value: object) => {
		zlib[as] = Object.defineProperty(value, "name", { value: as, configurable: true });
	};
	define(`${name}Sync`, (data: unknown, options?: Options) => run(name, base64Of(data), options));
	define(name, (data: unknown, options: Options | Callback, given?: Callback) => {
		const callback = (typeof options === "function" ? options : given) as Callback;
		if (typeof callback !== "function") {
			throw argumentError("ERR_INVALID_ARG_TYPE", `The "callback" argument must be of type function. ${received(callback)}`);
		}
		const input = base64Of(data);
		let done: () => void;
		try {
			const output = run(name, input, typeof options === "function" ? undefined : options);
			done = () => callback(null, output);
		} catch (error) {
			const { code } = error as { code?: string };
			if (code === "ERR_OUT_OF_RANGE" || code === "ERR_INVALID_ARG_TYPE") throw error;
			done = () => callback(error as Error);
		}
		timers.setImmediate(done);
	});
	define(`create${made}`, (options?: Options) => streamOf(name, options));
}
