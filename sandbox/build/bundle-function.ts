import { parse } from "node:path";
import type { BuildFailure, Loader, Message, Metafile, Plugin } from "esbuild";
import { SimulatorError } from "#sandbox/kernel/simulator-error.ts";
import type { BuildProblem } from "#sandbox/outcome.ts";
import type { FunctionCode } from "./built-project.ts";
import { bundlePackage, type PackageBundle } from "./bundle-package.ts";
import { computedImport } from "./computed-import.ts";
import { bundle, EsbuildDiedError } from "./esbuild-service.ts";
import { type Insertion, type MeterNames, meter, shiftMappings } from "./meter.ts";
import { moduleFormat } from "./module-format.ts";
import { unitModule } from "./package-unit.ts";
import { type ResolvedModule, resolveModule } from "./resolve-module.ts";

type Bundled = { ok: true; code: FunctionCode } | { ok: false; problems: BuildProblem[] };

const NAMESPACE = "project";
const MAX_PROBLEMS = 20;

/**
 * Makes one script of a handler file and what it imports, over the given files only: no disk is read. The script calls `__warmstart`
 * with an async function, so that top-level await works and whatever INIT throws arrives at one place.
 * @param entry Path of the handler's file.
 * @param root Folder of the function: "" or ends in "/".
 */
export async function bundleFunction(entry: string, files: ReadonlyMap<string, string>, root: string): Promise<Bundled> {
	const entryFormat = moduleFormat(entry, files, root);
	const packages = new Map<string, PackageBundle>();
	try {
		const result = await bundle({
			entryPoints: ["warmstart:entry"],
			bundle: true,
			write: false,
			outfile: "bundle.js",
			format: "esm",
			platform: "neutral",
			target: "esnext",
			charset: "utf8",
			sourcemap: "external",
			sourcesContent: false,
			metafile: true,
			treeShaking: false,
			legalComments: "none",
			tsconfigRaw: {},
			define: ownPath(`/var/task/${entry.slice(root.length)}`, entryFormat === "commonjs"),
			plugins: [projectFiles(entry, entryFormat === "commonjs", files, root, packages)],
		});
		const inputs = inputsOf(result.metafile as Metafile);
		if (!inputs) throw new SimulatorError("BUILD_READ_DISK", "esbuild took a file that is not part of the project.");
		const mismatch = formatMismatch(entry, inputs, files, root);
		if (mismatch) return { ok: true, code: mismatch };
		const text = result.outputFiles?.find((file) => file.path.endsWith(".js"))?.text ?? "";
		const map = result.outputFiles?.find((file) => file.path.endsWith(".map"))?.text ?? "{}";
		const asyncContext = Object.keys((result.metafile as Metafile).inputs).some((name) => /^(?:builtin:async_hooks|package:)/.test(name));
		const metered = meter(text, { asyncContext });
		if (!metered.ok && metered.kind === "tooDeep") return { ok: false, problems: [tooDeep(entry)] };
		if (!metered.ok) return { ok: true, code: syntaxError(metered.message) };
		return {
			ok: true,
			code: {
				kind: "script",
				script: wrapped(metered, entryFormat !== "commonjs"),
				sourceMap: shiftedMap(map, text, metered.insertions),
				sourceBytes: [...inputs.keys()].reduce((sum, path) => sum + Buffer.byteLength(files.get(path) ?? ""), 0),
				commonJs: [...inputs.keys()].filter((path) => moduleFormat(path, files, root) === "commonjs"),
				...unitsOf(packages),
			},
		};
	} catch (error) {
		if (error instanceof EsbuildDiedError) {
			return { ok: false, problems: [tooDeep(entry)] };
		}
		const failure = error as Partial<BuildFailure>;
		if (!Array.isArray(failure.errors)) throw error;
		return { ok: false, problems: problemsOf(failure.errors, entry, files) };
	}
}

