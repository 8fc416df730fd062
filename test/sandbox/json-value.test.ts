import { describe, expect, it } from "vitest";
import { jsonSchema, scenarioSchema } from "#sandbox/scenario.ts";
import { only, responses, traceOf } from "./lambda/run-project.ts";

describe("a JSON value", () => {
	it.each([null, true, 0, -1.5, "", "x", [], [1, [null]], {}, { a: { b: [{}] } }, JSON.parse('{"__proto__":{"a":1}}')])(
		"may be %j",
		(value) => {
			expect(jsonSchema.parse(value)).toBe(value);
		},
	);

	it.each([
		undefined,
		Number.NaN,
		Number.POSITIVE_INFINITY,
		1n,
		Symbol("x"),
		() => 1,
		new Date(0),
		new Map(),
		[undefined],
		{ a: { b: undefined } },
	])("is not %s", (value) => {
		expect(jsonSchema.safeParse(value).success).toBe(false);
	});

	it("may be nested deeper than the stack reaches", () => {
		let deep: unknown = null;
		for (let n = 0; n < 100_000; n++) deep = [deep];
		expect(jsonSchema.safeParse(deep).success).toBe(true);
	});

	it("reaches the handler with its own key __proto__, as JSON.parse gives it", async () => {
		const event = JSON.parse('{"a":1,"__proto__":{"b":[2]},"deep":{"__proto__":null}}');
		const parsed = scenarioSchema.parse({ traffic: [{ at: 0, event }] }).traffic[0]?.event;
		expect(JSON.stringify(parsed)).toBe(JSON.stringify(event));
		const source = `export const handler = async (event) => [Object.keys(event), Object.hasOwn(event, "__proto__"), event["__proto__"], Object.keys(event.deep), event.b];`;
		expect(only(responses(await traceOf(source, {}, { events: [event] })))).toEqual([
			["a", "__proto__", "deep"],
			true,
			{ b: [2] },
			["__proto__"],
			null,
		]);
	});
});
