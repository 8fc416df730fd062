/** Where the handler string points (L62-L72): the file to load, or the error that Lambda reports instead. */
export type FoundHandler = { kind: "file"; path: string } | { kind: "loadError"; errorType: string; errorMessage: string };

/** @param root Folder of the function: "" or ends in "/". */
export function findHandler(handler: string, files: ReadonlyMap<string, string>, root: string): FoundHandler {
	if (handler.includes("..")) {
		const errorMessage = `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`;
		return { kind: "loadError", errorType: "Runtime.MalformedHandlerName", errorMessage };
	}
	const slash = handler.lastIndexOf("/") + 1;
	const dot = handler.indexOf(".", slash);
	if (dot < 0 || dot === slash || dot === handler.length - 1) {
		return { kind: "loadError", errorType: "Runtime.MalformedHandlerName", errorMessage: "Bad handler" };
	}
	const module = handler.slice(0, dot);
	const base = `${root}${module.replace(/^\/+/, "").replace(/^var\/task\//, "")}`;
	// Lambda never tries TypeScript files (L72); they come last, so that a compiled file beside them wins.
	const path = [".js", ".mjs", ".cjs", ".ts", ".mts"].map((extension) => `${base}${extension}`).find((candidate) => files.has(candidate));
	if (path) return { kind: "file", path };
	return {
		kind: "loadError",
		errorType: "Runtime.ImportModuleError",
		errorMessage: `Error: Cannot find module '${module}'\nRequire stack:\n- /var/runtime/index.mjs`,
	};
}
