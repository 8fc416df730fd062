import { createRequire } from "node:module";

/**
 * Built-in modules of which the guest library has little or nothing. They can be imported all the same, since packages import what they
 * may never use; what is missing says so by name when it is used.
 */
export const otherBuiltins = [
	"_http_agent",
	"_http_client",
	"_http_common",
	"_http_incoming",
	"_http_outgoing",
	"_http_server",
	"child_process",
	"cluster",
	"constants",
	"dgram",
	"dns",
	"dns/promises",
	"domain",
	"http2",
	"inspector",
	"inspector/promises",
	"path/win32",
	"punycode",
	"readline",
	"readline/promises",
	"repl",
	"stream/consumers",
	"sys",
	"trace_events",
	"tty",
	"v8",
	"vm",
	"wasi",
	"worker_threads",
] as const;

/** What modules export that warn, or change the process, when they are loaded. */
const withoutLoading: Record<string, string[]> = {
	domain: ["Domain", "active", "create", "createDomain"],
	punycode: ["decode", "encode", "toASCII", "toUnicode", "ucs2", "version"],
	repl: ["REPLServer", "REPL_MODE_SLOPPY", "REPL_MODE_STRICT", "Recoverable", "start", "writer"],
	sys: [],
	wasi: ["WASI"],
};

/**
 * What the process of the build has only when another process of Node.js has started it, or when its program is no ES module: the library's
 * text must not depend on that.
 */
const OF_HOW_IT_STARTED = new Set(["channel", "connected", "disconnect", "emit", "mainModule", "send"]);

const require = createRequire(import.meta.url);

/** @returns Names of what Node.js's modules export, by module. */
export function exportedNames(modules: readonly string[]): Record<string, string[]> {
	const exported: Record<string, string[]> = {};
	for (const name of modules) {
		const names = withoutLoading[name] ?? Object.keys(require(`node:${name}`) as object);
		exported[name] = names.filter(
			(key) => /^[a-z]\w*$/i.test(key) && key !== "default" && !(name === "process" && OF_HOW_IT_STARTED.has(key)),
		);
	}
	return exported;
}

/** @returns The constants that packages read while they are loaded, by module. */
export function exportedConstants(): Record<string, object> {
	const { constants: http2 } = require("node:http2") as { constants: object };
	return { constants: require("node:constants") as object, http2 };
}
