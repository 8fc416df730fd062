import { apply, bare, defineProperty, getOwnPropertyNames, jsonStringify, keys } from "../primordials.ts";
import { exportsOfOther, loadCommonJs, requireOf } from "./commonjs-loader.ts";
import { CommonJsModule, folderOf } from "./commonjs-module.ts";
import { computedTarget } from "./computed-target.ts";
import { EsModule, evaluateModule, setEsmHost } from "./es-module.ts";
import { codedError } from "./module-errors.ts";
import { namedFromCommonJs } from "./module-failures.ts";
import type { Binding, ModuleRecord } from "./module-record.ts";
import { bodyOf, filenameOf, find, recordOf, TASK } from "./module-table.ts";
import { moduleNamespace } from "./namespace.ts";

const NativeTypeError = TypeError;
const esModules = bare<Record<number, EsModule>>({});
const namespaces = bare<Record<number, object>>({});
/** Stands for the runtime client, which requires the handler up to Node.js 22. */
let client: CommonJsModule | undefined;

/** Loads the handler's file as the runtime client up to Node.js 22 loads CommonJS. */
export function requireEntry(number: number): unknown {
	client ??= new CommonJsModule("/var/runtime/index.mjs");
	return loadCommonJs(number, client);
}

/** Loads the handler's file by `import()`. Of TypeScript in CommonJS it gives `module.exports`, as of a bundle. */
export async function importEntry(number: number): Promise<unknown> {
	const record = recordOf(number);
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
		hint += `\nThis file is being treated as an ES module because it has a '.js' file extension and '${filenameOf(record.manifest)}' contains "type": "module". To treat it as a CommonJS script, rename it to use the '.cjs' file extension.`;
	const { stack, message } = error;
	error.message = hint;
	if (typeof stack === "string") error.stack = stack.replace(message, () => hint);
}

/** What `import(…)` is in a module. */
export function importer(number: number): (specifier: unknown, options?: unknown) => Promise<unknown> {
	return async (given, options) => {
		const record = recordOf(number);
		const specifier = `${given}`;
		const type = (options as { with?: { type?: unknown } } | undefined)?.with?.type;
		const key = jsonStringify([specifier, type === undefined ? null : `${type}`]);
		const written = "dynamic" in record ? find(record.dynamic, key) : undefined;
		const from = filenameOf(record.path);
		const target = written ?? computedTarget(from, specifier, false, type === undefined ? undefined : `${type}`);
		if (typeof target !== "number") throw codedError(target);
		return importNumber(target);
	};
}

/** An ES module, made when it is first asked for; nothing of it has run then. */
export function esModule(number: number): EsModule {
	const known = esModules[number];
	if (known) return known;
	const record = recordOf(number) as Extract<ModuleRecord, { format: "esm" }>;
	const module = new EsModule(number, record);
	esModules[number] = module;
	const filename = filenameOf(record.path);
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
export function commonJsOf(number: number): CommonJsModule {
	const filename = filenameOf(recordOf(number).path);
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
		return format === "package" ? `file://${TASK}node_modules/${(rest as { id: string }).id}` : `file://${filenameOf(path)}`;
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

/** The namespace of a module, which is the same whoever asks. */
export function namespaceOf(number: number): object {
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