/** What a module may know of its own place. All modules of a bundle are told the entry's. */
function ownPath(path: string, commonJs: boolean): Record<string, string> {
	const folder = JSON.stringify(path.slice(0, path.lastIndexOf("/")));
	const file = JSON.stringify(path);
	if (commonJs) return { __dirname: folder, __filename: file };
	return { "import.meta.url": JSON.stringify(`file://${path}`), "import.meta.dirname": folder, "import.meta.filename": file };
}

/** @param packages Takes in what is imported, by id. */
function projectFiles(
	entry: string,
	byRequire: boolean,
	files: ReadonlyMap<string, string>,
	root: string,
	packages: Map<string, PackageBundle>,
): Plugin {
	return {
		name: "project-files",
		setup(build) {
			build.onResolve({ filter: /.*/ }, async (args) => {
				if (args.kind === "entry-point") return { path: "entry", namespace: "warmstart-entry" };
				if (args.namespace === "warmstart-entry") return { path: entry, namespace: NAMESPACE };
				const byRequireCall = args.kind === "require-call" || args.kind === "require-resolve";
				const resolved = resolveModule(
					{
						specifier: args.path,
						importer: args.importer,
						byRequire: byRequireCall,
						withJsonType: args.with.type === "json",
					},
					files,
					root,
				);
				if (resolved.kind !== "package") return placed(resolved);
				const made = await bundlePackage(resolved.specifier, byRequireCall ? "require" : "import");
				// Lambda starts Node.js without require() of ES modules (L61), of packages as well.
				const refused = byRequireCall && made.format === "esm" && moduleFormat(args.importer, files, root) !== "typescript";
				if (refused) return { path: `${root}node_modules/${made.id}`, namespace: "require-of-esm" };
				packages.set(made.id, made);
				return { path: made.id, namespace: "package", pluginData: made };
			});
			build.onLoad({ filter: /.*/, namespace: "warmstart-entry" }, () => ({
				contents: byRequire ? `__warmstart_ready(require("./entry"));` : `import * as handler from "./entry"; __warmstart_ready(handler);`,
				loader: "js",
			}));
			build.onLoad({ filter: /.*/, namespace: "builtin" }, (args) => ({
				contents: `module.exports = __warmstart_builtin(${JSON.stringify(args.path)});`,
				loader: "js",
			}));
			build.onLoad({ filter: /.*/, namespace: "package" }, (args) => ({
				contents: unitModule(args.pluginData as PackageBundle, "__warmstart_builtin"),
				loader: "js",
			}));
			build.onLoad({ filter: /.*/, namespace: "require-of-esm" }, (args) => {
				const path = `/var/task/${args.path.slice(root.length)}`;
				const message = `require() of ES Module ${path} not supported.\nInstead change the require of ${path} to a dynamic import() which is available in all CommonJS modules.`;
				return { contents: `throw Object.assign(new Error(${JSON.stringify(message)}), { code: "ERR_REQUIRE_ESM" });`, loader: "js" };
			});
			build.onLoad({ filter: /.*/, namespace: NAMESPACE }, async (args) => {
				const contents = files.get(args.path) ?? "";
				const loader = loaderOf(args.path);
				const computed = loader === "json" ? undefined : await computedImport(args.path, contents, loader);
				if (computed) return { errors: [computed] };
				return { contents: loader === "json" ? contents : withoutSourceMap(contents), loader, resolveDir: nowhere(contents) };
			});
			// The second lock: whatever path esbuild finds by itself, the disk's text never enters a bundle.
			build.onLoad({ filter: /.*/, namespace: "file" }, () => ({
				errors: [{ text: "A file outside of the project cannot be imported.", detail: "Import files of the project by ./" }],
			}));
		},
	};
}

/**
 * esbuild itself, past every plugin, reads the map that the last comment of this kind names, from `file:` addresses too. So the last one
 * is ours, and names nothing.
 */
function withoutSourceMap(text: string): string {
	return `${text}\n//# sourceMappingURL=none:`;
}

