import { childrenOf, type Insertion, type Visited } from "./meter.ts";

/** A module that a file names by a plain text. */
export type ModuleRequest = { specifier: string; start: number; attributes: Record<string, string> };

/** What the syntax of an ES module says of its imports and exports. */
export type EsmSyntax = {
	/** Modules that it imports statically, in order; each pair of specifier and attributes once. */
	requests: ModuleRequest[];
	/** Local name, number of the request, and the name there; `*` for the namespace. */
	imports: { local: string; request: number; name: string; start: number }[];
	/** Exported name and the name of the variable. */
	exports: { name: string; local: string; start: number }[];
	/** Exported name, number of the request, and the name there; `*` for the namespace. */
	reexports: { name: string; request: number; from: string; start: number }[];
	/** Requests of `export * from`. */
	stars: number[];
	/** Its evaluation waits for promises. */
	awaits: boolean;
	/** The default export is a function declaration without a name. */
	unnamedDefault: boolean;
};

/** Names that a rewritten module finds its surroundings by. */
export type ModuleNames = { import: string; meta: string; imports: string; exports: string; default: string };

export function moduleNames(suffix: string): ModuleNames {
	return {
		import: `__import${suffix}`,
		meta: `__meta${suffix}`,
		imports: `__imports${suffix}`,
		exports: `__exports${suffix}`,
		default: `__default${suffix}`,
	};
}

/** How a text becomes the body of a function: what is put in, and ranges that are blanked, so that lines and columns stay. */
export type Rewriting = { insertions: Insertion[]; blanks: { start: number; end: number }[] };

const text = (node: Visited): string => (node.type === "Literal" ? String(node.value) : (node.name as string));

/** Reads imports and exports of an ES module, and takes them out of its text. */
export function rewriteEsm(source: string, program: Visited, names: ModuleNames, { insertions, blanks }: Rewriting): EsmSyntax {
	const syntax: EsmSyntax = {
		requests: [],
		imports: [],
		exports: [],
		reexports: [],
		stars: [],
		awaits: awaitsAtTop(program),
		unnamedDefault: false,
	};
	const known = new Map<string, number>();
	const request = (node: Visited): number => {
		const attributes = attributesOf(node.attributes as Visited[] | undefined);
		const specifier = (node.source as Visited).value as string;
		const key = JSON.stringify([specifier, attributes]);
		const found = known.get(key);
		if (found !== undefined) return found;
		known.set(key, syntax.requests.length);
		return syntax.requests.push({ specifier, attributes, start: (node.source as Visited).start }) - 1;
	};
	const remove = ({ start, end }: { start: number; end: number }) => {
		blanks.push({ start, end });
		insertions.push({ at: start, text: ";", order: -1 });
	};
	for (const node of program.body as unknown as Visited[]) {
		switch (node.type) {
			case "ImportDeclaration": {
				const from = request(node);
				for (const specifier of node.specifiers as Visited[]) {
					const local = text(specifier.local as Visited);
					const kind = specifier.type;
					const imported = specifier.imported as Visited | undefined;
					const name = kind === "ImportSpecifier" ? text(imported as Visited) : kind === "ImportDefaultSpecifier" ? "default" : "*";
					syntax.imports.push({ local, request: from, name, start: specifier.start });
				}
				remove(node);
				break;
			}
			case "ExportAllDeclaration": {
				const exported = node.exported as Visited | null;
				if (exported) syntax.reexports.push({ name: text(exported), request: request(node), from: "*", start: node.start });
				else syntax.stars.push(request(node));
				remove(node);
				break;
			}
			case "ExportNamedDeclaration":
				readNamed(node, syntax, request, remove, blanks);
				break;
			case "ExportDefaultDeclaration":
				readDefault(source, node, syntax, names, { insertions, blanks });
				break;
		}
	}
	// `export { x }` of something imported is the same as `export { x } from`.
	const locals = new Map(syntax.imports.map((one) => [one.local, one]));
	for (const { name, local, start } of syntax.exports.splice(0)) {
		const imported = locals.get(local);
		if (imported) syntax.reexports.push({ name, request: imported.request, from: imported.name, start });
		else syntax.exports.push({ name, local, start });
	}
	return syntax;
}

