import * as zlib from "node:zlib";
import type { GuestMessage } from "../process/guest-messages.ts";

/** Real bytes that go into one call and come out of it. No limit of Lambda. */
const MOST_BYTES = 16 * 2 ** 20;
/** Brotli at its best takes a second or so for as much; nothing can stop it once it runs. */
const MOST_BROTLI_BYTES = 2 ** 20;

const operations = {
	gzip: zlib.gzipSync,
	gunzip: zlib.gunzipSync,
	deflate: zlib.deflateSync,
	inflate: zlib.inflateSync,
	deflateRaw: zlib.deflateRawSync,
	inflateRaw: zlib.inflateRawSync,
	unzip: zlib.unzipSync,
	brotliCompress: zlib.brotliCompressSync,
	brotliDecompress: zlib.brotliDecompressSync,
} as const;

/**
 * Compression that the guest library borrows from Node.
 * @returns JSON text: `data` in base64, or the `error` as node:zlib throws it, or `beyondBound`. Total: nothing is thrown.
 */
export function compress({ operation, data, options }: GuestMessage<"compress">): string {
	const input = Buffer.from(data, "base64");
	if (input.length > (operation === "brotliCompress" ? MOST_BROTLI_BYTES : MOST_BYTES)) return '{"beyondBound":true}';
	const asked = options.maxOutputLength ?? Number.POSITIVE_INFINITY;
	try {
		const output = operations[operation](input, { ...options, maxOutputLength: Math.min(asked, MOST_BYTES) });
		return JSON.stringify({ data: output.toString("base64") });
	} catch (thrown) {
		const { name, code, errno, message } = thrown as NodeJS.ErrnoException;
		if (code === "ERR_BUFFER_TOO_LARGE" && asked > MOST_BYTES) return '{"beyondBound":true}';
		return JSON.stringify({ error: { name, code, message, ...(errno === undefined ? {} : { errno }) } });
	}
}
