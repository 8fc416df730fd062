import { type Case, PRINTED_NAME } from "./case.ts";

const FALSY_EXPORTS =
	"The client up to Node.js 22 goes on to the next ending when a file exports nothing; the build has chosen the file by then.";

/** What a handler string leads to (L62-L64, L66, L69, L70). */
export const entries: Case[] = [
	{ name: "the constructor of a namespace", files: { "handler.mjs": "export const other = 1;" }, handler: "handler.constructor" },
	{ name: "the constructor of exports", files: { "handler.js": "exports.other = 1;" }, handler: "handler.constructor" },
	{ name: "__proto__ as handler", files: { "handler.js": "exports.other = 1;" }, handler: "handler.__proto__" },
	{ name: "hasOwnProperty of exports", files: { "handler.js": "exports.other = 1;" }, handler: "handler.hasOwnProperty" },
	{
		name: "a member of a function",
		files: { "handler.mjs": "export const f = async () => 1; f.inner = async () => 2;" },
		handler: "handler.f.inner",
	},
	{ name: "two dots in a row", files: { "handler.mjs": "export const handler = async () => 1;" }, handler: "handler..handler" },
	{ name: "a name that ends in a dot", files: { "handler.mjs": "export const handler = async () => 1;" }, handler: "handler." },
	{ name: "a name that begins with a dot", files: { "handler.mjs": "export const handler = async () => 1;" }, handler: ".handler" },
	{
		name: "a file without an ending",
		files: { handler: 'exports.handler = async () => "bare";', "handler.js": 'exports.handler = async () => "js";' },
	},
	{
		name: "a folder of the same name",
		files: { "handler/index.js": 'exports.handler = async () => "folder";', "handler.mjs": 'export const handler = async () => "file";' },
	},
	{
		name: "a folder of the same name without index.js",
		files: { "handler/other.js": "", "handler.mjs": 'export const handler = async () => "file";' },
	},
	{
		name: "a path with a slash first",
		files: { "src/app.mjs": 'export const handler = async () => "abs";' },
		handler: "/src/app.handler",
		differs: { 24: PRINTED_NAME },
	},
	{ name: "a path with a dot first", files: { "src/app.mjs": 'export const handler = async () => "rel";' }, handler: "./src/app.handler" },
	{
		name: ".mjs beside .cjs",
		files: { "handler.cjs": 'exports.handler = async () => "cjs";', "handler.mjs": 'export const handler = async () => "mjs";' },
	},
	{
		name: "a .js file that throws beside .mjs",
		files: { "handler.js": 'throw new Error("js");', "handler.mjs": 'export const handler = async () => "mjs";' },
	},
	{
		name: "exports that are falsy",
		files: { "handler.js": "module.exports = undefined;", "handler.mjs": 'export const handler = async () => "mjs";' },
		differs: { 22: FALSY_EXPORTS },
	},
];
