import { childrenOf, type Visited } from "./meter.ts";

/** Names that an ES module may import from a CommonJS module, as far as its text shows them. */
export type CommonJsExports = {
	names: string[];
	/** Modules whose names count as well: `module.exports = require("./x")` and the like. */
	reexports: string[];
};

/**
 * Finds what Node's cjs-module-lexer finds: `exports.x =`, `Object.defineProperty(exports, "x", …)`, `module.exports = { x, y: z }`,
 * `module.exports = require("x")` and what compilers make of `export *`. Wherever they stand, and whoever `exports` is, as it does.
 * @see https://github.com/nodejs/cjs-module-lexer#grammar
 */
export function commonJsExports(text: string, program: Visited, nodes: readonly Visited[]): CommonJsExports {
	const names = new Set<string>();
	const refused = new Set<string>();
	const stars: string[] = [];
	let assigned: { start: number; specifiers: string[] } = { start: -1, specifiers: [] };
	const required = new Map<string, string>();
	for (const node of nodes) {
		if (node.type === "AssignmentExpression" && node.operator === "=") {
			const left = node.left as Visited;
			const right = node.right as Visited;
			const name = memberName(left);
			if (isModuleExports(left)) {
				const specifiers = assignedExports(text, right, names);
				if (specifiers && node.start > assigned.start) assigned = { start: node.start, specifiers };
			}
			if (name !== undefined && isExports(left.object as Visited)) names.add(name);
		} else if (node.type === "CallExpression") {
			const defined = definedProperty(node);
			if (defined) (defined.plain ? names : refused).add(defined.name);
		}
	}
	for (const statement of program.body as unknown as Visited[]) {
		if (statement.type === "VariableDeclaration") {
			for (const { id, init } of statement.declarations as { id: Visited; init: Visited | null }[]) {
				const specifier = init && requiredBy(init);
				if (specifier && id.type === "Identifier") required.set(id.name as string, specifier);
			}
		}
		const specifier = starOf(statement, required);
		if (specifier !== undefined) stars.push(specifier);
	}
	return { names: [...names].filter((name) => !refused.has(name)), reexports: [...new Set([...assigned.specifiers, ...stars])] };
}

/** What `module.exports = …` says. @returns Modules that it takes over, or undefined when it says nothing about any. */
function assignedExports(text: string, right: Visited, names: Set<string>): string[] | undefined {
	const whole = requiredBy(right);
	if (whole !== undefined) return [whole];
	if (right.type !== "ObjectExpression") return undefined;
	const spread: string[] = [];
	for (const property of right.properties as Visited[]) {
		if (property.type === "SpreadElement") {
			const specifier = requiredBy(property.argument as Visited);
			if (specifier !== undefined) spread.push(specifier);
			else if ((property.argument as Visited).type !== "Identifier") break;
			continue;
		}
		const key = property.key as Visited;
		const value = property.value as Visited;
		const name = property.computed === true ? undefined : key.type === "Identifier" ? (key.name as string) : textOf(key);
		if (name === undefined || property.kind !== "init") break;
		// The lexer reads no expressions: it takes what begins with a word, and gives up behind it.
		if (property.method === true || /[a-z_$]/i.test(text[value.start] ?? "")) names.add(name);
		if (property.method === true || value.type !== "Identifier") break;
	}
	return spread;
}

/** `Object.defineProperty(exports, "x", …)`. @returns Whether it is a form that the lexer takes. */
function definedProperty(call: Visited): { name: string; plain: boolean } | undefined {
	const callee = call.callee as Visited;
	if (callee.type !== "MemberExpression" || memberName(callee) !== "defineProperty") return undefined;
	const [target, key, descriptor] = call.arguments as Visited[];
	if ((callee.object as Visited).name !== "Object" || !target || !key || !isExports(target)) return undefined;
	const name = textOf(key);
	return name === undefined ? undefined : { name, plain: descriptor !== undefined && isPlainDescriptor(descriptor) };
}

function isPlainDescriptor(descriptor: Visited): boolean {
	if (descriptor.type !== "ObjectExpression") return false;
	const properties = [...(descriptor.properties as Visited[])];
	const keyOf = (property: Visited | undefined) => (property?.key as Visited | undefined)?.name;
	if (keyOf(properties[0]) === "enumerable") {
		if (((properties.shift() as Visited).value as Visited).value !== true) return false;
	}
	const [first] = properties;
	if (keyOf(first) === "value") return true;
	const getter = keyOf(first) === "get" && properties.length === 1 ? ((first as Visited).value as Visited) : undefined;
	if (getter?.type !== "FunctionExpression") return false;
	const statements = (getter.body as Visited).body as unknown as Visited[];
	const returned = statements.length === 1 && statements[0]?.type === "ReturnStatement" ? (statements[0].argument as Visited) : undefined;
	if (returned?.type === "Identifier") return true;
	return returned?.type === "MemberExpression" && (returned.object as Visited).type === "Identifier" && memberName(returned) !== undefined;
}

/** Module whose names a statement gives on, in a form that TypeScript or Babel write for `export * from`. */
function starOf(statement: Visited, required: ReadonlyMap<string, string>): string | undefined {
	const call = statement.type === "ExpressionStatement" ? (statement.expression as Visited) : undefined;
	if (call?.type !== "CallExpression") return undefined;
	const callee = call.callee as Visited;
	const called = callee.type === "MemberExpression" ? (memberName(callee) ?? "") : (callee.name as string | undefined);
	const [first] = call.arguments as Visited[];
	if (first && (called === "__export" || called === "__exportStar")) return requiredBy(first);
	if (called !== "forEach") return undefined;
	// Object.keys(_x).forEach(function (key) { … exports[key] … });
	const keys = callee.object as Visited;
	const [listed] = keys.type === "CallExpression" ? (keys.arguments as Visited[]) : [];
	const isKeys = keys.type === "CallExpression" && memberName(keys.callee as Visited) === "keys" && listed?.type === "Identifier";
	return isKeys && first?.type === "FunctionExpression" && namesExports(first) ? required.get(listed.name as string) : undefined;
}

function namesExports(root: Visited): boolean {
	const open = [root];
	for (let node = open.pop(); node; node = open.pop()) {
		if (node.type === "Identifier" && node.name === "exports") return true;
		for (const child of childrenOf(node)) open.push(child);
	}
	return false;
}

/** `require("x")`, also within Babel's `_interopRequireWildcard(…)`. */
function requiredBy(node: Visited): string | undefined {
	if (node.type !== "CallExpression") return undefined;
	const [argument] = node.arguments as Visited[];
	const callee = node.callee as Visited;
	if (!argument) return undefined;
	if (callee.type === "Identifier" && callee.name === "require") return textOf(argument);
	return callee.type === "Identifier" && /^_interopRequire/.test(callee.name as string) ? requiredBy(argument) : undefined;
}

/** `exports` or `module.exports`. */
function isExports(node: Visited): boolean {
	return (node.type === "Identifier" && node.name === "exports") || isModuleExports(node);
}

function isModuleExports(node: Visited): boolean {
	return (
		node.type === "MemberExpression" &&
		node.computed !== true &&
		(node.object as Visited).name === "module" &&
		memberName(node) === "exports"
	);
}

function memberName(node: Visited): string | undefined {
	if (node.type !== "MemberExpression") return undefined;
	const property = node.property as Visited;
	if (node.computed === true) return textOf(property);
	return property.type === "Identifier" ? (property.name as string) : undefined;
}

function textOf(node: Visited): string | undefined {
	return node.type === "Literal" && typeof node.value === "string" ? node.value : undefined;
}
