import { asyncContext } from "./async-context.ts";
import { builtin } from "./builtins.ts";
import { CommonJsModule, folderOf, moduleCache, requireStack, setRequire } from "./commonjs-module.ts";
import { EsModule, evaluateModule, setEsmHost } from "./es-module.ts";
import { overrun } from "./metering.ts";
import { codedError, notFoundError } from "./module-errors.ts";
import { importFailure, missingImport, missingRequire, namedFromCommonJs, requireOfEsm } from "./module-failures.ts";
import type { Binding, LoadFailure, ModuleRecord, ModuleTable, Target } from "./module-record.ts";
import { moduleNamespace } from "./namespace.ts";
import { apply, assign, bare, defineProperty, getOwnPropertyNames, jsonParse, jsonStringify, keys, slice } from "./primordials.ts";
import { state } from "./state.ts";

/** Gives a module its surroundings, and then its body: the file's text as a function. */
type Body = (
	load: (specifier: unknown, options?: unknown) => Promise<unknown>,
	imports: object,
	meta: object,
	exports: (getters: [string, () => unknown][]) => void,
) => (...args: unknown[]) => unknown;
type Bundle = { table: string; bodies: readonly Body[] };

const NativeTypeError = TypeError;
const TASK = "/var/task/";
let bundle: Bundle | undefined;
let modules: ModuleRecord[] = [];
let requireModule = false;
const byPath = bare<Record<string, number>>({});
const esModules = bare<Record<number, EsModule>>({});
const namespaces = bare<Record<number, object>>({});
/** Stands for the runtime client, which requires the handler up to Node.js 22. */
let client: CommonJsModule | undefined;

/** The script of the function hands itself over; nothing of it has run yet. */
export function define(metered: (steps: Int32Array, overrun: (iterations: number) => 0, context: object) => Bundle): void {
	bundle ??= metered(state.steps, overrun, asyncContext);
}

/** @returns Where INIT begins, or undefined when no script was handed over. */
export function readTable(): ModuleTable["entry"] | undefined {
	if (!bundle) return undefined;
	const table = jsonParse(bundle.table) as ModuleTable & { modules: ModuleRecord[] };
	requireModule = table.requireModule;
	modules = table.modules;
	for (let n = 0; n < modules.length; n++) byPath[(modules[n] as ModuleRecord).path] = n;
	return table.entry;
}

/** Loads the handler's file as the runtime client up to Node.js 22 loads CommonJS. */
export function requireEntry(number: number): unknown {
	client ??= new CommonJsModule("/var/runtime/index.mjs");
	return loadCommonJs(number, client);
}

/** Loads the handler's file by `import()`. Of TypeScript in CommonJS it gives `module.exports`, as of a bundle. */
export async function importEntry(number: number): Promise<unknown> {
	const record = modules[number] as ModuleRecord;
	const namespace = await importNumber(number);
	if (record.format === "commonjs" && record.typescript) return loadCommonJs(number, undefined);
	return record.format === "esm" && record.mixed ? (commonJsOf(number) as CommonJsModule).exports : namespace;
}

async function importNumber(number: number): Promise<unknown> {
	if (recordOf(number).format !== "esm") {
		evaluateOther(number);
		return namespaceOf(number);
	}
	try {
		await evaluateModule(esModule(number));
	} catch (error) {
		explainMissingName(error, recordOf(number));
		throw error;
	}
	return namespaceOf(number);
}

/** Node's hint for names that only CommonJS has. @param record The module that `import()` asked for, whichever threw. */
function explainMissingName(error: unknown, record: ModuleRecord): void {
	if (!(error instanceof ReferenceError) || record.format !== "esm") return;
	const name = /^(module|exports|require|__filename|__dirname) is not defined$/.exec(error.message)?.[1];
	if (!name) return;
	let hint = `${name} is not defined in ES module scope${name === "require" ? ", you can use import instead" : ""}`;
	if (record.manifest !== undefined)
		hint += `\nThis file is being treated as an ES module because it has a '.js' file extension and '${TASK}${record.manifest}' contains "type": "module". To treat it as a CommonJS script, rename it to use the '.cjs' file extension.`;
	const { stack, message } = error;
	error.message = hint;
	if (typeof stack === "string") error.stack = stack.replace(message, () => hint);
}

