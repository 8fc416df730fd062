import { getAttNode, listNode, mapNode, type NodePlace, refNode, scalarNode, subNode } from "../node-builders.ts";
import type { Properties } from "../properties.ts";
import type { TemplateNode } from "../template-node.ts";
import { expandApiEvent, expandHttpApiEvent } from "./api-events.ts";
import { type Expansion, take } from "./expansion.ts";
import type { EventTarget } from "./function.ts";
import { sendMessageDocument } from "./queue-policy.ts";
import { allowDestination } from "./role-destinations.ts";
import { expandS3Event } from "./s3-event.ts";
import { SamRole } from "./sam-role.ts";
import { expandSnsEvent } from "./sns-event.ts";

/** One event of a function: id that SAM gives to what it makes of it, place, and own properties. */
export type SamEvent = { id: string; name: string; at: NodePlace; properties: Properties; target: EventTarget };

/** Properties of pull events that go into the mapping as they are. */
const MAPPING = [
	"BatchSize",
	"StartingPosition",
	"StartingPositionTimestamp",
	"Enabled",
	"MaximumBatchingWindowInSeconds",
	"MaximumRetryAttempts",
	"BisectBatchOnFunctionError",
	"MaximumRecordAgeInSeconds",
	"DestinationConfig",
	"ParallelizationFactor",
	"TumblingWindowInSeconds",
	"FunctionResponseTypes",
	"FilterCriteria",
	"ScalingConfig",
	"KmsKeyArn",
	"ProvisionedPollerConfig",
	"MetricsConfig",
	"LoggingConfig",
];
const NOTHING_CALLS = "No such event source calls the function; the traffic of the scenario does.";
/** Types of events that are read and not simulated. */
const NAMED = ["AlexaSkill", "Cognito", "DocumentDB", "IoTRule", "MQ", "MSK", "SelfManagedKafka"];

type Expand = (event: SamEvent, expansion: Expansion) => void;
const EXPANSIONS: Readonly<Record<string, Expand>> = {
	SQS: (event, expansion) => expandMapping(event, "Queue", "AWSLambdaSQSQueueExecutionRole", expansion),
	Kinesis: (event, expansion) => expandMapping(event, "Stream", "AWSLambdaKinesisExecutionRole", expansion),
	DynamoDB: (event, expansion) => expandMapping(event, "Stream", "AWSLambdaDynamoDBExecutionRole", expansion),
	SNS: expandSnsEvent,
	S3: expandS3Event,
	Schedule: expandSchedule,
	ScheduleV2: expandScheduleV2,
	EventBridgeRule: expandRule,
	CloudWatchEvent: expandRule,
	CloudWatchLogs: expandLogs,
	Api: expandApiEvent,
	HttpApi: expandHttpApiEvent,
};

/** Writes out one entry of Events. */
export function expandEvent(target: EventTarget, name: string, event: Properties, expansion: Expansion): void {
	const { id } = target.fn;
	const type = event.needed("Type", "Add for example Type: SQS.");
	const own =
		event.part("Properties", `the event ${name} of ${id}`) ?? expansion.properties(`the event ${name} of ${id}`, event.at, new Map());
	event.done();
	if (!/^[A-Za-z0-9]+$/.test(name)) {
		event.problem("Type", `Event with id [${name}] is invalid. Logical ids must be alphanumeric.`, "Use letters and digits only.");
		return;
	}
	if (type === undefined) return;
	if (NAMED.includes(type)) expansion.notes.skip(event.at.line, `the event ${name} (${type}) of ${id}`, NOTHING_CALLS);
	else if (!Object.hasOwn(EXPANSIONS, type))
		event.problem(
			"Type",
			`Event ${name} of ${id} has the Type ${type}, which SAM does not know.`,
			`Use one of ${[...Object.keys(EXPANSIONS), ...NAMED].join(", ")}.`,
		);
	else {
		(EXPANSIONS[type] as Expand)({ id: `${id}${name}`, name, at: event.at, properties: own, target }, expansion);
		own.done();
	}
}

