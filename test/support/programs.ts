import { simulatedBuiltins } from "#sandbox/build/guest-library.ts";
import { otherBuiltins } from "#sandbox/build/node-exports.ts";

/**
 * A handler that makes up a program from the seed in its event and runs it: calls, constructions, reads, writes and deletions of
 * whatever can be reached from the globals, the context and every built-in module, with odd values, and with what came of earlier steps.
 * It answers how many steps did something, how many threw, and the steps as text if the event asks for them.
 */
export const madeUpProgram = `
${[...simulatedBuiltins, ...otherBuiltins].map((name, i) => `import * as m${i} from "node:${name}";`).join("\n")}
const modules = [${[...simulatedBuiltins, ...otherBuiltins].map((_, i) => `m${i}`).join(", ")}];
const { apply, construct, ownKeys, getOwnPropertyDescriptor, getPrototypeOf, set, deleteProperty, defineProperty } = Reflect;
const { random: _, imul } = Math;

function chance(seed) {
	let state = seed | 0;
	return (below) => {
		state = (state + 0x6d2b79f5) | 0;
		let t = imul(state ^ (state >>> 15), 1 | state);
		t = (t + imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) % below;
	};
}

const odd = [
	() => undefined, () => null, () => true, () => -0, () => 1, () => -1, () => 0.5, () => NaN, () => Infinity, () => 255, () => 65536,
	() => 2 ** 31, () => 2 ** 32, () => 2 ** 53, () => 10n, () => 2n ** 64n, () => "", () => "a", () => "x".repeat(300), () => "\\ud800", () => "__proto__",
	() => "constructor", () => "../../etc/passwd", () => "/tmp/a", () => "utf8", () => "sha256", () => "https://a.test/b?c=d", () => "{\\"a\\":[1]}", () => "%s %j %o",
	() => Symbol("s"), () => Symbol.iterator, () => Symbol.for("nodejs.util.inspect.custom"), () => [], () => [1, , 3], () => [[["deep"]]], () => ({}), () => ({ length: 3, 0: "a" }),
	() => ({ toString() { throw new Error("toString"); } }), () => ({ valueOf: () => 7, toJSON: () => 8 }), () => ({ then(ok) { ok(1); } }), () => ({ get a() { throw new RangeError("getter"); } }),
	() => Object.create(null), () => Object.freeze({ a: 1 }), () => new Proxy({}, {}), () => new Proxy(function () {}, { get: (t, k) => t[k], apply: () => 1 }),
	() => { const r = Proxy.revocable({}, {}); r.revoke(); return r.proxy; }, () => { const o = {}; o.o = o; return o; }, () => () => 1, () => async () => 2, () => function* () { yield 3; },
	() => class A { #x = 1; }, () => (...all) => all, () => { throw new TypeError("made up"); }, () => /a(b)?/gy, () => new Date(NaN), () => new Map([[1, { a: 1 }]]), () => new Set([1]), () => new WeakMap(),
	() => new Error("e", { cause: new Error("c") }), () => new AggregateError([new Error("e")], "a"), () => new Uint8Array(8), () => new Float64Array(2), () => new ArrayBuffer(16), () => new DataView(new ArrayBuffer(4)),
	() => Buffer.from("abc"), () => Promise.resolve(1), () => { const p = Promise.reject(new Error("late")); p.catch(() => {}); return p; }, () => new URL("https://a.test/"), () => new AbortController().signal, () => new Headers({ a: "b" }),
	() => new Proxy([], { get(t, k, r) { return k === "length" ? 4 : r; } }), () => globalThis, () => process, () => { const e = new Error("x"); e.stack = 7; return e; },
];

/** What would end the program for no news: the process, or the wait for its end. */
const skipped = new Set(["exit", "abort", "reallyExit", "kill"]);

export async function handler(event, context) {
	const pick = chance(event.seed);
	const pool = [globalThis, context, awslambda, ...modules];
	const told = [];
	let done = 0, thrown = 0;
	const value = () => (pick(3) ? odd[pick(odd.length)]() : pool[pick(pool.length)]);
	const some = () => {
		let at = pool[pick(pool.length)], path = "";
		for (let depth = 1 + pick(3); depth > 0; depth--) {
			if ((typeof at !== "object" && typeof at !== "function") || at === null) break;
			const keys = ownKeys(at);
			if (!pick(6)) { at = getPrototypeOf(at); path += ".__proto__"; continue; }
			if (keys.length === 0) break;
			const key = keys[pick(keys.length)];
			if (skipped.has(key)) break;
			path += "." + String(key);
			at = at[key];
		}
		return [at, path];
	};
	for (let step = 0; step < event.steps; step++) {
		let what = "";
		try {
			const [target, path] = some();
			let result;
			if (typeof target === "function" && pick(8)) {
				const all = [];
				for (let n = pick(5); n > 0; n--) all.push(value());
				what = (pick(4) ? "call " : "new ") + path + "/" + all.length;
				if (event.tell) told.push(what);
				result = what[0] === "c" ? apply(target, value(), all) : construct(target, all);
			} else if (target !== null && (typeof target === "object" || typeof target === "function")) {
				const keys = ownKeys(target);
				const key = pick(3) && keys.length ? keys[pick(keys.length)] : value();
				what = "change " + path;
				if (event.tell) told.push(what);
				switch (pick(4)) {
					case 0: result = target[key]; break;
					// Not of the globals and modules: a program that takes its own ground away tells nothing.
					case 1: if (!modules.includes(target) && target !== globalThis) set(target, key, value()); break;
					case 2: if (!modules.includes(target) && target !== globalThis) deleteProperty(target, key); break;
					case 3: result = getOwnPropertyDescriptor(target, key); break;
				}
			}
			if (result instanceof Promise) { result.catch(() => {}); if (!pick(3)) result = await Promise.race([result, new Promise((ok) => setTimeout(ok, 20))]); }
			if (result !== undefined && pool.length < 400) pool.push(result);
			done++;
		} catch (error) {
			thrown++;
			if (pool.length < 400) pool.push(error);
			try { if (!pick(10)) console.log(error); } catch {}
		}
	}
	const last = pool[pool.length - 1];
	if (event.tell) return { done, thrown, told };
	if (!pick(4)) throw last;
	if (!pick(3)) return last;
	return { done, thrown };
}
`;
