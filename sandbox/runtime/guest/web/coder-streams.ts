import { Buffer } from "buffer";
import { argumentError, received } from "../system-error.ts";
import { TextDecoder, TextEncoder } from "./text-encoding.ts";

type Controller = { enqueue(chunk: unknown): void };
type Transformer = { transform(chunk: unknown, controller: Controller): void; flush?(controller: Controller): void };
type Transform = { readable: object; writable: object };
type TransformClass = new (transformer: Transformer) => Transform;

type Codec = { run(operation: string, data: string, options: object): Uint8Array };
const codec = () => (require("../zlib.ts") as { codec: Codec }).codec;

const OUTPUT_CHUNK = 16_384;
const formats: Record<string, [compress: string, decompress: string]> = {
	__proto__: null as never,
	gzip: ["gzip", "gunzip"],
	deflate: ["deflate", "inflate"],
	"deflate-raw": ["deflateRaw", "inflateRaw"],
	brotli: ["brotliCompress", "brotliDecompress"],
};

function bytesOf(chunk: unknown): Uint8Array {
	if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer as ArrayBuffer, chunk.byteOffset, chunk.byteLength);
	if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
	throw argumentError(
		"ERR_INVALID_ARG_TYPE",
		`The "chunk" argument must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView. ${received(chunk)}`,
	);
}

/** The host's zlib works on the whole, so that everything comes out at the end: the same bytes as Node.js gives, in other chunks. */
function collected(operation: string): Transformer {
	const chunks: Buffer[] = [];
	return {
		transform(chunk) {
			chunks.push(Buffer.from(bytesOf(chunk)));
		},
		flush(controller) {
			let output: Uint8Array;
			try {
				output = codec().run(operation, Buffer.concat(chunks).toString("base64"), {});
			} catch (error) {
				throw Object.assign(new TypeError((error as Error).message, { cause: error }), { code: (error as { code?: string }).code });
			}
			for (let at = 0; at < output.length; at += OUTPUT_CHUNK) controller.enqueue(new Uint8Array(output.slice(at, at + OUTPUT_CHUNK)));
		},
	};
}

/** The streams that turn text into bytes and back, and that compress, over the TransformStream of the library. */
export function coderStreams(TransformStream: TransformClass) {
	class Coder {
		#transform: Transform;
		constructor(transformer: Transformer) {
			this.#transform = new TransformStream(transformer);
		}
		get readable(): object {
			return this.#transform.readable;
		}
		get writable(): object {
			return this.#transform.writable;
		}
	}

	class TextEncoderStream extends Coder {
		constructor() {
			const encoder = new TextEncoder();
			// The first half of a character that two chunks share.
			let half = "";
			super({
				transform(chunk, controller) {
					let text = `${half}${chunk}`;
					half = "";
					const last = text.charCodeAt(text.length - 1);
					if (last >= 0xd800 && last <= 0xdbff) {
						half = text.slice(-1);
						text = text.slice(0, -1);
					}
					if (text !== "") controller.enqueue(encoder.encode(text));
				},
				flush(controller) {
					if (half !== "") controller.enqueue(encoder.encode("\ufffd"));
				},
			});
		}
		get encoding(): string {
			return "utf-8";
		}
	}

	class TextDecoderStream extends Coder {
		#decoder: TextDecoder;
		constructor(encoding = "utf-8", options: { fatal?: boolean; ignoreBOM?: boolean } = {}) {
			const decoder = new TextDecoder(encoding, options);
			super({
				transform(chunk, controller) {
					const text = decoder.decode(chunk as Uint8Array, { stream: true });
					if (text !== "") controller.enqueue(text);
				},
				flush(controller) {
					const text = decoder.decode();
					if (text !== "") controller.enqueue(text);
				},
			});
			this.#decoder = decoder;
		}
		get encoding(): string {
			return this.#decoder.encoding;
		}
		get fatal(): boolean {
			return this.#decoder.fatal;
		}
		get ignoreBOM(): boolean {
			return this.#decoder.ignoreBOM;
		}
	}

	const operationOf = (name: string, format: unknown, index: 0 | 1): string => {
		const pair = formats[`${format}`];
		if (pair) return pair[index];
		const message = `Failed to construct '${name}': 1st argument '${format}' is not a valid enum value of type CompressionFormat.`;
		throw argumentError("ERR_INVALID_ARG_VALUE", message);
	};
	class CompressionStream extends Coder {
		constructor(format: unknown) {
			super(collected(operationOf("CompressionStream", format, 0)));
		}
	}
	class DecompressionStream extends Coder {
		constructor(format: unknown) {
			super(collected(operationOf("DecompressionStream", format, 1)));
		}
	}
	for (const Made of [TextEncoderStream, TextDecoderStream, CompressionStream, DecompressionStream]) {
		const own = Object.getOwnPropertyDescriptors(Coder.prototype);
		Object.defineProperties(Made.prototype, {
			readable: { ...own.readable, enumerable: true },
			writable: { ...own.writable, enumerable: true },
		});
		Object.defineProperty(Made.prototype, Symbol.toStringTag, { value: Made.name.replace(/\d+$/, ""), configurable: true });
	}
	return { TextEncoderStream, TextDecoderStream, CompressionStream, DecompressionStream };
}
