import { z } from "zod";
import type { CloudRun } from "../cloud.ts";
import { jsonProtocol } from "../wire/json-protocol.ts";
import { done, failed, operation } from "../wire/operation.ts";
import type { ServiceApi } from "../wire/service-api.ts";

const dimension = z.object({ Name: z.string(), Value: z.string() });
const datum = z.object({
	MetricName: z.string().min(1).max(255),
	Dimensions: z.array(dimension).max(30).default([]),
	Unit: z.string().default("None"),
	/** Seconds since 1970. */
	Timestamp: z.number().optional(),
	Value: z.number().optional(),
	Values: z.array(z.number()).max(150).optional(),
	Counts: z.array(z.number().positive()).max(150).optional(),
	StatisticValues: z.object({ SampleCount: z.number().positive(), Sum: z.number(), Minimum: z.number(), Maximum: z.number() }).optional(),
});
type Datum = z.output<typeof datum>;

/** Metrics of one PutMetricData. */
const MOST_METRICS = 1000;

/**
 * The operations of Amazon CloudWatch that handlers call.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
export function cloudwatchApi({ recorder, simulation, epochMs }: CloudRun): ServiceApi {
	return {
		title: "Amazon CloudWatch",
		hosts: ["monitoring"],
		protocol: jsonProtocol("1.0", { target: "GraniteServiceVersion20100801", queryCompatible: true }),
		operations: {
			PutMetricData: operation({
				input: z.object({ Namespace: z.string().min(1).max(255), MetricData: z.array(datum).min(1).max(MOST_METRICS) }),
				needs: ({ Namespace }) => [{ action: "cloudwatch:PutMetricData", resource: "*", context: { "cloudwatch:namespace": Namespace } }],
				run: ({ Namespace, MetricData }) => {
					if (Namespace.startsWith("AWS/")) return failed("InvalidParameterValue", "The value AWS/ for parameter Namespace is invalid.");
					for (const one of MetricData) {
						const set = setOf(one);
						if (!set)
							return failed(
								"InvalidParameterCombination",
								`A metric value must be specified: Value, Values or StatisticValues of ${one.MetricName}.`,
							);
						if (!(Number.isFinite(set.sum) && isTaken(one.Timestamp, epochMs + simulation.now)))
							return failed("InvalidParameterValue", `A value or the timestamp of ${one.MetricName} is outside of what can be stored.`);
						recorder.record({
							at: simulation.now,
							kind: "metrics.put",
							namespace: Namespace,
							metric: one.MetricName,
							unit: one.Unit,
							dimensions: Object.fromEntries(one.Dimensions.map(({ Name, Value }) => [Name, Value])),
							minute: one.Timestamp === undefined ? epochMs + simulation.now : one.Timestamp * 1000,
							...set,
						});
					}
					return done({});
				},
			}),
		},
	};
}

/** CloudWatch takes data points of the last two weeks and of the next two hours. */
function isTaken(timestamp: number | undefined, now: number): boolean {
	const at = timestamp === undefined ? now : timestamp * 1000;
	return at >= now - 14 * 86_400_000 && at <= now + 2 * 3_600_000;
}

/** The data points of a datum together; undefined when it has none. */
function setOf({ Value, Values, Counts, StatisticValues }: Datum) {
	if (StatisticValues) {
		const { SampleCount: count, Sum: sum, Minimum: min, Maximum: max } = StatisticValues;
		return { count, sum, min, max };
	}
	const values = Value === undefined ? (Values ?? []) : [Value];
	if (values.length === 0) return undefined;
	const counts = values.map((_, index) => Counts?.[index] ?? 1);
	return {
		count: counts.reduce((total, count) => total + count, 0),
		sum: values.reduce((total, value, index) => total + value * (counts[index] ?? 1), 0),
		min: Math.min(...values),
		max: Math.max(...values),
	};
}
