import * as polyfill from "web-streams-polyfill";
import {
	ByteLengthQueuingStrategy,
	CountQueuingStrategy,
	ReadableByteStreamController,
	ReadableStream,
	ReadableStreamBYOBReader,
	ReadableStreamBYOBRequest,
	ReadableStreamDefaultController,
	ReadableStreamDefaultReader,
	TransformStream,
	TransformStreamDefaultController,
	WritableStream,
	WritableStreamDefaultController,
	WritableStreamDefaultWriter,
} from "web-streams-polyfill";
import { defineProperty } from "../primordials.ts";
import { coderStreams } from "./coder-streams.ts";

/** The inner state of a stream, a reader or a writer, as the build exposes it (sandbox/build/web-streams-source.ts). */
type Inner = {
	state: string;
	disturbed: boolean;
	controller: object | undefined;
	backpressure: boolean;
	owner: object | undefined;
	readRequests: number;
	readIntoRequests: number;
};
const { innerOf } = polyfill as unknown as { innerOf(stream: object): Inner };

/** Whether somebody has read from the stream or cancelled it. */
export const isDisturbed = (stream: object): boolean => innerOf(stream).disturbed;
export const stateOf = (stream: object): string => innerOf(stream).state;

type Inspect = (value: unknown, options: object) => string;
type Class = { prototype: object; name: string };

/** What console.log shows of a stream in Node.js. */
function shows(Shown: Class, name: string, properties: (self: never) => object): void {
	defineProperty(Shown, "name", { value: name, configurable: true });
	const custom = function (this: never, depth: number, options: { depth?: number | null }, inspect: Inspect): string {
		if (depth < 0) return `[${name}]`;
		return `${name} ${inspect(properties(this), { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
	};
	defineProperty(Shown.prototype, Symbol.for("nodejs.util.inspect.custom"), { value: custom, writable: true, configurable: true });
}

shows(ReadableStream, "ReadableStream", (self: ReadableStream) => ({
	locked: self.locked,
	state: innerOf(self).state,
	supportsBYOB: innerOf(self).controller instanceof ReadableByteStreamController,
}));
shows(ReadableStreamDefaultReader, "ReadableStreamDefaultReader", (self: ReadableStreamDefaultReader) => ({
	stream: innerOf(self).owner,
	readRequests: innerOf(self).readRequests,
	close: self.closed,
}));
shows(ReadableStreamBYOBReader, "ReadableStreamBYOBReader", (self: ReadableStreamBYOBReader) => ({
	stream: innerOf(self).owner,
	readIntoRequests: innerOf(self).readIntoRequests,
	close: self.closed,
}));
shows(WritableStream, "WritableStream", (self: WritableStream) => ({ locked: self.locked, state: innerOf(self).state }));
shows(WritableStreamDefaultWriter, "WritableStreamDefaultWriter", (self: WritableStreamDefaultWriter) => ({
	stream: innerOf(self).owner,
	close: self.closed,
	ready: self.ready,
	desiredSize: self.desiredSize,
}));
shows(TransformStream, "TransformStream", (self: TransformStream) => ({
	readable: self.readable,
	writable: self.writable,
	backpressure: innerOf(self).backpressure,
}));
shows(CountQueuingStrategy, "CountQueuingStrategy", ({ highWaterMark }: CountQueuingStrategy) => ({ highWaterMark }));
shows(ByteLengthQueuingStrategy, "ByteLengthQueuingStrategy", ({ highWaterMark }: ByteLengthQueuingStrategy) => ({ highWaterMark }));
for (const controller of [ReadableStreamDefaultController, ReadableByteStreamController, WritableStreamDefaultController])
	shows(controller, controller.name.replace(/\d+$/, ""), () => ({}));
shows(TransformStreamDefaultController, "TransformStreamDefaultController", () => ({}));
shows(ReadableStreamBYOBRequest, "ReadableStreamBYOBRequest", ({ view }: ReadableStreamBYOBRequest) => ({ view }));

const coders = coderStreams(TransformStream as never);
const { TextDecoderStream, TextEncoderStream, CompressionStream, DecompressionStream } = coders;
const ends = (self: { readable: object; writable: object }) => ({ readable: self.readable, writable: self.writable });
shows(TextEncoderStream, "TextEncoderStream", (self: never) => ({ encoding: (self as { encoding: string }).encoding, ...ends(self) }));
shows(TextDecoderStream, "TextDecoderStream", (self: { encoding: string; fatal: boolean; ignoreBOM: boolean }) => ({
	encoding: self.encoding,
	fatal: self.fatal,
	ignoreBOM: self.ignoreBOM,
	...ends(self as never),
}));
shows(CompressionStream, "CompressionStream", ends);
shows(DecompressionStream, "DecompressionStream", ends);

/** node:stream/web, and the globals of the same names. */
export const webStreams = {
	ReadableStream,
	ReadableStreamDefaultReader,
	ReadableStreamBYOBReader,
	ReadableStreamBYOBRequest,
	ReadableByteStreamController,
	ReadableStreamDefaultController,
	TransformStream,
	TransformStreamDefaultController,
	WritableStream,
	WritableStreamDefaultController,
	WritableStreamDefaultWriter,
	ByteLengthQueuingStrategy,
	CountQueuingStrategy,
	TextEncoderStream,
	TextDecoderStream,
	CompressionStream,
	DecompressionStream,
};
