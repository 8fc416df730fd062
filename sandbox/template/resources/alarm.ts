import { parseAlarmRule } from "#sandbox/services/cloudwatch/alarm-rule.ts";
import { parseMetricMath } from "#sandbox/services/cloudwatch/metric-math.ts";
import { isStatistic } from "#sandbox/services/cloudwatch/metric-series.ts";
import { arnOf } from "#sandbox/stack/arn.ts";
import type { StackAlarmRule, StackMetricQuery, StackMetricStat } from "#sandbox/stack/cloudwatch.ts";
import type { Properties } from "../properties.ts";
import { placed, type Reading, type ResourceReader } from "../reading.ts";
import type { TemplateResource } from "../template-resource.ts";

const COMPARISONS = ["GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"] as const;

/** AWS::CloudWatch::Alarm, over one metric or an expression of several. What is not simulated of it is named: then it never fires. */
export const readAlarm: ResourceReader = (resource, properties, reading) => {
	const { id, line } = resource;
	const common = readCommon(resource, properties, reading);
	properties.ignore("Unit", "EvaluateLowSampleCountPercentile");
	const never = (what: string) => {
		properties.ignore(...properties.keys());
		properties.skip(line, `${id}, ${what},`, "It never fires.");
	};
	const comparison = properties.text("ComparisonOperator") ?? "GreaterThanThreshold";
	if (properties.has("ThresholdMetricId") || /Range/.test(comparison)) return never("an alarm over an anomaly detection band");
	if (properties.has("EvaluationCriteria")) return never("an alarm over a query of metrics");
	const rule = readRule(properties);
	if (properties.has("MetricName")) {
		const stat = readStat(properties, properties);
		if (!isStatistic(stat.statistic)) return never(`an alarm over the statistic ${stat.statistic}`);
		properties.done();
		reading.stack.alarms.push({ ...common, ...rule, ...stat });
		return;
	}
	const queries = readQueries(properties);
	const returned = queries.filter(({ returnData }) => returnData);
	if (returned.length !== 1) {
		properties.problem(
			"Metrics",
			"Exactly one element of the metrics list should return data.",
			`Of the Metrics of ${id}, give ReturnData: false to all but one.`,
		);
		return;
	}
	for (const query of queries) {
		const parsed = "expression" in query ? parseMetricMath(query.expression) : undefined;
		if (parsed && "problem" in parsed) return never(`an alarm over the expression ${query.id}: ${parsed.problem}`);
		if ("stat" in query && !isStatistic(query.stat.statistic)) return never(`an alarm over the statistic ${query.stat.statistic}`);
	}
	properties.done();
	const periodSeconds = Math.max(...queries.map((query) => ("stat" in query ? query.stat.periodSeconds : 0)));
	reading.stack.alarms.push({ ...common, ...rule, kind: "math", periodSeconds: periodSeconds || 60, queries });
};

/** AWS::CloudWatch::CompositeAlarm */
export const readCompositeAlarm: ResourceReader = (resource, properties, reading) => {
	const common = readCommon(resource, properties, reading);
	const rule = properties.needed("AlarmRule", 'Add for example AlarmRule: ALARM("errors") OR ALARM("throttles").');
	properties.notSimulated({
		ActionsSuppressor: "Its actions are never suppressed.",
		ActionsSuppressorWaitPeriod: "Its actions are never suppressed.",
		ActionsSuppressorExtensionPeriod: "Its actions are never suppressed.",
	});
	properties.done();
	if (rule === undefined) return;
	if (parseAlarmRule(rule)) reading.stack.alarms.push({ ...common, kind: "composite", rule });
	else
		properties.problem(
			"AlarmRule",
			`AlarmRule of ${resource.id} is not a rule: ${rule}`,
			'Write for example ALARM("errors") AND NOT OK("throttles").',
		);
};

function readCommon(resource: TemplateResource, properties: Properties, reading: Reading) {
	const name = reading.references.physicalName(resource.id);
	properties.ignore("AlarmName");
	const actions = {
		actionArns: properties.texts("AlarmActions"),
		okActionArns: properties.texts("OKActions"),
		insufficientDataActionArns: properties.texts("InsufficientDataActions"),
	};
	const others = new Set(
		Object.values(actions)
			.flat()
			.filter((action) => !/^arn:[^:]*:(?:sns|lambda):/.test(action)),
	);
	for (const action of others) properties.skip(resource.line, `the action ${action} of ${resource.id}`, "Nothing is done by it.");
	return {
		...placed(resource),
		name,
		arn: arnOf("cloudwatch", reading.region, `alarm:${name}`),
		description: properties.text("AlarmDescription"),
		actionsEnabled: properties.flag("ActionsEnabled", true),
		...actions,
	};
}

function readRule(properties: Properties): StackAlarmRule {
	const evaluationPeriods = properties.whole("EvaluationPeriods", { min: 1, max: 1440, fallback: 1, unit: "periods" });
	return {
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
	};
}

/** @param of Where the metric stands. @param statistics Where its statistic and period stand. */
function readStat(of: Properties, statistics: Properties): StackMetricStat {
	const dimensions: Record<string, string> = {};
	for (const part of of.parts("Dimensions")) {
		const key = part.text("Name");
		if (key !== undefined) dimensions[key] = part.text("Value") ?? "";
		part.done();
	}
	return {
		namespace: of.text("Namespace") ?? "",
		metric: of.text("MetricName") ?? "",
		dimensions,
		statistic: statistics.text("Stat") ?? statistics.text("ExtendedStatistic") ?? statistics.text("Statistic") ?? "Average",
		periodSeconds: statistics.whole("Period", { min: 10, max: 86_400, fallback: 60, unit: "seconds" }),
	};
}

function readQueries(properties: Properties): StackMetricQuery[] {
	return properties.parts("Metrics").flatMap((part): StackMetricQuery[] => {
		const id = part.text("Id") ?? "";
		const common = { id, label: part.text("Label"), returnData: part.flag("ReturnData", true) };
		const expression = part.text("Expression");
		const stat = part.part("MetricStat");
		const metric = stat?.part("Metric");
		part.ignore("Period", "AccountId");
		stat?.ignore("Unit");
		const query = stat && metric ? { ...common, stat: readStat(metric, stat) } : undefined;
		for (const one of [metric, stat, part]) one?.done();
		if (query) return [query];
		return expression === undefined ? [] : [{ ...common, expression }];
	});
}
