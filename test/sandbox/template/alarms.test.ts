import { describe, expect, it } from "vitest";
import { readStack } from "#sandbox/template/read-stack.ts";

const template = (resources: string) => `Transform: AWS::Serverless-2016-10-31
Resources:
  Fn: { Type: AWS::Serverless::Function, Properties: { Handler: app.handler, Runtime: nodejs24.x } }
  Alerts: { Type: AWS::SNS::Topic }
${resources}`;

function read(resources: string) {
	const result = readStack("template.yaml", template(resources), "eu-central-1");
	if (!result.ok) throw new Error(JSON.stringify(result.problems));
	return result;
}
const rule = "EvaluationPeriods: 3, DatapointsToAlarm: 2, Threshold: 5, ComparisonOperator: GreaterThanThreshold";
const stat = (metric: string) =>
	`MetricStat: { Period: 60, Stat: Sum, Metric: { Namespace: AWS/Lambda, MetricName: ${metric}, Dimensions: [{ Name: FunctionName, Value: !Ref Fn }] } }`;

describe("an alarm of a template", () => {
	it("has its metric, its rule and what it does", () => {
		const { stack, notSimulated } = read(`
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties: { Namespace: AWS/Lambda, MetricName: Duration, ExtendedStatistic: p99, Period: 300, ${rule}, TreatMissingData: ignore, AlarmDescription: Slow, AlarmActions: [!Ref Alerts], OKActions: [!GetAtt Fn.Arn] }`);
		expect(notSimulated).toEqual([]);
		expect(stack.alarms).toMatchObject([
			{
				name: "Errors",
				description: "Slow",
				namespace: "AWS/Lambda",
				metric: "Duration",
				statistic: "p99",
				periodSeconds: 300,
				evaluationPeriods: 3,
				datapointsToAlarm: 2,
				treatMissingData: "ignore",
				actionArns: ["arn:aws:sns:eu-central-1:123456789012:Alerts"],
				okActionArns: ["arn:aws:lambda:eu-central-1:123456789012:function:Fn"],
				insufficientDataActionArns: [],
			},
		]);
	});

	it("evaluates an expression over several metrics", () => {
		const { stack, notSimulated } = read(`
  Rate:
    Type: AWS::CloudWatch::Alarm
    Properties:
      EvaluationPeriods: 1
      Threshold: 5
      ComparisonOperator: GreaterThanThreshold
      Metrics:
        - { Id: rate, Expression: "IF(m2 > 10, m1 / m2 * 100, 0)", Label: share }
        - { Id: m1, ReturnData: false, ${stat("Errors")} }
        - { Id: m2, ReturnData: false, ${stat("Invocations")} }`);
		expect(notSimulated).toEqual([]);
		expect(stack.alarms).toMatchObject([
			{
				kind: "math",
				periodSeconds: 60,
				queries: [
					{ id: "rate", label: "share", returnData: true, expression: "IF(m2 > 10, m1 / m2 * 100, 0)" },
					{ id: "m1", returnData: false, stat: { metric: "Errors", statistic: "Sum", dimensions: { FunctionName: "Fn" } } },
					{ id: "m2", returnData: false },
				],
			},
		]);
	});

	it("may be made of others", () => {
		const { stack } = read(`
  Errors: { Type: AWS::CloudWatch::Alarm, Properties: { Namespace: AWS/Lambda, MetricName: Errors, Statistic: Sum, Period: 60, ${rule} } }
  Page: { Type: AWS::CloudWatch::CompositeAlarm, Properties: { AlarmRule: !Sub "ALARM(\${Errors})", AlarmActions: [!Ref Alerts] } }`);
		expect(stack.alarms).toMatchObject([{ name: "Errors" }, { kind: "composite", name: "Page", rule: "ALARM(Errors)" }]);
	});

	it.each([
		[
			"an expression that is not simulated",
			`Metrics: [{ Id: e1, Expression: "ANOMALY_DETECTION_BAND(m1, 2)" }, { Id: m1, ReturnData: false, ${stat("Errors")} }], ${rule}`,
		],
		[
			"a band of anomaly detection",
			"MetricName: Errors, Namespace: AWS/Lambda, Statistic: Sum, Period: 60, EvaluationPeriods: 1, ThresholdMetricId: t1, ComparisonOperator: GreaterThanUpperThreshold",
		],
		[
			"a statistic that is not simulated",
			`MetricName: Duration, Namespace: AWS/Lambda, ExtendedStatistic: "TM(10%:90%)", Period: 60, ${rule}`,
		],
	])("over %s is named with its line, and never fires", (_, properties) => {
		const { stack, notSimulated } = read(`  Odd: { Type: AWS::CloudWatch::Alarm, Properties: { ${properties} } }`);
		expect(stack.alarms).toEqual([]);
		expect(notSimulated).toEqual([{ line: 5, what: expect.stringContaining("Odd, an alarm over"), consequence: "It never fires." }]);
	});

	it("names an action that nothing would come of", () => {
		const { stack, notSimulated } = read(
			`  Errors: { Type: AWS::CloudWatch::Alarm, Properties: { Namespace: AWS/Lambda, MetricName: Errors, Statistic: Sum, Period: 60, ${rule}, AlarmActions: ["arn:aws:automate:eu-central-1:ec2:stop"] } }`,
		);
		expect(stack.alarms).toHaveLength(1);
		expect(notSimulated).toMatchObject([{ line: 5, what: "the action arn:aws:automate:eu-central-1:ec2:stop of Errors" }]);
	});

	it("is refused when several of its metrics return data, and when its rule is none", () => {
		const problems = [
			`  A: { Type: AWS::CloudWatch::Alarm, Properties: { Metrics: [{ Id: m1, ${stat("Errors")} }, { Id: m2, ${stat("Throttles")} }], ${rule} } }`,
			"  A: { Type: AWS::CloudWatch::CompositeAlarm, Properties: { AlarmRule: errors } }",
		].map((resources) => {
			const result = readStack("template.yaml", template(resources), "eu-central-1");
			return result.ok ? [] : result.problems.map(({ message }) => message);
		});
		expect(problems).toEqual([["Exactly one element of the metrics list should return data."], ["AlarmRule of A is not a rule: errors"]]);
	});
});

describe("the MetricsConfig of a mapping (L182)", () => {
	it("asks for the EventCount metrics", () => {
		const { stack, notSimulated } = read(`
  Queue: { Type: AWS::SQS::Queue }
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Queue.Arn, MetricsConfig: { Metrics: [EventCount] } } }`);
		expect(notSimulated).toEqual([]);
		expect(stack.mappings).toMatchObject([{ countsEvents: true }]);
	});
});
