import type { BuiltFunction, BuiltUnit } from "./built-project.ts";
import { filesOfFunction, OPT, taskPath } from "./function-paths.ts";

/** @returns Whether a bundled script asks for node:fs, itself or by a package. */
function usesFiles({ code }: BuiltFunction, packages: Readonly<Record<string, BuiltUnit>>): boolean {
	if (code.packages?.some((id) => packages[id]?.files)) return true;
	return code.builtins?.some((name) => name === "fs" || name === "fs/promises" || name === "module") ?? false;
}

/**
 * The function with the files that lie in its /var/task, and those of its layers by their absolute paths, as pairs of path and text, when its code may read them. Pairs, since any text may
 * be the name of a file, `__proto__` too.
 */
export function withTaskFiles(
	fn: BuiltFunction,
	files: ReadonlyMap<string, string>,
	packages: Readonly<Record<string, BuiltUnit>>,
): BuiltFunction {
	if (!usesFiles(fn, packages)) return fn;
	const own = [...filesOfFunction(files, fn)]
		.filter(([path]) => path.startsWith(OPT) || path.startsWith(fn.codeUri))
		.map(([path, text]): [string, string] => [taskPath(path, fn.codeUri), text]);
	return { ...fn, taskFiles: own };
}
