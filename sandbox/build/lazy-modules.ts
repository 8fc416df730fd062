import { type Bundle, calledIn, type EagerCode, type LazyModule, readBundle } from "./bundle-modules.ts";

const helpers = `var __evaluated = () => {};
  var __named = (value, name) => {
    if (typeof value === "function" && new RegExp(\`^_?\${name}\\\\d*$\`).test(value.name) && value.name !== name)
      __defProp(value, "name", { value: name, configurable: true });
  };
  var __toESM = (module) => (module.__esModule ? module : { ...module, default: module });`;

/**
 * Takes esbuild's bundle, one function that is called at once, and has those of its modules that are evaluated on demand leave nothing
 * behind before that: esbuild lifts their functions and variables to the top, an accessor for each of their exports, and three objects for
 * each module, and every environment would hold them ready.
 *
 * Here functions are made when their module is evaluated, and before the modules that it imports, so that those in a circle find them.
 * What `require` gives of an ES module is one object with plain properties, which is there once the module has been evaluated. A module
 * whose evaluation failed, as at the end of the stack, is evaluated anew when it is next asked for.
 *
 * The modules lie in layers. Outermost is what is evaluated at once; each further layer is what the one before asks for when it runs, with
 * all that this imports. A layer is a function within the layer before, called when the first of its modules is asked for: until then it
 * takes the memory of one function.
 *
 * @param prelude What is evaluated before all modules.
 */
export function makeModulesLazy(bundle: string, prelude = ""): string {
	const { before, code, after } = readBundle(bundle);
	const text = [before, prelude, helpers, layered(layersOf(code), 0, code.filter(isEager)), after].join("\n  ");
	return text.replace(/\b__toCommonJS\((\w+)\)/g, "$1");
}

function isLazy(code: LazyModule | EagerCode): code is LazyModule {
	return "name" in code;
}

function isEager(code: LazyModule | EagerCode): code is EagerCode {
	return !isLazy(code);
}

/** The modules by the layers that they lie in. Those that nobody asks for are left out. */
function layersOf(code: Bundle["code"]): LazyModule[][] {
	const modules = code.filter(isLazy);
	const eager = code.filter(isEager);
	const left = new Map(modules.map((module) => [module.name, module]));
	const layers: LazyModule[][] = [];
	let asked = eager.flatMap(({ imports }) => imports);
	do {
		const layer = new Set<LazyModule>();
		const take = (name: string) => {
			const module = left.get(name);
			if (!module) return;
			left.delete(name);
			layer.add(module);
			for (const one of module.imports) take(one);
		};
		for (const name of asked) take(name);
		layers.push(modules.filter((module) => layer.has(module)));
		const texts = [...layer, ...(layers.length === 1 ? eager : [])].map(({ text }) => text);
		asked = texts.flatMap(calledIn).filter((name) => left.has(name));
	} while (asked.length > 0);
	return layers;
}

/**
 * One layer, with those within it.
 * @param eager What stands beside the outermost one.
 * @param outside Names that are declared in the layer before.
 */
function layered(layers: LazyModule[][], depth: number, eager: EagerCode[] = [], outside: ReadonlySet<string> = new Set()): string {
	const modules = layers[depth] ?? [];
	const within = `__layer${depth + 1}`;
	const next = new Map(layers[depth + 1]?.map((module) => [module.name, module]));
	const shared = new Set<string>();
	/** Where a text asks for a module of the next layer, that layer is made first. */
	const opening = (text: string) =>
		text.replace(/\b((?:init|require)_\w+)\(\)/g, (call, name: string) => {
			const module = next.get(name);
			if (!module) return call;
			shared.add(name);
			if (module.exported) shared.add(module.exported.name);
			return `(${within}(), ${call})`;
		});
	const statements = modules.map((module) => `\n  ${module.path}\n  ${evaluated({ ...module, text: opening(module.text) }, outside)}`);
	for (const { text } of eager) statements.push(opening(text));
	if (next.size > 0) {
		const inner = layered(layers, depth + 1, [], shared);
		statements.push(`var ${[...shared].join(", ")};\n  function ${within}() {\n  ${inner}\n  ${within} = __evaluated;\n  }`);
	}
	return statements.join("\n  ");
}

/** What declares a module, and the function that evaluates it. */
function evaluated({ name, format, text, declares, exported }: LazyModule, outside: ReadonlySet<string>): string {
	const names = exported && !outside.has(exported.name) ? [...declares, exported.name] : declares;
	const head = `${names.length > 0 ? `var ${names.join(", ")};\n  ` : ""}${outside.has(name) ? `${name} = function` : `function ${name}`}`;
	if (format === "commonJs")
		return `${head}() {
    const $again = ${name};
    const $module = { exports: {} };
    ${name} = () => $module.exports;
    try {
      (function ${text})($module.exports, $module);
    } catch (error) {
      ${name} = $again;
      throw error;
    }
    return $module.exports;
  };`;
	return `${head}() {
    const $again = ${name};
    ${name} = __evaluated;
    try {
      ${text}
      ${exported?.made ?? ""}
    } catch (error) {
      ${name} = $again;
      throw error;
    }
  };`;
}
