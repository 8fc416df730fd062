import { builtinModules } from "node:module";
import { importFailure, missingImport, missingRequire, requireOfEsm } from "#sandbox/runtime/guest/modules/module-failures.ts";
import type { LoadFailure } from "#sandbox/runtime/guest/modules/module-record.ts";
import type { FoundHandler } from "./find-handler.ts";
import { absolutePath, isDeployed, OPT } from "./function-paths.ts";
import { simulatedBuiltins } from "./guest-library.ts";
import { type ModuleFormat, moduleFormat } from "./module-format.ts";
import { otherBuiltins } from "./node-exports.ts";
import { byManifest } from "./package-manifest.ts";
import { isAllowedPackage, packageProblem } from "./packages.ts";
import { normalizePath } from "./project-files.ts";
import { isSdkV2, sdkV2Problem } from "./sdk-v2.ts";

export type ImportRequest = {
	specifier: string;
	/** Path of the importing file. */
	importer: string;
	/** Written as `require(…)`; otherwise as `import`. */
	byRequire: boolean;
	/** Import attributes, such as `type: "json"`. */
	attributes: Readonly<Record<string, string>>;
	/** NODE_OPTIONS let `require()` load ES modules. */
	requireModule?: boolean;
};
export type ResolvedModule =
	| { kind: "file"; path: string }
	| { kind: "builtin"; name: string }
	/** A package of the list. */
	| { kind: "package"; specifier: string }
	/** Node.js fails when the code comes to it. */
	| { kind: "failure"; failure: LoadFailure }
	/** What cannot be simulated, told when the project is built. `missing`: what Node.js says where the package is not installed. */
	| { kind: "problem"; message: string; cure: string; missing?: MissingPackage };

/** A package that is neither on the list nor in the project, and how INIT fails without it. */
export type MissingPackage = { specifier: string; importer: string; error: Extract<FoundHandler, { kind: "loadError" }> };

const builtins = new Set<string>([...simulatedBuiltins, ...otherBuiltins]);

/** Finds what an import names, by Node's rules, among the files of the project and the built-ins that are simulated. */
export function resolveModule(request: ImportRequest, files: ReadonlyMap<string, string>, root: string): ResolvedModule {
	const { specifier, importer } = request;
	if (specifier.startsWith("./") || specifier.startsWith("../") || specifier === "." || specifier === "..") {
		const folder = importer.slice(0, importer.lastIndexOf("/") + 1);
		return resolveFile(request, normalizePath(`${folder}${specifier}`), files, root);
	}
	const absolute = request.byRequire ? specifier : specifier.replace(/^file:\/\/\//, "/");
	if (absolute.startsWith("/")) {
		const inTask = absolute.startsWith("/var/task/") ? normalizePath(`${root}${absolute.slice("/var/task/".length)}`) : undefined;
		return resolveFile(request, absolute.startsWith(OPT) ? normalizePath(absolute) : inTask, files, root);
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
	const own = byManifest(specifier, importer, request.byRequire, files, root);
	if (own && "failure" in own) return { kind: "failure", failure: own.failure };
	if (own && "specifier" in own) return resolveModule({ ...request, specifier: own.specifier }, files, root);
	if (own) return resolveFile(request, normalizePath(own.path), files, root, own.exact);
	if (isAllowedPackage(specifier)) return { kind: "package", specifier };
	const told = isSdkV2(specifier) ? sdkV2Problem(specifier, files.get(importer) ?? "") : packageProblem(specifier);
	return { kind: "problem", ...told, missing: missingPackage(request, root) };
}

function missingPackage({ specifier, importer, byRequire }: ImportRequest, root: string): MissingPackage {
	const path = absolutePath(importer, root);
	const error: MissingPackage["error"] = byRequire
		? {
				kind: "loadError",
				errorType: "Runtime.ImportModuleError",
				errorMessage: `Error: Cannot find module '${specifier}'\nRequire stack:\n- ${path}\n- /var/runtime/index.mjs`,
			}
		: {
				kind: "loadError",
				failure: { code: "ERR_MODULE_NOT_FOUND", message: `Cannot find package '${specifier}' imported from ${path}` },
			};
	return { specifier, importer, error };
}

/** @param exact Nothing but this path, whatever asks for it. */
function resolveFile(
	request: ImportRequest,
	path: string | undefined,
	files: ReadonlyMap<string, string>,
	root: string,
	exact = false,
): ResolvedModule {
	const { specifier, importer, byRequire } = request;
	if (path !== undefined && !isDeployed(path, root) && candidates(path, "typescript").some((one) => files.has(one))) {
		return {
			kind: "problem",
			message: `${JSON.stringify(specifier)} lies outside of the function's folder.`,
			cure: "Only what is under CodeUri is deployed.",
		};
	}
	const from = moduleFormat(importer, files, root);
	const lenient = from === "typescript";
	const tried = path === undefined || !isDeployed(path, root) ? [] : (byRequire || lenient) && !exact ? candidates(path, from) : [path];
	const found = tried.find((candidate) => files.has(candidate));
	const task = (file: string) => absolutePath(file, root);
	if (found === undefined) {
		if (byRequire) return { kind: "failure", failure: missingRequire(specifier) };
		const isFolder = path !== undefined && [...files.keys()].some((file) => file.startsWith(`${path}/`));
		const ending = [".js", "/index.js"].find((one) => path !== undefined && files.has(`${path}${one}`));
		const hint = ending === undefined ? undefined : `${specifier}${ending}`;
		return { kind: "failure", failure: missingImport(path === undefined ? specifier : task(path), task(importer), isFolder, hint) };
	}
	const format = moduleFormat(found, files, root);
	if (byRequire && format === "esm" && !lenient && !request.requireModule)
		return { kind: "failure", failure: requireOfEsm(task(found), task(importer)) };
	if (!byRequire && !lenient) {
		const failure = importFailure(format, task(found), Object.hasOwn(request.attributes, "type") ? request.attributes.type : undefined);
		if (failure) return { kind: "failure", failure };
	}
	return { kind: "file", path: found };
}

/** What `require`, and TypeScript's bundler-like resolution, try in turn. */
function candidates(path: string, from: ModuleFormat): string[] {
	const plain = [path, `${path}.js`, `${path}.json`, `${path}/index.js`, `${path}/index.json`];
	if (from !== "typescript") return plain;
	const swapped = path.replace(/\.([mc]?)js$/, ".$1ts");
	return [...plain, swapped, `${path}.ts`, `${path}.mts`, `${path}.cts`, `${path}.mjs`, `${path}.cjs`, `${path}/index.ts`];
}
