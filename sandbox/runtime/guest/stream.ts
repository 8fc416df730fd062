import { withWebStreams } from "./web/stream-adapters.ts";

let made: object | undefined;

/** node:stream: Node's own streams as the package readable-stream has them, run only when a handler asks for them. */
export function streamModule(): object {
	made ??= withWebStreams(require("readable-stream/lib/stream.js"));
	return made;
}

/** node:string_decoder. */
export function stringDecoder(): object {
	return require("string_decoder/");
}