function recordOf(number: number): ModuleRecord {
	return modules[number] as ModuleRecord;
}

// --- CommonJS ---------------------------------------------------------------------------------------------------------------------------

function loadCommonJs(number: number, parent: CommonJsModule | undefined): unknown {
	const record = recordOf(number);
	if (record.format === "builtin" || record.format === "package") return exportsOfOther(record);
	const filename = `${TASK}${record.path}`;
	const known = moduleCache[filename];
	if (known) return known.exports;
	const module = new CommonJsModule(filename, parent);
	moduleCache[filename] = module;
	if (parent) parent.children[parent.children.length] = module;
	let done = false;
	try {
		runCommonJs(number, record, module);
		done = true;
	} finally {
		if (!done) {
			delete moduleCache[filename];
			if (parent) parent.children.length = Math.max(0, parent.children.length - 1);
		}
	}
	return module.exports;
}

function runCommonJs(number: number, record: ModuleRecord, module: CommonJsModule): void {
	switch (record.format) {
		case "commonjs": {
			const body = bodyOf(number)(importer(number), bare({}), {}, () => {});
			apply(body, module.exports, [module.exports, requireOf(module), module, module.filename, module.path]);
			break;
		}
		case "json":
			module.exports = parseJson(record.text, module.filename);
			break;
		case "esm": {
			// TypeScript is allowed to, as by a bundler; everyone with --experimental-require-module.
			const promise = evaluateModule(esModule(number));
			if (promise)
				throw codedError({
					code: "ERR_REQUIRE_ASYNC_MODULE",
					message: "require() cannot be used on an ESM graph with top-level await. Use import() instead.",
				});
			module.exports = record.mixed ? (commonJsOf(number) as CommonJsModule).exports : requiredNamespace(number, record);
			break;
		}
		case "broken":
			throw codedError(record.failure);
	}
	module.loaded = true;
}

/** What `require` gives of an ES module: its namespace, marked when it has a default export, or what it exports as "module.exports". */
function requiredNamespace(number: number, record: Extract<ModuleRecord, { format: "esm" }>): unknown {
	const namespace = namespaceOf(number) as Record<string, unknown>;
	if ("module.exports" in namespace) return namespace["module.exports"];
	if (record.typescript || !("default" in namespace) || "__esModule" in namespace) return namespace;
	const getters: [string, () => unknown][] = [["__esModule", () => true]];
	for (let n = 0; n < record.exports.length; n++) {
		const name = record.exports[n]?.[0] as string;
		getters[getters.length] = [name, () => namespace[name]];
	}
	return moduleNamespace(getters, false);
}

function parseJson(text: string, filename: string): unknown {
	try {
		return jsonParse(text);
	} catch (error) {
		throw codedError({ code: "SyntaxError", type: "SyntaxError", message: `${filename}: ${(error as Error).message}` });
	}
}

function bodyOf(number: number): Body {
	return (bundle as Bundle).bodies[number] as Body;
}

/** `require` for a module. */
function requireOf(module: CommonJsModule): unknown {
	const require = (specifier: unknown) => module.require(specifier);
	const resolve = (specifier: unknown) => {
		const target = requireTarget(module, specifier);
		if (typeof target !== "number") throw failed(target, module);
		const record = recordOf(target);
		if (record.format === "builtin") return specifier;
		return record.format === "package" ? `${TASK}node_modules/${record.id}` : `${TASK}${record.path}`;
	};
	(resolve as unknown as { paths: unknown }).paths = () => module.paths;
	defineProperty(require, "name", { value: "require", configurable: true });
	const members = {
		resolve,
		main: undefined,
		extensions: bare({ ".js": () => {}, ".json": () => {}, ".node": () => {} }),
		cache: moduleCache,
	};
	return assign(require, members);
}

