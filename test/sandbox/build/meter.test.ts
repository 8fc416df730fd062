import { describe, expect, it } from "vitest";
import { type MeterNames, meter } from "#sandbox/build/meter.ts";

function metered(script: string, asyncContext = false): { text: string; names: MeterNames } {
	const result = meter(script, { asyncContext });
	if (!result.ok) throw new Error(result.message);
	return result;
}

/** Runs a metered script. @returns Its value, and the steps that it took. */
function stepsOf(script: string): { value: unknown; steps: number } {
	const { text, names } = metered(script);
	const steps = new Int32Array([1_000_000]);
	const overrun = (iterations: number) => {
		steps[0] = (steps[0] as number) - iterations;
		return 0;
	};
	const run = new Function(names.steps, names.overrun, `var ${names.loops} = 0;\n${text}`);
	const value = run(steps, overrun);
	return { value, steps: 1_000_000 - (steps[0] as number) };
}

describe("the meter", () => {
	it.each([
		["each iteration of a loop", "const f = () => { let n = 0; for (let i = 0; i < 5000; i++) n++; return n; }; return f();", 5000, 5003],
		[
			"loops in loops",
			"const f = () => { let n = 0; for (const a of [1, 2, 3]) for (const b in { x: 1, y: 2 }) n++; return n; }; return f();",
			6,
			12,
		],
		["do … while and while", "const f = () => { let n = 0; do n++; while (n < 10); while (n < 20) n++; return n; }; return f();", 20, 23],
		["each call as three", "const f = (n) => n === 0 ? 0 : f(n - 1); return f(9);", 0, 30],
		["a loop that is left by return", "const f = () => { for (let i = 0; ; i++) if (i === 10) return i; }; return f();", 10, 14],
		[
			"methods, getters and constructors",
			"class A { constructor() { this.x = 1; } get y() { return 2; } z() { return 3; } } const a = new A(); return a.y + a.z();",
			5,
			9,
		],
		["an exception that is caught as five hundred", "const f = () => { try { throw 1; } catch { return 2; } }; return f();", 2, 503],
		["a finally as two hundred and fifty", "const f = () => { try { return 1; } finally { f.x = 1; } }; return f();", 1, 253],
		["what a default parameter calls", "const g = () => 1; const f = (a = g()) => a; return f();", 1, 9],
		["the value of a field", "class A { x = 1 + 1; static y = 2 * 2; } return new A().x + A.y;", 6, 6],
		[
			"iterations of a generator that is left",
			"function* g() { for (let i = 0; i < 10; i++); yield 1; } const f = () => { for (const x of g()) return x; }; return f();",
			1,
			17,
		],
		[
			"iterations before an exception",
			"const f = () => { for (let i = 0; ; i++) if (i === 10) throw i; }; const g = () => { try { f(); } catch (e) { return e; } }; return g();",
			10,
			517,
		],
		["callbacks of built-ins", "return [1, 2, 3].map((x) => x * 2).length;", 3, 9],
	])("counts %s", (_, script, value, steps) => {
		// A loop at the top of the script counts in the variable of the wrapper, so that functions are what is looked at here.
		expect(stepsOf(script)).toEqual({ value, steps });
	});

	it.each([
		[
			"if and else without braces around throw",
			"const f = (x) => { for (;;) if (x) throw 1; else return 2; }; return [(() => { try { f(1); } catch (e) { return e; } })(), f(0)];",
			[1, 2],
		],
		[
			"names of functions in defaults and fields",
			"class A { f = () => {}; static g = class {}; } const h = (a = () => {}, { b = function () {} } = {}) => [a.name, b.name]; return [new A().f.name, A.g.name, ...h()];",
			["f", "g", "a", "b"],
		],
		[
			"yield in an expression",
			"function* g() { for (;;) { const x = 1 + (yield 2) * 3; if (x > 9) return x; } } const i = g(); i.next(); return i.next(4).value;",
			13,
		],
		["optional calls", "const o = { f: (x) => x, then: undefined }; return [o?.f?.(1), o.g?.(2), o.then?.(3)];", [1, undefined, undefined]],
		["a tagged template", "const t = (s, ...v) => s.raw.join('|') + v; return t`a${1}\\n${2}`;", "a|\\n|1,2"],
		["new.target", "function F() { return { t: new.target === F }; } return [new F().t, F().t];", [true, false]],
		["a method named then with a function", "const o = { then: (f) => f(4) }; return o.then((x) => x + 1);", 5],
		["directives stay first", 'function f() { "use strict"; return this; } return f();', undefined],
		["an arrow that gives an object", "return (() => ({ a: 1 }))();", { a: 1 }],
		["a loop with a label", "let n = 0; outer: for (const a of [1, 2]) { for (;;) { n++; continue outer; } } return n;", 2],
		[
			"if and else without braces around return",
			"const f = (x) => { for (const y of [x]) if (y) return 1; else return 2; }; return [f(1), f(0)];",
			[1, 2],
		],
		["switch", "const f = (x) => { for (;;) switch (x) { case 1: return 'a'; default: return 'b'; } }; return f(1) + f(2);", "ab"],
		["a static block with a loop", "class A { static n = 0; static { for (let i = 0; i < 3; i++) A.n++; } } return A.n;", 3],
		["a default parameter that is a function", "const f = (g = () => 4) => g(); return f();", 4],
		["a generator", "function* g() { for (let i = 0; i < 3; i++) yield i; } return [...g()];", [0, 1, 2]],
		["length and name of functions", "const f = (a, b, c) => a; return [f.length, f.name];", [3, "f"]],
	])("keeps what the code means: %s", (_, script, value) => {
		expect(stepsOf(script).value).toEqual(value);
	});

	it.each([
		"for (;;) await x;",
		"for (;;) await x\n",
		"while (1) await await x;",
		"do await x; while (0);",
		"for (const y of x) await y;",
		"for await (const y of x) await y;",
		"label: for (;;) await x;",
		"for (;;) for (;;) await (await x)();",
		"for (;;) return await x;",
		"for (;;) eval('1');",
		"if (1) await x; else eval('1');",
		"for (;;) (async () => await x)();",
		"for (;;) try { await x; } catch { await x; } finally { await x; }",
	])("makes code that is valid of a body without braces: %s", (body) => {
		for (const asyncContext of [false, true]) {
			const { text } = metered(`async function f(x) { ${body} }`, asyncContext);
			expect(() => new Function(text), text).not.toThrow();
		}
	});

	it("takes names that the script does not use", () => {
		expect(metered("let __steps = 1; const f = () => __loops_1;").names.steps).toBe("__steps_2");
	});

	it("makes direct eval indirect, which sees no counter", () => {
		expect(() => stepsOf("const secret = 1; const f = () => eval('secret'); return f();")).toThrow(ReferenceError);
	});

	it("tells a syntax error from code that is nested too deeply", () => {
		expect(meter("let a; let a;", { asyncContext: false })).toMatchObject({ ok: false, kind: "syntax" });
		expect(meter(`${"[".repeat(50_000)}${"]".repeat(50_000)}`, { asyncContext: false })).toMatchObject({ ok: false, kind: "tooDeep" });
	});
});
