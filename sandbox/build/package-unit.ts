import { existsSync, readFileSync, realpathSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import { parse } from "acorn";
import type { Metafile, OnResolveArgs, Plugin, PluginBuild } from "esbuild";
import { SimulatorError } from "#sandbox/kernel/simulator-error.ts";
import { bundle } from "./esbuild-service.ts";
import { meter } from "./meter.ts";
import { packageRoot } from "./package-root.ts";

/** How a module is asked for: packages may have a build for each. */
export type ImportKind = "import" | "require";

/** A file of an installed package that is a module of its own at run time, with the files of the same package that only it imports. */
export type PackageUnit = {
	/** Path below node_modules, such as `lodash/lodash.js`. */
	id: string;
	format: "esm" | "commonjs";
	/**
	 * Calls `__warmstart_package(id, asked, (steps, overrun, context) => function (exports, require, module, __filename, __dirname) {…})`,
	 * metered, and nothing else. `asked` is JSON text: by the names that the file asks for, ids of units, or built-in modules as `node:fs`.
	 */
	text: string;
	/** Size of its source, in bytes. */
	bytes: number;
	/** Ids of the units that it imports. */
	uses: readonly string[];
	/** Built-in modules that it imports. */
	builtins: readonly string[];
};

/** What every bundle of a package is made with. Without conditions of its own, esbuild would take builds that are for bundlers only. */
export const nodeBuild = {
	bundle: true,
	write: false,
	outfile: "package.js",
	platform: "node",
	conditions: [] as string[],
	target: "esnext",
	charset: "utf8",
	metafile: true,
	legalComments: "none",
	tsconfigRaw: {},
	// Everything goes through `require`, which the guest library gives.
	supported: { "dynamic-import": false },
} as const;

/**
 * Packages that are bundled whole, for each of their entries: one entry, or entries that share nothing that has a state or a class. Of the
 * others each file is a unit, since their entries share files: an error thrown by one must be of the class that another exports.
 */
const WHOLE = /^(?:date-fns|nanoid|uuid|zod)\//;

const builtins = new Set(builtinModules);
const units = new Map<string, Promise<PackageUnit>>();

/** The folder of the installed packages; a real path, as esbuild gives them. */
function installedFolder(): string {
	return realpathSync(join(packageRoot(), "node_modules"));
}

/** @returns The id of a file of node_modules. @throws {SimulatorError} When it lies anywhere else. */
export function unitId(path: string): string {
	const id = relative(installedFolder(), path).split(sep).join("/");
	if (id.startsWith("..")) throw new SimulatorError("PACKAGE_NOT_READ", "A file outside of node_modules cannot be part of a package.");
	return id;
}

/** @returns The name of a built-in module of Node.js without `node:`, or undefined. */
export function builtinName(specifier: string): string | undefined {
	const name = specifier.replace(/^node:/, "");
	return builtins.has(name) ? name : undefined;
}

/** Bundles a file of node_modules, once per process. */
export function packageUnit(id: string): Promise<PackageUnit> {
	let made = units.get(id);
	if (!made) {
		made = build(id);
		units.set(id, made);
		made.catch(() => units.delete(id));
	}
	return made;
}

async function build(id: string): Promise<PackageUnit> {
	const path = join(installedFolder(), ...id.split("/"));
	if (path.endsWith(".json")) return unit(id, "commonjs", `module.exports = ${readFileSync(path, "utf8")}`, new Map());
	const asked = new Map<string, string>();
	const esModules = new Set<string>();
	const result = await bundle({
		...nodeBuild,
		absWorkingDir: packageRoot(),
		entryPoints: [path],
		format: "cjs",
		plugins: [otherUnits(WHOLE.test(id), asked, esModules)],
	});
	const bundled = result.outputFiles?.[0]?.text ?? "";
	if (formatOf(result.metafile as Metafile) === "esm") return unit(id, "esm", `"use strict";${withDefaults(bundled, esModules)}`, asked);
	// CommonJS stays as it is, so that names and lines are the package's own.
	return unit(id, "commonjs", WHOLE.test(id) ? bundled : readFileSync(path, "utf8"), asked);
}

function unit(id: string, format: PackageUnit["format"], source: string, asked: ReadonlyMap<string, string>): PackageUnit {
	const metered = meter(source, { asyncContext: true });
	if (!metered.ok) throw new SimulatorError("PACKAGE_NOT_READ", `${id}: ${metered.message}`);
	const { steps, overrun, loops, context, frame } = metered.names;
	const needs = JSON.stringify(JSON.stringify(Object.fromEntries(asked)));
	const head = `__warmstart_package(${JSON.stringify(id)}, ${needs}, (${steps}, ${overrun}, ${context}) => function (exports, require, module, __filename, __dirname) {`;
	const strict = isStrict(source) ? '"use strict";' : "";
	const text = `${head}${strict}var ${loops} = 0, ${frame};${metered.text}\n});`;
	const answers = [...new Set(asked.values())].sort();
	const uses = answers.filter((answer) => !answer.startsWith("node:"));
	const builtins = answers.flatMap((answer) => (answer.startsWith("node:") ? [answer.slice(5)] : []));
	return { id, format, text, bytes: Buffer.byteLength(source), uses, builtins };
}

/** Whether a script begins with the directive, which counts only where a function begins, and there the counters' names stand. */
function isStrict(source: string): boolean {
	const space = /\s+|\/\*[\s\S]*?\*\/|\/\/.*/y;
	let at = 0;
	while (space.test(source)) at = space.lastIndex;
	return /^["']use strict["']/.test(source.slice(at, at + 12));
}

/**
 * The bundler takes what it does not see for CommonJS, of which Node.js makes the default export of the whole. Of units that are ES modules
 * it is what they say themselves.
 */
function withDefaults(text: string, esModules: ReadonlySet<string>): string {
	return text.replace(/(__toESM\d*\(require\("([^"]+)"\)), 1\)/g, (all, kept, name) => (esModules.has(name) ? `${kept})` : all));
}

/**
 * Leaves what belongs to other units to `require`.
 * @param asked Takes in what the file asks for, with the id of the unit that it is, or the built-in module as `node:fs`. What does not
 * exist is left out: packages ask for what is optional, and Node.js fails where they do.
 * @param esModules Takes in what of it is an ES module.
 */
function otherUnits(whole: boolean, asked: Map<string, string>, esModules: Set<string>): Plugin {
	return {
		name: "other units",
		setup(build) {
			build.onResolve({ filter: /.*/ }, async (args) => {
				if (args.pluginData === ASKED || args.kind === "entry-point") return undefined;
				const builtin = builtinName(args.path);
				if (builtin !== undefined) {
					asked.set(args.path, `node:${builtin}`);
					return { path: args.path, external: true };
				}
				if (whole && args.path.startsWith(".")) return undefined;
				const path = await resolved(build, args);
				if (path !== undefined) asked.set(args.path, unitId(path));
				if (path !== undefined && isEsm(path)) esModules.add(args.path);
				return { path: args.path, external: true };
			});
		},
	};
}

/** Marks a question that the plugins put to esbuild themselves. */
export const ASKED = "asked";

async function resolved(build: PluginBuild, { path, kind, importer, resolveDir }: OnResolveArgs): Promise<string | undefined> {
	const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: ASKED });
	return found.errors.length > 0 || found.external || found.namespace !== "file" ? undefined : found.path;
}

/** Whether Node.js takes a file of a package for an ES module: by its name, its package, or, where both say nothing, its syntax. */
function isEsm(path: string): boolean {
	if (!path.endsWith(".js")) return path.endsWith(".mjs");
	const type = packageType(path);
	return type === undefined ? hasEsmSyntax(readFileSync(path, "utf8")) : type === "module";
}

function packageType(path: string): unknown {
	for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
		const file = join(folder, "package.json");
		if (existsSync(file)) return (JSON.parse(readFileSync(file, "utf8")) as { type?: unknown }).type;
	}
	return undefined;
}

function hasEsmSyntax(text: string): boolean {
	if (!/\b(?:import|export)\b\s*["'{*\w]/.test(text)) return false;
	try {
		parse(text, { ecmaVersion: "latest", sourceType: "script", allowHashBang: true, allowReturnOutsideFunction: true });
		return false;
	} catch {
		return true;
	}
}

/** The names that an ES module exports, those of `export *` included. */
export async function exportsOf(path: string): Promise<string[]> {
	const result = await bundle({
		...nodeBuild,
		absWorkingDir: packageRoot(),
		entryPoints: [path],
		format: "esm",
		plugins: [withoutCommonJs],
	});
	return Object.values((result.metafile as Metafile).outputs)[0]?.exports ?? [];
}

/** CommonJS gives no names, and is much of the text. */
const withoutCommonJs: Plugin = {
	name: "without CommonJS",
	setup(build) {
		build.onResolve({ filter: /.*/ }, async (args) => {
			if (args.pluginData === ASKED || args.kind === "entry-point") return undefined;
			if (builtinName(args.path) !== undefined) return { path: args.path, external: true };
			if (args.path.startsWith(".")) return undefined;
			const path = await resolved(build, args);
			return path === undefined || isEsm(path) ? undefined : { path: args.path, external: true };
		});
	},
};

function formatOf({ inputs, outputs }: Metafile): "esm" | "cjs" | undefined {
	return inputs[Object.values(outputs)[0]?.entryPoint ?? ""]?.format;
}
