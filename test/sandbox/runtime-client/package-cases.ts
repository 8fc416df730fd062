import type { Case } from "./case.ts";

const manifest = JSON.stringify({
	name: "shop",
	type: "module",
	imports: { "#lib/*": "./lib/*.js", "#conf": { require: "./conf.cjs", default: "./conf.js" }, "#path": "path" },
	exports: { "./own": "./lib/a.js" },
});

/** What package.json of the function's own files says of names (L65), and packages in its own node_modules. */
export const packages: Case[] = [
	{
		name: "imports and exports of package.json",
		files: {
			"handler.js":
				'import { a } from "#lib/a"; import conf from "#conf"; import { join } from "#path"; import * as own from "shop/own"; export const handler = async () => [a, conf, join("x", "y"), own.a];',
			"lib/a.js": "export const a = 1;",
			"conf.js": 'export default "esm";',
			"conf.cjs": 'module.exports = "cjs";',
			"package.json": manifest,
		},
	},
	{
		name: "imports of package.json by require",
		files: {
			"handler.cjs": 'const conf = require("#conf"); exports.handler = async () => conf;',
			"conf.js": 'export default "esm";',
			"conf.cjs": 'module.exports = "cjs";',
			"package.json": manifest,
		},
	},
	{
		name: "an import that package.json does not define",
		files: { "handler.js": 'import "#nope"; export const handler = 1;', "package.json": manifest },
	},
	{
		name: "an import that package.json does not define, by require",
		files: { "handler.cjs": 'require("#nope"); exports.handler = 1;', "package.json": manifest },
	},
	{
		name: "a path that package.json does not export",
		files: { "handler.js": 'import "shop/nope"; export const handler = 1;', "package.json": manifest },
	},
	{
		name: "an import of package.json that leads to no file",
		files: { "handler.js": 'import "#lib/none"; export const handler = 1;', "package.json": manifest },
	},
	{
		name: "packages of its own node_modules",
		files: {
			"handler.mjs":
				'import tax, { vat } from "tax"; import deep from "tax/lib/deep.js"; import { x } from "@shop/core"; export const handler = async () => [tax(1), vat, deep, x];',
			"node_modules/tax/package.json": '{"main":"./main"}',
			"node_modules/tax/main.js": "exports = module.exports = (n) => n * 2; exports.vat = 0.19;",
			"node_modules/tax/lib/deep.js": "module.exports = __dirname;",
			"node_modules/@shop/core/package.json": '{"type":"module","exports":{".":{"import":"./index.js"}}}',
			"node_modules/@shop/core/index.js": "export const x = import.meta.url;",
		},
	},
	{
		name: "a package of its own node_modules by require",
		files: {
			"handler.js": 'const tax = require("tax"); exports.handler = async () => [tax, require("tax/lib/deep"), require.resolve("tax")];',
			"node_modules/tax/index.js": 'module.exports = require("helper");',
			"node_modules/helper/index.js": 'module.exports = "h";',
			"node_modules/tax/lib/deep.js": "module.exports = __dirname;",
		},
	},
	{
		name: "an import of package.json with a scheme",
		files: { "handler.mjs": 'import "#path"; export const handler = 1;', "package.json": '{"imports":{"#path":"node:path"}}' },
	},
];
