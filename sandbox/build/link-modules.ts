import { createRequire } from "node:module";
import { namedFromCommonJs, notProvided } from "#sandbox/runtime/guest/modules/module-failures.ts";
import type { Binding, LoadFailure, ModuleRecord } from "#sandbox/runtime/guest/modules/module-record.ts";
import { absolutePath } from "./function-paths.ts";
import { codeFrame, lineStarts } from "./line-mappings.ts";
import { assignedNames } from "./live-imports.ts";
import { type CodeModule, type GraphModule, originalPlace } from "./module-graph.ts";
import type { EsmSyntax } from "./module-syntax.ts";

/** What linking finds out about an ES module. */
export type Linked = {
	imports: { local: string; binding: Binding; specifier: string; live: boolean }[];
	exports: [string, Binding][];
	/** It is part of a circle of imports. */
	cyclic: boolean;
	/** A variable among `exports` may get another value later. */
	changes: boolean;
	failure?: LoadFailure;
};

/** Exports of an ES module by their names. */
type Index = { exports: Map<string, EsmSyntax["exports"][number]>; reexports: Map<string, EsmSyntax["reexports"][number]> };

/** Follows imports and exports through the modules of a graph, as V8 does before it evaluates any of them. */
export class Linker {
	readonly #modules: readonly GraphModule[];
	readonly #cyclic: ReadonlySet<number>;
	readonly #indexes = new Map<number, Index>();
	readonly #assigned = new Map<number, Set<string>>();

	/** Imports of names that do not exist, as far as they were met. */
	readonly syntaxErrors: { file: string; line: number; column: number; message: string }[] = [];
	readonly #files: ReadonlyMap<string, string>;
	readonly #root: string;

	constructor(modules: readonly GraphModule[], files: ReadonlyMap<string, string>, root: string) {
		this.#modules = modules;
		this.#files = files;
		this.#root = root;
		this.#cyclic = circles(modules);
	}

	/** @param number Of an ES module. */
	link(number: number): Linked {
		const module = this.#modules[number] as CodeModule;
		const cyclic = this.#cyclic.has(number);
		const linked: Linked = { imports: [], exports: [], cyclic, changes: false };
		for (const { local, request, name, start } of module.esm?.imports ?? []) {
			const binding = this.#imported(module, request, name);
			if (!binding) linked.failure ??= this.#notExported(module, request, name, start);
			else
				linked.imports.push({
					local,
					binding,
					specifier: module.esm?.requests[request]?.specifier ?? "",
					live: cyclic || this.#changes(binding),
				});
		}
		for (const { request, from, start } of module.esm?.reexports ?? []) {
			if (!this.#imported(module, request, from)) linked.failure ??= this.#notExported(module, request, from, start);
		}
		for (const name of [...this.#exportNames(number, new Set())].sort()) {
			const binding = this.#exported(number, name, new Set());
			if (!binding || binding === "ambiguous") continue;
			linked.exports.push([name, binding]);
			linked.changes ||= this.#changes(binding) || this.#cyclic.has(binding[0]);
		}
		return linked;
	}

	/** Names that a CommonJS module gives to `import`, those that it takes over included. */
	commonJsNames(number: number, seen = new Set<number>()): Set<string> {
		const module = this.#modules[number];
		const names = new Set<string>();
		if (module?.kind !== "code" || !module.commonJs || seen.has(number)) return names;
		seen.add(number);
		for (const name of module.commonJs.names) names.add(name);
		for (const specifier of module.commonJs.reexports) {
			const target = module.required.find(([known]) => known === specifier)?.[1];
			if (typeof target === "number") for (const name of this.commonJsNames(target, seen)) names.add(name);
		}
		names.delete("default");
		return names;
	}

	/** What a name means that a module imports by one of its requests; undefined when there is no such export. */
	#imported(module: CodeModule, request: number, name: string): Binding | undefined {
		const target = module.requests[request];
		// Loading it fails anyway.
		if (typeof target !== "number") return [-1, name];
		const lenient = module.parsed.typescript;
		if (name === "*") return [target, "*", lenient];
		if (!isEsm(this.#modules[target])) return this.#ofOther(target, name, lenient);
		const found = this.#exported(target, name, new Set());
		return found === "ambiguous" ? undefined : found;
	}

	#ofOther(target: number, name: string, lenient: boolean): Binding | undefined {
		const module = this.#modules[target];
		const known = (names: { includes(name: string): boolean } | undefined) =>
			names?.includes(name) ? ([target, name, lenient] as const) : undefined;
		if (module?.kind === "other") {
			if (module.format === "package" && module.names) return known(module.names);
			if (module.format === "builtin" && name !== "default" && !lenient && !builtinExports(module.name).has(name)) return undefined;
			// Names of packages in CommonJS are known once they are there.
			return module.format === "json" && name !== "default" && !lenient ? undefined : [target, name, lenient];
		}
		return lenient || name === "default" || name === "module.exports" ? [target, name, lenient] : known([...this.commonJsNames(target)]);
	}

	/** The variable behind an export of an ES module. */
	#exported(number: number, name: string, seen: Set<string>): Binding | "ambiguous" | undefined {
		const module = this.#modules[number];
		if (module?.kind !== "code" || !module.esm) return this.#ofOther(number, name, false);
		const key = `${number} ${name}`;
		if (seen.has(key)) return undefined; // A circle of re-exports that ends nowhere.
		seen.add(key);
		const index = this.#indexOf(number, module.esm);
		if (index.exports.has(name)) return [number, name];
		const reexport = index.reexports.get(name);
		if (reexport) {
			const target = module.requests[reexport.request];
			if (typeof target !== "number" || reexport.from === "*" || !isEsm(this.#modules[target]))
				return this.#imported(module, reexport.request, reexport.from);
			return this.#exported(target, reexport.from, seen);
		}
		if (name === "default") return undefined;
		let found: Binding | undefined;
		for (const request of module.esm.stars) {
			const target = module.requests[request];
			const through = typeof target === "number" ? this.#exported(target, name, seen) : undefined;
			if (through === "ambiguous") return through;
			if (through && found && (through[0] !== found[0] || through[1] !== found[1])) return "ambiguous";
			found ??= through;
		}
		return found;
	}

	#exportNames(number: number, seen: Set<number>): Set<string> {
		const module = this.#modules[number];
		const names = new Set<string>();
		if (module === undefined || seen.has(number)) return names;
		seen.add(number);
		if (module.kind === "other") {
			for (const name of module.format === "package" ? (module.names ?? []) : []) names.add(name);
			return names;
		}
		if (!module.esm) return this.commonJsNames(number);
		for (const { name } of [...module.esm.exports, ...module.esm.reexports]) names.add(name);
		for (const request of module.esm.stars) {
			const target = module.requests[request];
			if (typeof target !== "number") continue;
			for (const name of this.#exportNames(target, seen)) if (name !== "default") names.add(name);
		}
		return names;
	}

	#indexOf(number: number, { exports, reexports }: EsmSyntax): Index {
		let index = this.#indexes.get(number);
		if (!index) {
			index = { exports: new Map(exports.map((one) => [one.name, one])), reexports: new Map(reexports.map((one) => [one.name, one])) };
			this.#indexes.set(number, index);
		}
		return index;
	}

	/** Whether an exported variable may get another value after its module was evaluated. */
	#changes([number, name]: Binding): boolean {
		const module = this.#modules[number];
		if (module?.kind !== "code" || !module.esm || name === "*") return false;
		const local = this.#indexOf(number, module.esm).exports.get(name)?.local;
		let assigned = this.#assigned.get(number);
		if (!assigned) {
			assigned = assignedNames(module.parsed.nodes);
			this.#assigned.set(number, assigned);
		}
		return local !== undefined && assigned.has(local);
	}

	#notExported(module: CodeModule, request: number, name: string, start: number): LoadFailure {
		const specifier = module.esm?.requests[request]?.specifier ?? "";
		const target = module.requests[request];
		const other = typeof target === "number" ? this.#modules[target] : undefined;
		const { line, column } = originalPlace(module.parsed, start);
		const file = this.#files.get(module.path) ?? "";
		const writtenIn = file.slice(lineStarts(file)[line - 1] ?? 0).split(/[\r\n]/, 1)[0] ?? "";
		const commonJs = other?.kind === "code" && !other.esm;
		const message = commonJs ? namedFromCommonJs(specifier, name, /\{.*\}/.exec(writtenIn)?.[0]) : notProvided(specifier, name);
		this.syntaxErrors.push({ file: module.path, line, column, message });
		const frame = codeFrame(`file://${absolutePath(module.path, this.#root)}`, file, line, column);
		return { code: "SyntaxError", type: "SyntaxError", message, frame };
	}
}

