import { describe, expect, it } from "vitest";
import { eventsOf, outcomeOf } from "../lambda/run-project.ts";

const handler = (body: string) => `export const handler = async () => { ${body} };`;

describe("code without end is counted, so that it ends as a timeout and not as a stopped run (L31, S3)", () => {
	it.each([
		["a function that calls itself and catches the overflow", `const f = () => { try { f(); } catch { f(); } }; ${handler("f();")}`],
		["one that does so in finally", `const f = () => { try { f(); } finally { f(); } }; ${handler("f();")}`],
		[
			"one that throws itself on",
			`const f = (n) => { try { throw new Error("x"); } catch { return f(n + 1); } }; ${handler("for (;;) try { f(0); } catch {}")}`,
		],
		["a getter of itself, caught", `const o = { get x() { try { return o.x; } catch { return o.x; } } }; ${handler("return o.x;")}`],
		["a chain of promises", handler("const f = () => Promise.resolve().then(f); await f();")],
		["microtasks", handler("const f = () => queueMicrotask(f); f(); await new Promise(() => {});")],
		["ticks", handler("const f = () => process.nextTick(f); f(); await new Promise(() => {});")],
		["await", handler("for (;;) await null;")],
		["a generator", `function* g() { for (;;) yield 1; } ${handler("for (const x of g()); ")}`],
		[
			"generators that are left after their first value",
			`function* g() { for (let i = 0; i < 1000; i++); yield 1; } ${handler("for (;;) for (const x of g()) break;")}`,
		],
		["an async generator", `async function* g() { for (;;) yield 1; } ${handler("for await (const x of g());")}`],
		["a loop with a label", handler("outer: for (;;) { for (;;) continue outer; }")],
		["a loop of a static block", `${handler("class A { static { for (;;); } }")}`],
		[
			"a field that makes its own class, caught",
			`${handler("class A { x = (() => { try { return new A(); } catch { return new A(); } })(); } new A();")}`,
		],
		["a default parameter", `const f = (a = f()) => a; ${handler("for (;;) try { f(); } catch {}")}`],
		["a tagged template", "const t = () => { try { t`x`; } catch { t`x`; } }; export const handler = async () => t`x`;"],
	])(
		"%s",
		async (_, source) => {
			// The watch on real time is far away, whatever else the machine does.
			const outcome = await outcomeOf(source, { memory: 1769, timeout: 900 }, {}, { guestEntryMs: 120_000 });
			expect(outcome).toMatchObject({ status: "completed" });
			expect(eventsOf(outcome.trace, "invocation.ended").map(({ status }) => status)).toEqual(["timedOut"]);
		},
		120_000,
	);
});
