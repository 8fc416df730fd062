import { runInNewContext } from "node:vm";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { makeModulesLazy } from "#sandbox/build/lazy-modules.ts";

/** Bundles files as the guest library is bundled, and evaluates main.js. @returns What it has put into `seen`. */
async function run(files: Record<string, string>): Promise<unknown[]> {
	const plugin = {
		name: "files of a test",
		setup(on: import("esbuild").PluginBuild) {
			on.onResolve({ filter: /.*/ }, ({ path }) => ({ path: path.replace("./", ""), namespace: "test" }));
			on.onLoad({ filter: /.*/, namespace: "test" }, ({ path }) => ({
				contents: path === "main.js" ? `export {};${files[path]}` : (files[path] as string),
			}));
		},
	};
	const result = await build({ entryPoints: ["main.js"], bundle: true, write: false, format: "iife", target: "esnext", plugins: [plugin] });
	const seen: unknown[] = [];
	runInNewContext(makeModulesLazy(result.outputFiles[0]?.text ?? ""), { seen });
	return seen;
}

describe("a module that is evaluated on demand", () => {
	it("is evaluated when it is first required, once, and gives the same object each time", async () => {
		const main = 'const late = () => require("./late.js"); seen.push("begun"); seen.push(late().one, late() === late());';
		expect(await run({ "main.js": main, "late.js": 'seen.push("evaluated"); export const one = 1;' })).toEqual([
			"begun",
			"evaluated",
			1,
			true,
		]);
	});

	it("finds functions of a module that imports it in a circle, and what an outer layer has", async () => {
		const files = {
			"main.js": 'import { base } from "./base.js"; seen.push(base, require("./a.js").a());',
			"base.js": "export const base = 1;",
			"a.js": 'import { b } from "./b.js"; import { base } from "./base.js"; export function a() { return b + base; }',
			"b.js": 'import { a } from "./a.js"; export const b = typeof a === "function" ? 10 : 0;',
		};
		expect(await run(files)).toEqual([1, 11]);
	});

	it("may require further ones, of CommonJS as well, and hand over what is exported so far in a circle", async () => {
		const files = {
			"main.js": 'const late = () => require("./late.js"); seen.push(late().deeper());',
			"late.js": 'export const deeper = () => require("./common.cjs").value;',
			"common.cjs": 'exports.early = 1; exports.value = require("./other.cjs").twice;',
			"other.cjs": 'exports.twice = require("./common.cjs").early * 2;',
		};
		expect(await run(files)).toEqual([2]);
	});

	it("is evaluated anew after its evaluation has failed", async () => {
		const main =
			'const late = () => require("./late.js"); let ok = false; globalThis.ready = () => ok; try { late(); } catch (e) { seen.push(e.message); } ok = true; seen.push(late().one);';
		const late = 'if (!ready()) throw new Error("not yet"); export const one = 1;';
		expect(await run({ "main.js": main, "late.js": late })).toEqual(["not yet", 1]);
	});

	it("exports classes under their own names", async () => {
		const files = {
			"main.js": 'const URL = 1; seen.push(require("./late.js").URL.name, URL);',
			"late.js": "export class URL { static of() { return new URL(); } }",
		};
		expect(await run(files)).toEqual(["URL", 1]);
	});
});
