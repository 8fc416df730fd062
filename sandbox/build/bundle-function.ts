import { Script } from "node:vm";
import { encode, type SourceMapSegment } from "@jridgewell/sourcemap-codec";
import type { BuildProblem } from "#sandbox/outcome.ts";
import type { ModuleRecord, ModuleTable } from "#sandbox/runtime/guest/modules/module-record.ts";
import type { FunctionCode } from "./built-project.ts";
import type { FoundHandler } from "./find-handler.ts";
import { OPT, taskPath } from "./function-paths.ts";
import { lineStarts, shiftMappings } from "./line-mappings.ts";
import { Linker, otherRecord } from "./link-modules.ts";
import { readLive } from "./live-imports.ts";
import {
	freeSuffix,
	type Insertion,
	inOrder,
	MARK,
	type MeterNames,
	meterNames,
	meterProgram,
	type Visited,
	withInsertions,
} from "./meter.ts";
import { nearestManifest } from "./module-format.ts";
import { type CodeModule, type GraphModule, type ModuleGraph, readGraph, tooDeep } from "./module-graph.ts";
import { type ModuleNames, moduleNames } from "./module-syntax.ts";
import type { LoaderFlags } from "./node-options.ts";
import type { MissingPackage } from "./resolve-module.ts";

/** `missing`: all that is wrong is a package that cannot be had. */
type Bundled = { ok: true; code: FunctionCode } | { ok: false; problems: BuildProblem[]; missing?: MissingPackage };

/**
 * Makes one script of a handler file and of what it names, over the given files only. The script hands the guest library a table of the
 * modules and, for each of them, a function whose body is the module's text, line by line where it was, with steps counted. Nothing is
 * bundled into one scope: the modules stay what they are for Node.js (sandbox/runtime/guest/modules/modules.ts).
 * @param root Folder of the function: "" or ends in "/".
 */
export async function bundleFunction(
	handler: FoundHandler,
	files: ReadonlyMap<string, string>,
	root: string,
	flags: LoaderFlags,
): Promise<Bundled> {
	if (handler.kind === "loadError") {
		const { kind: _, ...error } = handler;
		return { ok: true, code: codeOf([], { entry: { how: "fail", ...error }, requireModule: false }, files, root) };
	}
	const { path, how } = handler;
	let suffix = "";
	let graph = await readGraph(path, files, root, moduleNames(suffix), flags);
	if (graph.problems.length > 0) return { ok: false, problems: graph.problems, ...(graph.missing ? { missing: graph.missing } : {}) };
	suffix = freeSuffix(identifiersOf(graph));
	if (suffix !== "") graph = await readGraph(path, files, root, moduleNames(suffix), flags);
	const code = codeOf(graph.modules, { entry: { how, module: 0 }, ...flags }, files, root, suffix);
	const refused = refusedByV8(code.script, path);
	if (refused) return { ok: false, problems: [refused] };
	const syntaxErrors = [...graph.syntaxErrors, ...(code.syntaxErrors ?? [])];
	return { ok: true, code: { ...code, ...(syntaxErrors.length > 0 ? { syntaxErrors } : {}) } };
}

/**
 * The last word on a text has V8, which compiles the script without running it: what it refused in a worker would end the run as a fault
 * of the simulator.
 */
function refusedByV8(script: string, entry: string): BuildProblem | undefined {
	try {
		new Script(script);
		return undefined;
	} catch (error) {
		if (!(error instanceof SyntaxError)) return tooDeep(entry);
		const message = `The code imported by ${entry} is refused by V8: ${error.message}.`;
		return { message, cure: "Look for something unusual in it, and write it in another way." };
	}
}

function identifiersOf({ modules }: ModuleGraph): Set<string> {
	const used = new Set<string>();
	for (const module of modules) {
		if (module.kind !== "code") continue;
		for (const node of module.parsed.nodes) if (node.type === "Identifier") used.add(node.name as string);
	}
	return used;
}

