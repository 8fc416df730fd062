import { childrenOf, type Insertion, type Visited } from "./meter.ts";
import { boundNames } from "./module-syntax.ts";

/** Names of variables that a module assigns to, wherever and in whatever scope: what it exports under them may change. */
export function assignedNames(nodes: readonly Visited[]): Set<string> {
	const names = new Set<string>();
	const add = (pattern: Visited) => {
		for (const { name } of boundNames(pattern)) names.add(name);
	};
	for (const node of nodes) {
		if (node.type === "AssignmentExpression") add(node.left as Visited);
		else if (node.type === "UpdateExpression") add(node.argument as Visited);
		else if (node.type === "ForInStatement" || node.type === "ForOfStatement") add(node.left as Visited);
		// A variable without a value yet is given one later, and `var` may be read before.
		else if (node.type === "VariableDeclaration" && node.kind === "var")
			for (const one of node.declarations as Visited[]) add(one.id as Visited);
	}
	return names;
}

type Scope = { names: Set<string>; parent: Scope | undefined };

/**
 * Turns each use of an imported variable into a look at the module that it comes from: `count` becomes `__imports.count`, wherever no
 * other variable of that name hides it.
 */
export function readLive(program: Visited, live: ReadonlySet<string>, imports: string, mark: string): Insertion[] {
	const insertions: Insertion[] = [];
	const open: { node: Visited; scope: Scope | undefined; called: boolean }[] = [{ node: program, scope: undefined, called: false }];
	for (let next = open.pop(); next; next = open.pop()) {
		const { node, scope, called } = next;
		if (node.type === "Identifier") {
			const name = node.name as string;
			if (!live.has(name) || isHidden(name, scope)) continue;
			// As a plain call: the module is not `this`.
			if (called)
				insertions.push({ at: node.start, text: `${mark}(0,${imports}.`, order: 1 }, { at: node.end, text: `)${mark}`, order: -1 });
			else insertions.push({ at: node.start, text: `${imports}.`, order: 1 });
			continue;
		}
		if (node.type === "Property" && node.shorthand === true) {
			const value = node.value as Visited;
			const id = value.type === "AssignmentPattern" ? (value.left as Visited) : value;
			const name = id.name as string;
			if (live.has(name) && !isHidden(name, scope)) insertions.push({ at: id.end, text: `${mark}:${imports}.${name}`, order: -1 });
			if (value.type === "AssignmentPattern") open.push({ node: value.right as Visited, scope, called: false });
			continue;
		}
		const inner = scopeOf(node, scope);
		for (const child of childrenOf(node)) {
			if (isName(node, child)) continue;
			const isCallee =
				(node.type === "CallExpression" && node.callee === child) || (node.type === "TaggedTemplateExpression" && node.tag === child);
			// Parameters and heads see what the body declares as well; no name means two things there.
			open.push({ node: child, scope: inner, called: isCallee });
		}
	}
	return insertions;
}

function isHidden(name: string, scope: Scope | undefined): boolean {
	for (let one = scope; one; one = one.parent) if (one.names.has(name)) return true;
	return false;
}

/** Whether a child is a mere name, no variable. */
function isName(node: Visited, child: Visited): boolean {
	switch (node.type) {
		case "MemberExpression":
			return child === node.property && node.computed !== true;
		case "Property":
		case "MethodDefinition":
		case "PropertyDefinition":
			return child === node.key && node.computed !== true;
		case "LabeledStatement":
		case "BreakStatement":
		case "ContinueStatement":
			return child === node.label;
		case "ImportDeclaration":
		case "ExportAllDeclaration":
		case "MetaProperty":
		case "ExportSpecifier":
			return true;
		default:
			return false;
	}
}

/** The scope that a node opens, if it opens one. Names of the module itself hide nothing, since imports are among them. */
function scopeOf(node: Visited, parent: Scope | undefined): Scope | undefined {
	if (node.type === "Program") return parent;
	const names = new Set<string>();
	const add = (pattern: Visited | null) => {
		for (const { name } of boundNames(pattern)) names.add(name);
	};
	if (/Function/.test(node.type)) {
		for (const parameter of node.params as Visited[]) add(parameter);
		if (node.type === "FunctionExpression") add(node.id as Visited | null);
		varNames(node.body as Visited, add);
	} else if (node.type === "ClassExpression" || node.type === "ClassDeclaration") add(node.id as Visited | null);
	else if (node.type === "CatchClause") add(node.param as Visited | null);
	else if (node.type === "StaticBlock") varNames(node, add);
	const statements = lexicalStatements(node);
	for (const statement of statements) {
		if (statement.type === "VariableDeclaration" && statement.kind !== "var")
			for (const one of statement.declarations as Visited[]) add(one.id as Visited);
		else if (statement.type === "FunctionDeclaration" || statement.type === "ClassDeclaration") add(statement.id as Visited | null);
	}
	return names.size > 0 ? { names, parent } : parent;
}

function lexicalStatements(node: Visited): Visited[] {
	if (node.type === "BlockStatement" || node.type === "StaticBlock") return node.body as unknown as Visited[];
	if (node.type === "ForStatement") return [node.init as Visited | null].filter((one) => one !== null);
	if (node.type === "ForInStatement" || node.type === "ForOfStatement") return [node.left as Visited];
	if (node.type === "SwitchStatement") return (node.cases as { consequent: Visited[] }[]).flatMap((one) => one.consequent);
	return [];
}

/** `var` of a function's body, not of functions inside of it. */
function varNames(body: Visited, add: (pattern: Visited) => void): void {
	const open = [body];
	for (let node = open.pop(); node; node = open.pop()) {
		if (node.type === "VariableDeclaration" && node.kind === "var")
			for (const one of node.declarations as Visited[]) add(one.id as Visited);
		for (const child of childrenOf(node)) if (!/Function/.test(child.type)) open.push(child);
	}
}
