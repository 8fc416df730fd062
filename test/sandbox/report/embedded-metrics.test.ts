import { describe, expect, it } from "vitest";
import { readEmbeddedMetrics } from "#sandbox/report/metrics/embedded-metric-format.ts";
import { reportOf } from "#sandbox/report/report-of.ts";
import { arnOf } from "#sandbox/stack/arn.ts";
import { outcomeOf, type Sam } from "../lambda/run-project.ts";
import { runStack } from "../services/run-stack.ts";

const line = (root: object, directive: object = {}, metadata: object = {}) =>
	JSON.stringify({
		_aws: {
			Timestamp: 1_795_510_800_000,
			CloudWatchMetrics: [{ Namespace: "Shop", Dimensions: [["service"]], Metrics: [{ Name: "sold", Unit: "Count" }], ...directive }],
			...metadata,
		},
		service: "orders",
		...root,
	});

describe("a line in the Embedded Metric Format (L121)", () => {
	it("has a metric for each set of dimensions, with one value or several", () => {
		const directive = {
			Dimensions: [["service"], ["service", "city"]],
			Metrics: [
				{ Name: "sold", Unit: "Count" },
				{ Name: "ms", Unit: "Milliseconds" },
			],
		};
		expect(readEmbeddedMetrics(line({ city: "Ulm", sold: 2, ms: [5, 7] }, directive))).toEqual({
			timestamp: 1_795_510_800_000,
			problems: [],
			metrics: [
				{ namespace: "Shop", metric: "sold", unit: "Count", values: [2], dimensions: { service: "orders" } },
				{ namespace: "Shop", metric: "sold", unit: "Count", values: [2], dimensions: { city: "Ulm", service: "orders" } },
				{ namespace: "Shop", metric: "ms", unit: "Milliseconds", values: [5, 7], dimensions: { service: "orders" } },
				{ namespace: "Shop", metric: "ms", unit: "Milliseconds", values: [5, 7], dimensions: { city: "Ulm", service: "orders" } },
			],
		});
	});

	const names = (count: number) => Array.from({ length: count }, (_, i) => `n${i}`);
	it.each([
		[line({ sold: names(101).map(() => 1) }), "the metric sold has 101 values; 100 are the most"],
		[line({ sold: 1 }, { Metrics: names(101).map((Name) => ({ Name })) }), "Metrics has 101 metrics; 100 are the most"],
		[line({ sold: 1 }, { Dimensions: [names(31)] }), "a set of Dimensions has 31 dimensions; 30 are the most"],
		[line({ sold: 1 }, { Dimensions: [["color"]] }), "the dimension color has no text of 1 to 1024 characters as its member"],
		[
			line({ sold: 1 }, { Metrics: [{ Name: "sold", Unit: "Pears" }] }),
			"the metric sold has the unit Pears, which CloudWatch does not have",
		],
		[
			line({ sold: 1 }, { Metrics: [{ Name: "sold", StorageResolution: 5 }] }),
			"the metric sold has a StorageResolution other than 1 and 60",
		],
		[line({ sold: "1" }), "the metric sold has no number, nor an array of numbers, as its member"],
		[line({}), "the metric sold has no number, nor an array of numbers, as its member"],
		[line({ sold: 1 }, { Namespace: "" }), "Namespace is no text of 1 to 1024 characters"],
		[line({ sold: 1 }, {}, { Timestamp: "now" }), "_aws.Timestamp is not a whole number of milliseconds"],
		[line({ sold: 1 }, {}, { CloudWatchMetrics: {} }), "_aws.CloudWatchMetrics is no array"],
	])("that is not valid says why: %#", (text, problem) => {
		expect(readEmbeddedMetrics(text)).toMatchObject({ metrics: [], problems: [problem] });
	});

	it.each([
		"plain",
		'{"service":"orders"}',
		`2026-11-24T09:00:00.000Z\tid\tINFO\t${line({ sold: 1 })}`,
		'{"message":"\\"_aws\\""}',
		'{"_aws":',
	])("is not: %s", (text) => {
		expect(readEmbeddedMetrics(text)).toBeUndefined();
	});
});

/** Writes one metric in each invocation: through stdout, or by console.log. */
const writes = (how: string) => `export const handler = async ({ ms = 10 }) => {
	const text = JSON.stringify({
		_aws: { Timestamp: Date.now(), CloudWatchMetrics: [{ Namespace: "Shop", Dimensions: [["service"]], Metrics: [{ Name: "took", Unit: "Milliseconds" }] }] },
		service: "orders", took: ms,
	});
	${how}
};`;
const custom = (report: ReturnType<typeof reportOf>) => report.metrics.filter(({ namespace }) => namespace === "Shop");

