import { asyncContext } from "../async-context.ts";
import { builtin } from "../builtin.ts";
import { overrun } from "../metering.ts";
import { missing, NotSimulatedError } from "../not-simulated.ts";
import { apply, assign, bare, jsonParse, slice, uncurryThis } from "../primordials.ts";
import { state } from "../state.ts";

type Module = { exports: object; id: string; filename: string; loaded: boolean };
type Require = (name: string) => object;
/** What stands in the function that Node.js puts around each CommonJS module. */
type UnitBody = (exports: object, require: Require, module: Module, __filename: string, __dirname: string) => void;
type MeteredUnit = (steps: Int32Array, overrun: (iterations: number) => void, context: object) => UnitBody;
type Definition = { asked: string; metered: MeteredUnit };

/** How modules ask for a file of a package (modules.ts): a name that no built-in has. */
const PREFIX = "package:";

const definitions = bare<Record<string, Definition>>({});
const loaded = bare<Record<string, Module>>({});

/**
 * A file of a package hands itself over; nothing of it has run yet. The host calls it before the environment is made.
 * @param asked JSON text: by the names that it asks for, ids of files, or built-in modules as `node:fs`.
 */
function defineUnit(id: string, asked: string, metered: MeteredUnit): void {
	definitions[id] = bare({ asked, metered });
}
/** For the making of a snapshot: evaluates a file, so that V8 has compiled what it runs (sandbox/runtime/snapshot.ts). */
defineUnit.evaluate = (id: string): object => requirePackage(id, builtin);
// The host takes it away again together with the boot, so that learner code never sees it.
Object.defineProperty(globalThis, "__warmstart_package", { value: defineUnit, configurable: true });

const lastIndexOf = uncurryThis(String.prototype.lastIndexOf);

/** @returns The id of the package that the name asks for, or undefined when it names a built-in. */
export function packageId(name: string): string | undefined {
	return slice(name, 0, PREFIX.length) === PREFIX ? slice(name, PREFIX.length) : undefined;
}

/**
 * What stands for a built-in that is not simulated, in packages only: they import more than a handler makes them use, so that each
 * export says so when it is used. The prototype answers, because bundles copy what an object itself has and keep its prototype.
 */
function absentBuiltin(name: string): object {
	const get = (_: object, key: string | symbol) =>
		typeof key === "string" && key !== "__esModule" ? missing(`${key} of node:${name}`) : undefined;
	return Object.create(new Proxy({}, { get }));
}

/** `require` of one file: what its build has found that it asks for, and nothing else. */
function requireOf(askedText: string, builtin: Require): Require {
	const asked = bare(jsonParse(askedText) as Record<string, string>);
	return function require(name) {
		const answer = asked[name];
		if (answer === undefined) throw assign(new Error(`Cannot find module '${name}'`), { code: "MODULE_NOT_FOUND" });
		if (slice(answer, 0, 5) !== "node:") return requirePackage(answer, builtin);
		const node = slice(answer, 5);
		try {
			return builtin(node);
		} catch (error) {
			if (error instanceof NotSimulatedError) return absentBuiltin(node);
			throw error;
		}
	};
}

/**
 * The exports of a file of a package, which is evaluated when it is first asked for, as in Node.js: files that ask for each other in a
 * circle get what is there so far. One that throws is evaluated again.
 */
export function requirePackage(id: string, builtin: Require): object {
	const known = loaded[id];
	if (known) return known.exports;
	const definition = definitions[id];
	if (!definition) throw new Error(`Cannot find package '${id}'`);
	const filename = `/var/task/node_modules/${id}`;
	const module: Module = { exports: {}, id: filename, filename, loaded: false };
	loaded[id] = module;
	const body = definition.metered(state.steps, overrun, asyncContext);
	const folder = slice(filename, 0, lastIndexOf(filename, "/"));
	try {
		apply(body as (...args: unknown[]) => void, module.exports, [
			module.exports,
			requireOf(definition.asked, builtin),
			module,
			filename,
			folder,
		]);
	} catch (error) {
		delete loaded[id];
		throw error;
	}
	module.loaded = true;
	return module.exports;
}
