import { missingRequire } from "#sandbox/runtime/guest/modules/module-failures.ts";
import type { LoadFailure } from "#sandbox/runtime/guest/modules/module-record.ts";
import { absolutePath, isTopFolder, layerFolders } from "./function-paths.ts";
import { nearestManifest } from "./module-format.ts";

type Manifest = { name?: unknown; main?: unknown; imports?: unknown; exports?: unknown };
type Files = ReadonlyMap<string, string>;

/** Where package.json leads: a file (which may be missing), another specifier, or an error of Node's. */
export type ManifestTarget = { path: string; exact: boolean } | { specifier: string } | { failure: LoadFailure };

/** Conditions of `imports` and `exports` that hold, for `import` and for `require`. */
const conditions = { import: new Set(["node", "import", "default"]), require: new Set(["node", "require", "default"]) };

/**
 * What a specifier means by the package.json files of the function itself: `#name` by `imports`, the package's own name by `exports`, and
 * packages in a node_modules folder of its own or of a layer, which `import` finds as well as `require`: Lambda's Node.js looks into the
 * folders of NODE_PATH for both (https://aws.amazon.com/blogs/compute/node-js-18-x-runtime-now-available-in-aws-lambda/). @returns undefined when they say nothing.
 * @see https://nodejs.org/api/packages.html
 */