/**
 * The folder that a file of the project seems to lie in. esbuild itself, past every plugin, looks for the files that an import with a
 * computed path may mean: `import("../" + name)`. This folder does not exist, and is deeper than the text has room for `../`.
 */
function nowhere(text: string): string {
	return parse(process.cwd()).root + "warmstart-nowhere/".repeat(Math.ceil(text.length / 3) + 1);
}

function placed(
	resolved: Exclude<ResolvedModule, { kind: "package" }>,
): { path: string; namespace: string } | { errors: { text: string; detail: string }[] } {
	switch (resolved.kind) {
		case "file":
			return { path: resolved.path, namespace: NAMESPACE };
		case "builtin":
			return { path: resolved.name, namespace: "builtin" };
		case "requireOfEsm":
			return { path: resolved.path, namespace: "require-of-esm" };
		case "problem":
			return { errors: [{ text: resolved.message, detail: resolved.cure }] };
	}
}

function loaderOf(path: string): Loader {
	if (path.endsWith(".json")) return "json";
	return /\.[mc]?ts$/.test(path) ? "ts" : "js";
}

type Input = { bytes: number; format?: "esm" | "cjs" };

/** The files of the project that went into a bundle; undefined when anything else did. */
function inputsOf(metafile: Metafile): Map<string, Input> | undefined {
	const inputs = new Map<string, Input>();
	for (const [name, input] of Object.entries(metafile.inputs)) {
		if (!/^(?:project|builtin|package|require-of-esm|warmstart-entry):/.test(name)) return undefined;
		if (name.startsWith(`${NAMESPACE}:`)) inputs.set(name.slice(NAMESPACE.length + 1), { bytes: input.bytes, format: input.format });
	}
	return inputs;
}

/** Ids of the units of all packages that a bundle asks for. */
function unitsOf(packages: ReadonlyMap<string, PackageBundle>): { packages?: string[] } {
	const units = new Set([...packages.values()].flatMap((one) => one.units));
	return units.size > 0 ? { packages: [...units].sort() } : {};
}

