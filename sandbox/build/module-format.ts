import { isTopFolder } from "./function-paths.ts";

/** How Node.js takes a file (L65): `.mjs` and `.cjs` say it themselves, `.js` follows "type" in the nearest package.json. */
export type ModuleFormat = "esm" | "commonjs" | "json" | "typescript" | "unknown";

/** @param root Folder of the function ("" or ends in "/"): package.json files above it are not deployed. */
export function moduleFormat(path: string, files: ReadonlyMap<string, string>, root: string): ModuleFormat {
	if (/\.[mc]?ts$/.test(path)) return path.endsWith(".d.ts") ? "unknown" : "typescript";
	if (path.endsWith(".mjs")) return "esm";
	if (path.endsWith(".cjs")) return "commonjs";
	if (path.endsWith(".json")) return "json";
	// A name without an ending, which only a handler string leads to, is taken like .js (L63, L64).
	if (!path.endsWith(".js") && /\.[^/]*$/.test(path)) return "unknown";
	const manifest = nearestManifest(path, files, root);
	return manifest !== undefined && typeOf(files.get(manifest) ?? "") === "module" ? "esm" : "commonjs";
}

/** @returns Path of the package.json that a file belongs to, if there is one. */
export function nearestManifest(path: string, files: ReadonlyMap<string, string>, root: string): string | undefined {
	for (let folder = folderOf(path); ; folder = folderOf(folder.slice(0, -1))) {
		if (files.has(`${folder}package.json`)) return `${folder}package.json`;
		if (isTopFolder(folder, root)) return undefined;
	}
}

function folderOf(path: string): string {
	return path.slice(0, path.lastIndexOf("/") + 1);
}

function typeOf(manifest: string): unknown {
	try {
		const parsed: unknown = JSON.parse(manifest);
		return typeof parsed === "object" && parsed !== null && Object.hasOwn(parsed, "type") ? (parsed as { type: unknown }).type : undefined;
	} catch {
		return undefined; // Node refuses such a package.json; a .js file beside it is taken as CommonJS here.
	}
}
