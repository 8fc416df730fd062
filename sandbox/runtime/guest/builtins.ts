import { EventEmitter } from "./event-emitter.ts";
import { nodeModule } from "./modules/node-module.ts";
import { packageId, requirePackage } from "./modules/packages.ts";
import { missing, NotSimulatedError } from "./not-simulated.ts";
import { jsonParse } from "./primordials.ts";
import { timers, timersPromises } from "./process/timers.ts";
import { loadLazyGlobals } from "./web/lazy-globals.ts";
import { loadBlobs, loadStreams } from "./web/streams-loader.ts";

/**
 * The parts of this library that not every function needs, each evaluated when it is first asked for: whatever a snapshot has evaluated
 * is copied into every environment, and costs memory and time there.
 */
const parts = {
	assert: () => require("./assert.ts") as typeof import("./assert.ts"),
	asyncHooks: () => require("./async-hooks.ts") as typeof import("./async-hooks.ts"),
	blob: loadBlobs,
	buffer: () => require("./buffer/buffer-module.ts") as typeof import("./buffer/buffer-module.ts"),
	crypto: () => require("./crypto.ts") as typeof import("./crypto.ts"),
	diagnosticsChannel: () => require("./diagnostics-channel.ts") as typeof import("./diagnostics-channel.ts"),
	fileSystem: () => require("./files/file-system.ts") as typeof import("./files/file-system.ts"),
	http: () => require("./node/http.ts") as typeof import("./node/http.ts"),
	internals: () => require("./node/internals.ts") as typeof import("./node/internals.ts"),
	legacyUrl: () => require("./legacy-url.ts") as typeof import("./legacy-url.ts"),
	os: () => require("./os.ts") as typeof import("./os.ts"),
	others: () => require("./node/other-builtins.ts") as typeof import("./node/other-builtins.ts"),
	path: () => require("./path.ts") as typeof import("./path.ts"),
	querystring: () => require("./query-string.ts") as typeof import("./query-string.ts"),
	stream: () => require("./stream.ts") as typeof import("./stream.ts"),
	streamConsole: () => require("./stream-console.ts") as typeof import("./stream-console.ts"),
	textEncoding: () => require("./web/text-encoding.ts") as typeof import("./web/text-encoding.ts"),
	util: () => require("./util.ts") as typeof import("./util.ts"),
	zlib: () => require("./zlib.ts") as typeof import("./zlib.ts"),
};

/** For the snapshots of sandbox/runtime/snapshot.ts: there these parts are copied ready-made. */
export function evaluateParts(extent: "common" | "whole"): void {
	for (const part of [
		parts.asyncHooks,
		parts.buffer,
		parts.crypto,
		parts.fileSystem,
		parts.legacyUrl,
		parts.os,
		parts.path,
		parts.querystring,
		parts.util,
	])
		part();
	if (extent === "common") return;
	for (const part of Object.values(parts)) part();
	loadLazyGlobals();
	void parts.crypto().cryptoModule.subtle;
	parts.stream().streamModule();
	parts.stream().stringDecoder();
}

/** JSON text, put in by the build of this library: names of what Node's own modules export. Text, since each environment holds a copy. */
declare const NODE_EXPORTS: string;

/** The built-in modules by name, without `node:`. Those that need a live environment are made on request. */
const modules: Record<string, () => object> = {
	__proto__: null as never,
	assert: () => parts.assert().assert,
	"assert/strict": () => parts.assert().strictAssert,
	async_hooks: () => parts.asyncHooks().asyncHooks,
	buffer: () => ({
		...parts.buffer().bufferFunctions,
		atob: parts.textEncoding().atob,
		btoa: parts.textEncoding().btoa,
		get Blob() {
			return parts.blob().Blob;
		},
		get File() {
			return parts.blob().File;
		},
	}),
	console: () =>
		Object.defineProperty(globalThis.console, "Console", {
			value: parts.streamConsole().Console,
			writable: true,
			configurable: true,
		}),
	crypto: () => parts.crypto().cryptoModule,
	diagnostics_channel: () => parts.diagnosticsChannel().diagnosticsChannel,
	events: () => EventEmitter,
	fs: () => parts.fileSystem().fileSystem,
	"fs/promises": () => parts.fileSystem().fileSystemPromises,
	http: () => parts.http().http(),
	https: () => parts.http().https(),
	module: () => nodeModule(),
	net: () => parts.internals().net,
	os: () => parts.os().osModule(),
	path: () => parts.path().path,
	"path/posix": () => parts.path().path.posix,
	"path/win32": () => parts.path().path.win32,
	perf_hooks: () => (require("./web/performance.ts") as typeof import("./web/performance.ts")).performanceHooks,
	process: () => globalThis.process,
	querystring: () => parts.querystring().querystring,
	stream: () => parts.stream().streamModule(),
	"stream/promises": () => (builtin("stream") as { promises: object }).promises,
	"stream/web": () => loadStreams().webStreams,
	string_decoder: () => parts.stream().stringDecoder(),
	timers: () => ({ ...timers, promises: timersPromises }),
	"timers/promises": () => timersPromises,
	tls: () => parts.internals().tls,
	url: () => parts.legacyUrl().urlModule,
	util: () => parts.util().util,
	"util/types": () => parts.util().util.types,
	zlib: () => parts.zlib().zlib,
};

const made: Record<string, object> = Object.create(null);

/** Names of Node's built-in modules that are simulated. */
export const builtinNames: readonly string[] = Object.keys(jsonParse(NODE_EXPORTS) as object).sort();

/** What `require("node:<name>")` gives, or a package of the list. What Node has and the library has not says so when it is used. */
export function builtin(name: string): object {
	const id = packageId(name);
	if (id !== undefined) return requirePackage(id, builtin);
	const known = made[name];
	if (known) return known;
	const exported = (jsonParse(NODE_EXPORTS) as Record<string, string[]>)[name];
	if (!exported) throw new NotSimulatedError(`node:${name}`);
	const module = modules[name]?.() ?? parts.others().otherBuiltin(name);
	made[name] = module;
	for (const member of exported) {
		if (member in module) continue;
		Object.defineProperty(module, member, { value: missing(`${member} of node:${name}`), writable: true, configurable: true });
	}
	return module;
}
