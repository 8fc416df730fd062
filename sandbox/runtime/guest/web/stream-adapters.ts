import { Buffer } from "buffer";
import { NativePromise } from "../primordials.ts";
import { argumentError, received } from "../system-error.ts";
import { isReadableStream, loadStreams } from "./streams-loader.ts";

// After lib/internal/webstreams/adapters.js of Node.js, over the streams of the package readable-stream.

type Callback = (error?: unknown) => void;
type NodeStream = {
	destroy(error?: unknown): void;
	destroyed: boolean;
	on(name: string, listener: (value: never) => void): void;
	pause(): void;
	resume(): void;
	push(chunk: unknown): boolean;
	write(chunk: unknown): boolean;
	end(): void;
	readable: boolean;
	writable: boolean;
	writableEnded: boolean;
	writableNeedDrain: boolean;
	readableObjectMode: boolean;
	writableObjectMode: boolean;
	readableHighWaterMark: number;
	writableHighWaterMark: number;
};
type Options = { highWaterMark?: number; objectMode?: boolean; encoding?: string; decodeStrings?: boolean; signal?: AbortSignal };
type StreamClass = { new (options: object): NodeStream } & Record<string, unknown>;
type Module = {
	Readable: StreamClass;
	Writable: StreamClass;
	Duplex: StreamClass;
	finished(stream: NodeStream, options: object, done: Callback): () => void;
};
type Pair = { readable: ReadableStream; writable: WritableStream };
type Deferred = { promise: Promise<void>; resolve(): void; reject(error: unknown): void };

function deferred(): Deferred {
	let settle!: Pick<Deferred, "resolve" | "reject">;
	const promise = new NativePromise<void>((resolve, reject) => {
		settle = { resolve, reject };
	});
	return { promise, ...settle };
}

function aborted(cause?: unknown): Error {
	const error = new Error("The operation was aborted", cause === undefined ? undefined : { cause });
	error.name = "AbortError";
	return Object.assign(error, { code: "ABORT_ERR" });
}

/** A stream that ended before its time counts as aborted. */
const ending = (error: unknown) =>
	(error as { code?: string } | undefined)?.code === "ERR_STREAM_PREMATURE_CLOSE" ? aborted(error) : error;

function strategyFor(objectMode: boolean, highWaterMark: number): QueuingStrategy {
	const { ByteLengthQueuingStrategy, CountQueuingStrategy } = loadStreams().webStreams;
	return objectMode ? new CountQueuingStrategy({ highWaterMark }) : (new ByteLengthQueuingStrategy({ highWaterMark }) as QueuingStrategy);
}

function assertStream(name: string, kind: string, value: unknown, member: string): asserts value is NodeStream {
	if (typeof (value as Record<string, unknown> | null)?.[member] === "function") return;
	throw argumentError("ERR_INVALID_ARG_TYPE", `The "${name}" argument must be an instance of ${kind}. ${received(value)}`);
}

function readableToWeb({ finished }: Module, source: unknown, options: { strategy?: QueuingStrategy } = {}): ReadableStream {
	assertStream("streamReadable", "stream.Readable", source, "read");
	const { ReadableStream } = loadStreams().webStreams;
	if (source.destroyed || !source.readable) {
		const stream = new ReadableStream();
		void stream.cancel();
		return stream as unknown as ReadableStream;
	}
	const objectMode = source.readableObjectMode;
	const strategy = options.strategy ?? strategyFor(objectMode, source.readableHighWaterMark);
	let controller: ReadableStreamDefaultController<unknown>;
	source.pause();
	const cleanup = finished(source, { writable: false }, (error) => {
		cleanup();
		// What comes after the end concerns nobody any more.
		source.on("error", () => {});
		if (error) controller.error(ending(error));
		else controller.close();
	});
	source.on("data", (chunk: unknown) => {
		controller.enqueue(Buffer.isBuffer(chunk) && !objectMode ? new Uint8Array(chunk) : chunk);
		if ((controller.desiredSize as number) <= 0) source.pause();
	});
	return new ReadableStream(
		{
			start(given) {
				controller = given as unknown as ReadableStreamDefaultController<unknown>;
			},
			pull() {
				source.resume();
			},
			cancel(reason) {
				source.destroy(reason);
			},
		},
		strategy as never,
	) as unknown as ReadableStream;
}

/** How a stream of Node.js reads from a reader of the web. */
function reading(reader: ReadableStreamDefaultReader<unknown>, stream: () => NodeStream) {
	const state = { closed: false };
	reader.closed.then(
		() => {
			state.closed = true;
		},
		(error) => {
			state.closed = true;
			stream().destroy(error);
		},
	);
	const read = () => {
		reader.read().then(
			({ done, value }) => stream().push(done ? null : value),
			(error) => stream().destroy(error),
		);
	};
	return { state, read };
}

/** How a stream of Node.js writes to a writer of the web. */
function writing(
	writer: WritableStreamDefaultWriter<unknown>,
	stream: () => NodeStream,
	{ decodeStrings = true, objectMode = false }: Options,
) {
	const state = { closed: false };
	writer.closed.then(
		() => {
			state.closed = true;
		},
		(error) => {
			state.closed = true;
			stream().destroy(error);
		},
	);
	const write = (chunk: unknown, encoding: BufferEncoding, done: Callback) => {
		const bytes = typeof chunk === "string" && decodeStrings && !objectMode ? Buffer.from(chunk, encoding) : chunk;
		const sent = Buffer.isBuffer(bytes) && !objectMode ? new Uint8Array(bytes) : bytes;
		writer.ready
			.then(() => writer.write(sent))
			.then(
				() => done(),
				(error) => stream().destroy(error),
			);
	};
	const final = (done: Callback) => {
		if (state.closed) done();
		else writer.close().then(() => done(), done);
	};
	return { state, write, final };
}