/** AWS::Lambda::Permission for one service (L155). */
export function permit(event: SamEvent, expansion: Expansion, principal: string, sourceArn: TemplateNode | undefined, suffix = ""): void {
	const { at, target, id } = event;
	expansion.make(target.fn, at, `${id}Permission${suffix}`, "AWS::Lambda::Permission", {
		Action: scalarNode(at, "lambda:InvokeFunction"),
		FunctionName: target.name(at),
		Principal: scalarNode(at, principal),
		SourceArn: sourceArn,
	});
}

function expandMapping({ id, at, properties, target }: SamEvent, source: string, managedPolicy: string, expansion: Expansion): void {
	target.role?.attach(managedPolicy);
	const failure = properties.part("DestinationConfig")?.part("OnFailure");
	const failureArn = failure?.entry("Destination")?.value;
	if (failure && failureArn) allowDestination(target.role, id, failure, failureArn);
	if (!properties.has(source))
		properties.problem(source, `${properties.owner} has no ${source}.`, `Give the ARN of the ${source.toLowerCase()}.`);
	expansion.make(target.fn, at, id, "AWS::Lambda::EventSourceMapping", {
		FunctionName: target.name(at),
		EventSourceArn: properties.entry(source)?.value,
		...take(properties, ...MAPPING),
	});
}

/** Enabled of SAM is State of CloudFormation. */
function state(properties: Properties, at: NodePlace): TemplateNode | undefined {
	if (properties.has("State") && properties.has("Enabled"))
		properties.problem("Enabled", "State and Enabled Properties cannot both be specified.", "Keep State.");
	if (!properties.has("Enabled")) return properties.entry("State")?.value;
	return scalarNode(at, properties.flag("Enabled", true) ? "ENABLED" : "DISABLED");
}

/**
 * DeadLetterConfig of an event, for which SAM makes a queue when it is asked to. The queue of a rule gets a policy that lets the rule in;
 * a schedule sends under its role.
 */
function deadLetters(event: SamEvent, expansion: Expansion, of: "rule" | "schedule"): TemplateNode | undefined {
	const config = event.properties.part("DeadLetterConfig");
	if (!config) return undefined;
	const { at } = config;
	const arn = config.entry("Arn")?.value;
	const type = config.text("Type");
	const queueId = config.text("QueueLogicalId") ?? `${event.id}Queue`;
	config.done();
	if (arn && type !== undefined)
		config.problem("Type", "You can either set 'Arn' or 'Type' but not both in DeadLetterConfig", "Keep one of them.");
	if (arn) return mapNode(at, { Arn: arn });
	if (type !== "SQS") {
		const message =
			type === undefined
				? "No 'Arn' or 'Type' property provided for DeadLetterConfig"
				: "The only valid value for 'Type' property of DeadLetterConfig is 'SQS'";
		config.problem("Type", message, "Give the Arn of a queue, or Type: SQS.");
		return undefined;
	}
	expansion.make(event.target.fn, at, queueId, "AWS::SQS::Queue", {});
	if (of === "rule") {
		const principal = mapNode(at, { Service: scalarNode(at, "events.amazonaws.com") });
		expansion.make(event.target.fn, at, `${event.id}QueuePolicy`, "AWS::SQS::QueuePolicy", {
			Queues: listNode(at, [refNode(at, queueId)]),
			PolicyDocument: sendMessageDocument(at, principal, getAttNode(at, queueId, "Arn"), getAttNode(at, event.id, "Arn")),
		});
	}
	return mapNode(at, { Arn: getAttNode(at, queueId, "Arn") });
}

function expandSchedule(event: SamEvent, expansion: Expansion): void {
	const { properties, at } = event;
	if (!properties.has("Schedule"))
		properties.problem("Schedule", `${properties.owner} has no Schedule.`, "Add for example Schedule: rate(5 minutes).");
	makeRule(
		event,
		expansion,
		{ ScheduleExpression: properties.entry("Schedule")?.value, Name: properties.entry("Name")?.value },
		scalarNode(at, `${event.id}LambdaTarget`),
	);
}