/** esbuild takes ESM and CommonJS syntax in any file; Node does not, and Lambda reports it at INIT (L61, L71). */
function formatMismatch(
	entry: string,
	inputs: Map<string, Input>,
	files: ReadonlyMap<string, string>,
	root: string,
): FunctionCode | undefined {
	for (const path of new Set([entry, ...inputs.keys()])) {
		const format = inputs.get(path)?.format;
		const expected = moduleFormat(path, files, root);
		const text = files.get(path) ?? "";
		if (expected === "commonjs" && format === "esm") {
			const lines = text.split("\n");
			const line = Math.max(1, lines.findIndex((one) => /^\s*(?:import|export)\b/.test(one)) + 1);
			const word = /^\s*(import|export)\b/.exec(lines[line - 1] ?? "")?.[1];
			const why =
				word === "import"
					? "Cannot use import statement outside a module"
					: word === "export"
						? "Unexpected token 'export'"
						: "await is only valid in async functions and the top level bodies of modules";
			return { ...syntaxError(why), place: { file: path, line, column: 1 } };
		}
		if (expected === "esm" && format === "cjs") {
			const used = /\b(module\.exports|exports\.|require\s*\()/.exec(text);
			if (!used) continue;
			const name = used[0].startsWith("module") ? "module" : used[0].startsWith("exports") ? "exports" : "require";
			const hint = name === "require" ? ", you can use import instead" : "";
			const errorMessage = `${name} is not defined in ES module scope${hint}`;
			const line = text.slice(0, used.index).split("\n").length;
			const trace = [`ReferenceError: ${errorMessage}`, `    at file:///var/task/${path.slice(root.length)}:${line}:1`];
			return { kind: "loadError", errorType: "ReferenceError", errorMessage, trace, place: { file: path, line, column: 1 } };
		}
	}
	return undefined;
}

function tooDeep(entry: string): BuildProblem {
	const message = `The code imported by ${entry} could not be read: the compiler gave up on it.`;
	return { message, cure: "Look for very deep nesting or generated code, and make it smaller." };
}

/** What esbuild lets pass and Node.js would not (L71). */
function syntaxError(message: string): Extract<FunctionCode, { kind: "loadError" }> {
	const errorMessage = `SyntaxError: ${message}`;
	const trace = [`Runtime.UserCodeSyntaxError: ${errorMessage}`];
	return { kind: "loadError", errorType: "Runtime.UserCodeSyntaxError", errorMessage, trace };
}

function wrapped({ text, names }: { text: string; names: MeterNames }, strict: boolean): string {
	const { steps, overrun, loops, context, frame } = names;
	// Two functions, so that `arguments` of the inner one leads to nothing of the meter. The first line belongs to the wrapper: shiftedMap
	// knows. CommonJS is sloppy unless it says otherwise.
	const head = `__warmstart((${steps}, ${overrun}, ${context}) => async function (__warmstart_ready, __warmstart_builtin) {`;
	return `${head}${strict ? '"use strict";' : ""}var ${loops} = 0, ${frame};\n${text}\n});`;
}

function shiftedMap(json: string, text: string, insertions: readonly Insertion[]): string {
	const map = JSON.parse(json) as { version: number; sources: string[]; names: string[]; mappings: string };
	const sources = map.sources.map((source) => (source.startsWith(`${NAMESPACE}:`) ? source.slice(NAMESPACE.length + 1) : source));
	return JSON.stringify({ version: 3, sources, names: map.names, mappings: `;${shiftMappings(map.mappings, text, insertions)}` });
}

/** What is told of esbuild's errors: those in files of the project, and those without a place. */
function problemsOf(errors: readonly Message[], entry: string, files: ReadonlyMap<string, string>): BuildProblem[] {
	const own = errors.filter(({ location }) => !location || location.file.startsWith(`${NAMESPACE}:`));
	const problems = own.slice(0, MAX_PROBLEMS).map((message) => withinFile(problemOf(message), files));
	return problems.length > 0 ? problems : [{ message: `The code imported by ${entry} could not be bundled.` }];
}

/** What esbuild finds in the line that `withoutSourceMap` adds is told of the end of the learner's own text. */
function withinFile(problem: BuildProblem, files: ReadonlyMap<string, string>): BuildProblem {
	const lines = files.get(problem.place?.file ?? "")?.split("\n");
	if (!problem.place || !lines || problem.place.line <= lines.length) return problem;
	return { ...problem, place: { ...problem.place, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 } };
}

function problemOf(message: Message): BuildProblem {
	const { location } = message;
	const file = location?.file.startsWith(`${NAMESPACE}:`) ? location.file.slice(NAMESPACE.length + 1) : undefined;
	const computed = /^Could not resolve (import|require)\("\.[\s\S]*\*/.exec(message.text);
	const text = computed ? `An ${computed[1]} whose path is computed is not simulated.` : message.text;
	const cure =
		typeof message.detail === "string"
			? message.detail
			: computed
				? "Write the path as a text, or import all files and choose one."
				: cureFor(text);
	return {
		message: text,
		...(location && file !== undefined ? { place: { file, line: location.line, column: location.column + 1 } } : {}),
		...(cure ? { cure } : {}),
	};
}

function cureFor(text: string): string | undefined {
	if (/end of file/.test(text)) return "A bracket, brace or quote that was opened is not closed.";
	if (/Unterminated/.test(text)) return "Close the text, template or comment.";
	if (/await/.test(text)) return "Use await inside an async function, or at the top level of an ES module (.mjs).";
	if (/Expected|Unexpected/.test(text)) return "Look at this place and at the end of the line before it.";
	if (/has already been declared/.test(text)) return "Give one of the two another name.";
	return undefined;
}