function readableFromWeb({ Readable }: Module, source: unknown, options: Options = {}): NodeStream {
	if (!isReadableStream(source))
		throw argumentError("ERR_INVALID_ARG_TYPE", `The "readableStream" argument must be an instance of ReadableStream. ${received(source)}`);
	const { highWaterMark, encoding, objectMode = false, signal } = options;
	const reader = source.getReader();
	const { state, read } = reading(reader, () => stream);
	const stream: NodeStream = new Readable({
		highWaterMark,
		encoding,
		objectMode,
		signal,
		read,
		destroy(error: unknown, done: Callback) {
			const finish = () => done(error);
			if (state.closed) finish();
			else reader.cancel(error).then(finish, finish);
		},
	});
	return stream;
}

function writableToWeb({ finished }: Module, target: unknown): WritableStream {
	assertStream("streamWritable", "stream.Writable", target, "write");
	const { WritableStream } = loadStreams().webStreams;
	if (target.destroyed || !target.writable) {
		const stream = new WritableStream();
		void stream.close();
		return stream as unknown as WritableStream;
	}
	let controller: WritableStreamDefaultController | undefined;
	let pressed: Deferred | undefined;
	let closing: Deferred | undefined;
	const cleanup = finished(target, {}, (given) => {
		const error = ending(given);
		cleanup();
		target.on("error", () => {});
		if (error) {
			pressed?.reject(error);
			closing?.reject(error);
			controller?.error(error);
		} else if (closing) closing.resolve();
		else controller?.error(aborted());
		controller = undefined;
	});
	target.on("drain", () => pressed?.resolve());
	return new WritableStream(
		{
			start(given) {
				controller = given as unknown as WritableStreamDefaultController;
			},
			write(chunk) {
				if (!target.writableNeedDrain && target.write(chunk)) return undefined;
				pressed = deferred();
				return pressed.promise.finally(() => {
					pressed = undefined;
				});
			},
			abort(reason) {
				target.destroy(reason);
			},
			close() {
				closing = deferred();
				if (!target.writableEnded) target.end();
				return closing.promise;
			},
		},
		strategyFor(target.writableObjectMode, target.writableHighWaterMark) as never,
	) as unknown as WritableStream;
}

function writableFromWeb({ Writable }: Module, target: unknown, options: Options = {}): NodeStream {
	if (!(target instanceof loadStreams().webStreams.WritableStream))
		throw argumentError("ERR_INVALID_ARG_TYPE", `The "writableStream" argument must be an instance of WritableStream. ${received(target)}`);
	const { highWaterMark, decodeStrings = true, objectMode = false, signal } = options;
	const writer = target.getWriter() as unknown as WritableStreamDefaultWriter<unknown>;
	const { state, write, final } = writing(writer, () => stream, options);
	const stream: NodeStream = new Writable({
		highWaterMark,
		objectMode,
		decodeStrings,
		signal,
		write,
		final,
		destroy(error: unknown, done: Callback) {
			const finish = () => done(error);
			if (state.closed) finish();
			else (error == null ? writer.close() : writer.abort(error)).then(finish, finish);
		},
	});
	return stream;
}

function duplexFromWeb({ Duplex }: Module, pair: Pair, options: Options = {}): NodeStream {
	const { highWaterMark, encoding, decodeStrings = true, objectMode = false, signal } = options;
	const writer = pair.writable.getWriter();
	const reader = pair.readable.getReader();
	const written = writing(writer, () => stream, options);
	const { state, read } = reading(reader, () => stream);
	const stream: NodeStream = new Duplex({
		highWaterMark,
		encoding,
		decodeStrings,
		objectMode,
		signal,
		read,
		write: written.write,
		final: written.final,
		destroy(error: unknown, done: Callback) {
			const finish = () => done(error);
			const ends: Promise<void>[] = [];
			if (!written.state.closed) ends.push(writer.abort(error));
			if (!state.closed) ends.push(reader.cancel(error));
			NativePromise.all(ends).then(finish, finish);
		},
	});
	return stream;
}

/** Gives Readable, Writable and Duplex their ways to and from the streams of the web, and the module what it knows about those. */
export function withWebStreams(module: object): object {
	const streams = module as Module & Record<string, unknown>;
	const { Readable, Writable, Duplex } = streams;
	Readable.toWeb = (source: unknown, options?: object) => readableToWeb(streams, source, options);
	Readable.fromWeb = (source: unknown, options?: Options) => readableFromWeb(streams, source, options);
	Writable.toWeb = (target: unknown) => writableToWeb(streams, target);
	Writable.fromWeb = (target: unknown, options?: Options) => writableFromWeb(streams, target, options);
	Duplex.toWeb = (duplex: unknown) => ({ readable: readableToWeb(streams, duplex), writable: writableToWeb(streams, duplex) });
	Duplex.fromWeb = (pair: Pair, options?: Options) => duplexFromWeb(streams, pair, options);
	const isDisturbed = streams.isDisturbed as (stream: unknown) => boolean;
	streams.isDisturbed = (stream: unknown) => (isReadableStream(stream) ? loadStreams().isDisturbed(stream) : isDisturbed(stream));
	return streams;
}
