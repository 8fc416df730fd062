import { join } from "node:path";
import type { Plugin } from "esbuild";
import { SimulatorError } from "#sandbox/kernel/simulator-error.ts";
import { packageRoot } from "./package-root.ts";

/**
 * Modules that the guest library takes from Node.js itself, word for word: its HTTP, as the running Node.js carries it within. Below them
 * lies what `ownModules` names, so that a socket ends at the simulated network.
 */
const NODE_MODULES = [
	"_http_agent",
	"_http_client",
	"_http_common",
	"_http_incoming",
	"_http_outgoing",
	"_http_server",
	"http",
	"https",
	"internal/freelist",
	"internal/http",
];

/** As many that compute only; they find less around them, in the guest library's `node/basics.ts`. */
const BASIC_MODULES = [
	"assert",
	"internal/assert/assertion_error",
	"internal/assert/myers_diff",
	"internal/assert/utils",
	"internal/mime",
	"internal/util/comparisons",
	"internal/util/parse_args/parse_args",
	"internal/util/parse_args/utils",
	"internal/validators",
	"path",
];

/** How a file of the guest library asks for one of them. */
const PREFIX = "node-source:";
const NAMESPACE = "node-source";

const basics = new Set(BASIC_MODULES);
const listed = new Set([...NODE_MODULES, ...BASIC_MODULES]);
const surroundings = { "node-internals": "internals.ts", "node-basics": "basics.ts" };
type Surroundings = keyof typeof surroundings;
const surroundingsOf = (name: string): Surroundings => (basics.has(name) ? "node-basics" : "node-internals");

/**
 * Gives esbuild the modules above under `node-source:<name>`. Each gets what Node.js gives its own: `primordials`, `internalBinding`,
 * `process`, and a `require` of internal modules, all from the guest library's `node/internals.ts` or `node/basics.ts`.
 */
export const nodeSources: Plugin = {
	name: "modules of Node.js itself",
	setup(build) {
		build.onResolve({ filter: /^node-source:/ }, ({ path }) => ({ path: path.slice(PREFIX.length), namespace: NAMESPACE }));
		build.onResolve({ filter: /^node-(?:internals|basics)$/ }, ({ path }) => ({
			path: join(packageRoot(), "sandbox/runtime/guest/node", surroundings[path as Surroundings]),
		}));
		build.onResolve({ filter: /.*/, namespace: NAMESPACE }, ({ path, importer }) => ({
			path,
			namespace: listed.has(path) ? NAMESPACE : surroundingsOf(importer),
		}));
		build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
			contents: wrapped(sourceOf(path), surroundingsOf(path)),
			loader: "js",
		}));
		for (const namespace of Object.keys(surroundings)) {
			build.onLoad({ filter: /.*/, namespace }, ({ path }) => ({
				contents: `module.exports = require("${namespace}").internalModule(${JSON.stringify(path)});`,
				loader: "js",
				resolveDir: packageRoot(),
			}));
		}
	},
};

/** Names of what these modules take from `primordials`, so that the guest library holds no more of them in every environment. */
export function primordialNames(): string[] {
	const names = new Set<string>();
	for (const module of listed) {
		const [, list] = /^const \{([^}]*)\} = primordials;$/m.exec(sourceOf(module)) ?? [];
		for (const one of list?.split(",") ?? []) {
			const [name] = one
				.replace(/\/\/.*$/gm, "")
				.trim()
				.split(":");
			if (name) names.add(name);
		}
	}
	return [...names].sort();
}

function wrapped(source: string, within: Surroundings): string {
	return `const { primordials, internalBinding, process } = require("${within}");\n${source}`;
}

/** @throws {SimulatorError} When the running Node.js does not show its own modules. */
function sourceOf(name: string): string {
	const source = sources()[name];
	if (source === undefined) throw new SimulatorError("NODE_SOURCE_MISSING", `Node.js ${process.version} has no module ${name}.`);
	return source;
}

function sources(): Record<string, string> {
	const { binding } = process as unknown as { binding(name: string): Record<string, string> };
	return binding("natives");
}
