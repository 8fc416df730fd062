import type { TransformOptions } from "esbuild";
import { isTopFolder } from "./function-paths.ts";

export type CompilerOptions = NonNullable<Exclude<TransformOptions["tsconfigRaw"], string | undefined>["compilerOptions"]>;

/** Options of tsconfig.json that change what code does once it is compiled. */
const TAKEN = ["experimentalDecorators", "useDefineForClassFields", "verbatimModuleSyntax"] as const;

/**
 * What the nearest tsconfig.json says to the compiler. Comments and commas at the end are allowed there, as TypeScript allows them; a file
 * that cannot be read says nothing.
 */
export function compilerOptions(path: string, files: ReadonlyMap<string, string>, root: string): CompilerOptions {
	for (let folder = folderOf(path); ; folder = folderOf(folder.slice(0, -1))) {
		const text = files.get(`${folder}tsconfig.json`);
		if (text !== undefined) return read(text);
		if (isTopFolder(folder, root)) return folder !== "" && files.has("tsconfig.json") ? read(files.get("tsconfig.json") as string) : {};
	}
}

function folderOf(path: string): string {
	return path.slice(0, path.lastIndexOf("/") + 1);
}

/** Texts, and comments. */
const COMMENTS = /("(?:[^"\\]|\\.)*")|\/\/.*|\/\*[\s\S]*?\*\//g;
/** Texts, and commas before a closing bracket. */
const LAST_COMMAS = /("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g;

function read(text: string): CompilerOptions {
	try {
		const parsed = JSON.parse(text.replace(COMMENTS, "$1").replace(LAST_COMMAS, "$1")) as {
			compilerOptions?: Record<string, unknown>;
		} | null;
		const given = parsed?.compilerOptions ?? {};
		return Object.fromEntries(TAKEN.flatMap((name) => (typeof given[name] === "boolean" ? [[name, given[name]]] : [])));
	} catch {
		return {};
	}
}
