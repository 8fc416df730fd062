import type { BuildFailure } from "esbuild";
import type { BuildProblem } from "#sandbox/outcome.ts";
import type { LoadFailure, ModuleRecord, Target } from "#sandbox/runtime/guest/modules/module-record.ts";
import { bundlePackage } from "./bundle-package.ts";
import { type CommonJsExports, commonJsExports } from "./commonjs-exports.ts";
import { EsbuildDiedError } from "./esbuild-service.ts";
import { absolutePath, isDeployed, taskPath } from "./function-paths.ts";
import { codeFrame, placeOf } from "./line-mappings.ts";
import { moduleFormat } from "./module-format.ts";
import {
	type CallSyntax,
	type EsmSyntax,
	type ModuleNames,
	type ModuleRequest,
	type Rewriting,
	rewriteCalls,
	rewriteEsm,
} from "./module-syntax.ts";
import type { LoaderFlags } from "./node-options.ts";
import { type ParsedModule, type ParseFailure, parseModule } from "./parse-module.ts";
import { type MissingPackage, resolveModule } from "./resolve-module.ts";
import { compilerOptions } from "./typescript-options.ts";

/** A module with code, and what its syntax says. */
export type CodeModule = {
	kind: "code";
	path: string;
	parsed: ParsedModule;
	rewriting: Rewriting;
	calls: CallSyntax;
	esm?: EsmSyntax;
	commonJs?: CommonJsExports;
	/** Of its static imports, in the order of `esm.requests`. */
	requests: Target[];
	dynamic: [string, Target][];
	required: [string, Target][];
};
export type OtherModule =
	| (Extract<ModuleRecord, { format: "json" | "builtin" | "broken" }> & { kind: "other" })
	/** `units`: ids of everything that it needs. */
	| (Extract<ModuleRecord, { format: "package" }> & { kind: "other"; units: readonly string[] });
export type GraphModule = CodeModule | OtherModule;

export type ModuleGraph = {
	modules: GraphModule[];
	problems: BuildProblem[];
	/** A package without which the function cannot be loaded; absent when there are other problems. */
	missing?: MissingPackage;
	/** Files that JavaScript cannot read: where, and what V8 would say. */
	syntaxErrors: { file: string; line: number; column: number; message: string }[];
};

const MAX_PROBLEMS = 20;

/**
 * Reads a file and everything that it names, over the given files only: no disk is read but for packages of the list.
 * @param root Folder of the function: "" or ends in "/".
 */
export async function readGraph(
	entry: string,
	files: ReadonlyMap<string, string>,
	root: string,
	names: ModuleNames,
	flags: LoaderFlags,
): Promise<ModuleGraph> {
	const reader = new GraphReader(files, root, names, flags);
	await reader.readFrom(entry);
	const [missing] = reader.missing;
	return {
		modules: reader.modules,
		problems: reader.problems.slice(0, MAX_PROBLEMS),
		...(missing && reader.missing.length === reader.problems.length ? { missing } : {}),
		syntaxErrors: reader.syntaxErrors,
	};
}

type Pending = { path: string; optional: boolean };

class GraphReader {
	readonly modules: GraphModule[] = [];
	readonly problems: BuildProblem[] = [];
	readonly missing: MissingPackage[] = [];
	readonly syntaxErrors: ModuleGraph["syntaxErrors"] = [];
	readonly #files: ReadonlyMap<string, string>;
	readonly #root: string;
	readonly #names: ModuleNames;
	readonly #flags: LoaderFlags;
	readonly #numbers = new Map<string, number>();
	readonly #pending: Pending[] = [];

	constructor(files: ReadonlyMap<string, string>, root: string, names: ModuleNames, flags: LoaderFlags) {
		this.#flags = flags;
		this.#files = files;
		this.#root = root;
		this.#names = names;
	}

