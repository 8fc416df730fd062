import { afterEach, describe, expect, it } from "vitest";
import { grade } from "#sandbox/grading/grade.ts";
import type { RunOutcome } from "#sandbox/outcome.ts";
import type { Check } from "#sandbox/scenario.ts";
import { aTrace } from "../../support/trace-builder.ts";

function aCheck(changes: Partial<Check>): Check {
	return { id: "check", title: "A fact", actual: "1", compare: "equals", expected: 1, why: "Because it is so.", ...changes };
}

const trace = aTrace()
	.environment(1, 0)
	.invocation(1, 0, { initMs: 200, event: '{"id":"a"}', response: '{"ok":true}' })
	.invocation(2, 1000, { event: '{"id":"b"}' })
	.call(1, 10, { body: '{"n":1}' })
	.build();
const completed: RunOutcome = { status: "completed", trace };

async function resultOf(changes: Partial<Check>, outcome = completed) {
	return (await grade(outcome, [aCheck(changes)])).checks[0];
}

describe("a check", () => {
	it.each<[string, Partial<Check>, "passed" | "failed", string, string]>([
		["equal numbers", { actual: '$count(calls[path="/session"])', expected: 1 }, "passed", "1", "1"],
		["other numbers", { actual: "$count(invocations)", expected: 3 }, "failed", "3", "2"],
		["at most", { actual: "totals.billedMs", compare: "atMost", expected: 400 }, "passed", "at most 400", "400"],
		["more than at most", { actual: "totals.billedMs", compare: "atMost", expected: 60 }, "failed", "at most 60", "400"],
		["at least", { actual: "totals.coldStarts", compare: "atLeast", expected: 1 }, "passed", "at least 1", "1"],
		["a bound and something that is no number", { actual: '"many"', compare: "atMost", expected: 60 }, "failed", "at most 60", '"many"'],
		["a bound and nothing", { actual: "nowhere", compare: "atMost", expected: 60 }, "failed", "at most 60", "nothing"],
		["a list of one, which JSONata gives as its only value", { actual: "calls.body.n", expected: [1] }, "passed", "[1]", "1"],
		["an empty list, which JSONata gives as nothing", { actual: "calls[path='/x'].n", expected: [] }, "passed", "[]", "nothing"],
		["a list in order", { actual: "invocations.event.id", expected: ["a", "b"] }, "passed", '["a","b"]', '["a","b"]'],
		["a list in another order", { actual: "invocations.event.id", expected: ["b", "a"] }, "failed", '["b","a"]', '["a","b"]'],
		[
			"objects, whatever the order of their keys",
			{ actual: '{"b": 2, "a": [1]}', expected: { a: [1], b: 2 } },
			"passed",
			'{"a":[1],"b":2}',
			'{"b":2,"a":[1]}',
		],
		["nothing as null", { actual: "nowhere", expected: null }, "passed", "null", "nothing"],
		["a text that looks like a number", { actual: '"1"', expected: 1 }, "failed", "1", '"1"'],
	])("compares %s", async (_, changes, status, expected, actual) => {
		expect(await resultOf(changes)).toMatchObject({ status, expected, actual });
	});

	it("says why and where only when it failed", async () => {
		const failed = await resultOf({ actual: "2", moment: "invocations[coldStart=false].n" });
		expect(failed).toMatchObject({ why: "Because it is so.", moment: { at: 1000, invocation: 2, environment: 1 } });
		expect(await resultOf({ moment: "1" })).not.toHaveProperty("moment");
	});

	it.each(["99", '"two"', "nowhere", "$error('x')", "("])("does without a moment when the expression gives none: %s", async (moment) => {
		const result = await resultOf({ actual: "2", moment });
		expect(result?.status).toBe("failed");
		expect(result).not.toHaveProperty("moment");
	});

	it.each([
		["does not parse", "$count(", /wrong/],
		["fails", '$count("a" + 1)', /wrong/],
		["calls what is not there", "$nowhere()", /wrong/],
		["gives a function", "$count", /nothing|wrong/],
	])("fails and says so to the author when its expression %s", async (_, actual, message) => {
		const result = await resultOf({ actual });
		expect(result?.status).toBe("failed");
		expect(`${result?.actual} ${result?.why}`).toMatch(message);
	});

	it.each([
		["an endless loop", "($f := function($n) { $f($n + 1) }; $f(0))"],
		["an endless recursion", "($f := function($n) { 1 + $f($n + 1) }; $f(0))"],
		["a giant range", "$count([1..9999999])"],
	])(
		"ends with an error for %s, and lets the server breathe meanwhile",
		async (_, actual) => {
			const began = performance.now();
			let beats = 0;
			const heartbeat = setInterval(() => beats++, 5);
			const result = await resultOf({ actual });
			clearInterval(heartbeat);
			expect(result?.status).toBe("failed");
			expect(result?.actual).toMatch(/^The check itself is wrong/);
			// On the average, since a busy machine may keep it waiting once.
			expect((performance.now() - began) / (beats + 1)).toBeLessThan(400);
		},
		60_000,
	);
});

