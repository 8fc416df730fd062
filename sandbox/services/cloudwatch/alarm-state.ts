import type { StackAlarmRule } from "#sandbox/stack/cloudwatch.ts";

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

type Rule = Omit<StackAlarmRule, "evaluationPeriods">;

/**
 * The state of an alarm after its last evaluation periods: it is in ALARM when at least `datapointsToAlarm` of them breach.
 * @param values One for each period, undefined where there was no data point.
 * @param before The state so far, which `ignore` keeps while data is missing.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function alarmStateOf(rule: Rule, values: readonly (number | undefined)[], before: AlarmState): AlarmState {
	const known = values.filter((value) => value !== undefined);
	const breaching = known.filter((value) => breaches(rule, value)).length;
	const missing = values.length - known.length;
	switch (rule.treatMissingData) {
		case "breaching":
			return breaching + missing >= rule.datapointsToAlarm ? "ALARM" : "OK";
		case "notBreaching":
			return breaching >= rule.datapointsToAlarm ? "ALARM" : "OK";
		case "ignore":
			if (known.length === 0) return before;
			break;
		case "missing":
			if (known.length === 0) return "INSUFFICIENT_DATA";
			break;
	}
	return breaching >= rule.datapointsToAlarm ? "ALARM" : "OK";
}

function breaches({ comparison, threshold }: Rule, value: number): boolean {
	switch (comparison) {
		case "GreaterThanThreshold":
			return value > threshold;
		case "GreaterThanOrEqualToThreshold":
			return value >= threshold;
		case "LessThanThreshold":
			return value < threshold;
		case "LessThanOrEqualToThreshold":
			return value <= threshold;
	}
}