function readNamed(
	node: Visited,
	syntax: EsmSyntax,
	request: (node: Visited) => number,
	remove: (range: { start: number; end: number }) => void,
	blanks: Rewriting["blanks"],
): void {
	const declaration = node.declaration as Visited | null;
	if (declaration) {
		for (const { name, start } of declaredNames(declaration)) syntax.exports.push({ name, local: name, start });
		blanks.push({ start: node.start, end: declaration.start });
		return;
	}
	const from = node.source ? request(node) : undefined;
	for (const specifier of node.specifiers as Visited[]) {
		const name = text(specifier.exported as Visited);
		const local = text(specifier.local as Visited);
		if (from === undefined) syntax.exports.push({ name, local, start: specifier.start });
		else syntax.reexports.push({ name, request: from, from: local, start: specifier.start });
	}
	remove(node);
}

/** What may stand in a function declaration before its parameters. */
const BEFORE_PARAMETERS = /(?:\s|\/\*[\s\S]*?\*\/|\/\/.*|async|function|\*)*/y;

function readDefault(source: string, node: Visited, syntax: EsmSyntax, names: ModuleNames, { insertions, blanks }: Rewriting): void {
	const declaration = node.declaration as Visited & { id?: Visited | null };
	blanks.push({ start: node.start, end: declaration.start });
	const isFunction = declaration.type === "FunctionDeclaration";
	if (declaration.id && (isFunction || declaration.type === "ClassDeclaration")) {
		syntax.exports.push({ name: "default", local: text(declaration.id), start: node.start });
		return;
	}
	syntax.exports.push({ name: "default", local: names.default, start: node.start });
	if (isFunction) {
		// It gets a name, before its parentheses, since a declaration is there before the code runs.
		BEFORE_PARAMETERS.lastIndex = declaration.start;
		BEFORE_PARAMETERS.exec(source);
		syntax.unnamedDefault = true;
		insertions.push({ at: BEFORE_PARAMETERS.lastIndex, text: ` ${names.default}` });
		return;
	}
	// As a property named default, so that an unnamed function or class is called so.
	insertions.push(
		{ at: declaration.start, text: `const {default:${names.default}}={default:`, order: -1 },
		{ at: declaration.end, text: "};", order: 1 },
	);
}

/** Names that a declaration gives. */
function declaredNames(declaration: Visited): { name: string; start: number }[] {
	if (declaration.type !== "VariableDeclaration") return [named(declaration.id as Visited)];
	return (declaration.declarations as Visited[]).flatMap((one) => boundNames(one.id as Visited));
}

const named = (id: Visited) => ({ name: id.name as string, start: id.start });

/** Names that a pattern binds. */
export function boundNames(pattern: Visited | null): { name: string; start: number }[] {
	switch (pattern?.type) {
		case "Identifier":
			return [named(pattern)];
		case "ObjectPattern":
			return (pattern.properties as Visited[]).flatMap((one) => boundNames((one.type === "RestElement" ? one : one.value) as Visited));
		case "ArrayPattern":
			return (pattern.elements as (Visited | null)[]).flatMap(boundNames);
		case "RestElement":
			return boundNames(pattern.argument as Visited);
		case "AssignmentPattern":
			return boundNames(pattern.left as Visited);
		default:
			return [];
	}
}

export function attributesOf(attributes: Visited[] | undefined): Record<string, string> {
	return Object.fromEntries((attributes ?? []).map((one) => [text(one.key as Visited), String((one.value as Visited).value)]));
}

function awaitsAtTop(program: Visited): boolean {
	const open = [program];
	for (let node = open.pop(); node; node = open.pop()) {
		if (node.type === "AwaitExpression" || (node.type === "ForOfStatement" && node.await === true)) return true;
		if (node.type === "VariableDeclaration" && node.kind === "await using") return true;
		for (const child of childrenOf(node)) if (!/Function/.test(child.type)) open.push(child);
	}
	return false;
}

