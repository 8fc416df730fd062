import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The folder of the program itself. Found by walking up from this module, since the module may be the source or part of a server bundle
 * in build/; the sources of the sandbox are shipped in both cases, because the worker process runs them as they are.
 * @throws {Error} When the program's files are incomplete.
 */
export function packageRoot(): string {
	for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
		if (existsSync(join(folder, "sandbox/runtime/guest/index.ts"))) return folder;
		if (folder === dirname(folder)) throw new Error("The folder sandbox/ of Warmstart is missing; the installation is incomplete.");
	}
}
