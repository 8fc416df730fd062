import { asyncContext } from "./async-context.ts";
import { overrun } from "./metering.ts";
import { missing, NotSimulatedError } from "./not-simulated.ts";
import { bare, slice } from "./primordials.ts";
import { state } from "./state.ts";

type Module = { exports: object };
type PackageBody = (module: Module, exports: object, require: (name: string) => object) => void;
type MeteredPackage = (steps: Int32Array, overrun: (iterations: number) => 0, context: object) => PackageBody;

/** How bundles ask for a package: a name that no built-in has (sandbox/build/bundle-package.ts). */
const PREFIX = "package:";

const definitions = bare<Record<string, MeteredPackage>>({});
const loaded = bare<Record<string, Module>>({});

/** A package of the list hands itself over; nothing of it has run yet. The host calls it before the environment is made. */
function definePackage(id: string, definition: MeteredPackage): void {
	definitions[id] = definition;
}
// The host takes it away again together with the boot, so that learner code never sees it.
Object.defineProperty(globalThis, "__warmstart_package", { value: definePackage, configurable: true });

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

/** The exports of a package, which is evaluated when it is first asked for, as in Node.js. One that throws is evaluated again. */
export function requirePackage(id: string, require: (name: string) => object): object {
	const known = loaded[id];
	if (known) return known.exports;
	const definition = definitions[id];
	if (!definition) throw new Error(`Cannot find package '${id}'`);
	const module: Module = { exports: {} };
	loaded[id] = module;
	const requireLeniently = (name: string) => {
		try {
			return require(name);
		} catch (error) {
			if (error instanceof NotSimulatedError && packageId(name) === undefined) return absentBuiltin(name);
			throw error;
		}
	};
	try {
		definition(state.steps, overrun, asyncContext)(module, module.exports, requireLeniently);
	} catch (error) {
		delete loaded[id];
		throw error;
	}
	return module.exports;
}