/** `module.createRequire` of node:module. @param given A path or address of a file. */
export function createRequire(given: unknown): unknown {
	let filename = typeof given === "string" ? given : `${(given as { href?: string } | null)?.href}`;
	if (slice(filename, 0, 7) === "file://") filename = slice(filename, 7);
	if (slice(filename, 0, 1) !== "/") {
		const message = `The argument 'filename' must be a file URL object, file URL string, or absolute path string. Received '${filename}'`;
		throw codedError({ code: "ERR_INVALID_ARG_VALUE", message, type: "TypeError" });
	}
	return requireOf(new CommonJsModule(filename));
}

setRequire((module, specifier) => {
	const target = requireTarget(module, specifier);
	if (typeof target !== "number") throw failed(target, module);
	return loadCommonJs(target, module);
});

function requireTarget(module: CommonJsModule, specifier: unknown): Target {
	if (typeof specifier !== "string") {
		const message = `The "id" argument must be of type string. Received ${received(specifier)}`;
		throw codedError({ code: "ERR_INVALID_ARG_TYPE", message, type: "TypeError" });
	}
	if (specifier === "") {
		throw codedError({
			code: "ERR_INVALID_ARG_VALUE",
			message: "The argument 'id' must be a non-empty string. Received ''",
			type: "TypeError",
		});
	}
	const record = modules[byPath[slice(module.filename, TASK.length)] ?? -1];
	const written = record && "required" in record ? find(record.required, specifier) : undefined;
	return written ?? computedTarget(module.filename, specifier, true, undefined);
}

function received(value: unknown): string {
	if (value === undefined || value === null) return `${value}`;
	if (typeof value === "function") return `function ${value.name}`;
	if (typeof value === "object") return `an instance of ${value.constructor?.name ?? "Object"}`;
	return `type ${typeof value} (${String(value)})`;
}

function failed(failure: LoadFailure, module: CommonJsModule | undefined): Error {
	return failure.code === "MODULE_NOT_FOUND" ? notFoundError(failure, requireStack(module)) : codedError(failure);
}

function find(list: readonly (readonly [string, Target])[], key: string): Target | undefined {
	for (let n = 0; n < list.length; n++)
		if ((list[n] as readonly [string, Target])[0] === key) return (list[n] as readonly [string, Target])[1];
	return undefined;
}

// --- Names that are computed ------------------------------------------------------------------------------------------------------------

/** Finds what is named by a computed text, among the modules of the table: where one computes, all files of the function are in it. */
function computedTarget(from: string, specifier: string, byRequire: boolean, type: string | undefined): Target {
	const address = slice(specifier, 0, 7) === "file://" && !byRequire ? slice(specifier, 7) : specifier;
	if (!/^(?:\.\.?(?:\/|$)|\/)/.test(address)) {
		const bareName = slice(address, 0, 5) === "node:" ? slice(address, 5) : address;
		const known = byPath[`node:${bareName}`];
		if (known !== undefined) return known;
		builtin(bareName); // Says by name that it is not simulated.
		byPath[`node:${bareName}`] = modules.length;
		modules[modules.length] = { format: "builtin", path: `node:${bareName}`, name: bareName };
		return modules.length - 1;
	}
	const path = resolvePath(slice(address, 0, 1) === "/" ? address : `${folderOf(from)}/${address}`);
	const inTask = slice(path, TASK.length);
	const endings = byRequire ? ["", ".js", ".json", "/index.js", "/index.json"] : [""];
	for (let n = 0; n < endings.length && slice(path, 0, TASK.length) === TASK; n++) {
		const number = byPath[`${inTask}${endings[n]}`];
		if (number === undefined) continue;
		return refusal(number, from, byRequire, type) ?? number;
	}
	if (byRequire) return missingRequire(specifier);
	let isFolder = false;
	for (let n = 0; n < modules.length; n++) isFolder ||= slice(recordOf(n).path, 0, inTask.length + 1) === `${inTask}/`;
	const ending = byPath[`${inTask}.js`] !== undefined ? ".js" : byPath[`${inTask}/index.js`] !== undefined ? "/index.js" : undefined;
	return missingImport(path, from, isFolder, ending === undefined ? undefined : `${specifier}${ending}`);
}

