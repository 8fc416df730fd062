import { arnOf } from "#sandbox/stack/arn.ts";
import { placed, type ResourceReader } from "../reading.ts";

const COMPARISONS = ["GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"] as const;

/** AWS::CloudWatch::Alarm over one metric; one over several (Metrics) is named. */
export const readAlarm: ResourceReader = (resource, properties, reading) => {
	const name = reading.references.physicalName(resource.id);
	properties.ignore("AlarmName", "AlarmDescription", "OKActions", "InsufficientDataActions", "ActionsEnabled", "Unit");
	const metric = properties.text("MetricName");
	const namespace = properties.text("Namespace");
	if (metric === undefined || namespace === undefined) {
		properties.ignore(...properties.keys());
		properties.skip(resource.line, `${resource.id}, an alarm over more than one metric,`, "It never fires.");
		return;
	}
	const evaluationPeriods = properties.whole("EvaluationPeriods", { min: 1, max: 1440, fallback: 1, unit: "periods" });
	const dimensions: Record<string, string> = {};
	for (const part of properties.parts("Dimensions")) {
		const key = part.text("Name");
		if (key !== undefined) dimensions[key] = part.text("Value") ?? "";
	}
	const alarm = {
		...placed(resource),
		name,
		arn: arnOf("cloudwatch", reading.region, `alarm:${name}`),
		namespace,
		metric,
		dimensions,
		statistic: properties.text("ExtendedStatistic") ?? properties.text("Statistic") ?? "Average",
		periodSeconds: properties.whole("Period", { min: 10, max: 86_400, fallback: 60, unit: "seconds" }),
		evaluationPeriods,
		datapointsToAlarm: properties.whole("DatapointsToAlarm", {
			min: 1,
			max: evaluationPeriods,
			fallback: evaluationPeriods,
			unit: "periods",
		}),
		threshold: properties.number("Threshold") ?? 0,
		comparison: properties.oneOf("ComparisonOperator", COMPARISONS, "GreaterThanThreshold"),
		treatMissingData: properties.oneOf("TreatMissingData", ["missing", "notBreaching", "breaching", "ignore"], "missing"),
		actionArns: properties.texts("AlarmActions"),
	};
	properties.ignore("Statistic");
	properties.done();
	reading.stack.alarms.push(alarm);
};
