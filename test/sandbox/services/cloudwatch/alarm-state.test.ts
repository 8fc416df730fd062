import { describe, expect, it } from "vitest";
import { alarmStateOf } from "#sandbox/services/cloudwatch/alarm-state.ts";
import { MetricSeries } from "#sandbox/services/cloudwatch/metric-series.ts";
import type { StackAlarm } from "#sandbox/stack/cloudwatch.ts";

const rule = (changes: Partial<StackAlarm> = {}) => ({
	comparison: "GreaterThanThreshold" as const,
	threshold: 5,
	datapointsToAlarm: 2,
	treatMissingData: "missing" as const,
	...changes,
});

describe("an alarm", () => {
	it("goes off when so many of its last periods breach, wherever among them they are", () => {
		expect(alarmStateOf(rule(), [6, 1, 6], "OK")).toBe("ALARM");
		expect(alarmStateOf(rule(), [6, 1, 5], "OK")).toBe("OK");
	});

	it.each([
		["GreaterThanThreshold", "OK"],
		["GreaterThanOrEqualToThreshold", "ALARM"],
		["LessThanThreshold", "OK"],
		["LessThanOrEqualToThreshold", "ALARM"],
	] as const)("with %s is %s at the threshold itself", (comparison, state) => {
		expect(alarmStateOf(rule({ comparison }), [5, 5], "OK")).toBe(state);
	});

	it.each([
		["missing", "INSUFFICIENT_DATA"],
		["ignore", "ALARM"],
		["breaching", "ALARM"],
		["notBreaching", "OK"],
	] as const)("that treats missing data as %s is %s when there is none", (treatMissingData, state) => {
		expect(alarmStateOf(rule({ treatMissingData }), [undefined, undefined], "ALARM")).toBe(state);
	});

	it("counts periods without data as its treatment of missing data says", () => {
		expect(alarmStateOf(rule({ treatMissingData: "breaching" }), [6, undefined], "OK")).toBe("ALARM");
		expect(alarmStateOf(rule({ treatMissingData: "notBreaching" }), [6, undefined], "ALARM")).toBe("OK");
	});
});

describe("a metric", () => {
	const values = [1, 2, 3, 4, 10];
	const of = (statistic: string) => {
		const series = new MetricSeries(60, statistic, 3);
		for (const [i, value] of values.entries()) series.add(60_000 + i, value);
		return series.valuesUntil(120_000, 1)[0];
	};

	it.each([
		["Sum", 20],
		["Average", 4],
		["Maximum", 10],
		["Minimum", 1],
		["SampleCount", 5],
		["p50", 3],
		["p99", 10],
	])("has %s of a period", (statistic, value) => {
		expect(of(statistic)).toBe(value);
	});

	it("has no value for a period without data points, and none of a period that is not over", () => {
		const series = new MetricSeries(60, "Sum", 3);
		series.add(10_000, 1);
		series.add(130_000, 2);
		expect(series.valuesUntil(180_000, 3)).toEqual([1, undefined, 2]);
		expect(series.valuesUntil(120_000, 2)).toEqual([1, undefined]);
	});
});