function refusal(number: number, from: string, byRequire: boolean, type: string | undefined): LoadFailure | undefined {
	const record = recordOf(number);
	const isTypeScript = "typescript" in record && record.typescript;
	if (byRequire)
		return record.format === "esm" && !isTypeScript && !requireModule ? requireOfEsm(`${TASK}${record.path}`, from) : undefined;
	const format = record.format === "json" ? "json" : record.format === "esm" ? "esm" : "commonjs";
	return isTypeScript ? undefined : importFailure(format, `${TASK}${record.path}`, type);
}

function resolvePath(path: string): string {
	const parts = path.split("/");
	const kept: string[] = [];
	for (let n = 0; n < parts.length; n++) {
		const part = parts[n] as string;
		if (part === "" || part === ".") continue;
		if (part === "..") kept.length = Math.max(0, kept.length - 1);
		else kept[kept.length] = part;
	}
	let joined = "";
	for (let n = 0; n < kept.length; n++) joined += `/${kept[n]}`;
	return joined;
}

// --- ES modules -------------------------------------------------------------------------------------------------------------------------

/** What `import(…)` is in a module. */
function importer(number: number): (specifier: unknown, options?: unknown) => Promise<unknown> {
	return async (given, options) => {
		const record = recordOf(number);
		const specifier = `${given}`;
		const type = (options as { with?: { type?: unknown } } | undefined)?.with?.type;
		const key = jsonStringify([specifier, type === undefined ? null : `${type}`]);
		const written = "dynamic" in record ? find(record.dynamic, key) : undefined;
		const from = `${TASK}${record.path}`;
		const target = written ?? computedTarget(from, specifier, false, type === undefined ? undefined : `${type}`);
		if (typeof target !== "number") throw codedError(target);
		return importNumber(target);
	};
}

function esModule(number: number): EsModule {
	const known = esModules[number];
	if (known) return known;
	const record = recordOf(number) as Extract<ModuleRecord, { format: "esm" }>;
	const module = new EsModule(number, record);
	esModules[number] = module;
	const filename = `${TASK}${record.path}`;
	const imports = bare<Record<string, unknown>>({});
	for (let n = 0; n < record.imports.length; n++) {
		const [local, binding] = record.imports[n] as (typeof record.imports)[number];
		const set = () => {
			throw new NativeTypeError("Assignment to constant variable.");
		};
		defineProperty(imports, local, { get: () => read(binding), set, enumerable: true });
	}
	const meta = bare<Record<string, unknown>>({});
	meta.dirname = folderOf(filename);
	meta.filename = filename;
	meta.main = false;
	meta.resolve = (specifier: unknown) => resolveUrl(filename, record, `${specifier}`);
	meta.url = `file://${filename}`;
	const body = bodyOf(number)(importer(number), imports, meta, (getters) => module.takeExports(getters));
	let args: unknown[] = [];
	if (record.typescript) {
		const own = commonJsOf(number) as CommonJsModule;
		args = [own.exports, requireOf(own), own, filename, own.path];
	}
	module.start = () => apply(body, undefined, args);
	return module;
}

/** `module` of TypeScript that is an ES module by its syntax. */
function commonJsOf(number: number): CommonJsModule {
	const filename = `${TASK}${recordOf(number).path}`;
	mixed[filename] ??= new CommonJsModule(filename);
	return mixed[filename];
}
const mixed = bare<Record<string, CommonJsModule>>({});

function resolveUrl(from: string, record: Extract<ModuleRecord, { format: "esm" }>, specifier: string): string {
	const written = find(record.dynamic, jsonStringify([specifier, null]));
	const target = written ?? computedTarget(from, specifier, false, "json");
	if (typeof target === "number") {
		const { format, path, ...rest } = recordOf(target);
		if (format === "builtin") return path;
		return format === "package" ? `file://${TASK}node_modules/${(rest as { id: string }).id}` : `file://${TASK}${path}`;
	}
	// It names the file whether it is there or not.
	if (target.url !== undefined) return target.url;
	throw codedError(target);
}

