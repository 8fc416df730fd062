import { builtin } from "../builtin.ts";
import { apply, assign, bare, defineProperty, jsonParse, slice } from "../primordials.ts";
import { CommonJsModule, moduleCache, requireStack, setRequire } from "./commonjs-module.ts";
import { computedTarget } from "./computed-target.ts";
import { evaluateModule } from "./es-module.ts";
import { codedError, notFoundError } from "./module-errors.ts";
import type { LoadFailure, ModuleRecord, Target } from "./module-record.ts";
import { bodyOf, byPath, filenameOf, find, pathOf, recordOf, TASK, table } from "./module-table.ts";
import { commonJsOf, esModule, importer, namespaceOf } from "./modules.ts";
import { moduleNamespace } from "./namespace.ts";

/** Runs a module that is no ES module, once, and gives what it exports. @param parent Who requires it. */
export function loadCommonJs(number: number, parent: CommonJsModule | undefined): unknown {
	const record = recordOf(number);
	if (record.format === "builtin" || record.format === "package") return exportsOfOther(record);
	const filename = filenameOf(record.path);
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

/** `require` for a module. */
export function requireOf(module: CommonJsModule): unknown {
	const require = (specifier: unknown) => module.require(specifier);
	const resolve = (specifier: unknown) => {
		const target = requireTarget(module, specifier);
		if (typeof target !== "number") throw failed(target, module);
		const record = recordOf(target);
		if (record.format === "builtin") return specifier;
		return record.format === "package" ? `${TASK}node_modules/${record.id}` : filenameOf(record.path);
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
	const record = table.modules[byPath[pathOf(module.filename)] ?? -1];
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

/** What a built-in or a package gives to `require`. */
export function exportsOfOther(record: Extract<ModuleRecord, { format: "builtin" | "package" }>): unknown {
	return builtin(record.format === "builtin" ? record.name : `package:${record.id}`);
}
