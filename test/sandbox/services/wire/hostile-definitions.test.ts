import { describe, expect, it } from "vitest";
import type { Json } from "#sandbox/json-value.ts";
import { eventsOf } from "./run-handler.ts";
import { execution, WORKER } from "./run-machine.ts";

const output = (Output: string) => ({ QueryLanguage: "JSONata", StartAt: "A", States: { A: { Type: "Pass", Output, End: true } } });
const pass = (members: object, QueryLanguage = "JSONPath") => ({
	QueryLanguage,
	StartAt: "A",
	States: { A: { Type: "Pass", ...members, End: true } },
});

describe("an expression of a definition", () => {
	it.each([
		"{% $states.constructor %}",
		"{% $states.input.`__proto__` %}",
		'{% $string."constructor" %}',
		"{% $states.input.valueOf %}",
		'{% $lookup($states, "constructor") %}',
		'{% $eval("1 + 1") %}',
		"{% $string %}",
		"{% $range(0, 1e12, 1) %}",
		"{% $partition([1, 2], 0) %}",
		"{% $parse('{') %}",
	])("reaches nothing but its data and does not end the run: %s", async (expression) => {
		const { result } = await execution(output(expression), {});
		expect(result).toMatchObject({ status: "FAILED", error: "States.QueryEvaluationError" });
	});

	it("asks the simulation for the time and for chance", async () => {
		const definition = output('{% { "now": $now(), "millis": $millis(), "day": $now("[Y0001]"), "mixed": $shuffle([1..9]) } %}');
		const first = await execution(definition, {});
		const { now, millis, day, mixed } = first.result.output as { now: string; millis: number; day: string; mixed: number[] };
		expect(new Date(millis).toISOString()).toBe(now);
		expect(now.startsWith(day)).toBe(true);
		expect(mixed.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
		expect((await execution(definition, {})).result).toEqual(first.result);
	});

	it.each([
		["a path that cannot be read", pass({ InputPath: "$[?(" }), "States.Runtime"],
		["a variable that objects inherit", pass({ Parameters: { "a.$": "$constructor" } }), "States.ParameterPathFailure"],
		["a place beyond the end of an array", pass({ Result: 1, ResultPath: "$.list[4000000000]" }), "States.ResultPathMatchFailure"],
		["a hash that objects inherit", pass({ Parameters: { "a.$": "States.Hash('a', 'constructor')" } }), "States.IntrinsicFailure"],
		[
			"a timeout of no length",
			{ StartAt: "A", States: { A: { Type: "Task", Resource: WORKER, TimeoutSecondsPath: "$.none", End: true } } },
			"States.Runtime",
		],
		[
			"parameters of a task that are no object",
			{
				QueryLanguage: "JSONata",
				StartAt: "A",
				States: { A: { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Arguments: "{% null %}", TimeoutSeconds: 5, End: true } },
			},
			"States.Runtime",
		],
	])("fails the state: %s", async (_, definition, error) => {
		const { result } = await execution(definition, { list: [1], none: 0 });
		expect(result).toMatchObject({ status: "FAILED", error });
	});

	it("puts a result under any name, as data", async () => {
		const { result } = await execution(pass({ Result: { polluted: true }, ResultPath: "$.__proto__" }), { a: 1 });
		expect(JSON.stringify(result.output)).toBe('{"a":1,"__proto__":{"polluted":true}}');
		expect(({} as { polluted?: Json }).polluted).toBeUndefined();
	});
});

describe("a state with branches", () => {
	it("stops the others when one fails", async () => {
		const failing = { StartAt: "Fail", States: { Fail: { Type: "Fail", Error: "No", Cause: "" } } };
		const long = {
			StartAt: "Wait",
			States: { Wait: { Type: "Wait", Seconds: 60, Next: "Late" }, Late: { Type: "Task", Resource: WORKER, End: true } },
		};
		const definition = {
			StartAt: "Both",
			States: {
				Both: { Type: "Parallel", Branches: [long, failing], Catch: [{ ErrorEquals: ["No"], Next: "After" }], Next: "After" },
				After: { Type: "Wait", Seconds: 90, End: true },
			},
		};
		const { result, trace } = await execution(definition, {});
		expect(result).toMatchObject({ status: "SUCCEEDED", seconds: 90 });
		expect(result.entered).toEqual(["Both", "Wait", "Fail", "After"]);
		expect(eventsOf(trace, "invocation.requested").filter((one) => one.function === "Worker")).toEqual([]);
	});

	it("runs 40 items of an inline Map at a time", async () => {
		const processor = { StartAt: "W", States: { W: { Type: "Wait", Seconds: 10, End: true } } };
		const definition = { StartAt: "Each", States: { Each: { Type: "Map", ItemProcessor: processor, End: true } } };
		const { result } = await execution(
			definition,
			Array.from({ length: 41 }, (_, index) => index),
		);
		expect(result).toMatchObject({ status: "SUCCEEDED", seconds: 20 });
	});

	it("fails items one by one as far as that is tolerated, however many there are", async () => {
		const processor = { StartAt: "P", States: { P: { Type: "Pass", End: true } } };
		const definition = {
			StartAt: "Each",
			States: {
				Each: {
					Type: "Map",
					ItemProcessor: processor,
					ItemSelector: { "a.$": "$$.Map.Item.Value.none" },
					ToleratedFailurePercentage: 100,
					End: true,
				},
			},
		};
		const { result } = await execution(
			definition,
			Array.from({ length: 20_000 }, () => ({})),
		);
		expect(result.status).toBe("SUCCEEDED");
	});

	it("fails a Standard workflow that goes around for ever: after 25,000 events of its history", async () => {
		const definition = { StartAt: "A", States: { A: { Type: "Pass", Next: "A" } } };
		const { result } = await execution(definition, {});
		expect(result).toMatchObject({ status: "FAILED", error: "States.Runtime" });
		expect(result.cause).toContain("25000");
	});
});