function codeOf(
	modules: readonly GraphModule[],
	settings: Omit<ModuleTable, "modules">,
	files: ReadonlyMap<string, string>,
	root: string,
	suffix = "",
): FunctionCode {
	const names = { meter: meterNames(suffix), module: moduleNames(suffix) };
	const others = modules.filter((one) => one.kind === "other");
	const packages = [...new Set(others.flatMap((one) => (one.format === "package" ? one.units : [])))].sort();
	const builtins = others.flatMap((one) => (one.format === "builtin" ? [one.name] : []));
	const asyncContext = packages.length > 0 || builtins.includes("async_hooks");
	const linker = new Linker(modules, files, root);
	const writer = new ScriptWriter();
	const { steps, overrun, context } = names.meter;
	const records: ModuleRecord[] = [];
	const bodies: Body[] = [];
	for (const [number, module] of modules.entries()) {
		if (module.kind === "other") {
			records.push(otherRecord(module));
			bodies.push(undefined);
			continue;
		}
		const { record, body } = describe(module, number, linker, names, asyncContext, files, root);
		records.push(record);
		bodies.push(body);
	}
	const table: ModuleTable = { modules: records, ...settings };
	writer.line(`__warmstart((${steps}, ${overrun}, ${context}) => ({table: ${scriptText(JSON.stringify(table))}, bodies: [`);
	for (const body of bodies) {
		if (body) writer.module(body);
		else writer.line("0,");
	}
	writer.line("]}));");
	const paths = modules
		.flatMap((one) => (one.kind === "code" ? [one.path] : [one.path.startsWith(OPT) ? one.path : `${root}${one.path}`]))
		.filter((path) => files.has(path));
	return {
		script: writer.script,
		sourceMap: writer.sourceMap,
		sourceBytes: paths.reduce((sum, path) => sum + Buffer.byteLength(files.get(path) ?? ""), 0),
		commonJs: modules.flatMap((one) => (one.kind === "code" && one.parsed.format === "commonjs" ? [one.path] : [])),
		...(packages.length > 0 ? { packages } : {}),
		...(builtins.length > 0 ? { builtins } : {}),
		...(linker.syntaxErrors.length > 0 ? { syntaxErrors: linker.syntaxErrors } : {}),
	};
}

