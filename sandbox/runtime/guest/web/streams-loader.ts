import { NativeUint8Array } from "../primordials.ts";

type Streams = typeof import("./web-streams.ts");

let loaded: Streams | undefined;

/** Web streams are a large part of the library, evaluated when somebody first asks for one. */
export function loadStreams(): Streams {
	loaded ??= require("./web-streams.ts") as Streams;
	return loaded;
}

/** Never evaluates them: what nobody has loaded, nobody can have made. */
export function isReadableStream(value: unknown): value is ReadableStream<unknown> {
	return loaded !== undefined && value instanceof loaded.webStreams.ReadableStream;
}

/** A byte stream that gives these bytes at once. */
export function bytesAsStream(bytes: Uint8Array): ReadableStream<Uint8Array> {
	const { ReadableStream } = loadStreams().webStreams;
	return new ReadableStream({
		type: "bytes",
		pull(controller) {
			if (bytes.length > 0) controller.enqueue(new NativeUint8Array(bytes));
			controller.close();
			controller.byobRequest?.respond(0);
		},
	}) as unknown as ReadableStream<Uint8Array>;
}

/** Whether it is a stream of any kind: readable, writable, or a pair of both. */
export function isStream(value: unknown): boolean {
	if (loaded === undefined) return false;
	const { ReadableStream, WritableStream, TransformStream } = loaded.webStreams;
	return value instanceof ReadableStream || value instanceof WritableStream || value instanceof TransformStream;
}

type Blobs = typeof import("./blob.ts");
let blobs: Blobs | undefined;

/** The classes Blob and File, evaluated when somebody first asks for one. */
export function loadBlobs(): Blobs {
	blobs ??= require("./blob.ts") as Blobs;
	return blobs;
}

/** A copy of a Blob or a File; undefined for anything else. */
export function copyOfBlob(value: unknown): Blob | undefined {
	const bytes = blobs?.Blob.bytesOf(value);
	if (blobs === undefined || bytes === undefined) return undefined;
	const { type, name, lastModified } = value as File;
	if (value instanceof blobs.File) return new blobs.File([value], name, { type, lastModified }) as unknown as Blob;
	return blobs.Blob.over(bytes, type) as unknown as Blob;
}
