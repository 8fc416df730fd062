import { builtinModules } from "node:module";
import { simulatedBuiltins } from "./guest-library.ts";
import { type ModuleFormat, moduleFormat } from "./module-format.ts";
import { otherBuiltins } from "./node-exports.ts";
import { isAllowedPackage, packageProblem } from "./packages.ts";
import { normalizePath } from "./project-files.ts";

export type ImportRequest = {
	specifier: string;
	/** Path of the importing file. */
	importer: string;
	/** Written as `require(…)`; otherwise as `import`. */
	byRequire: boolean;
	/** `with { type: "json" }`. */
	withJsonType: boolean;
};
export type ResolvedModule =
	| { kind: "file"; path: string }
	| { kind: "builtin"; name: string }
	/** A package of the list. */
	| { kind: "package"; specifier: string }
	/** `require` of an ES module, which Lambda does not allow (L61). */
	| { kind: "requireOfEsm"; path: string }
	| { kind: "problem"; message: string; cure: string };

const builtins = new Set<string>([...simulatedBuiltins, ...otherBuiltins]);

/** Finds what an import names, by Node's rules, among the files of the project and the built-ins that are simulated. */
export function resolveModule(request: ImportRequest, files: ReadonlyMap<string, string>, root: string): ResolvedModule {
	const { specifier, importer } = request;
	if (specifier.startsWith("./") || specifier.startsWith("../") || specifier === "." || specifier === "..") {
		const folder = importer.slice(0, importer.lastIndexOf("/") + 1);
		return resolveFile(request, normalizePath(`${folder}${specifier}`), files, root);
	}
	if (specifier.startsWith("/")) {
		const inTask = specifier.startsWith("/var/task/") ? normalizePath(`${root}${specifier.slice("/var/task/".length)}`) : undefined;
		return resolveFile(request, inTask, files, root);
	}
	const name = specifier.startsWith("node:") ? specifier.slice(5) : specifier;
	if (builtins.has(name)) return { kind: "builtin", name };
	if (specifier.startsWith("node:") || builtinModules.includes(name)) {
		return {
			kind: "problem",
			message: `The built-in module ${JSON.stringify(specifier)} is not simulated.`,
			cure: `Simulated are ${simulatedBuiltins.map((one) => `node:${one}`).join(", ")}, and fetch.`,
		};
	}
	if (isAllowedPackage(specifier)) return { kind: "package", specifier };
	return { kind: "problem", ...packageProblem(specifier) };
}

function resolveFile(request: ImportRequest, path: string | undefined, files: ReadonlyMap<string, string>, root: string): ResolvedModule {
	const { specifier, importer, byRequire } = request;
	if (path === undefined || !`${path}/`.startsWith(root)) {
		return {
			kind: "problem",
			message: `${JSON.stringify(specifier)} lies outside of the function's folder.`,
			cure: "Only what is under CodeUri is deployed.",
		};
	}
	const from = moduleFormat(importer, files, root);
	const lenient = byRequire || from === "typescript";
	const found = (lenient ? lenientPaths(path, from) : [path]).find((candidate) => files.has(candidate));
	if (found === undefined) return notFound(specifier, path, files);
	const format = moduleFormat(found, files, root);
	if (format === "unknown") {
		return { kind: "problem", message: `${found} cannot be imported.`, cure: "Import .js, .mjs, .cjs, .ts or .json files." };
	}
	if (byRequire && format === "esm" && from !== "typescript") return { kind: "requireOfEsm", path: found };
	if (format === "json" && from === "esm" && !byRequire && !request.withJsonType) {
		return {
			kind: "problem",
			message: `Module "file:///var/task/${found.slice(root.length)}" needs an import attribute of "type: json".`,
			cure: `Write: import … from ${JSON.stringify(specifier)} with { type: "json" };`,
		};
	}
	return { kind: "file", path: found };
}

/** What `require`, and TypeScript's bundler-like resolution, try in turn. */
function lenientPaths(path: string, from: ModuleFormat): string[] {
	const plain = [path, `${path}.js`, `${path}.json`, `${path}.cjs`, `${path}/index.js`];
	if (from !== "typescript") return plain;
	const swapped = path.replace(/\.([mc]?)js$/, ".$1ts");
	return [...plain, swapped, `${path}.ts`, `${path}.mts`, `${path}.mjs`, `${path}/index.ts`];
}

function notFound(specifier: string, path: string, files: ReadonlyMap<string, string>): ResolvedModule {
	const near = [".mjs", ".js", ".cjs", ".json", ".ts"].find((extension) => files.has(`${path}${extension}`));
	const message = `Cannot find module ${JSON.stringify(specifier)}.`;
	if (near)
		return {
			kind: "problem",
			message,
			cure: `Write ${JSON.stringify(`${specifier}${near}`)}: imports of ES modules need the file's extension.`,
		};
	return { kind: "problem", message, cure: `The project has no file ${path}.` };
}
