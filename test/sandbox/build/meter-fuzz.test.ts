import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { meter } from "#sandbox/build/meter.ts";

const numRuns = Number(process.env.FUZZ_RUNS ?? 500);

/** Statements and expressions in the shapes that the meter inserts into, often without braces and semicolons. */
const { statement } = fc.letrec<{ statement: string; expression: string }>((tie) => {
	const s = tie("statement");
	const e = tie("expression");
	const made = (template: string, ...parts: fc.Arbitrary<string>[]) =>
		fc.tuple(...parts).map((texts) => texts.reduce((text, part) => text.replace("_", () => part), template));
	return {
		expression: fc.oneof(
			{ maxDepth: 4, withCrossShrink: true },
			fc.constantFrom("x", "1", "this", "[]", "({})", "`${x}`", "/a/", "eval('1')"),
			made("await _", e),
			made("(await _)", e),
			made("(_)()", e),
			made(
				"_.p",
				e.map((text) => `(${text})`),
			),
			made("eval(_)", e),
			made(
				"(async () => _)",
				e.map((text) => `(${text})`),
			),
			made(
				"(() => { _ })",
				s.map((text) => text.replaceAll("await", "void").replace(/for void/g, "for")),
			),
			made("(async function () { _ })", s),
			made("(_, _)", e, e),
			made("(x ? _ : _)", e, e),
			made("new (class { static m = 1; m() { return 1 } static { for (;;) break } })", fc.constant("")),
		),
		statement: fc.oneof(
			{ maxDepth: 4, withCrossShrink: true },
			made(
				"_;",
				e.map((text) => (/^[{(]?(function|class)/.test(text) ? `(${text})` : text)),
			),
			made("var y = _\n", e),
			made("for (;;) _", s),
			made("for (const z of _) _", e, s),
			made("for await (const z of _) _", e, s),
			made("for (const z in _) _", e, s),
			made("while (_) _", e, s),
			made("do _ while (_)\n", s, e),
			made("if (_) _", e, s),
			made("if (_) _ else _", e, s, s),
			made("{ _ _ }", s, s),
			made("return _\n", e),
			made("return;", fc.constant("")),
			made("try { _ } catch { _ } finally { _ }", s, s, s),
			made("switch (_) { case _: _ default: _ }", e, e, s, s),
			made("a_: _", fc.nat({ max: 1_000_000_000 }).map(String), s),
			made("throw _\n", e),
		),
	};
});

const compiles = (text: string) => {
	try {
		new Function(text);
		return true;
	} catch {
		return false;
	}
};

describe("the meter, given made-up code", () => {
	it("leaves code that V8 takes as code that V8 takes", () => {
		let taken = 0;
		fc.assert(
			fc.property(statement, fc.boolean(), (body, asyncContext) => {
				const script = `async function f(x) { ${body} }`;
				if (!compiles(script)) return;
				taken++;
				const result = meter(script, { asyncContext });
				expect(result.ok && compiles(result.text), result.ok ? result.text : result.message).toBe(true);
			}),
			{ numRuns },
		);
		expect(taken).toBeGreaterThan(numRuns / 4);
	});
});
