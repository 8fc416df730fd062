import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "esbuild";
import type { GuestLibrary } from "#sandbox/runtime/guest-library.ts";
import { bundle } from "./esbuild-service.ts";
import { inspectWithoutTable } from "./inspect-plugin.ts";
import { makeModulesLazy } from "./lazy-modules.ts";
import { exportedConstants, exportedNames, otherBuiltins } from "./node-exports.ts";
import { nodeSources, primordialNames } from "./node-sources.ts";
import { packageRoot } from "./package-root.ts";
import { webStreamsSource } from "./web-streams-source.ts";

/** Built-in modules of which the guest library has a part; the rest of their exports says by name that it is missing. */
export const simulatedBuiltins = [
	"assert",
	"assert/strict",
	"async_hooks",
	"buffer",
	"console",
	"crypto",
	"diagnostics_channel",
	"events",
	"fs",
	"fs/promises",
	"http",
	"https",
	"module",
	"net",
	"os",
	"path",
	"path/posix",
	"perf_hooks",
	"process",
	"querystring",
	"stream",
	"stream/promises",
	"stream/web",
	"string_decoder",
	"timers",
	"timers/promises",
	"tls",
	"url",
	"util",
	"util/types",
	"zlib",
] as const;

/** What the packages within the library ask Node for comes from the library itself. */
const ownModules: Record<string, string> = {
	"abort-controller": "web/events.ts",
	events: "event-emitter.ts",
	"process/": "process/current-process.ts",
};
const ownMethods = ["buffer/node-buffer.ts", "buffer/buffer-numbers.ts"];

const packagesWithinGuest: Plugin = {
	name: "packages within the guest library",
	setup(build) {
		const guest = join(packageRoot(), "sandbox/runtime/guest");
		// Whoever asks for the package gets Buffer with the methods that Node.js has besides.
		build.onLoad({ filter: /[\\/]node_modules[\\/]buffer[\\/]index\.js$/ }, async ({ path }) => ({
			contents: `${await readFile(path, "utf8")}\n${ownMethods.map((file) => `require(${JSON.stringify(join(guest, file))});`).join("\n")}`,
		}));
		build.onResolve({ filter: /^(?:abort-controller|events|process\/)$/ }, ({ path }) => ({
			path: join(guest, ownModules[path] as string),
		}));
	},
};

/**
 * Functions of the language by the names that the library has for them: learner code may have replaced them by the time that a module of
 * the library is evaluated. None of them looks at `this`.
 */
const natives = new Map(
	Object.entries({ Object, Reflect, JSON }).flatMap(([holder, object]) =>
		Object.getOwnPropertyNames(object)
			.filter((name) => typeof (object as unknown as Record<string, unknown>)[name] === "function")
			.map((name) => [`${holder}.${name}`, `$${holder}_${name}`] as const),
	),
);

let cached: Promise<GuestLibrary> | undefined;

/** Bundles what lives inside the isolate, once per process. For the parent process; workers get the text. */
export function buildGuestLibrary(): Promise<GuestLibrary> {
	cached ??= build().catch((error: unknown) => {
		cached = undefined;
		throw error;
	});
	return cached;
}

async function build(): Promise<GuestLibrary> {
	const result = await bundle({
		entryPoints: [join(packageRoot(), "sandbox/runtime/guest/index.ts")],
		bundle: true,
		write: false,
		format: "iife",
		platform: "browser",
		target: "esnext",
		legalComments: "none",
		tsconfigRaw: {},
		plugins: [nodeSources, packagesWithinGuest, inspectWithoutTable, webStreamsSource],
		define: {
			NODE_EXPORTS: JSON.stringify(JSON.stringify(exportedNames([...simulatedBuiltins, ...otherBuiltins]))),
			NODE_PRIMORDIALS: JSON.stringify(primordialNames().join(" ")),
			NODE_CONSTANTS: JSON.stringify(JSON.stringify(exportedConstants())),
			global: "globalThis",
			...Object.fromEntries(natives),
		},
		banner: { js: '"use strict";' },
	});
	const bundled = result.outputFiles?.[0]?.text ?? "";
	const used = [...natives].filter(([, name]) => bundled.includes(name));
	const text = makeModulesLazy(bundled, `var ${used.map(([native, name]) => `${name} = ${native}`).join(", ")};`);
	return { text, hash: createHash("sha256").update(text).digest("hex") };
}
