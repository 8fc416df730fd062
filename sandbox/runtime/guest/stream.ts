/** node:stream: Node's own streams as the package readable-stream has them, run only when a handler asks for them. */
export function streamModule(): object {
	return require("readable-stream/lib/stream.js");
}

/** node:string_decoder. */
export function stringDecoder(): object {
	return require("string_decoder/");
}
