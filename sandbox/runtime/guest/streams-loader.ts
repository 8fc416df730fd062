import { copied } from "./bytes.ts";

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
			if (bytes.length > 0) controller.enqueue(copied(bytes));
			controller.close();
			controller.byobRequest?.respond(0);
		},
	}) as unknown as ReadableStream<Uint8Array>;
}