/** The value behind an import, now. */
function read([number, name, lenient]: Binding): unknown {
	const record = recordOf(number);
	if (name === "*" && !(lenient && record.format !== "esm")) return namespaceOf(number);
	if (record.format === "esm" && !record.mixed) return esModule(number).read(name);
	const exported = record.format === "esm" ? commonJsOf(number).exports : loadCommonJs(number, undefined);
	if (record.format === "package" && record.names) return name === "*" ? exported : (exported as Record<string, unknown>)[name];
	if (lenient && record.format !== "builtin") {
		const marked = exported !== null && typeof exported === "object" && (exported as { __esModule?: unknown }).__esModule;
		if (name === "*" || (name === "default" && marked))
			return name === "*" ? lenientNamespace(number, exported, !!marked) : (exported as { default: unknown }).default;
	}
	if (name === "*") return namespaceOf(number);
	return name === "default" || name === "module.exports" ? exported : (exported as Record<string, unknown>)?.[name];
}

function lenientNamespace(number: number, exported: unknown, marked: boolean): object {
	const known = namespaces[number];
	if (known) return known;
	const getters: [string, () => unknown][] = [];
	const names = keys((exported ?? {}) as object);
	for (let n = 0; n < names.length; n++) {
		const name = names[n] as string;
		if (name !== "default" || marked) getters[getters.length] = [name, () => (exported as Record<string, unknown>)[name]];
	}
	if (!marked) getters[getters.length] = ["default", () => exported];
	namespaces[number] = moduleNamespace(getters, true);
	return namespaces[number];
}

function namespaceOf(number: number): object {
	const known = namespaces[number];
	if (known) return known;
	const record = recordOf(number);
	const getters: [string, () => unknown][] = [];
	let settled = true;
	if (record.format === "esm") {
		for (let n = 0; n < record.exports.length; n++) {
			const [name, binding] = record.exports[n] as (typeof record.exports)[number];
			getters[getters.length] = [name, () => read(binding)];
		}
		settled = !record.live && esModule(number).isEvaluated && !record.changes;
	} else {
		const exported = loadCommonJs(number, undefined) as Record<string, unknown>;
		const names = namesOf(record, exported);
		for (let n = 0; n < names.length; n++) {
			const name = names[n] as string;
			getters[getters.length] = [name, () => exported[name]];
		}
		if (!(record.format === "package" && record.names)) getters[getters.length] = ["default", () => exported];
		if (record.format === "commonjs") getters[getters.length] = ["module.exports", () => exported];
	}
	const namespace = moduleNamespace(getters, settled);
	namespaces[number] = namespace;
	return namespace;
}

function namesOf(record: ModuleRecord, exported: Record<string, unknown>): readonly string[] {
	if (record.format === "commonjs") return record.names;
	if (record.format === "package" && record.names) return record.names;
	const own = record.format === "json" ? [] : getOwnPropertyNames(exported);
	const names: string[] = [];
	for (let n = 0; n < own.length; n++) if (own[n] !== "default") names[names.length] = own[n] as string;
	return names;
}

function exportsOfOther(record: Extract<ModuleRecord, { format: "builtin" | "package" }>): unknown {
	return builtin(record.format === "builtin" ? record.name : `package:${record.id}`);
}

/** Evaluates a module that is no ES module, for one that imports it. */
function evaluateOther(number: number): void {
	loadCommonJs(number, undefined);
}

setEsmHost({
	module: (target) => (recordOf(target).format === "esm" ? esModule(target) : undefined),
	broken: (target) => {
		const record = recordOf(target);
		return record.format === "broken" ? record.failure : undefined;
	},
	evaluateOther,
	/** An import of a name that a package has not, which only shows once it is there. */
	missingName: ([number, name, lenient], specifier) => {
		const record = recordOf(number);
		if (name === "*" || name === "default" || lenient) return undefined;
		if (record.format !== "package" || record.names) return undefined;
		const exported = exportsOfOther(record) as object;
		return Object(exported) === exported && name in exported ? undefined : namedFromCommonJs(specifier, name, `{ ${name} }`);
	},
});