/** What Node.js exports of a built-in; the guest library has the same names, though not all of them work. */
function builtinExports(name: string): Set<string> {
	return new Set(Object.keys(require(`node:${name}`)));
}

const require = createRequire(import.meta.url);

const isEsm = (module: GraphModule | undefined) => module?.kind === "code" && module.esm !== undefined;

/** Modules that import each other statically in a circle (Tarjan's strongly connected components, without recursion). */
function circles(modules: readonly GraphModule[]): Set<number> {
	const targets = (number: number) => {
		const module = modules[number];
		return module?.kind === "code" ? module.requests.filter((one) => typeof one === "number") : [];
	};
	const cyclic = new Set<number>();
	const index = new Map<number, number>();
	const low = new Map<number, number>();
	const stack: number[] = [];
	for (const root of modules.keys()) {
		if (index.has(root)) continue;
		const work: { number: number; next: number }[] = [{ number: root, next: 0 }];
		while (work.length > 0) {
			const frame = work.at(-1) as { number: number; next: number };
			const { number } = frame;
			if (frame.next === 0) {
				index.set(number, index.size);
				low.set(number, index.get(number) as number);
				stack.push(number);
			}
			const target = targets(number)[frame.next++];
			if (target !== undefined) {
				if (target === number) cyclic.add(number);
				if (!index.has(target)) work.push({ number: target, next: 0 });
				else if (stack.includes(target)) low.set(number, Math.min(low.get(number) as number, index.get(target) as number));
				continue;
			}
			work.pop();
			const parent = work.at(-1);
			if (parent) low.set(parent.number, Math.min(low.get(parent.number) as number, low.get(number) as number));
			if (low.get(number) !== index.get(number)) continue;
			const component = stack.splice(stack.indexOf(number));
			if (component.length > 1) for (const one of component) cyclic.add(one);
		}
	}
	return cyclic;
}

/** What the loader is told of a module without code. */
export function otherRecord(module: Extract<GraphModule, { kind: "other" }>): ModuleRecord {
	const { kind: _, units: __, ...record } = { units: undefined, ...module };
	return record as ModuleRecord;
}
