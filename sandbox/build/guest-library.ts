import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { GuestLibrary } from "#sandbox/runtime/guest-library.ts";
import { bundle } from "./esbuild-service.ts";
import { packageRoot } from "./package-root.ts";

/** Built-in modules of which the guest library has a part; the rest of their exports says by name that it is missing. */
export const simulatedBuiltins = [
	"assert",
	"assert/strict",
	"async_hooks",
	"buffer",
	"console",
	"crypto",
	"events",
	"path",
	"path/posix",
	"perf_hooks",
	"process",
	"timers",
	"timers/promises",
	"url",
	"util",
	"util/types",
] as const;

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
	const require = createRequire(import.meta.url);
	const exported: Record<string, string[]> = {};
	for (const name of simulatedBuiltins) {
		exported[name] = Object.keys(require(`node:${name}`)).filter((key) => /^[a-z]\w*$/i.test(key) && key !== "default");
	}
	const result = await bundle({
		entryPoints: [join(packageRoot(), "sandbox/runtime/guest/index.ts")],
		bundle: true,
		write: false,
		format: "iife",
		platform: "browser",
		target: "esnext",
		legalComments: "none",
		tsconfigRaw: {},
		define: { NODE_EXPORTS: JSON.stringify(JSON.stringify(exported)), global: "globalThis" },
		banner: { js: '"use strict";' },
	});
	const text = result.outputFiles?.[0]?.text ?? "";
	return { text, hash: createHash("sha256").update(text).digest("hex") };
}
