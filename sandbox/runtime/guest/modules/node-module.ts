import { builtinNames } from "../builtins.ts";
import { slice } from "../primordials.ts";
import { createRequire } from "./commonjs-loader.ts";
import { CommonJsModule, moduleCache } from "./commonjs-module.ts";

/** node:module: the class of `module`, and `createRequire`. */
export function nodeModule(): object {
	const isBuiltin = (name: unknown) =>
		typeof name === "string" && builtinNames.includes(slice(name, 0, 5) === "node:" ? slice(name, 5) : name);
	const members = { createRequire, builtinModules: [...builtinNames], isBuiltin, Module: CommonJsModule, _cache: moduleCache };
	return Object.assign(CommonJsModule, members);
}