describe("guest data in a check", () => {
	const hostile =
		'{"__proto__":{"polluted":true},"constructor":{"prototype":{"x":1}},"toString":"t","hasOwnProperty":"h","length":9,"sequence":true}';
	const outcome: RunOutcome = {
		status: "completed",
		trace: aTrace()
			.environment(1, 0)
			.invocation(1, 0, { event: hostile, response: `[${hostile}]` })
			.invocation(2, 500, { event: '{"id":"__proto__"}' })
			.build(),
	};
	const untouched = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));

	afterEach(() => expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(untouched));

	it.each<[string, string, unknown]>([
		["reads keys as data", "invocations[0].event.toString", "t"],
		["finds no inherited property", "$exists(invocations[1].event.constructor)", false],
		["reaches no constructor", "$exists(totals.constructor)", false],
		["lists them", "$count($keys(invocations[0].event))", 6],
		["counts a response with odd keys", "$count(invocations[0].response)", 1],
	])("%s", async (_, actual, expected) => {
		expect(await resultOf({ actual, expected: expected as never }, outcome)).toMatchObject({ status: "passed" });
	});

	it.each(["_jsonata_function", "_jsonata_lambda"])("cannot hide behind the marks of JSONata's own functions: %s", async (mark) => {
		const body = JSON.stringify({ deeper: [{ amount: 1, [mark]: true }] });
		const twice = aTrace()
			.environment(1, 0)
			.invocation(1, 0, { event: body, response: body })
			.call(1, 1, { body })
			.call(2, 2, { body })
			.build();
		const seen: RunOutcome = { status: "completed", trace: twice };
		expect(await resultOf({ actual: "$count(calls.body.deeper.amount)", expected: 2 }, seen)).toMatchObject({ status: "passed" });
		expect(await resultOf({ actual: "$sum(invocations.(event.deeper.amount + response.deeper.amount))", expected: 2 }, seen)).toMatchObject(
			{
				status: "passed",
			},
		);
	});

	it("stays text when it nests so deeply that nothing could walk it", async () => {
		const body = "[".repeat(100_000) + "]".repeat(100_000);
		const deep = aTrace().environment(1, 0).invocation(1, 0).call(1, 1, { body }).build();
		expect(await resultOf({ actual: "$type(calls.body)", expected: "string" }, { status: "completed", trace: deep })).toMatchObject({
			status: "passed",
		});
	});

	it.each([
		"invocations{event.id: $count($)}",
		"$merge(invocations.event)",
		"invocations.event ~> |$|{'x': 1}|",
		"invocations.event.**",
		"$spread(invocations.event)",
	])("does no harm in %s", async (actual) => {
		await resultOf({ actual }, outcome);
		expect("polluted" in {}).toBe(false);
		expect("x" in {}).toBe(false);
	});
});

describe("a verdict", () => {
	const passing = aCheck({ id: "passing" });
	const failing = aCheck({ id: "failing", expected: 2 });

	it("is passed when every check is", async () => {
		expect(await grade(completed, [passing])).toMatchObject({ status: "passed", headline: "Passed", passed: 1, total: 1 });
	});

	it("counts in words when one is not", async () => {
		expect(await grade(completed, [passing, failing, passing])).toMatchObject({ status: "notYet", headline: "Not yet: two of three" });
		expect(await grade(completed, [failing])).toMatchObject({ headline: "Not yet: none of one" });
	});

	it("is never passed without checks", async () => {
		expect(await grade(completed, [])).toMatchObject({ status: "notYet", headline: "Ran; there are no checks", total: 0 });
	});

	it("explains a run in which every invocation failed in the same way", async () => {
		const error = { errorType: "Runtime.HandlerNotFound", errorMessage: "src/orders.handler is undefined or not exported" };
		const broken = aTrace().environment(1, 0).invocation(1, 0, { status: "failed", error }).build();
		const verdict = await grade({ status: "completed", trace: broken }, [failing]);
		expect(verdict.problem?.title).toBe("Lambda did not find the handler");
	});

	it("of a stopped run looks at no check, even with a trace in which all would pass", async () => {
		const verdict = await grade({ status: "stopped", reason: "endlessLoop", message: "It ran on.", trace }, [passing]);
		expect(verdict).toMatchObject({ status: "stopped", passed: 0, total: 1, checks: [{ status: "notReached", actual: "" }] });
		expect(verdict.problem).toMatchObject({ title: "The code did not come to an end", text: "It ran on." });
	});

	it("of a project that does not build names the place and the cure", async () => {
		const place = { file: "template.yaml", line: 4, column: 2 };
		const verdict = await grade(
			{ status: "notBuilt", problems: [{ message: "No Handler.", place, cure: "Add one." }, { message: "More." }] },
			[passing],
		);
		expect(verdict).toMatchObject({
			status: "didNotBuild",
			problem: { text: "No Handler. One more problem follows.", place, nextStep: "Add one." },
		});
	});

	it("tells our faults and refusals from the learner's", async () => {
		expect(await grade({ status: "simulatorFailed", message: "Ours.", runId: "r" }, [passing])).toMatchObject({
			status: "simulatorFailed",
			passed: 0,
		});
		expect(await grade({ status: "refused", reason: "queueFull", message: "Full." }, [passing])).toMatchObject({
			status: "refused",
			passed: 0,
		});
	});
});
