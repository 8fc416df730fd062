import type { LoadFailure } from "./module-record.ts";

/** What Node.js says of modules that it does not load. Shared by the build, for names that are written, and the loader, for computed ones. */

export type FileFormat = "esm" | "commonjs" | "json" | "typescript" | "unknown";

/** Lambda starts Node.js without `require()` of ES modules (L61). Both paths begin with /var/task/. */
export function requireOfEsm(path: string, importer: string): LoadFailure {
	const what = path.endsWith(".mjs") ? path : `${path.slice(path.lastIndexOf("/") + 1)} in ${importer}`;
	const message = `require() of ES Module ${path} from ${importer} not supported.\nInstead change the require of ${what} to a dynamic import() which is available in all CommonJS modules.`;
	return { code: "ERR_REQUIRE_ESM", message };
}

/** What `import` refuses of a file that is there. @param type Of the import attributes. */
export function importFailure(format: FileFormat, path: string, type: string | undefined): LoadFailure | undefined {
	const url = `file://${path}`;
	const refuse = (code: string, message: string): LoadFailure => ({ code, message, type: "TypeError" });
	if (format === "unknown") {
		const ending = /\.[^./]*$/.exec(path)?.[0] ?? "";
		return refuse("ERR_UNKNOWN_FILE_EXTENSION", `Unknown file extension "${ending}" for ${path}`);
	}
	if (type !== undefined && type !== "json")
		return refuse("ERR_IMPORT_ATTRIBUTE_UNSUPPORTED", `Import attribute "type" with value "${type}" is not supported in ${url}`);
	if (format === "json" && type === undefined)
		return refuse("ERR_IMPORT_ATTRIBUTE_MISSING", `Module "${url}" needs an import attribute of "type: json"`);
	if (format !== "json" && type === "json")
		return refuse("ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE", `Module "${url}" is not of type "json"`);
	return undefined;
}

/** `import` of a file that is not there. @param isFolder It is a folder. @param hint A specifier that would be right. */
export function missingImport(path: string, importer: string, isFolder: boolean, hint?: string): LoadFailure {
	const url = `file://${path}`;
	const meant = hint === undefined ? "" : `\nDid you mean to import "${hint}"?`;
	if (isFolder) {
		const message = `Directory import '${path}' is not supported resolving ES modules imported from ${importer}${meant}`;
		return { code: "ERR_UNSUPPORTED_DIR_IMPORT", message, url };
	}
	return { code: "ERR_MODULE_NOT_FOUND", message: `Cannot find module '${path}' imported from ${importer}${meant}`, url };
}

/** `require` of what is not there; the loader adds who asked. */
export function missingRequire(specifier: string): LoadFailure {
	return { code: "MODULE_NOT_FOUND", message: `Cannot find module '${specifier}'` };
}

export function notProvided(specifier: string, name: string): string {
	return `The requested module '${specifier}' does not provide an export named '${name}'`;
}

/** @param written What the import says, with its brackets; missing when it takes several lines. */
export function namedFromCommonJs(specifier: string, name: string, written: string | undefined): string {
	const taken = written === undefined ? "" : `const ${written.replaceAll(/\s+as\s+/g, ": ")} = pkg;\n`;
	return `Named export '${name}' not found. The requested module '${specifier}' is a CommonJS module, which may not support all module.exports as named exports.\nCommonJS modules can always be imported via the default export, for example using:\n\nimport pkg from '${specifier}';\n${taken}`;
}
