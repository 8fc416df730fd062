import { beforeAll, describe, expect, it } from "vitest";
import { simulatedBuiltins } from "#sandbox/build/guest-library.ts";
import { type Attacked, attack, expectNoHarm } from "./attacks.ts";

/** Whatever a handler holds from the start, by module format: everything else is reached from here. */
const roots: Record<"es" | "commonJs", Record<string, string>> = {
	es: {
		"the globals": "globalThis",
		"the event": "event",
		"the context": "context",
		awslambda: "awslambda",
		"its own arguments": "arguments_",
		...Object.fromEntries(simulatedBuiltins.map((name) => [`the module ${name}`, `await import("node:${name}")`])),
	},
	commonJs: {
		"the globals": "globalThis",
		require: "require",
		"the cache of modules": "require.cache",
		module: "module",
		"its parents and children": "[module.parent, module.children, module.paths, require.main]",
		exports: "exports",
		"this of the module": "self",
		"what names the file": "[__filename, __dirname]",
		"the module system": "[module.constructor, module.require, require.resolve]",
		...Object.fromEntries(simulatedBuiltins.map((name) => [`the module ${name}`, `require("node:${name}")`])),
	},
};

const inEsModule = (root: string) => `import { search } from "./reach.mjs";
export async function handler(event, context) {
	const arguments_ = [...arguments];
	let root, refused = null; try { root = ${root}; } catch (error) { root = error; refused = error.message; }
	return [refused, search(event.needles, root)];
}`;
const inCommonJs = (root: string) => `const self = this;
exports.handler = async (event, context) => {
	const { search } = await import("./reach.mjs");
	let root, refused = null; try { root = ${root}; } catch (error) { root = error; refused = error.message; }
	return [refused, search(event.needles, root)];
};`;

describe.each([
	["es", "an ES module", inEsModule],
	["commonJs", "a CommonJS module", inCommonJs],
] as const)("everything that can be reached (S1)", (format, title, source) => {
	let attacked: Attacked;
	beforeAll(async () => {
		attacked = await attack(Object.fromEntries(Object.entries(roots[format]).map(([name, root]) => [name, source(root)])));
	}, 120_000);

	it.each(Object.keys(roots[format]))(
		`from %s in ${title} is of one realm, and neither of the library's border nor of the machine`,
		(name) => {
			expect(attacked.endingsOf(name).map((ended) => ended.status)).toEqual(["succeeded"]);
			expect(attacked.answersOf(name)).toEqual([[null, []]]);
		},
	);

	it(`in ${title} does no harm to the function beside it`, () => {
		expectNoHarm(attacked);
	});
});

describe("the crawl itself", () => {
	it("finds what it looks for: a secret in a closure's object, an object of another realm, a part of the border", async () => {
		const planted = {
			"a secret": "({ deep: { list: [String.fromCharCode(...event.needles[0])] } })",
			"an object without a prototype in a chain": "({ far: Object.create(Object.create(null)) })",
			"a function of the border": "({ applySync() {} })",
		};
		const attacked = await attack(Object.fromEntries(Object.entries(planted).map(([name, root]) => [name, inEsModule(root)])));
		for (const name of Object.keys(planted)) expect((attacked.answersOf(name)[0] as [null, string[]])[1].length, name).toBeGreaterThan(0);
	});
});
