import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "esbuild";
import { SimulatorError } from "#sandbox/kernel/simulator-error.ts";
import { packageRoot } from "./package-root.ts";

/**
 * The package web-streams-polyfill as the guest library needs it. Its inner properties (`_state`) become symbols, as they are in Node.js,
 * where neither Object.keys nor JSON.stringify shows them; what it asks V8 for comes from the guest library, so that promises carry
 * AsyncLocalStorage; and its most frequent errors read as those of Node.js.
 */
export const webStreamsSource: Plugin = {
	name: "web streams within the guest library",
	setup(build) {
		build.onLoad({ filter: /web-streams-polyfill\/dist\/ponyfill\.mjs$/ }, async ({ path }) => ({
			contents: adapted(await readFile(path, "utf8")),
			loader: "js",
		}));
	},
};

/** An inner property; names that the package's minifier made are shorter. */
const INNER = "_[a-z][A-Za-z]{3,}";

/** What the guest library asks of the inner state, for console.log and for bodies. */
const exported = `
export const innerOf = (stream) => ({
	state: stream[_state$], disturbed: stream[_disturbed$], controller: stream[_readableStreamController$], backpressure: stream[_backpressure$],
	owner: stream[_ownerReadableStream$] ?? stream[_ownerWritableStream$],
	readRequests: stream[_readRequests$]?.length, readIntoRequests: stream[_readIntoRequests$]?.length,
});`;

const errors: [theirs: string, nodes: string][] = [
	["This stream has already been locked for exclusive reading by another reader", "ReadableStream is locked"],
	["This stream has already been locked for exclusive writing by another writer", "WritableStream is locked"],
	["Cannot cancel a stream that already has a reader", "ReadableStream is locked"],
	["Cannot abort a stream that already has a writer", "WritableStream is locked"],
	["Cannot close a stream that already has a writer", "WritableStream is locked"],
	["ReadableStream.prototype.pipeThrough cannot be used on a locked ReadableStream", "The ReadableStream is locked"],
	["ReadableStream.prototype.pipeThrough cannot be used on a locked WritableStream", "The WritableStream is locked"],
	["ReadableStream.prototype.pipeTo cannot be used on a locked ReadableStream", "The ReadableStream is locked"],
	["ReadableStream.prototype.pipeTo cannot be used on a locked WritableStream", "The WritableStream is locked"],
	["The stream is not in a state that permits close", "Controller is already closed"],
	["The stream is not in a state that permits enqueue", "Controller is already closed"],
];

function adapted(source: string): string {
	let text = source;
	for (const [theirs, nodes] of errors) {
		const before = `new TypeError("${theirs}")`;
		if (!text.includes(before)) throw new SimulatorError("WEB_STREAMS_CHANGED", `web-streams-polyfill no longer says “${theirs}”.`);
		text = text.replaceAll(before, `invalidState("${nodes}")`);
	}
	const names = new Set<string>();
	const symbol = (name: string) => {
		names.add(name);
		return `${name}$`;
	};
	text = text
		.replace(new RegExp(`"(${INNER})"`, "g"), (_, name: string) => symbol(name))
		.replace(new RegExp(`\\.(${INNER})\\b`, "g"), (_, name: string) => `[${symbol(name)}]`)
		.replace(new RegExp(`(?<=[{},])(${INNER})(?=[(:])`, "g"), (_, name: string) => `[${symbol(name)}]`);
	const support = join(packageRoot(), "sandbox/runtime/guest/web/web-streams-support.ts");
	return [
		`import { AbortController, invalidState, Promise, queueMicrotask, structuredClone } from ${JSON.stringify(support)};`,
		...[...names].map((name) => `const ${name}$ = Symbol(${JSON.stringify(name)});`),
		text,
		exported,
	].join("\n");
}