/** What both kinds of modules say in expressions. */
export type CallSyntax = {
	/** `import("…")` of plain texts. */
	dynamic: ModuleRequest[];
	/** `require("…")` and `require.resolve("…")` of plain texts. */
	required: ModuleRequest[];
	/** Some import or require names its module by a computed text. */
	computed: boolean;
	/** Modules may be required in an ES module, by a function of `createRequire`. */
	makesRequire: boolean;
};

/** Finds calls that load modules; `import(…)` and `import.meta` become what the loader gives. */
export function rewriteCalls(nodes: readonly Visited[], names: ModuleNames, { insertions, blanks }: Rewriting): CallSyntax {
	const found: CallSyntax = { dynamic: [], required: [], computed: false, makesRequire: false };
	const requires = new Set(["require"]);
	const calls: Visited[] = [];
	for (const node of nodes) {
		if (node.type === "ImportExpression") {
			blanks.push({ start: node.start, end: node.start + 6 });
			insertions.push({ at: node.start, text: names.import, order: 1 });
			const specifier = plainText(node.source as Visited);
			if (specifier === undefined) found.computed = true;
			else found.dynamic.push({ specifier, attributes: optionsOf(node.options as Visited | null), start: (node.source as Visited).start });
		} else if (node.type === "MetaProperty" && (node.meta as Visited).name === "import") {
			blanks.push(node);
			insertions.push({ at: node.start, text: names.meta, order: 1 });
		} else if (node.type === "CallExpression") calls.push(node);
		else if (node.type === "VariableDeclarator" && isCreateRequire(node.init as Visited | null)) {
			found.makesRequire = true;
			for (const { name } of boundNames(node.id as Visited)) requires.add(name);
		}
	}
	for (const call of calls) {
		if (!isRequire(call.callee as Visited, requires)) continue;
		const [argument] = call.arguments as Visited[];
		const specifier = argument && plainText(argument);
		if (argument && specifier === undefined) found.computed = true;
		if (argument && specifier !== undefined) found.required.push({ specifier, attributes: {}, start: argument.start });
	}
	return found;
}

function plainText(node: Visited): string | undefined {
	if (node.type === "Literal" && typeof node.value === "string") return node.value;
	if (node.type !== "TemplateLiteral" || (node.expressions as Visited[]).length > 0) return undefined;
	const [quasi] = node.quasis as Visited[];
	return (quasi?.value as { cooked?: string } | undefined)?.cooked;
}

/** `{ with: { type: "json" } }` */
function optionsOf(options: Visited | null): Record<string, string> {
	const properties = (node: unknown): Visited[] => ((node as Visited | undefined)?.properties as Visited[] | undefined) ?? [];
	const entry = properties(options).find((one) => one.type === "Property" && text(one.key as Visited) === "with");
	return Object.fromEntries(
		properties(entry?.value).flatMap((one) =>
			one.type === "Property" ? [[text(one.key as Visited), plainText(one.value as Visited) ?? ""]] : [],
		),
	);
}

function isCreateRequire(init: Visited | null): boolean {
	if (init?.type !== "CallExpression") return false;
	const callee = init.callee as Visited;
	const name = callee.type === "MemberExpression" ? (callee.property as Visited) : callee;
	return name.name === "createRequire";
}

/** `require`, `require.resolve`, `module.require`, and calls of what `createRequire` just gave. */
function isRequire(callee: Visited, requires: ReadonlySet<string>): boolean {
	if (callee.type === "Identifier") return requires.has(callee.name as string);
	if (callee.type === "CallExpression") return isCreateRequire(callee);
	if (callee.type !== "MemberExpression") return false;
	const property = callee.property as Visited;
	const name = property.name ?? property.value;
	const object = callee.object as Visited;
	if (name === "require") return object.type === "Identifier" && object.name === "module";
	return name === "resolve" && object.type === "Identifier" && requires.has(object.name as string);
}
