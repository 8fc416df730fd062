import { Buffer } from "buffer";
import { ask } from "../bridge.ts";
import { toBase64 } from "../buffer/base64.ts";
import { NotSimulatedError } from "../not-simulated.ts";
import { validateInteger, validateString } from "../validate.ts";
import { bytesOf, coded, type Data, dataBytes, encoded, settled } from "./bytes.ts";
import { type KeyLike, secretBytes } from "./key-object.ts";
import { LazyTransform } from "./lazy-transform.ts";

/** Bytes that one hash may take in; they are kept until its digest is asked for. No limit of Lambda. */
const MOST_BYTES = 24 * 2 ** 20;

type Done = (error?: unknown) => void;
type HashOptions = { outputLength?: number };

/** The digest is computed by the host's node:crypto; until then the data is kept. */
class Digest extends LazyTransform {
	protected chunks: Buffer[] = [];
	protected size = 0;
	protected algorithm: string;
	protected done = false;
	constructor(algorithm: string, options: object | undefined) {
		super(options);
		this.algorithm = algorithm;
		for (const name of ["chunks", "size", "algorithm", "done"]) Object.defineProperty(this, name, { enumerable: false });
	}
	update(data: Data, encoding?: string): this {
		if (this.done) throw coded("ERR_CRYPTO_HASH_FINALIZED", "Digest already called");
		// A copy: the learner may change the array after the update.
		const bytes = Buffer.from(dataBytes(data, encoding));
		this.size += bytes.length;
		if (this.size > MOST_BYTES) throw new NotSimulatedError("Hashing more than 24 MB with one hash");
		this.chunks.push(bytes);
		return this;
	}
	protected result(key: Buffer | undefined, outputLength: number | undefined): Buffer {
		return digestOf(this.algorithm, Buffer.concat(this.chunks), key, outputLength);
	}
	_transform(chunk: Data, encoding: string, done: Done): void {
		this.update(chunk, encoding);
		done();
	}
	_flush(this: Digest & { push(chunk: unknown): void; digest(): unknown }, done: Done): void {
		this.push(this.digest());
		done();
	}
}

function digestOf(algorithm: string, data: Buffer, key?: Buffer, outputLength?: number): Buffer {
	const request = { algorithm, data: toBase64(data), key: key?.toString("base64"), outputLength };
	return bytesOf({ data: settled<{ digest: string }>(ask("hash", request)).digest });
}

/** Names that were accepted before: only the first hash of each asks. */
const known = new Set<string>();

function check(algorithm: string, keyed: boolean, outputLength?: number): void {
	const asked = `${keyed} ${algorithm} ${outputLength}`;
	if (known.has(asked)) return;
	digestOf(algorithm, Buffer.alloc(0), keyed ? Buffer.alloc(1) : undefined, outputLength);
	known.add(asked);
}

export class Hash extends Digest {
	#outputLength: number | undefined;
	constructor(algorithm: unknown, options?: HashOptions) {
		validateString(algorithm, "algorithm");
		super(algorithm, options);
		const outputLength = options?.outputLength;
		if (outputLength !== undefined) validateInteger(outputLength, "options.outputLength", 0, 2 ** 32 - 1);
		this.#outputLength = outputLength;
		check(algorithm, false, outputLength);
	}
	/** A hash of what was added so far, to go on with apart from this one. */
	copy(options?: HashOptions): Hash {
		if (this.done) throw coded("ERR_CRYPTO_HASH_FINALIZED", "Digest already called");
		const copy = new Hash(this.algorithm, options);
		copy.chunks = [...this.chunks];
		copy.size = this.size;
		return copy;
	}
	digest(encoding?: string): Buffer | string {
		if (this.done) throw coded("ERR_CRYPTO_HASH_FINALIZED", "Digest already called");
		this.done = true;
		return encoded(this.result(undefined, this.#outputLength), encoding);
	}
}

export class Hmac extends Digest {
	#key: Buffer;
	constructor(algorithm: unknown, key: unknown, options?: { encoding?: string }) {
		validateString(algorithm, "hmac");
		super(algorithm, options);
		this.#key = Buffer.from(secretBytes(key, "key", options?.encoding));
		check(algorithm, true);
	}
	/** As in Node.js, the second digest is empty. */
	digest(encoding?: string): Buffer | string {
		if (this.done) return encoded(Buffer.alloc(0), encoding);
		this.done = true;
		return encoded(this.result(this.#key, undefined), encoding);
	}
}

export const createHash = (algorithm: unknown, options?: HashOptions) => new Hash(algorithm, options);
export const createHmac = (algorithm: unknown, key: KeyLike, options?: { encoding?: string }) => new Hmac(algorithm, key, options);

/** crypto.hash: at once. */
export function hash(
	algorithm: unknown,
	input: Data,
	options: string | { outputEncoding?: string; outputLength?: number } = "hex",
): Buffer | string {
	validateString(algorithm, "algorithm");
	const bytes = dataBytes(input, undefined, "input");
	const encoding = typeof options === "string" ? options : (options?.outputEncoding ?? "hex");
	try {
		return encoded(digestOf(algorithm, bytes, undefined, typeof options === "string" ? undefined : options?.outputLength), encoding);
	} catch (error) {
		if ((error as Error).message === "Digest method not supported") throw new Error(`Digest method ${algorithm} is not supported`);
		throw error;
	}
}