/** A text as an expression of JavaScript. */
function scriptText(text: string): string {
	return JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

type Body = { head: string; text: string; foot: string; path: string; mappings: SourceMapSegment[][] } | undefined;
type Names = { meter: MeterNames; module: ModuleNames };

function describe(
	module: CodeModule,
	number: number,
	linker: Linker,
	names: Names,
	asyncContext: boolean,
	files: ReadonlyMap<string, string>,
	root: string,
): { record: ModuleRecord; body: Body } {
	const { parsed, rewriting, esm } = module;
	const shared = { path: taskPath(module.path, root), dynamic: module.dynamic, required: module.required };
	const { insertions, blanks } = rewriting;
	const { text: source, program, typescript } = parsed;
	const metered = meterProgram(program, names.meter, asyncContext);
	const added: Insertion[] = [...insertions, ...metered.insertions, ...htmlComments(parsed)];
	if (source.startsWith("#!")) blanks.push({ start: 0, end: lineStarts(source)[1] ?? source.length });
	const { meter, module: own } = names;
	const { import: load, imports, meta, exports } = own;
	// Loops at the top count in variables of this function, beside the module's own.
	const outer = `(${load}, ${imports}, ${meta}, ${exports}) => {var ${meter.loops} = 0, ${meter.frame};`;
	let head: string;
	let record: ModuleRecord;
	if (esm) {
		const linked = linker.link(number);
		const live = new Set(linked.imports.filter((one) => one.live).map((one) => one.local));
		if (live.size > 0) for (const one of readLive(program, live, imports, MARK)) added.push(one);
		const manifest = module.path.endsWith(".js") ? nearestManifest(module.path, files, root) : undefined;
		const mixed = typescript && esm.exports.length + esm.reexports.length + esm.stars.length === 0;
		record = {
			...shared,
			format: "esm",
			requests: module.requests,
			imports: linked.imports.map(({ local, binding, specifier }) => [local, binding, specifier]),
			exports: linked.exports,
			awaits: esm.awaits,
			live: linked.cyclic,
			changes: linked.changes,
			unnamedDefault: esm.unnamedDefault,
			mixed,
			typescript,
			...(manifest !== undefined ? { manifest: taskPath(manifest, root) } : {}),
			...(linked.failure ? { linkFailure: linked.failure } : {}),
		};
		const getters = esm.exports.map(({ name, local }) => `[${scriptText(name)},()=>${local}]`).join(",");
		const copied = linked.imports.filter((one) => !one.live).map(({ local }) => `${local} = ${imports}.${local}`);
		const copies = copied.length > 0 ? `const ${copied.join(", ")};` : "";
		const parameters = typescript ? "exports, require, module, __filename, __dirname" : "";
		// In a circle of imports its functions are there before its code runs: it pauses in between.
		const kind = `${esm.awaits ? "async " : ""}function${linked.cyclic ? "*" : ""}`;
		head = `${outer}return ${kind} (${parameters}) {"use strict";${exports}([${getters}]);${linked.cyclic ? "yield;" : ""}${copies}`;
	} else {
		record = { ...shared, format: "commonjs", names: [...linker.commonJsNames(number)].sort(), typescript };
		head = `${outer}return function (exports, require, module, __filename, __dirname) {`;
	}
	added.sort(inOrder);
	const { mappings } = parsed;
	shiftMappings(mappings, source, added);
	const body = { head, text: withInsertions(blanked(source, blanks), added), foot: `${metered.atEnd}}},`, path: module.path, mappings };
	return { record, body };
}

/** Ranges of a text as spaces, so that every line and column stays where it is. */
function blanked(text: string, blanks: readonly { start: number; end: number }[]): string {
	let made = "";
	let from = 0;
	for (const { start, end } of [...blanks].sort((a, b) => a.start - b.start)) {
		made += text.slice(from, start) + text.slice(start, end).replaceAll(/[^\n\r\u2028\u2029]/g, " ");
		from = end;
	}
	return made + text.slice(from);
}

/** In an ES module `a<!--b` compares; in a script, which the bundle is, it would begin a comment. */
function htmlComments({ text, nodes, format }: CodeModule["parsed"]): Insertion[] {
	const insertions: Insertion[] = [];
	if (format !== "esm" || !text.includes("<!--")) return insertions;
	for (const node of nodes) {
		const start = node.type === "BinaryExpression" && node.operator === "<" ? (node.right as Visited).start : -1;
		if (start >= 0 && text.startsWith("!--", start)) insertions.push({ at: start, text: " " });
	}
	return insertions;
}

/** Puts the script together, and its source map. */
class ScriptWriter {
	#lines: string[] = [];
	#count = 0;
	#sources: string[] = [];
	#mappings: SourceMapSegment[][] = [];

	line(text: string): void {
		this.#lines.push(text);
		this.#count++;
	}

	module({ head, text, foot, path, mappings }: NonNullable<Body>): void {
		this.line(head);
		const source = this.#sources.push(path) - 1;
		for (const [line, segments] of mappings.entries()) {
			for (const segment of segments) if (segment.length > 1) segment[1] = source;
			this.#mappings[this.#count + line] = segments;
		}
		this.#lines.push(text);
		this.#count += lineStarts(text).length;
		this.line(foot);
	}

	get script(): string {
		return this.#lines.join("\n");
	}

	get sourceMap(): string {
		const mappings = Array.from({ length: this.#count }, (_, line) => this.#mappings[line] ?? []);
		return JSON.stringify({ version: 3, sources: this.#sources, names: [], mappings: encode(mappings) });
	}
}
