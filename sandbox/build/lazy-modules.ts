import type { FunctionDeclaration, FunctionExpression, Node, Statement } from "acorn";
import { SimulatorError } from "#sandbox/kernel/simulator-error.ts";
import { parseJavaScript } from "./javascript-parser.ts";

/** What esbuild's own helpers do is written out at each module, or not done at all. */
const replacedHelpers = new Set(["__esm", "__commonJS", "__export", "__copyProps", "__toCommonJS", "__toESM"]);
const helpers = `var __evaluated = () => {};
  var __named = (value, name) => {
    if (typeof value === "function" && new RegExp(\`^_?\${name}\\\\d*$\`).test(value.name) && value.name !== name)
      __defProp(value, "name", { value: name, configurable: true });
  };
  var __toESM = (module) => (module.__esModule ? module : { ...module, default: module });`;

/**
 * Takes esbuild's bundle, one function that is called at once, and has those of its modules that are evaluated on demand leave nothing
 * behind before that: esbuild lifts their functions to the top, an accessor for each of their exports, and three objects for each module,
 * and every environment would hold them ready. Here they are made when the module is evaluated; functions first, before the modules that
 * it imports, so that those in a circle find them.
 *
 * What `require` gives of an ES module is one object with plain properties, which is there once the module has been evaluated. A module
 * whose evaluation failed, as at the end of the stack, is evaluated anew when it is next asked for.
 *
 * @param prelude What is evaluated before all modules.
 */
export function makeModulesLazy(bundle: string, prelude = ""): string {
	const { start, statements } = insideOf(bundle);
	const parts = [bundle.slice(0, start), "\n  ", prelude, "\n  ", helpers];
	let end = start;
	let module: Statement[] = [];
	const put = () => {
		for (const one of module) parts.push("\n  ", bundle.slice(one.start, one.end));
		module = [];
	};
	for (const statement of statements) {
		// A module begins with a comment that names it. Only the gap is looked at: what looks like a comment within a text is none.
		const [, path] = /^\s*(\/\/ .*)$/m.exec(bundle.slice(end, statement.start)) ?? [];
		if (path !== undefined) {
			put();
			parts.push("\n\n  ", path);
		}
		end = statement.end;
		const declared = declarationIn(statement);
		if (declared && replacedHelpers.has(declared.name)) continue;
		const wrapped = declared && wrapperIn(declared.value);
		if (wrapped?.helper === "__esm") {
			parts.push("\n  ", esModule(bundle, module, declared?.name ?? "", wrapped.body));
			module = [];
		} else if (wrapped?.helper === "__commonJS") {
			put();
			parts.push("\n  ", commonJsModule(bundle, declared?.name ?? "", wrapped.body));
		} else module.push(statement);
	}
	put();
	parts.push(bundle.slice(end));
	return parts.join("").replace(/\b__toCommonJS\((\w+)\)/g, "$1");
}

function unlikeEsbuild(what: string): SimulatorError {
	return new SimulatorError("BUNDLE_UNLIKE_ESBUILD", `The bundle of the guest library is not as esbuild 0.28 makes it: ${what}.`);
}

function insideOf(bundle: string): { start: number; statements: Statement[] } {
	const statement = parseJavaScript(bundle, { ecmaVersion: "latest" }).body.at(-1);
	const call = statement?.type === "ExpressionStatement" ? statement.expression : undefined;
	const callee = call?.type === "CallExpression" ? call.callee : undefined;
	if (callee?.type !== "ArrowFunctionExpression" || callee.body.type !== "BlockStatement") throw unlikeEsbuild("it is no function");
	return { start: callee.body.start + 1, statements: callee.body.body };
}

/** `var <name> = <value>;` */
function declarationIn(statement: Statement): { name: string; value: Node } | undefined {
	if (statement.type !== "VariableDeclaration" || statement.declarations.length !== 1) return undefined;
	const [declaration] = statement.declarations;
	if (declaration?.id.type !== "Identifier" || !declaration.init) return undefined;
	return { name: declaration.id.name, value: declaration.init };
}

/** `__esm({ "path"() { … } })` or `__commonJS({ "path"(exports, module) { … } })`. */
function wrapperIn(value: Node): { helper: string; body: FunctionExpression } | undefined {
	const call = value as import("acorn").CallExpression;
	if (call.type !== "CallExpression" || call.callee.type !== "Identifier") return undefined;
	const object = call.arguments[0];
	const property = object?.type === "ObjectExpression" ? object.properties[0] : undefined;
	if (property?.type !== "Property" || property.value.type !== "FunctionExpression") return undefined;
	return { helper: call.callee.name, body: property.value };
}

/** @param lifted What esbuild has put before the evaluation: functions, names of variables, exports. */
function esModule(bundle: string, lifted: Statement[], name: string, evaluation: FunctionExpression): string {
	const names: string[] = [];
	const functions: string[] = [];
	let exported = "";
	for (const statement of lifted) {
		if (statement.type === "FunctionDeclaration") {
			const { id } = statement as FunctionDeclaration;
			names.push(id.name);
			functions.push(`${id.name} = ${bundle.slice(statement.start, id.start).trim()}${bundle.slice(id.end, statement.end)};`);
		} else if (statement.type === "VariableDeclaration") {
			for (const { id, init } of statement.declarations) {
				if (id.type !== "Identifier" || (init && init.type !== "ObjectExpression")) throw unlikeEsbuild(`a variable before ${name}`);
				names.push(id.name);
			}
		} else exported = exportsIn(bundle, statement);
	}
	const { body } = evaluation;
	return `${names.length > 0 ? `var ${names.join(", ")};` : ""}
  function ${name}() {
    const $again = ${name};
    ${name} = __evaluated;
    try {
      ${functions.join("\n      ")}
      ${bundle.slice(body.start + 1, body.end - 1).trim()}
      ${exported}
    } catch (error) {
      ${name} = $again;
      throw error;
    }
  }`;
}

/** `__export(<object>, { <name>: () => <value>, … })` */
function exportsIn(bundle: string, statement: Statement): string {
	const call = statement.type === "ExpressionStatement" ? statement.expression : undefined;
	const [object, getters] = call?.type === "CallExpression" ? call.arguments : [];
	if (object?.type !== "Identifier" || getters?.type !== "ObjectExpression") throw unlikeEsbuild("a statement before an evaluation");
	const named: string[] = [];
	const entries = getters.properties.map((property) => {
		if (property.type !== "Property" || property.value.type !== "ArrowFunctionExpression") throw unlikeEsbuild("an export");
		const { key, value } = property;
		const [name, local] = [bundle.slice(key.start, key.end), bundle.slice(value.body.start, value.body.end)];
		// esbuild may have named a class _URL; a learner sees the name in what console.log prints.
		if (/^[A-Z]/.test(name)) named.push(`__named(${local}, "${name}");`);
		return `${name}: ${local}`;
	});
	// Packages that bundlers know look for it before they take the default.
	if (entries.some((entry) => entry.startsWith("default:"))) entries.push("__esModule: true");
	return `${named.join(" ")} ${object.name} = { ${entries.join(", ")} };`;
}

/** Evaluated once; whoever asks for it in the middle, in a circle, gets what has been exported by then. */
function commonJsModule(bundle: string, name: string, evaluation: FunctionExpression): string {
	return `function ${name}() {
    const $again = ${name};
    const $module = { exports: {} };
    ${name} = () => $module.exports;
    try {
      (function ${bundle.slice(evaluation.start, evaluation.end)})($module.exports, $module);
    } catch (error) {
      ${name} = $again;
      throw error;
    }
    return $module.exports;
  }`;
}