async function run(code: string, sam: Sam, events: object[], limits = {}) {
	const outcome = await outcomeOf(code, { memory: 1769, ...sam }, { events: events as never, everyMs: 1_000 }, limits);
	if (outcome.status !== "completed") throw new Error(outcome.message);
	return { trace: outcome.trace, report: reportOf(outcome.trace) };
}

describe("metrics that a function writes itself (L121)", () => {
	it("are in the report, from stdout whatever the log format is, and not from console.log (L121)", async () => {
		for (const logLevel of [undefined, "INFO"] as const) {
			const sam = logLevel ? { logLevel } : {};
			const { report } = await run(writes('process.stdout.write(text + "\\n");'), sam, [{ ms: 5 }, { ms: 9 }]);
			expect(custom(report)).toMatchObject([
				{
					metric: "took",
					unit: "Milliseconds",
					dimensions: { service: "orders" },
					periods: [{ at: 0, samples: 2, sum: 14, percentiles: { p50: 5, p99: 9 } }],
				},
			]);
			expect(custom((await run(writes("console.log(text);"), sam, [{}])).report)).toEqual([]);
		}
	});

	it("that are not valid are told, with the invocation that wrote them", async () => {
		const { report } = await run(writes('process.stdout.write(text.replace("Milliseconds", "Pears") + "\\n");'), {}, [{}]);
		expect(report.metricProblems).toEqual([
			{
				at: expect.any(Number),
				environment: 1,
				invocation: 1,
				problem: "the metric took has the unit Pears, which CloudWatch does not have",
			},
		]);
	});

	it("are counted in a long run as well, whose later lines are left out", async () => {
		const code = writes('process.stdout.write(text + "\\n");');
		const events = Array.from({ length: 90 }, (_, i) => ({ ms: i }));
		const facts = ({ report }: Awaited<ReturnType<typeof run>>) =>
			custom(report).flatMap(({ periods }) => periods.map(({ at, samples, sum, min, max }) => ({ at, samples, sum, min, max })));
		const full = facts(await run(code, {}, events));
		const condensed = await run(code, {}, events, { fullInvocations: 20 });
		const cut = await run(code, {}, events, { fullInvocations: 60, logLines: 10 });
		expect(full.map(({ samples }) => samples)).toEqual([60, 30]);
		expect(facts(condensed)).toEqual(full);
		expect(facts(cut)).toEqual(full);
		expect(condensed.trace.events.filter(({ kind }) => kind === "metrics.condensed")).toHaveLength(2);
	});

	it("may set off an alarm, after a long run has stopped to record lines", async () => {
		const alarm = {
			id: "sold",
			line: 1,
			name: "slow",
			arn: arnOf("cloudwatch", "eu-central-1", "alarm:slow"),
			namespace: "Shop",
			metric: "took",
			dimensions: { service: "orders" },
			statistic: "SampleCount",
			periodSeconds: 60,
			evaluationPeriods: 1,
			datapointsToAlarm: 1,
			threshold: 5_999,
			comparison: "GreaterThanThreshold",
			treatMissingData: "missing",
			actionArns: [],
		} as const;
		const traffic = [
			{ at: 0, event: {}, repeat: { count: 6_000, everyMs: 9 } },
			{ at: 70_000, event: {} },
		];
		const trace = await runStack(
			{ Fn: { code: writes('process.stdout.write(text + "\\n");') } },
			{ alarms: [{ ...alarm, actionArns: [] }] },
			{ traffic },
		);
		expect(reportOf(trace).cuts).toContain("Console lines after the first 4000 of the run were dropped.");
		expect(reportOf(trace).alarmChanges).toMatchObject([{ alarm: "slow", to: "ALARM", value: 6_000 }]);
	});

	it("come from Powertools Metrics", async () => {
		const code = `import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
			const metrics = new Metrics({ namespace: "Shop", serviceName: "orders" });
			export const handler = async () => {
				metrics.captureColdStartMetric();
				metrics.addDimension("city", "Ulm");
				metrics.addMetric("sold", MetricUnit.Count, 2);
				metrics.addMetric("sold", MetricUnit.Count, 3);
				metrics.publishStoredMetrics();
			};`;
		const trace = await runStack({ Fn: { code } }, {}, { traffic: [{ at: 0, event: {} }] });
		const report = reportOf(trace);
		expect(report.metricProblems).toEqual([]);
		expect(custom(report).map(({ metric, dimensions, periods }) => [metric, dimensions, periods[0]?.sum])).toEqual([
			["ColdStart", { service: "orders" }, 1],
			["sold", { city: "Ulm", service: "orders" }, 5],
		]);
	});
});
