import { builtinModules } from "node:module";
import { join, relative, sep } from "node:path";
import type { Metafile, Plugin } from "esbuild";
import { SimulatorError } from "#sandbox/kernel/simulator-error.ts";
import { bundle } from "./esbuild-service.ts";
import { meter } from "./meter.ts";
import { packageRoot } from "./package-root.ts";
import { isAllowedPackage } from "./packages.ts";

/** How a module is asked for: packages may have a build for each. */
export type ImportKind = "import" | "require";

/** A package of the list, as one text. */
export type PackageBundle = {
	/** Path of its entry below node_modules, such as `lodash/lodash.js`. The same for `import` and `require` when Node takes the same file. */
	id: string;
	format: "esm" | "commonjs";
	/** Names that an ES module exports; empty for CommonJS. */
	exports: readonly string[];
	/** Calls `__warmstart_package(id, (steps, overrun, context) => function (module, exports, require) {…})`, metered, and nothing else. */
	text: string;
	/** Ids of the packages of the list that it imports, which stay packages of their own, so that they are there once. */
	uses: readonly string[];
};

/** How code asks the guest library for a package: a name that no built-in has. */
export const PACKAGE_PREFIX = "package:";

const builtins = new Set(builtinModules);
const bundles = new Map<string, Promise<PackageBundle>>();
const byId = new Map<string, PackageBundle>();

/**
 * Bundles a package from this program's own node_modules, once per process. The only part of the build of a project that reads a disk.
 * @param specifier One that `isAllowedPackage` knows.
 * @throws {SimulatorError} When it is not on the list.
 * @throws {esbuild.BuildFailure} When the package has no such file.
 */
export function bundlePackage(specifier: string, kind: ImportKind): Promise<PackageBundle> {
	if (!isAllowedPackage(specifier)) throw new SimulatorError("PACKAGE_NOT_ALLOWED", `${JSON.stringify(specifier)} is not on the list.`);
	const key = `${kind} ${specifier}`;
	let made = bundles.get(key);
	if (!made) {
		made = build(specifier, kind);
		bundles.set(key, made);
		made.catch(() => bundles.delete(key));
	}
	return made;
}

/** The texts of packages that were bundled, and of all that they use, by id. Each text is there once. */
export function packageTexts(ids: Iterable<string>): Record<string, string> {
	const texts: Record<string, string> = {};
	const open = [...ids];
	for (let id = open.pop(); id !== undefined; id = open.pop()) {
		const known = byId.get(id);
		if (!known) throw new SimulatorError("PACKAGE_NOT_BUNDLED", `${id} was not bundled.`);
		if (id in texts) continue;
		texts[id] = known.text;
		open.push(...known.uses);
	}
	return texts;
}

/** A module, for a bundle, that stands for the package: with an ES module's own exports, or with `module.exports` of CommonJS. */
export function packageModule({ id, format, exports }: PackageBundle, ask: string): string {
	const asked = `${ask}(${JSON.stringify(PACKAGE_PREFIX + id)})`;
	if (format === "commonjs") return `module.exports = ${asked};`;
	const taken = exports.map((name, index) => `${JSON.stringify(name)}: _${index}`).join(", ");
	const given = exports.map((name, index) => `_${index} as ${JSON.stringify(name)}`).join(", ");
	return `const { ${taken} } = ${asked};\nexport { ${given} };`;
}

async function build(specifier: string, kind: ImportKind): Promise<PackageBundle> {
	const uses = new Set<string>();
	const common = await bundled(specifier, kind, "cjs", uses);
	const [entryPath, entry] = entryOf(common.metafile);
	const id = relative(join(packageRoot(), "node_modules"), join(packageRoot(), entryPath)).split(sep).join("/");
	const format = entry.format === "esm" ? "esm" : "commonjs";
	// Only the form of an ES module tells its exports.
	const names = format === "esm" ? exportsOf((await bundled(specifier, kind, "esm", new Set())).metafile) : [];
	const metered = meter(common.text, { asyncContext: true });
	if (!metered.ok) throw new SimulatorError("PACKAGE_NOT_READ", `${id}: ${metered.message}`);
	const { steps, overrun, loops, context, frame } = metered.names;
	const head = `__warmstart_package(${JSON.stringify(id)}, (${steps}, ${overrun}, ${context}) => function (module, exports, require) {`;
	const text = `${head}${format === "esm" ? '"use strict";' : ""}var ${loops} = 0, ${frame};\n${metered.text}\n});`;
	const made: PackageBundle = { id, format, exports: names, text, uses: [...uses] };
	byId.set(id, made);
	return made;
}

async function bundled(specifier: string, kind: ImportKind, format: "cjs" | "esm", uses: Set<string>) {
	const result = await bundle({
		absWorkingDir: packageRoot(),
		entryPoints: [specifier],
		bundle: true,
		write: false,
		outfile: "package.js",
		format,
		platform: "node",
		target: "esnext",
		charset: "utf8",
		metafile: true,
		legalComments: "none",
		tsconfigRaw: {},
		// Everything goes through `require`, which the guest library gives.
		supported: { "dynamic-import": false },
		plugins: [installedPackages(specifier, kind, uses)],
	});
	return { text: result.outputFiles?.[0]?.text ?? "", metafile: result.metafile as Metafile };
}

function installedPackages(entry: string, kind: ImportKind, uses: Set<string>): Plugin {
	return {
		name: "installed-packages",
		setup(build) {
			build.onResolve({ filter: /.*/ }, async (args) => {
				if (args.pluginData === "asked") return undefined;
				if (args.kind === "entry-point") {
					const asked = kind === "import" ? "import-statement" : "require-call";
					return build.resolve(entry, { kind: asked, resolveDir: packageRoot(), pluginData: "asked" });
				}
				if (args.path.startsWith(PACKAGE_PREFIX)) return { path: args.path, external: true };
				const name = args.path.replace(/^node:/, "");
				if (builtins.has(name)) return { path: name, external: true };
				if (!isAllowedPackage(args.path) || args.path === entry) return undefined;
				const asked = args.kind === "require-call" ? "require" : "import";
				return { path: args.path, namespace: "package", pluginData: asked };
			});
			build.onLoad({ filter: /.*/, namespace: "package" }, async (args) => {
				const used = await bundlePackage(args.path, args.pluginData as ImportKind);
				uses.add(used.id);
				return { contents: packageModule(used, "require"), loader: "js" };
			});
		},
	};
}

function entryOf(metafile: Metafile): [string, Metafile["inputs"][string]] {
	const path = Object.values(metafile.outputs)[0]?.entryPoint ?? "";
	const input = metafile.inputs[path];
	if (!input) throw new SimulatorError("PACKAGE_NOT_READ", `A package has no entry: ${path}`);
	return [path, input];
}

function exportsOf(metafile: Metafile): string[] {
	return Object.values(metafile.outputs)[0]?.exports ?? [];
}
