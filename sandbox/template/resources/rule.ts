import { arnOf } from "#sandbox/stack/arn.ts";
import { placed, type Reading, type ResourceReader } from "../reading.ts";
import { scheduleExpressionProblem } from "../schedule-expression.ts";
import { readTarget } from "./event-target.ts";
import { readDocument } from "./policy-document.ts";

/** AWS::Events::EventBus */
export const readBus: ResourceReader = (resource, properties, reading) => {
	const name = reading.references.physicalName(resource.id);
	properties.ignore("Name", "KmsKeyIdentifier");
	if (name === "default")
		properties.problem("Name", "Event bus default already exists.", "Every account has the bus default; give this one another name.");
	properties.notSimulated({
		EventSourceName: "Events of partners do not arrive.",
		DeadLetterConfig: "Events are never encrypted, so none is lost by it.",
		LogConfig: "The bus writes no log; the trace has every event.",
	});
	const arn = arnOf("events", reading.region, `event-bus/${name}`);
	if (properties.has("Policy"))
		reading.stack.resourcePolicies.push({
			...placed(resource),
			resources: [arn],
			document: readDocument(properties, "Policy", "resource"),
		});
	properties.done();
	reading.stack.buses.push({ ...placed(resource), name, arn });
};

/** AWS::Events::Rule (L327, L328, L329). */
export const readRule: ResourceReader = (resource, properties, reading) => {
	const name = reading.references.physicalName(resource.id);
	properties.ignore("Name");
	const bus = properties.text("EventBusName") ?? "default";
	const busName = bus.slice(bus.lastIndexOf("/") + 1);
	const pattern = properties.json("EventPattern");
	const scheduleExpression = properties.text("ScheduleExpression");
	if (!properties.has("EventPattern") && !properties.has("ScheduleExpression"))
		properties.problem(
			"EventPattern",
			"Parameter(s) EventPattern or ScheduleExpression must be specified.",
			`Say which events ${resource.id} takes, or when it fires.`,
		);
	if (scheduleExpression !== undefined) {
		const wrong = scheduleExpressionProblem(scheduleExpression, "rule");
		if (wrong) properties.problem("ScheduleExpression", "Parameter ScheduleExpression is not valid.", wrong);
		if (busName !== "default")
			properties.problem(
				"ScheduleExpression",
				"ScheduleExpression is supported only on the default event bus.",
				"Leave EventBusName out, or use a schedule of EventBridge Scheduler.",
			);
	}
	const targets = properties.parts("Targets", `Targets of ${resource.id}`).flatMap((part) => readTarget(part) ?? []);
	if (targets.length > 5)
		properties.problem(
			"Targets",
			"The requested resource exceeds the maximum number allowed. A rule has at most 5 targets.",
			"Split the rule.",
		);
	properties.ignore("RoleArn");
	const state = properties.oneOf("State", ["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"], "ENABLED");
	properties.done();
	reading.stack.rules.push({
		...placed(resource),
		name,
		arn: String(reading.references.attribute(resource.id, "Arn")),
		busName,
		enabled: state !== "DISABLED",
		pattern,
		scheduleExpression,
		targets,
	});
};

/** Names rules whose bus the template does not have: nothing arrives there. */
export function checkRules({ stack, notes }: Reading): void {
	const buses = new Set(stack.buses.map(({ name }) => name));
	for (const rule of stack.rules) {
		if (rule.busName !== "default" && !buses.has(rule.busName))
			notes.skip(rule.line, `the bus ${rule.busName} of ${rule.id}`, "It is not in this template; no event arrives on it.");
	}
}
