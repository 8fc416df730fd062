import { type Bytes, copied, decoded, encoded, joined, viewed } from "../buffer/bytes.ts";
import { jsonParse, NativePromise, NativeUint8Array, promiseThen } from "../primordials.ts";
import type { Blob } from "./blob.ts";
import { bytesAsStream, isReadableStream, loadBlobs, loadStreams } from "./streams-loader.ts";
import { URLSearchParams } from "./url.ts";

/**
 * The body of a request or a response. Bytes become a stream when somebody asks for one; a body that was given as a stream has no bytes.
 * `used` is for bytes; a stream knows by itself.
 */
export type BodyState = { bytes: Bytes | undefined; stream: ReadableStream<Uint8Array> | undefined; used: boolean };

type Forms = typeof import("./form-data.ts") & typeof import("./multipart.ts");
/** Forms are evaluated when somebody first uses one. */
const forms = (): Forms => ({
	...(require("./form-data.ts") as typeof import("./form-data.ts")),
	...(require("./multipart.ts") as typeof import("./multipart.ts")),
});

const UNUSABLE = "Body is unusable: Body has already been read";

export function isUnusable({ stream, used }: BodyState): boolean {
	return stream === undefined ? used : stream.locked || loadStreams().isDisturbed(stream);
}

export function isUsed({ stream, used }: BodyState): boolean {
	return stream === undefined ? used : loadStreams().isDisturbed(stream);
}

/**
 * Reads what a caller gives as a body.
 * @returns The body, and the content-type that it brings along.
 * @throws {TypeError} For a stream that is in use already.
 */
export function extractBody(given: unknown): { body: BodyState; contentType: string | undefined } {
	const of = (bytes: Bytes, contentType?: string) => ({ body: { bytes, stream: undefined, used: false }, contentType });
	if (typeof given === "object" && given !== null) {
		const bytes = viewed(given);
		if (bytes) return of(copied(bytes));
		if (given instanceof URLSearchParams) return of(encoded(`${given}`), "application/x-www-form-urlencoded;charset=UTF-8");
		const blob = loadBlobs().Blob.bytesOf(given);
		if (blob) return of(blob, (given as Blob).type || undefined);
		const { FormData, encodeForm } = forms();
		if (given instanceof FormData) {
			const form = encodeForm(given);
			return of(form.bytes, form.contentType);
		}
		const iterable = typeof (given as { [Symbol.asyncIterator]?: unknown })[Symbol.asyncIterator] === "function";
		if (isReadableStream(given) || iterable) {
			const stream = isReadableStream(given) ? given : loadStreams().webStreams.ReadableStream.from(given as AsyncIterable<unknown>);
			const body = { bytes: undefined, stream: stream as ReadableStream<Uint8Array>, used: false };
			if (isUnusable(body)) throw new TypeError("Response body object should not be disturbed or locked");
			return { body, contentType: undefined };
		}
	}
	return of(encoded(`${given}`), "text/plain;charset=UTF-8");
}

/** `body` of a request or a response. */
export function streamOf(body: BodyState): ReadableStream<Uint8Array> {
	if (body.stream === undefined) {
		const stream = bytesAsStream(body.used ? new NativeUint8Array(0) : (body.bytes as Bytes));
		// Bytes that were read already are a stream that was read to its end.
		if (body.used) void stream.cancel();
		body.stream = stream;
	}
	return body.stream;
}

/** Both of a body that is cloned read the same bytes. */
export function cloned(body: BodyState): BodyState {
	if (body.stream === undefined) return { bytes: body.bytes, stream: undefined, used: false };
	const [one, other] = body.stream.tee();
	body.stream = one;
	return { bytes: body.bytes, stream: other, used: false };
}

/** The whole body; it is used from then on. The caller may keep the bytes, not change them. */
export async function consumed(body: BodyState | null): Promise<Bytes> {
	if (body === null) return new NativeUint8Array(0);
	if (isUnusable(body)) throw new TypeError(UNUSABLE);
	if (body.stream === undefined) {
		body.used = true;
		return body.bytes as Bytes;
	}
	const reader = body.stream.getReader();
	const pieces: Uint8Array[] = [];
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return joined(pieces);
		if (!(value instanceof NativeUint8Array)) {
			const error = new TypeError("Received non-Uint8Array chunk");
			promiseThen(reader.cancel(error), undefined, () => {});
			throw error;
		}
		pieces[pieces.length] = value;
	}
}

const consumers = {
	text: async (bytes: Bytes) => decoded(bytes),
	json: async (bytes: Bytes) => jsonParse(decoded(bytes)),
	bytes: async (bytes: Bytes) => copied(bytes),
	arrayBuffer: async (bytes: Bytes) => copied(bytes).buffer,
	blob: async (bytes: Bytes, contentType: string | null) => loadBlobs().Blob.over(bytes, contentType ?? ""),
	formData: async (bytes: Bytes, contentType: string | null) => {
		const { FormData, decodeForm } = forms();
		const essence = `${contentType}`.split(";")[0]?.trim().toLowerCase();
		if (essence === "multipart/form-data") return decodeForm(bytes, contentType as string);
		if (essence !== "application/x-www-form-urlencoded") {
			const types = '"multipart/form-data" or "application/x-www-form-urlencoded"';
			throw new TypeError(`Content-Type was not one of ${types}.`);
		}
		const form = new FormData();
		for (const [name, value] of new URLSearchParams(decoded(bytes))) form.append(name, value);
		return form;
	},
};

export type Consumer = keyof typeof consumers;

/** One of `text()`, `json()` and the others. */
export function consume<C extends Consumer>(
	kind: C,
	body: BodyState | null,
	contentType: string | null,
): ReturnType<(typeof consumers)[C]> {
	const read = consumers[kind] as (bytes: Bytes, contentType: string | null) => Promise<unknown>;
	return new NativePromise((resolve, reject) => {
		promiseThen(consumed(body), (bytes: Bytes) => resolve(read(bytes, contentType)), reject);
	}) as ReturnType<(typeof consumers)[C]>;
}