	async readFrom(entry: string): Promise<void> {
		this.#numberOf(entry, false);
		await this.#readPending();
		// A computed path may mean any file: then all of them are there, and what is wrong with one is told when it is asked for.
		if (!this.modules.some((one) => one.kind === "code" && one.calls.computed)) return;
		for (const path of this.#files.keys()) {
			if (isDeployed(path, this.#root) && moduleFormat(path, this.#files, this.#root) !== "unknown") this.#numberOf(path, true);
		}
		await this.#readPending();
	}

	async #readPending(): Promise<void> {
		for (let next = this.#pending.shift(); next; next = this.#pending.shift()) await this.#read(next);
	}

	#taskPath(path: string): string {
		return taskPath(path, this.#root);
	}

	/** Number of a file, which is read later. */
	#numberOf(path: string, optional: boolean): number {
		const known = this.#numbers.get(path);
		if (known !== undefined) return known;
		const number = this.#add(path, { kind: "other", format: "json", path: this.#taskPath(path), text: "" });
		this.#pending.push({ path, optional });
		return number;
	}

	#add(key: string, module: GraphModule): number {
		const number = this.modules.push(module) - 1;
		this.#numbers.set(key, number);
		return number;
	}

	async #read({ path, optional }: Pending): Promise<void> {
		const number = this.#numbers.get(path) as number;
		const text = (this.#files.get(path) ?? "").replace(/^\ufeff/, "");
		const format = moduleFormat(path, this.#files, this.#root);
		if (format === "json") {
			this.modules[number] = { kind: "other", format: "json", path: this.#taskPath(path), text };
			return;
		}
		const compiler = format === "typescript" ? compilerOptions(path, this.#files, this.#root) : {};
		const read = await parseModule(text, format, compiler);
		if (!read.ok) {
			this.modules[number] = {
				kind: "other",
				format: "broken",
				path: this.#taskPath(path),
				failure: this.#broken(path, text, read.failure, optional),
			};
			return;
		}
		const rewriting: Rewriting = { insertions: [], blanks: [] };
		const parsed = read.module;
		const esm = parsed.format === "esm" ? rewriteEsm(parsed.text, parsed.program, this.#names, rewriting) : undefined;
		const calls = rewriteCalls(parsed.nodes, this.#names, rewriting);
		const module: CodeModule = { kind: "code", path, parsed, rewriting, calls, requests: [], dynamic: [], required: [] };
		if (esm) module.esm = esm;
		else module.commonJs = commonJsExports(parsed.text, parsed.program, parsed.nodes);
		this.modules[number] = module;
		const targetOf = (request: ModuleRequest, byRequire: boolean) => this.#targetOf(module, request, byRequire, optional);
		for (const request of esm?.requests ?? []) module.requests.push(await targetOf(request, false));
		for (const request of calls.dynamic) module.dynamic.push([dynamicKey(request), await targetOf(request, false)]);
		const mayRequire = !esm || parsed.typescript || calls.makesRequire;
		for (const request of mayRequire ? calls.required : []) module.required.push([request.specifier, await targetOf(request, true)]);
		for (const specifier of module.commonJs?.reexports ?? []) {
			if (!module.required.some(([known]) => known === specifier))
				module.required.push([specifier, await targetOf({ specifier, attributes: {}, start: 0 }, true)]);
		}
	}

	#broken(path: string, text: string, failure: ParseFailure, optional: boolean): LoadFailure {
		if (failure.kind === "tooDeep") {
			if (!optional) this.problems.push(tooDeep(path));
			return { code: "RangeError", message: "Maximum call stack size exceeded" };
		}
		const { message, line, column } = failure;
		if (failure.kind === "refused") this.syntaxErrors.push({ file: path, line, column, message });
		else if (!optional) {
			const cure = cureFor(message);
			this.problems.push({ message, place: { file: path, line, column }, ...(cure ? { cure } : {}) });
		}
		const isEsm = moduleFormat(path, this.#files, this.#root) === "esm";
		const shown = `${isEsm ? "file://" : ""}${absolutePath(path, this.#root)}`;
		return { code: "SyntaxError", type: "SyntaxError", message, frame: `${codeFrame(shown, text, line, column)}\n` };
	}

	async #targetOf(module: CodeModule, request: ModuleRequest, byRequire: boolean, optional: boolean): Promise<Target> {
		const { specifier, attributes } = request;
		const resolved = resolveModule({ specifier, importer: module.path, byRequire, attributes, ...this.#flags }, this.#files, this.#root);
		switch (resolved.kind) {
			case "file":
				return this.#numberOf(resolved.path, optional);
			case "builtin": {
				const path = `node:${resolved.name}`;
				return this.#numbers.get(path) ?? this.#add(path, { kind: "other", format: "builtin", path, name: resolved.name });
			}
			case "package":
				return this.#packageOf(module, request, byRequire, optional);
			case "failure":
				return resolved.failure;
			case "problem":
				if (!optional && resolved.missing) this.missing.push(resolved.missing);
				return this.#problem(module, request, optional, resolved);
		}
	}

	#problem(module: CodeModule, { start }: ModuleRequest, optional: boolean, { message, cure }: { message: string; cure?: string }): Target {
		if (!optional)
			this.problems.push({ message, place: { file: module.path, ...originalPlace(module.parsed, start) }, ...(cure ? { cure } : {}) });
		return { code: "ERR_NOT_SIMULATED", message: cure ? `${message} ${cure}` : message };
	}

	async #packageOf(module: CodeModule, request: ModuleRequest, byRequire: boolean, optional: boolean): Promise<Target> {
		try {
			const made = await bundlePackage(request.specifier, byRequire ? "require" : "import");
			const isEsm = made.format === "esm";
			// Lambda starts Node.js without require() of ES modules (L61), of packages as well.
			if (byRequire && isEsm && !module.parsed.typescript && !this.#flags.requireModule) {
				const path = `/var/task/node_modules/${made.id}`;
				const message = `require() of ES Module ${path} from ${absolutePath(module.path, this.#root)} not supported.\nInstead change the require of ${path} to a dynamic import() which is available in all CommonJS modules.`;
				return { code: "ERR_REQUIRE_ESM", message };
			}
			const path = `package:${made.id}`;
			const names = isEsm ? { names: made.exports } : {};
			return (
				this.#numbers.get(path) ?? this.#add(path, { kind: "other", format: "package", path, id: made.id, units: made.units, ...names })
			);
		} catch (error) {
			const [first] = (error as Partial<BuildFailure>).errors ?? [];
			if (error instanceof EsbuildDiedError || !first) throw error;
			return this.#problem(module, request, optional, { message: first.text });
		}
	}
}

/** What is told of a file that is nested deeper than V8 and this build can read. */
export function tooDeep(path: string): BuildProblem {
	const message = `${path} could not be read: the compiler gave up on it.`;
	return {
		message,
		place: { file: path, line: 1, column: 1 },
		cure: "Look for very deep nesting or generated code, and make it smaller.",
	};
}

/** What a call of `import()` is known by. */
export function dynamicKey({ specifier, attributes }: Pick<ModuleRequest, "specifier" | "attributes">): string {
	return JSON.stringify([specifier, attributes.type ?? null]);
}

/** Line and column, both from 1, in the file that a module was written as. */
export function originalPlace({ text, mappings }: ParsedModule, offset: number): { line: number; column: number } {
	const { line, column } = placeOf(text, offset);
	const segment = mappings[line - 1]?.findLast(([start]) => start <= column);
	const [, , originalLine, originalColumn] = segment ?? [];
	return { line: (originalLine ?? line - 1) + 1, column: (originalColumn ?? column) + 1 };
}

function cureFor(text: string): string | undefined {
	if (/end of file/.test(text)) return "A bracket, brace or quote that was opened is not closed.";
	if (/Unterminated/.test(text)) return "Close the text, template or comment.";
	if (/await/.test(text)) return "Use await inside an async function, or at the top level of an ES module (.mjs).";
	if (/Expected|Unexpected/.test(text)) return "Look at this place and at the end of the line before it.";
	if (/has already been declared/.test(text)) return "Give one of the two another name.";
	return undefined;
}
