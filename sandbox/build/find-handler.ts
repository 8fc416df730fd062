import { missingImport } from "#sandbox/runtime/guest/modules/module-failures.ts";
import type { LoadFailure } from "#sandbox/runtime/guest/modules/module-record.ts";
import { absolutePath, OPT } from "./function-paths.ts";
import { moduleFormat } from "./module-format.ts";
import { normalizePath } from "./project-files.ts";

/** Where the handler string points (L62-L72): the file to load, or the error that Lambda reports instead. */
export type FoundHandler =
	/** `how` the runtime client loads it. */
	| { kind: "file"; path: string; how: "require" | "import" }
	/** An error of the runtime client's own. */
	| { kind: "loadError"; errorType: string; errorMessage: string }
	/** An error of Node's. */
	| { kind: "loadError"; failure: LoadFailure };

/**
 * Splits the handler string and looks for the file as AWS's runtime client of the Node.js version does.
 * @param root Folder of the function: "" or ends in "/".
 * @param modern From Node.js 24 on: everything is loaded by `import()` (L64).
 */
export function findHandler(handler: string, files: ReadonlyMap<string, string>, root: string, modern: boolean): FoundHandler {
	if (handler.includes("..")) {
		return malformed(`'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`);
	}
	const base = handler.replace(/\/+$/, "");
	const slash = base.lastIndexOf("/") + 1;
	const dot = base.indexOf(".", slash);
	if (dot < 0) return malformed("Bad handler");
	const name = base.slice(slash, dot);
	const written = base.slice(0, dot);
	// As path.resolve does: a slash at the beginning leads to the root of the disk, where nothing of the function is.
	const inLayer = written.startsWith(OPT);
	if (written.startsWith("/") && !inLayer && !`${written}/`.startsWith("/var/task/")) return notFound(name);
	const path = normalizePath(inLayer ? written : `${root}${written.replace(/^\/var\/task(?:\/|$)/, "")}`) ?? "";
	const found = modern ? findModern(path, files, root) : findLegacy(path, files, root);
	if (found) return found;
	// Lambda never tries TypeScript files (L72); they come last, so that a compiled file beside them wins.
	const typescript = [".ts", ".mts", ".cts"].map((ending) => `${path}${ending}`).find((one) => files.has(one));
	if (typescript !== undefined) return { kind: "file", path: typescript, how: "import" };
	return notFound(name);
}

function malformed(errorMessage: string): FoundHandler {
	return { kind: "loadError", errorType: "Runtime.MalformedHandlerName", errorMessage };
}

function notFound(name: string): FoundHandler {
	const errorMessage = `Error: Cannot find module '${name}'\nRequire stack:\n- /var/runtime/index.mjs`;
	return { kind: "loadError", errorType: "Runtime.ImportModuleError", errorMessage };
}

/** Up to Node.js 22: by `require`, and by `import` what says that it is an ES module (L63). */
function findLegacy(path: string, files: ReadonlyMap<string, string>, root: string): FoundHandler | undefined {
	if (files.has(path)) return { kind: "file", path, how: "require" };
	if (isFolder(path, files, root)) {
		// It exists, so that it is required, whatever files stand beside it.
		const index = ["index.js", "index.json"].map((file) => inFolder(path, file)).find((one) => files.has(one));
		return index === undefined ? notFound(inTask(path, root)) : { kind: "file", path: index, how: "require" };
	}
	const script = `${path}.js`;
	if (files.has(script)) return { kind: "file", path: script, how: moduleFormat(script, files, root) === "esm" ? "import" : "require" };
	if (files.has(`${path}.mjs`)) return { kind: "file", path: `${path}.mjs`, how: "import" };
	if (files.has(`${path}.cjs`)) return { kind: "file", path: `${path}.cjs`, how: "require" };
	return undefined;
}

/** From Node.js 24 on (L64). */
function findModern(path: string, files: ReadonlyMap<string, string>, root: string): FoundHandler | undefined {
	if (!files.has(path) && isFolder(path, files, root)) {
		const shown = inTask(path, root);
		const hint = files.has(inFolder(path, "index.js")) ? `${shown}/index.js` : undefined;
		return { kind: "loadError", failure: missingImport(shown, "/var/runtime/index.mjs", true, hint) };
	}
	const found = ["", ".js", ".mjs", ".cjs"].map((ending) => `${path}${ending}`).find((one) => files.has(one));
	return found === undefined ? undefined : { kind: "file", path: found, how: "import" };
}

function inFolder(folder: string, file: string): string {
	return folder === "" ? file : `${folder}/${file}`;
}

function inTask(path: string, root: string): string {
	return `${path}/` === root || path === "" ? "/var/task" : absolutePath(path, root);
}

function isFolder(path: string, files: ReadonlyMap<string, string>, root: string): boolean {
	if (path === "" || `${path}/` === root) return true;
	for (const file of files.keys()) if (file.startsWith(`${path}/`)) return true;
	return false;
}
