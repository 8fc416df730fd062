// biome-ignore-all lint/complexity/noArguments: as in Node.js, errors tell how many arguments were given.
import { type Bytes, copied, decoded, encoded, joined, viewed } from "../buffer/bytes.ts";
import { epochNow } from "../date.ts";
import { charCodeAt, lowerCase } from "../primordials.ts";
import { argumentError } from "../system-error.ts";
import { bytesAsStream } from "./streams-loader.ts";
import { enumerable, illegalInvocation, isSequence } from "./web-idl.ts";

type Inspect = (value: unknown, options: object) => string;
const inspectCustom = Symbol.for("nodejs.util.inspect.custom");

/** The type as Blob keeps it: lower case, and nothing where a character is not of ASCII. */
function typeOf(type: unknown): string {
	const text = type === undefined ? "" : `${type}`;
	for (let n = 0; n < text.length; n++) {
		const code = charCodeAt(text, n);
		if (code < 0x20 || code > 0x7e) return "";
	}
	return lowerCase(text);
}

function piecesOf(sources: unknown, native: boolean): Bytes {
	if (typeof sources !== "object" || sources === null || !isSequence(sources))
		throw argumentError("ERR_INVALID_ARG_TYPE", "Value cannot be converted to sequence.");
	const pieces: Uint8Array[] = [];
	for (const source of sources) {
		const text = (given: string) => encoded(native ? given.replace(/\r\n|\r/g, "\n") : given);
		pieces[pieces.length] = Blob.bytesOf(source) ?? viewed(source) ?? text(`${source}`);
	}
	return joined(pieces);
}

function bounded(value: unknown, size: number, otherwise: number): number {
	if (value === undefined) return otherwise;
	const number = Math.trunc(Number(value)) || 0;
	return number < 0 ? Math.max(size + number, 0) : Math.min(number, size);
}

/** The global Blob. Its bytes are all there from the beginning. */
export class Blob {
	#bytes: Bytes;
	#type: string;

	constructor(sources: unknown = [], options: { type?: unknown; endings?: unknown } = {}) {
		if ((typeof options !== "object" && typeof options !== "function") || options === null)
			throw argumentError("ERR_INVALID_ARG_TYPE", 'The "options" argument must be of type object.');
		const { endings = "transparent", type } = options;
		if (endings !== "transparent" && endings !== "native")
			throw argumentError("ERR_INVALID_ARG_VALUE", `The property 'options.endings' is invalid. Received '${endings}'`);
		this.#bytes = piecesOf(sources, endings === "native");
		this.#type = typeOf(type);
	}

	/** For the library: the bytes of a Blob, not copied; undefined for anything else. */
	static bytesOf(value: unknown): Bytes | undefined {
		return typeof value === "object" && value !== null && #bytes in value ? value.#bytes : undefined;
	}
	/** For the library: a Blob over bytes that nobody changes. */
	static over(bytes: Bytes, type: string): Blob {
		const blob = new Blob([], { type });
		blob.#bytes = bytes;
		return blob;
	}

	get size(): number {
		if (!(#bytes in this)) illegalInvocation();
		return this.#bytes.length;
	}
	get type(): string {
		if (!(#bytes in this)) illegalInvocation();
		return this.#type;
	}
	slice(start?: number, end?: number, contentType: unknown = ""): Blob {
		const { length } = this.#bytes;
		const from = bounded(start, length, 0);
		return Blob.over(this.#bytes.slice(from, Math.max(from, bounded(end, length, length))), typeOf(contentType));
	}
	async arrayBuffer(): Promise<ArrayBuffer> {
		return copied(this.#bytes).buffer;
	}
	async bytes(): Promise<Bytes> {
		return copied(this.#bytes);
	}
	async text(): Promise<string> {
		return decoded(this.#bytes);
	}
	stream(): ReadableStream<Uint8Array> {
		return bytesAsStream(this.#bytes);
	}
	get [Symbol.toStringTag](): string {
		return "Blob";
	}
	[inspectCustom](depth: number, options: object, inspect: Inspect): string {
		return depth < 0 ? "[Blob]" : `Blob ${inspect({ size: this.size, type: this.type }, options)}`;
	}
}
enumerable(Blob, ["size", "type", "slice", "stream", "text", "arrayBuffer", "bytes"]);

/** The global File. */
export class File extends Blob {
	#name: string;
	#lastModified: number;
	constructor(sources: unknown, name: unknown, options: { type?: unknown; endings?: unknown; lastModified?: unknown } = {}) {
		if (arguments.length < 2)
			throw Object.assign(new TypeError('The "fileBits" and "fileName" arguments must be specified'), { code: "ERR_MISSING_ARGS" });
		super(sources, options);
		this.#name = `${name}`.toWellFormed();
		this.#lastModified = options?.lastModified === undefined ? epochNow() : Number(options.lastModified) || 0;
	}
	get name(): string {
		return this.#name;
	}
	get lastModified(): number {
		return this.#lastModified;
	}
	get webkitRelativePath(): string {
		return "";
	}
	override get [Symbol.toStringTag](): string {
		return "File";
	}
	override [inspectCustom](depth: number, options: object, inspect: Inspect): string {
		const { size, type, name, lastModified } = this;
		return depth < 0 ? "[File]" : `File ${inspect({ size, type, name, lastModified }, options)}`;
	}
}
enumerable(File, ["name", "lastModified", "webkitRelativePath"]);
