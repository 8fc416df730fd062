import type { StackResource } from "./stack.ts";

/** One metric with its statistic. */
export type StackMetricStat = {
	namespace: string;
	metric: string;
	dimensions: Record<string, string>;
	/** `Sum`, `Average`, `Maximum`, `Minimum`, `SampleCount`, or a percentile such as `p99`. */
	statistic: string;
	periodSeconds: number;
};

/** When an alarm is in ALARM. */
export type StackAlarmRule = {
	evaluationPeriods: number;
	datapointsToAlarm: number;
	threshold: number;
	comparison: "GreaterThanThreshold" | "GreaterThanOrEqualToThreshold" | "LessThanThreshold" | "LessThanOrEqualToThreshold";
	treatMissingData: "missing" | "notBreaching" | "breaching" | "ignore";
};

/** A part of a metric math expression, which others refer to by its id. */
export type StackMetricQuery = { id: string; label: string | undefined; returnData: boolean } & (
	| { stat: StackMetricStat }
	| { expression: string }
);

/** What every alarm has. Actions are ARNs of topics and functions. */
type StackAlarmOf<Kind> = StackResource & {
	name: string;
	arn: string;
	description?: string | undefined;
	/** true when absent. */
	actionsEnabled?: boolean;
	/** When it goes to ALARM. */
	actionArns: string[];
	okActionArns?: string[];
	insufficientDataActionArns?: string[];
} & Kind;

/** AWS::CloudWatch::Alarm over one metric, or over an expression of several. */
export type StackMetricAlarm = StackAlarmOf<
	StackAlarmRule & (({ kind?: "metric" } & StackMetricStat) | { kind: "math"; periodSeconds: number; queries: StackMetricQuery[] })
>;

/** AWS::CloudWatch::CompositeAlarm */
export type StackCompositeAlarm = StackAlarmOf<{ kind: "composite"; rule: string }>;

export type StackAlarm = StackMetricAlarm | StackCompositeAlarm;
