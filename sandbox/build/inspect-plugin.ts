import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "esbuild";
import { SimulatorError } from "#sandbox/kernel/simulator-error.ts";
import { packageRoot } from "./package-root.ts";

/** The file of the guest library that asks for them when the library begins. */
const NATIVES = "inspect-natives";
const BEGIN_OF_FILLING = '["Proxy","globalThis"].forEach(';
const END_OF_FILLING = "const{ArrayPrototypeForEach:";
const END_OF_TABLE = "x(e,null),S(e),t.exports=e}";
const CLASS_OF_URL = "878(t){t.exports=URL}";

/**
 * node-inspect-extracted brings a table of more than a thousand bound methods of the language's own objects, from which its modules take
 * some dozens when they are loaded. Here those dozens are read when the guest library begins, before learner code could change them, and
 * bound when something is first printed; nothing is left in the table afterwards. It would be 50 KB in each environment. The class URL is
 * looked up when it is needed, too.
 */
export const inspectWithoutTable: Plugin = {
	name: "node-inspect-extracted without its table",
	setup(build) {
		const source = readFile(join(packageRoot(), "node_modules/node-inspect-extracted/dist/inspect.js"), "utf8");
		build.onResolve({ filter: /^inspect-natives$/ }, () => ({ path: NATIVES, namespace: NATIVES }));
		build.onLoad({ filter: /.*/, namespace: NATIVES }, async () => ({
			contents: `export const natives = [\n${nativesIn(await source)
				.map(({ value }) => value)
				.join(",\n")}\n];`,
			loader: "js",
		}));
		build.onLoad({ filter: /[\\/]node-inspect-extracted[\\/]dist[\\/]inspect\.js$/ }, async () => ({
			contents: adapted(await source),
			loader: "js",
			resolveDir: packageRoot(),
		}));
	},
};

function adapted(source: string): string {
	const filled = nativesIn(source).map(({ name, made }, index) => `e.${name} = ${made.replace("$", `natives[${index}]`)};`);
	const [before, rest] = parts(source, BEGIN_OF_FILLING);
	const [, after] = parts(rest, END_OF_FILLING);
	const text = `${before}${filled.join("")}${END_OF_FILLING}${after}`;
	const [first, last] = parts(text, END_OF_TABLE);
	const [withoutUrl, end] = parts(`${first}x(e,null),table=e,t.exports=e}${last}`, CLASS_OF_URL);
	return `const { natives } = require("${NATIVES}");
let table;
${withoutUrl}878(t){t.exports=function(...given){return new globalThis.URL(...given)}}${end}
for (const key of Reflect.ownKeys(table)) Reflect.deleteProperty(table, key);`;
}

function parts(source: string, at: string): [string, string] {
	const [before, after, ...more] = source.split(at);
	if (before === undefined || after === undefined || more.length > 0)
		throw new SimulatorError(
			"INSPECT_HAS_CHANGED",
			"node-inspect-extracted's table of primordials is not where sandbox/build/inspect-plugin.ts looks for it.",
		);
	return [before, after];
}

/** One entry of the table: its name, an expression for what it is made from, and how, where `$` stands for that. */
type Native = { name: string; value: string; made: string };

/** The entries that the package uses, by the rules by which it names them. */
function nativesIn(source: string): Native[] {
	const used = new Set(source.match(/\b[A-Za-z]\w+/g));
	const found = new Map<string, Native>();
	const add = (name: string, value: string, made = "$") => {
		if (used.has(name)) found.set(name, { name, value, made });
	};
	for (const name of ["Proxy", "globalThis", "decodeURI", "decodeURIComponent", "encodeURI", "encodeURIComponent"]) add(name, name);
	for (const name of ["JSON", "Math", "Proxy", "Reflect"]) addMembers(add, name, name, "static");
	for (const name of classes) {
		add(name, name);
		addMembers(add, name, name, name === "Promise" ? "bound" : "static");
		addMembers(add, `${name}Prototype`, `${name}.prototype`, "method");
	}
	add("TypedArray", typedArray);
	addMembers(add, "TypedArray", typedArray, "method");
	addMembers(add, "TypedArrayPrototype", `${typedArray}.prototype`, "method");
	for (const [name, value] of Object.entries(hidden)) {
		add(name, value);
		addMembers(add, name, value, "method");
	}
	return [...found.values()];
}

const classes =
	"AggregateError Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError FinalizationRegistry Float32Array Float64Array Function Int16Array Int32Array Int8Array Map Number Object Promise RangeError ReferenceError RegExp Set String Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet".split(
		" ",
	);
const typedArray = "Reflect.getPrototypeOf(Uint8Array)";
const hidden = {
	ArrayIteratorPrototype: "Reflect.getPrototypeOf([][Symbol.iterator]())",
	MapIteratorPrototype: "Reflect.getPrototypeOf(new Map()[Symbol.iterator]())",
	SetIteratorPrototype: "Reflect.getPrototypeOf(new Set()[Symbol.iterator]())",
	StringIteratorPrototype: "Reflect.getPrototypeOf(''[Symbol.iterator]())",
};

function addMembers(add: (name: string, value: string, made?: string) => void, prefix: string, holder: string, kind: string): void {
	const object = new Function(`return ${holder};`)() as object;
	for (const key of Reflect.ownKeys(object)) {
		const { get, value } = Reflect.getOwnPropertyDescriptor(object, key) as PropertyDescriptor;
		const text = typeof key === "symbol" ? (key.description ?? "") : key;
		const name = typeof key === "symbol" ? `Symbol${capital(text.slice("Symbol.".length))}` : capital(text);
		const member = typeof key === "symbol" ? text : JSON.stringify(key);
		if (get) {
			add(`${prefix}Get${name}`, `Reflect.getOwnPropertyDescriptor(${holder}, ${member}).get`, "c($)");
			continue;
		}
		const made = { static: "$", method: "c($)", bound: `$.bind(${holder})` }[kind] as string;
		add(`${prefix}${name}`, `${holder}[${member}]`, typeof value === "function" ? made : "$");
		add(`${prefix}${name}Apply`, `${holder}[${member}]`, "a($)");
	}
}

function capital(text: string): string {
	return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
