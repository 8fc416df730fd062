import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "acorn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commonJsExports } from "#sandbox/build/commonjs-exports.ts";
import { everyNode, type Visited } from "#sandbox/build/meter.ts";

/** Each is run before, so that the names are there and the forms alone decide. */
const before = "const a = {}, b = {}, c = 1, d = 1, k = 1; function f() {} const __exportStar = f, Thing = Object;\n";
const forms = [
	"exports.a = 1;",
	"exports['a-b'] = 1; exports[k] = 2;",
	"module.exports.a = 1;",
	"module['exports'] = { a };",
	"exports.a = exports.b = exports.c = void 0;",
	"exports.a += 1; exports.b;",
	"if (k) { (() => { exports.a = 1; })(); }",
	"exports.default = 1; exports.let = 2;",
	"module.exports = { a, b: b, c: 3, d };",
	"module.exports = { a, b: a.b, c };",
	"module.exports = { a, b: function () {}, c };",
	"module.exports = { a: async () => 1, b: () => 2 };",
	"module.exports = { a: () => 1, b };",
	"module.exports = { a, m() {}, c };",
	"module.exports = { a, get g() { return 1; }, c };",
	"module.exports = { a: -k, c };",
	"module.exports = { a: 'x', b };",
	"module.exports = { a: new Thing(), b };",
	"module.exports = { a: class {}, b };",
	"module.exports = { 'a': a, 'b-c': b, d };",
	"module.exports = { [k]: 1, b };",
	"module.exports = { a, ...b, c };",
	"module.exports = { a, // one\n b /* two */, c, };",
	"module.exports = k ? { a } : { b };",
	"exports = module.exports = { a };",
	"module.exports = exports = { a };",
	"0 && (module.exports = { a, b });",
	"Object.defineProperty(exports, 'a', { enumerable: true, get() { return b; } });",
	"Object.defineProperty(exports, 'a', { enumerable: true, get: function () { return b.c; } });",
	"Object.defineProperty(exports, 'a', { get: function () { return b['c']; } });",
	"Object.defineProperty(exports, 'a', { get: () => b });",
	"Object.defineProperty(exports, 'a', { enumerable: true, get() { return f(); } });",
	"Object.defineProperty(exports, 'a', { enumerable: false, get() { return b; } });",
	"Object.defineProperty(exports, 'a', { value: 1 });",
	"Object.defineProperty(module.exports, '__esModule', { value: true });",
	"Object.defineProperty(exports, 'a', { writable: true, value: 1 });",
	"module.exports = require('./other.cjs');",
	"module.exports = { ...require('./other.cjs'), a };",
	"__exportStar(require('./other.cjs'), exports);",
	"var _o = require('./other.cjs'); Object.keys(_o).forEach(function (key) { if (key === 'default' || key === '__esModule') return; exports[key] = _o[key]; });",
];

/** Names that an ES module sees, for each form, in order. */
const program = `
const names = [];
for (const file of process.argv.slice(1)) {
	const keys = Object.keys(await import(file));
	names.push(keys.filter((name) => name !== "default" && name !== "module.exports"));
}
console.log(JSON.stringify(names));`;

describe("the names that import finds in CommonJS are those that Node.js finds", () => {
	let folder: string;
	let found: string[][];
	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), "commonjs-"));
		const files = forms.map((form, index) => {
			writeFileSync(join(folder, `${index}.cjs`), before + form);
			return join(folder, `${index}.cjs`);
		});
		writeFileSync(join(folder, "other.cjs"), "exports.x = 1; exports.y = 2;");
		found = JSON.parse(execFileSync(process.execPath, ["--input-type=module", "-e", program, ...files], { encoding: "utf8" }));
	}, 60_000);
	afterAll(() => rmSync(folder, { recursive: true }));

	it.each(forms.map((form, index) => [form, index] as const))("in %s", (form, index) => {
		const text = before + form;
		const program = parse(text, { ecmaVersion: "latest" }) as unknown as Visited;
		const nodes: Visited[] = [];
		everyNode(program, (node) => void nodes.push(node));
		const { names, reexports } = commonJsExports(text, program, nodes);
		const all = new Set([...names, ...(reexports.length > 0 ? ["x", "y"] : [])]);
		all.delete("default");
		expect([...all].sort()).toEqual(found[index]?.sort());
	});
});
