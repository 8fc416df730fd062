import { ACCOUNT } from "#sandbox/stack/arn.ts";
import type { StackAlarm, StackMetricStat } from "#sandbox/stack/cloudwatch.ts";
import { alarmTime, type StateReason } from "./state-reason.ts";

/** A change of state, as it is told. */
export type AlarmChange = { alarm: StackAlarm; region: string; state: StateReason; previousState: StateReason; createdAt: number };

/** Names of Regions in messages to topics; others stand as their codes. */
const REGIONS: Readonly<Record<string, string>> = {
	"us-east-1": "US East (N. Virginia)",
	"us-east-2": "US East (Ohio)",
	"us-west-2": "US West (Oregon)",
	"eu-central-1": "EU (Frankfurt)",
	"eu-west-1": "EU (Ireland)",
};
const nameOf = (region: string) => REGIONS[region] ?? region;

/**
 * `detail` of the event "CloudWatch Alarm State Change" on the bus `default`.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export function stateChangeDetail({ alarm, state, previousState }: AlarmChange): object {
	return { alarmName: alarm.name, configuration: configurationOf(alarm), previousState, state };
}

/**
 * The event of a function that is the action of an alarm.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
 */
export function functionEvent({ alarm, region, state, previousState }: AlarmChange): object {
	return {
		source: "aws.cloudwatch",
		alarmArn: alarm.arn,
		accountId: ACCOUNT,
		time: state.timestamp,
		region,
		alarmData: { alarmName: alarm.name, state, previousState, configuration: configurationOf(alarm) },
	};
}

/** Subject of the message to a topic: `ALARM: "errors" in EU (Frankfurt)`. */
export function topicSubject({ alarm, region, state }: AlarmChange): string {
	return `${state.value}: "${alarm.name}" in ${nameOf(region)}`.slice(0, 100);
}

/** The message to a topic. */
export function topicMessage({ alarm, region, state, previousState, createdAt }: AlarmChange): object {
	const { actionArns, okActionArns = [], insufficientDataActionArns = [] } = alarm;
	return {
		AlarmName: alarm.name,
		AlarmDescription: alarm.description ?? null,
		AWSAccountId: ACCOUNT,
		AlarmConfigurationUpdatedTimestamp: alarmTime(createdAt),
		...(alarm.kind === "composite" ? { AlarmRule: alarm.rule } : {}),
		NewStateValue: state.value,
		NewStateReason: state.reason,
		StateChangeTime: state.timestamp,
		Region: nameOf(region),
		AlarmArn: alarm.arn,
		OldStateValue: previousState.value,
		OKActions: okActionArns,
		AlarmActions: actionArns,
		InsufficientDataActions: insufficientDataActionArns,
		...(alarm.kind === "composite" ? {} : { Trigger: triggerOf(alarm) }),
	};
}

function triggerOf(alarm: Exclude<StackAlarm, { kind: "composite" }>): object {
	const { evaluationPeriods, datapointsToAlarm, comparison, threshold, treatMissingData, periodSeconds } = alarm;
	const rule = {
		Period: periodSeconds,
		EvaluationPeriods: evaluationPeriods,
		DatapointsToAlarm: datapointsToAlarm,
		ComparisonOperator: comparison,
		Threshold: threshold,
		TreatMissingData: treatMissingData,
		EvaluateLowSampleCountPercentile: "",
	};
	if (alarm.kind !== "math") return { ...metricOf(alarm), ...rule };
	return {
		...rule,
		Metrics: alarm.queries.map(({ id, label, returnData, ...query }) => ({
			Id: id,
			...(label === undefined ? {} : { Label: label }),
			ReturnData: returnData,
			...("expression" in query ? { Expression: query.expression } : { MetricStat: statOf(query.stat) }),
		})),
	};
}

const dimensionsOf = (dimensions: Readonly<Record<string, string>>) => Object.entries(dimensions).map(([name, value]) => ({ value, name }));

function metricOf({ metric, namespace, dimensions, statistic }: StackMetricStat): object {
	const extended = /^p/i.test(statistic);
	return {
		MetricName: metric,
		Namespace: namespace,
		StatisticType: extended ? "ExtendedStatistic" : "Statistic",
		...(extended ? { ExtendedStatistic: statistic } : { Statistic: statistic.toUpperCase() }),
		Unit: null,
		Dimensions: dimensionsOf(dimensions),
	};
}

function statOf({ metric, namespace, dimensions, statistic, periodSeconds }: StackMetricStat): object {
	const Metric = { Dimensions: dimensionsOf(dimensions), MetricName: metric, Namespace: namespace };
	return { Metric, Period: periodSeconds, Stat: statistic };
}

function configurationOf(alarm: StackAlarm): object {
	const description = alarm.description === undefined ? {} : { description: alarm.description };
	if (alarm.kind === "composite") return { alarmRule: alarm.rule, ...description };
	const queries = alarm.kind === "math" ? alarm.queries : [{ id: idOf(alarm.arn), label: undefined, returnData: true, stat: alarm }];
	return {
		...description,
		metrics: queries.map(({ id, label, returnData, ...query }) => ({
			id,
			...(label === undefined ? {} : { label }),
			...("expression" in query
				? { expression: query.expression }
				: {
						metricStat: {
							metric: { namespace: query.stat.namespace, name: query.stat.metric, dimensions: query.stat.dimensions },
							period: query.stat.periodSeconds,
							stat: query.stat.statistic,
						},
					}),
			returnData,
		})),
	};
}

/** The id that CloudWatch makes up for the only metric of an alarm: here one that stays the same. */
function idOf(arn: string): string {
	let hash = 0x811c9dc5;
	const digits = Array.from({ length: 32 }, (_, i) => {
		hash = Math.imul(hash ^ (arn.charCodeAt(i % arn.length) + i), 0x01000193) >>> 0;
		return (hash >>> 28).toString(16);
	}).join("");
	return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
