import type { StackResource } from "./stack.ts";

/** AWS::CloudWatch::Alarm over one metric. */
export type StackAlarm = StackResource & {
	name: string;
	arn: string;
	namespace: string;
	metric: string;
	dimensions: Record<string, string>;
	/** `Sum`, `Average`, `Maximum`, `Minimum`, `SampleCount`, or a percentile such as `p99`. */
	statistic: string;
	periodSeconds: number;
	evaluationPeriods: number;
	datapointsToAlarm: number;
	threshold: number;
	comparison: "GreaterThanThreshold" | "GreaterThanOrEqualToThreshold" | "LessThanThreshold" | "LessThanOrEqualToThreshold";
	treatMissingData: "missing" | "notBreaching" | "breaching" | "ignore";
	actionArns: string[];
};