function expandRule(event: SamEvent, expansion: Expansion): void {
	const { properties, at } = event;
	const target = properties.part("Target");
	const targetId = target?.entry("Id")?.value ?? scalarNode(at, `${event.id}LambdaTarget`);
	target?.done();
	const parts = {
		EventBusName: properties.entry("EventBusName")?.value,
		EventPattern: properties.entry("Pattern")?.value,
		Name: properties.entry("RuleName")?.value,
	};
	makeRule(event, expansion, parts, targetId);
}

function makeRule(event: SamEvent, expansion: Expansion, parts: Record<string, TemplateNode | undefined>, targetId: TemplateNode): void {
	const { id, at, properties, target } = event;
	const DeadLetterConfig = deadLetters(event, expansion, "rule");
	const one = mapNode(at, {
		Arn: target.arn(at),
		Id: targetId,
		...take(properties, "Input", "InputPath", "InputTransformer", "RetryPolicy"),
		DeadLetterConfig,
	});
	expansion.make(target.fn, at, id, "AWS::Events::Rule", { ...parts, State: state(properties, at), Targets: listNode(at, [one]) });
	permit(event, expansion, "events.amazonaws.com", getAttNode(at, id, "Arn"));
}

function expandScheduleV2(event: SamEvent, expansion: Expansion): void {
	const { id, at, properties, target } = event;
	const own = properties.entry("RoleArn")?.value;
	const dead = deadLetters(event, expansion, "schedule");
	const role = new SamRole(`${id}Role`, { ...target.fn, ...at }, "scheduler.amazonaws.com");
	role.allow(`${id}LambdaPolicy`, at, ["lambda:InvokeFunction", target.arn(at)]);
	const deadArn = dead?.kind === "map" ? dead.entries.get("Arn")?.value : undefined;
	if (deadArn) role.allow(`${id}SQSPolicy`, at, ["sqs:SendMessage", deadArn]);
	if (!own) role.make(properties, expansion);
	const omit = properties.flag("OmitName", false);
	if (omit && properties.has("Name")) properties.problem("OmitName", "Name cannot be set when OmitName is True", "Remove one of the two.");
	properties.ignore("PermissionsBoundary");
	expansion.make(target.fn, at, id, "AWS::Scheduler::Schedule", {
		...take(
			properties,
			"ScheduleExpression",
			"State",
			"StartDate",
			"EndDate",
			"ScheduleExpressionTimezone",
			"GroupName",
			"KmsKeyArn",
			"Name",
		),
		FlexibleTimeWindow: properties.entry("FlexibleTimeWindow")?.value ?? mapNode(at, { Mode: scalarNode(at, "OFF") }),
		Target: mapNode(at, {
			Arn: target.arn(at),
			RoleArn: own ?? role.arn(at),
			...take(properties, "Input", "RetryPolicy"),
			DeadLetterConfig: dead,
		}),
	});
}

function expandLogs(event: SamEvent, expansion: Expansion): void {
	const { id, at, properties, target } = event;
	for (const key of ["LogGroupName", "FilterPattern"])
		if (!properties.has(key)) properties.problem(key, `${properties.owner} has no ${key}.`, `Add ${key}.`);
	const group = properties.entry("LogGroupName")?.value ?? scalarNode(at, "");
	expansion.make(
		target.fn,
		at,
		id,
		"AWS::Logs::SubscriptionFilter",
		{ LogGroupName: group, FilterPattern: properties.entry("FilterPattern")?.value, DestinationArn: target.arn(at) },
		[`${id}Permission`],
	);
	// biome-ignore lint/suspicious/noTemplateCurlyInString: a text for Fn::Sub
	const arn = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${LogGroupOfEvent}:*";
	permit(event, expansion, "logs.amazonaws.com", subNode(at, arn, { LogGroupOfEvent: group }));
}
