import { placed, type ResourceReader } from "../reading.ts";
import { scheduleExpressionProblem } from "../schedule-expression.ts";
import { readDeadLetterArn, readRetry } from "./event-target.ts";

/** AWS::Scheduler::Schedule (L332 to L335). */
export const readSchedule: ResourceReader = (resource, properties, reading) => {
	const { id } = resource;
	const name = reading.references.physicalName(id);
	properties.ignore("Name", "KmsKeyArn");
	const expression = properties.needed("ScheduleExpression", "Add for example ScheduleExpression: rate(5 minutes).");
	const wrong = expression === undefined ? undefined : scheduleExpressionProblem(expression, "schedule");
	if (wrong) properties.problem("ScheduleExpression", `Invalid Schedule Expression ${expression}.`, wrong);
	const timezone = properties.text("ScheduleExpressionTimezone") ?? "UTC";
	if (!isTimeZone(timezone))
		properties.problem(
			"ScheduleExpressionTimezone",
			`Provided ScheduleExpressionTimezone is not valid.`,
			`${timezone} is no IANA time zone.`,
		);
	const window = properties.part("FlexibleTimeWindow");
	if (!window) properties.problem("FlexibleTimeWindow", `${id} has no FlexibleTimeWindow.`, "Add FlexibleTimeWindow: { Mode: OFF }.");
	// YAML reads a bare OFF as a text, and older parsers as false.
	const mode = window?.text("Mode")?.replace(/^false$/, "OFF");
	if (window && mode !== "OFF" && mode !== "FLEXIBLE")
		window.problem("Mode", `Mode of FlexibleTimeWindow of ${id} is ${mode}.`, "Use OFF or FLEXIBLE.");
	const minutes =
		mode === "FLEXIBLE" ? window?.whole("MaximumWindowInMinutes", { min: 1, max: 1440, fallback: 1, unit: "minutes" }) : undefined;
	if (mode === "FLEXIBLE" && !window?.has("MaximumWindowInMinutes"))
		window?.problem("MaximumWindowInMinutes", `FlexibleTimeWindow of ${id} has no MaximumWindowInMinutes.`, "Give it 1 to 1440 minutes.");
	window?.ignore("MaximumWindowInMinutes");
	window?.done();
	const target = properties.part("Target");
	if (!target) properties.problem("Target", `${id} has no Target.`, "Add a Target with Arn and RoleArn.");
	const targetArn = target?.needed("Arn", "Add for example Arn: !GetAtt Function.Arn.");
	const roleArn = target?.needed("RoleArn", "Scheduler assumes a role to call its target: add RoleArn.");
	const retry = target ? readRetry(target, 60, 86_400) : { maximumEventAgeSeconds: 86_400, maximumRetryAttempts: 185 };
	const input = target?.text("Input");
	const deadLetterArn = target && readDeadLetterArn(target);
	const messageGroupId = target?.part("SqsParameters")?.text("MessageGroupId");
	target?.notSimulated({
		EcsParameters: "Nothing but functions, queues, topics and buses is called.",
		EventBridgeParameters: "The event has the source and type of Scheduler.",
		KinesisParameters: "The partition key is the name of the schedule.",
		SageMakerPipelineParameters: "Nothing but functions, queues, topics and buses is called.",
	});
	target?.done();
	const read = {
		groupName: properties.text("GroupName") ?? "default",
		startDate: properties.text("StartDate"),
		endDate: properties.text("EndDate"),
		enabled: properties.oneOf("State", ["ENABLED", "DISABLED"], "ENABLED") === "ENABLED",
	};
	properties.done();
	if (expression === undefined || targetArn === undefined) return;
	reading.stack.schedules.push({
		...placed(resource),
		name,
		arn: String(reading.references.attribute(id, "Arn")),
		...read,
		expression,
		timezone,
		flexibleWindowMinutes: minutes ?? 0,
		targetArn,
		input,
		roleArn,
		retry,
		deadLetterArn,
		messageGroupId,
	});
};

function isTimeZone(name: string): boolean {
	try {
		return new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
	} catch {
		return false;
	}
}
