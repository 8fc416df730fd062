import { bare, defineProperty, slice } from "../primordials.ts";

/** Loads what a module asks for by `require`; given by the loader. */
type Require = (module: CommonJsModule, specifier: unknown) => unknown;
let requireFor: Require;
export function setRequire(given: Require): void {
	requireFor = given;
}

const parents = new WeakMap<object, CommonJsModule | undefined>();
const getParent = WeakMap.prototype.get;
const setParent = WeakMap.prototype.set;
const call = Reflect.apply;

/** `module` of a CommonJS file, with the members that Node.js shows. */
export class CommonJsModule {
	id: string;
	path: string;
	exports: unknown = {};
	filename: string;
	loaded = false;
	children: CommonJsModule[] = [];
	paths: string[];

	constructor(filename: string, parent?: CommonJsModule) {
		this.id = filename;
		this.path = folderOf(filename);
		this.filename = filename;
		this.paths = packageFolders(this.path);
		call(setParent, parents, [this, parent]);
	}
	get parent(): CommonJsModule | undefined {
		return call(getParent, parents, [this]) as CommonJsModule | undefined;
	}
	require(specifier: unknown): unknown {
		return requireFor(this, specifier);
	}
}
defineProperty(CommonJsModule, "name", { value: "Module", configurable: true });

/** `require.cache`: modules by file name. Learner code may take entries out and put others in. */
export const moduleCache: Record<string, CommonJsModule> = bare({});

export function folderOf(filename: string): string {
	const at = filename.lastIndexOf("/");
	return at <= 0 ? "/" : slice(filename, 0, at);
}

/** Where Node.js looks for packages, the nearest folder first. */
function packageFolders(folder: string): string[] {
	const paths: string[] = [];
	for (let here = folder; here !== "/"; here = folderOf(here))
		if (!here.endsWith("/node_modules")) paths[paths.length] = `${here}/node_modules`;
	paths[paths.length] = "/node_modules";
	return paths;
}

/** File names of a module and of those who required it. */
export function requireStack(module: CommonJsModule | undefined): string[] {
	const stack: string[] = [];
	for (let one = module; one; one = call(getParent, parents, [one]) as CommonJsModule | undefined) stack[stack.length] = one.filename;
	return stack;
}
