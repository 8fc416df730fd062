import { matchesGlob } from "../glob-pattern.ts";
import { argumentError, received } from "../system-error.ts";
import { validateString } from "../validate.ts";
import { pathOf } from "./calls.ts";
import type { Dirent } from "./file-stats.ts";
import { entriesOf } from "./folders.ts";

type Options = { cwd?: unknown; exclude?: ((path: string | Dirent) => boolean) | string[]; withFileTypes?: boolean };

function patternsOf(given: unknown): string[] {
	const patterns = Array.isArray(given) ? given : [given];
	for (const one of patterns) validateString(one, "patterns");
	return patterns;
}

/** The folder from which a pattern can match anything: its parts before the first special character. */
function fixedPart(pattern: string): string {
	const parts = pattern.split("/");
	const special = parts.findIndex((part) => /[*?[\]{}]/.test(part));
	return parts.slice(0, special < 0 ? parts.length - 1 : special).join("/");
}

function isExcluded(path: string, entry: Dirent, { exclude, withFileTypes }: Options): boolean {
	if (Array.isArray(exclude)) return exclude.some((one) => matchesGlob(path, one));
	return exclude?.(withFileTypes ? entry : path) === true;
}

/** fs.globSync: paths that match one of the patterns, each once. */
export function glob(given: unknown, options: Options = {}): (string | Dirent)[] {
	const patterns = patternsOf(given);
	const cwd = options.cwd === undefined ? globalThis.process.cwd() : pathOf(options.cwd, "cwd");
	if (options.exclude !== undefined && typeof options.exclude !== "function" && !Array.isArray(options.exclude)) {
		const message = `The "options.exclude" property must be of type function or an instance of Array. ${received(options.exclude)}`;
		throw argumentError("ERR_INVALID_ARG_TYPE", message);
	}
	const found = new Map<string, string | Dirent>();
	for (const pattern of patterns) {
		const plain = pattern.replace(/^\.\//, "");
		const fixed = fixedPart(plain);
		const top = plain.startsWith("/") ? fixed || "/" : fixed === "" ? cwd : `${cwd}/${fixed}`;
		for (const { entry, within } of foundIn(top)) {
			const path = fixed === "" ? (plain.startsWith("/") ? `/${within}` : within) : `${fixed}/${within}`;
			if (matchesGlob(path, plain) && !isExcluded(path, entry, options)) found.set(path, options.withFileTypes ? entry : path);
		}
	}
	return [...found.values()];
}

function foundIn(top: string): { entry: Dirent; within: string }[] {
	try {
		return entriesOf(top, true);
	} catch {
		return []; // Nothing is there, so nothing matches.
	}
}
