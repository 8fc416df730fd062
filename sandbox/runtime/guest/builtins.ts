import { Buffer, kMaxLength } from "buffer";
import { assert, strictAssert } from "./assert.ts";
import { asyncHooks } from "./async-context.ts";
import { cryptoModule } from "./crypto.ts";
import { diagnosticsChannel } from "./diagnostics-channel.ts";
import { EventEmitter } from "./event-emitter.ts";
import { fileSystem, fileSystemPromises } from "./file-system.ts";
import { urlModule } from "./legacy-url.ts";
import { missing, NotSimulatedError } from "./not-simulated.ts";
import { osModule } from "./os.ts";
import { packageId, requirePackage } from "./packages.ts";
import { path } from "./path.ts";
import { jsonParse } from "./primordials.ts";
import { querystring } from "./query-string.ts";
import { streamModule, stringDecoder } from "./stream.ts";
import { Console } from "./stream-console.ts";
import { atob, btoa } from "./text-encoding.ts";
import { timers, timersPromises } from "./timers.ts";
import { util } from "./util.ts";
import { zlib } from "./zlib.ts";

/** JSON text, put in by the build of this library: names of what Node's own modules export. Text, since each environment holds a copy. */
declare const NODE_EXPORTS: string;

/** The built-in modules by name, without `node:`. Those that need a live environment are made on request. */
const modules: Record<string, () => object> = {
	__proto__: null as never,
	assert: () => assert,
	"assert/strict": () => strictAssert,
	async_hooks: () => asyncHooks,
	buffer: () => ({ Buffer, SlowBuffer: Buffer, kMaxLength, constants: { MAX_LENGTH: kMaxLength }, atob, btoa }),
	console: () => Object.defineProperty(globalThis.console, "Console", { value: Console, writable: true, configurable: true }),
	crypto: () => cryptoModule,
	diagnostics_channel: () => diagnosticsChannel,
	events: () => EventEmitter,
	fs: () => fileSystem,
	"fs/promises": () => fileSystemPromises,
	os: osModule,
	path: () => path,
	"path/posix": () => path,
	perf_hooks: () => ({ performance: globalThis.performance }),
	process: () => globalThis.process,
	querystring: () => querystring,
	stream: streamModule,
	"stream/promises": () => (builtin("stream") as { promises: object }).promises,
	string_decoder: stringDecoder,
	timers: () => ({ ...timers, promises: timersPromises }),
	"timers/promises": () => timersPromises,
	url: () => urlModule,
	util: () => util,
	"util/types": () => util.types,
	zlib: () => zlib,
};

const made: Record<string, object> = Object.create(null);

/** What `require("node:<name>")` gives, or a package of the list. What Node has and the library has not says so when it is used. */
export function builtin(name: string): object {
	const id = packageId(name);
	if (id !== undefined) return requirePackage(id, builtin);
	const known = made[name];
	if (known) return known;
	const make = modules[name];
	if (!make) throw new NotSimulatedError(`node:${name}`);
	const module = make();
	made[name] = module;
	const exported = jsonParse(NODE_EXPORTS) as Record<string, string[]>;
	for (const member of exported[name] ?? []) {
		if (member in module) continue;
		Object.defineProperty(module, member, { value: missing(`${member} of node:${name}`), writable: true, configurable: true });
	}
	return module;
}