export function byManifest(
	specifier: string,
	importer: string,
	byRequire: boolean,
	files: Files,
	root: string,
): ManifestTarget | undefined {
	const kind = byRequire ? "require" : "import";
	const own = nearestManifest(importer, files, root);
	const from = absolutePath(importer, root);
	if (specifier.startsWith("#")) {
		const imports = own === undefined ? undefined : read(own, files).imports;
		const target = own === undefined ? undefined : mapped(imports, specifier, kind);
		if (target?.startsWith("#")) return { failure: missingPackage(target, from, byRequire) };
		if (target !== undefined && /^[a-z][a-z\d+.-]*:/i.test(target)) {
			const shown = absolutePath(own as string, root);
			const message = `Invalid "imports" target ${JSON.stringify(target)} defined for '${specifier}' in the package config ${shown} imported from ${from}`;
			return { failure: { code: "ERR_INVALID_PACKAGE_TARGET", message } };
		}
		if (target !== undefined) return placed(target, folderOf(own as string));
		const inPackage = own === undefined ? "" : ` in package ${absolutePath(own, root)}`;
		const message = `Package import specifier "${specifier}" is not defined${inPackage} imported from ${from}`;
		return { failure: { code: "ERR_PACKAGE_IMPORT_NOT_DEFINED", message, type: "TypeError" } };
	}
	const [, name, rest] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(specifier) ?? [];
	if (name === undefined) return undefined;
	const subpath = `.${rest ?? ""}`;
	if (own !== undefined) {
		const { name: ownName, exports } = read(own, files);
		if (ownName === name && exports !== undefined) return exported(exports, subpath, own, kind, root, from);
	}
	for (const folder of [...packageFolders(importer, root), ...layerFolders(files)]) {
		const place = `${folder}node_modules/${name}/`;
		if (![...files.keys()].some((path) => path.startsWith(place))) continue;
		const manifest = `${place}package.json`;
		const { exports, main } = files.has(manifest) ? read(manifest, files) : {};
		if (exports !== undefined) return exported(exports, subpath, manifest, kind, root, from);
		if (rest !== undefined) return { path: `${place}${rest.slice(1)}`, exact: false };
		const entries = [typeof main === "string" ? main.replace(/^\.\//, "") : "index.js", "index.js"];
		for (const entry of entries) {
			const found = [entry, `${entry}.js`, `${entry}/index.js`].map((file) => `${place}${file}`).find((path) => files.has(path));
			if (found !== undefined) return { path: found, exact: true };
		}
		return { path: `${place}index.js`, exact: true };
	}
	return undefined;
}

function exported(
	exports: unknown,
	subpath: string,
	manifest: string,
	kind: "import" | "require",
	root: string,
	from: string,
): ManifestTarget {
	const isMap = typeof exports === "object" && exports !== null && Object.keys(exports).some((key) => key.startsWith("."));
	const target = mapped(isMap ? exports : { ".": exports }, subpath, kind);
	const shown = absolutePath(manifest, root);
	if (target !== undefined && !target.startsWith("./")) {
		const message = `Invalid "exports" target ${JSON.stringify(target)} defined ${subpath === "." ? "for the package config" : `for '${subpath}' in the package config`} ${shown}${kind === "import" ? ` imported from ${from}` : ""}; targets must start with "./"`;
		return { failure: { code: "ERR_INVALID_PACKAGE_TARGET", message } };
	}
	if (target !== undefined) return placed(target, folderOf(manifest));
	const message =
		subpath === "."
			? `No "exports" main defined in ${shown}${kind === "import" ? ` imported from ${from}` : ""}`
			: `Package subpath '${subpath}' is not defined by "exports" in ${shown}${kind === "import" ? ` imported from ${from}` : ""}`;
	return { failure: { code: "ERR_PACKAGE_PATH_NOT_EXPORTED", message } };
}

function missingPackage(specifier: string, from: string, byRequire: boolean): LoadFailure {
	if (byRequire) return missingRequire(specifier);
	return { code: "ERR_MODULE_NOT_FOUND", message: `Cannot find package '${specifier}' imported from ${from}` };
}

function placed(target: string, folder: string): ManifestTarget {
	return target.startsWith("./") ? { path: `${folder}${target.slice(2)}`, exact: true } : { specifier: target };
}

/** The target of an entry, with `*` filled in; of several patterns the longest one counts. */
function mapped(map: unknown, key: string, kind: "import" | "require"): string | undefined {
	if (typeof map !== "object" || map === null) return undefined;
	const entries = new Map(Object.entries(map));
	if (entries.has(key) && !key.includes("*")) return conditional(entries.get(key), kind);
	const patterns = [...entries.keys()].filter((one) => one.includes("*")).sort((a, b) => b.indexOf("*") - a.indexOf("*"));
	for (const pattern of patterns) {
		const [before = "", after = ""] = pattern.split("*");
		if (key.length < pattern.length || !key.startsWith(before) || !key.endsWith(after)) continue;
		const middle = key.slice(before.length, key.length - after.length);
		return conditional(entries.get(pattern), kind)?.replaceAll("*", () => middle);
	}
	return undefined;
}

/** Deeper than anyone nests conditions. */
const MAX_CONDITIONS = 32;

function conditional(target: unknown, kind: "import" | "require", depth = 0): string | undefined {
	if (typeof target === "string") return target;
	if (depth === MAX_CONDITIONS) return undefined;
	if (Array.isArray(target)) return target.map((one) => conditional(one, kind, depth + 1)).find((one) => one !== undefined);
	if (typeof target !== "object" || target === null) return undefined;
	for (const [condition, value] of Object.entries(target)) {
		const found = conditions[kind].has(condition) ? conditional(value, kind, depth + 1) : undefined;
		if (found !== undefined) return found;
	}
	return undefined;
}

function packageFolders(importer: string, root: string): string[] {
	const folders: string[] = [];
	for (let folder = folderOf(importer); ; folder = folderOf(folder.slice(0, -1))) {
		if (!folder.endsWith("node_modules/")) folders.push(folder);
		if (isTopFolder(folder, root)) return folders;
	}
}

function folderOf(path: string): string {
	return path.slice(0, path.lastIndexOf("/") + 1);
}

function read(path: string, files: Files): Manifest {
	try {
		const parsed: unknown = JSON.parse(files.get(path) ?? "");
		return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
	} catch {
		return {};
	}
}
