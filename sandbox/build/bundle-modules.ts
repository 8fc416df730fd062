import type { Expression, FunctionExpression, Node, Statement } from "acorn";
import { SimulatorError } from "#sandbox/kernel/simulator-error.ts";
import { parseJavaScript } from "./javascript-parser.ts";

/** A module of esbuild's bundle that is evaluated on demand. */
export type LazyModule = {
	/** The function that evaluates it: `init_name` of an ES module, `require_name` of a CommonJS module, which also gives its exports. */
	name: string;
	/** The comment above it. */
	path: string;
	format: "es" | "commonJs";
	/** Statements that evaluate an ES module; of a CommonJS module the function's parameters and body. */
	text: string;
	/** What it evaluates before itself. A CommonJS module may also ask later for some of it, which makes no difference that matters. */
	imports: string[];
	/** The names that an ES module declares at the top of the bundle. */
	declares: string[];
	/** Of an ES module that somebody requires: the name of the object, and the statements that make it. */
	exported?: { name: string; made: string };
};

/** What is evaluated at once: statements, as they stand. */
export type EagerCode = { text: string; imports: string[] };
export type Bundle = { before: string; code: (LazyModule | EagerCode)[]; after: string };

/** What esbuild's helpers do is done by sandbox/build/lazy-modules.ts in another way. */
const replacedHelpers = new Set(["__esm", "__commonJS", "__export", "__copyProps", "__toCommonJS", "__toESM"]);

/**
 * Takes a bundle of esbuild, format `iife`, apart.
 * @throws {SimulatorError} When it is not as esbuild 0.28 makes it.
 */
export function readBundle(bundle: string): Bundle {
	const { start, statements } = insideOf(bundle);
	const code: Bundle["code"] = [];
	let path = "";
	let lifted: Statement[] = [];
	let end = start;
	const putEager = () => {
		for (const one of lifted) code.push({ text: bundle.slice(one.start, one.end), imports: importsIn(bundle, [one]) });
		lifted = [];
	};
	for (const statement of statements) {
		// A module begins with a comment that names it. Only the gap is looked at: what looks like a comment within a text is none.
		const [, comment] = /^\s*(\/\/ .*)$/m.exec(bundle.slice(end, statement.start)) ?? [];
		if (comment !== undefined) {
			putEager();
			path = comment;
		}
		end = statement.end;
		const declared = declarationIn(statement);
		if (declared && replacedHelpers.has(declared.name)) continue;
		const wrapped = declared && wrapperIn(declared.value);
		if (wrapped?.helper === "__esm") {
			code.push({ ...esModule(bundle, lifted, wrapped.body), name: declared?.name ?? "", path });
			lifted = [];
		} else if (wrapped?.helper === "__commonJS") {
			putEager();
			const text = bundle.slice(wrapped.body.start, wrapped.body.end);
			code.push({ name: declared?.name ?? "", path, format: "commonJs", text, imports: calledIn(text), declares: [] });
		} else lifted.push(statement);
	}
	putEager();
	return { before: bundle.slice(0, start), code, after: bundle.slice(end) };
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
function declarationIn(statement: Statement): { name: string; value: Expression } | undefined {
	if (statement.type !== "VariableDeclaration" || statement.declarations.length !== 1) return undefined;
	const [declaration] = statement.declarations;
	if (declaration?.id.type !== "Identifier" || !declaration.init) return undefined;
	return { name: declaration.id.name, value: declaration.init };
}

/** `__esm({ "path"() { … } })` or `__commonJS({ "path"(exports, module) { … } })`. */
function wrapperIn(call: Expression): { helper: string; body: FunctionExpression } | undefined {
	if (call.type !== "CallExpression" || call.callee.type !== "Identifier") return undefined;
	const object = call.arguments[0];
	const property = object?.type === "ObjectExpression" ? object.properties[0] : undefined;
	if (property?.type !== "Property" || property.value.type !== "FunctionExpression") return undefined;
	return { helper: call.callee.name, body: property.value };
}

/** @param lifted What esbuild has put before the evaluation: functions, names of variables, exports. */
function esModule(bundle: string, lifted: Statement[], { body }: FunctionExpression): Omit<LazyModule, "name" | "path"> {
	const declares: string[] = [];
	const functions: string[] = [];
	let exported: LazyModule["exported"];
	for (const statement of lifted) {
		if (statement.type === "FunctionDeclaration") {
			const { id } = statement;
			declares.push(id.name);
			functions.push(`${id.name} = ${bundle.slice(statement.start, id.start).trim()}${bundle.slice(id.end, statement.end)};`);
		} else if (statement.type === "VariableDeclaration") {
			for (const { id, init } of statement.declarations) {
				if (id.type !== "Identifier" || (init && init.type !== "ObjectExpression")) throw unlikeEsbuild("a variable before an evaluation");
				declares.push(id.name);
			}
		} else exported = exportsIn(bundle, statement);
	}
	return {
		format: "es",
		text: [...functions, bundle.slice(body.start + 1, body.end - 1).trim()].join("\n      "),
		declares: declares.filter((name) => name !== exported?.name),
		imports: importsIn(bundle, body.body),
		...(exported ? { exported } : {}),
	};
}

/** `init_name();` and `import_name = __toESM(require_name());` among the statements. */
function importsIn(bundle: string, statements: Statement[]): string[] {
	const text = (node: Node) => bundle.slice(node.start, node.end);
	return statements.flatMap((statement) => {
		const made = declarationIn(statement)?.value ?? (statement.type === "ExpressionStatement" ? statement.expression : undefined);
		const value = made?.type === "AssignmentExpression" ? made.right : made;
		if (value?.type !== "CallExpression" && value?.type !== "SequenceExpression") return [];
		return /^(?:\(?init_\w+\(\)|__toESM\(require_|require_)/.test(text(value)) ? calledIn(text(value)) : [];
	});
}

/** The modules that a text evaluates, sooner or later. */
export function calledIn(text: string): string[] {
	return [...new Set([...text.matchAll(/\b((?:init|require)_\w+)\(\)/g)].map(([, name]) => name as string))];
}

/** `__export(<object>, { <name>: () => <value>, … })` */
function exportsIn(bundle: string, statement: Statement): { name: string; made: string } {
	const call = statement.type === "ExpressionStatement" ? statement.expression : undefined;
	const [object, getters] = call?.type === "CallExpression" ? call.arguments : [];
	if (object?.type !== "Identifier" || getters?.type !== "ObjectExpression") throw unlikeEsbuild("a statement before an evaluation");
	const named: string[] = [];
	const entries = getters.properties.map((property) => {
		if (property.type !== "Property" || property.value.type !== "ArrowFunctionExpression") throw unlikeEsbuild("an export");
		const { key, value } = property;
		const [name, local] = [bundle.slice(key.start, key.end), bundle.slice(value.body.start, value.body.end)];
		// esbuild may have named a class _URL; a learner sees the name in what console.log prints.
		if (/^[A-Z]/.test(name)) named.push(`__named(${local}, "${name}"); `);
		return `${name}: ${local}`;
	});
	// Packages that bundlers know look for it before they take the default.
	if (entries.some((entry) => entry.startsWith("default:"))) entries.push("__esModule: true");
	return { name: object.name, made: `${named.join("")}${object.name} = { ${entries.join(", ")} };` };
}
