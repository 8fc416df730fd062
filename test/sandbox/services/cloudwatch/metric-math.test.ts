import { describe, expect, it } from "vitest";
import { parseAlarmRule } from "#sandbox/services/cloudwatch/alarm-rule.ts";
import { type MathValue, parseMetricMath } from "#sandbox/services/cloudwatch/metric-math.ts";

function evaluated(expression: string, values: Record<string, MathValue>): MathValue | string {
	const parsed = parseMetricMath(expression);
	return "problem" in parsed ? parsed.problem : parsed.evaluate(new Map(Object.entries(values)));
}
const metrics = { errors: [0, 5, undefined, 3], invocations: [100, 50, 10, 0] };

describe("metric math", () => {
	it.each([
		["errors / invocations * 100", [0, 10, undefined, undefined]],
		["100 * (errors / invocations)", [0, 10, undefined, undefined]],
		["FILL(errors, 0) / invocations", [0, 0.1, 0, undefined]],
		["FILL(errors, REPEAT)", [0, 5, 5, 3]],
		["IF(invocations > 20, errors / invocations, 0)", [0, 0.1, 0, 0]],
		["IF(invocations >= 50 AND errors > 0, 1, 0)", [0, 1, undefined, 0]],
		["SUM([errors, invocations])", [100, 55, 10, 3]],
		["MAX([errors, 4])", [4, 5, 4, 4]],
		["-errors + 2 * 3 ^ 2", [18, 13, undefined, 15]],
		["CEIL(errors / 2)", [0, 3, undefined, 2]],
	])("%s", (expression, values) => {
		expect(evaluated(expression, metrics)).toEqual(values);
	});

	it.each([
		["ANOMALY_DETECTION_BAND(errors, 2)", "ANOMALY_DETECTION_BAND with 2 arguments is not simulated."],
		["errors /", "The expression ends too early."],
		["errors invocations", "“invocations” was not expected."],
		["errors $ 2", "“$ 2” is not understood."],
		["(errors", "The expression ends too early."],
		[`${"(".repeat(5000)}1`, "The expression nests too deeply."],
	])("says what it does not understand of %s", (expression, problem) => {
		expect(evaluated(expression, metrics)).toBe(problem);
	});
});

describe("the rule of a composite alarm", () => {
	const states = { errors: "ALARM", slow: "OK", quiet: "INSUFFICIENT_DATA" } as const;
	const holds = (rule: string) => parseAlarmRule(rule)?.holds((name) => states[name as keyof typeof states]);

	it.each([
		['ALARM("errors")', true],
		["ALARM(errors) AND NOT OK(slow)", false],
		["ALARM(slow) OR ALARM(arn:aws:cloudwatch:eu-central-1:123456789012:alarm:errors)", true],
		["NOT (ALARM(slow) OR INSUFFICIENT_DATA(quiet))", false],
		["TRUE and FALSE", false],
		["OK(slow) OR OK(slow) AND FALSE", true],
	])("%s", (rule, result) => {
		expect(holds(rule)).toBe(result);
	});

	it.each(["", "ALARM(", "ALARM(errors) AND", "errors", "(ALARM(errors)", `${"NOT ".repeat(1000)}TRUE`])("is refused as “%s”", (rule) => {
		expect(parseAlarmRule(rule)).toBeUndefined();
	});
});
