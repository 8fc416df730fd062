import { generatedSuffix } from "../generated-ids.ts";
import { getAttNode, mapNode, type NodePlace, refNode, scalarNode } from "../node-builders.ts";
import type { Properties } from "../properties.ts";
import { isAliasName } from "../resources/published-version.ts";
import type { TemplateNode } from "../template-node.ts";
import type { TemplateResource } from "../template-resource.ts";
import { type Expansion, take } from "./expansion.ts";
import { expandEvent } from "./function-events.ts";
import { allowDestination } from "./role-destinations.ts";
import { SamRole } from "./sam-role.ts";

/** What events of a function send to: the function, or the alias that SAM publishes. */
export type EventTarget = {
	fn: TemplateResource;
	/** The role that SAM makes for it; undefined when it names one. */
	role: SamRole | undefined;
	/** Node of the ARN. */
	arn(at: NodePlace): TemplateNode;
	/** Node of what FunctionName takes. */
	name(at: NodePlace): TemplateNode;
};

/** Writes out what AWS::Serverless::Function says of other resources: role, version and alias, URL, asynchronous invocation, events. */
export function expandFunction(fn: TemplateResource, expansion: Expansion): void {
	const properties = expansion.properties(fn.id, fn, fn.properties);
	const alias = publish(fn, properties, expansion);
	const role = roleOf(fn, properties, expansion);
	const target: EventTarget = {
		fn,
		role,
		arn: (at) => (alias === undefined ? getAttNode(at, fn.id, "Arn") : refNode(at, alias)),
		name: (at) => refNode(at, alias ?? fn.id),
	};
	expandUrl(fn, properties, target, expansion);
	expandEventInvoke(fn, properties, role, expansion);
	for (const [name, event] of properties.partsByName("Events", `Events of ${fn.id}`)) expandEvent(target, name, event, expansion);
	if (role) {
		role.make(properties, expansion);
		fn.dependsOn = [...fn.dependsOn, role.id];
		fn.properties.set("Role", { value: role.arn(fn), line: fn.line, column: fn.column });
	}
	for (const key of ["Events", "FunctionUrlConfig", "EventInvokeConfig"]) fn.properties.delete(key);
}

/**
 * The role that SAM makes for a function without one: what every function needs, what tracing, network and dead-letter queue need, and its
 * Policies. What its events and destinations need is added as they are read.
 */
function roleOf(fn: TemplateResource, properties: Properties, expansion: Expansion): SamRole | undefined {
	if (properties.has("Role")) {
		const policies = properties.entry("Policies");
		if (policies) expansion.notes.skip(policies.line, `Policies of ${fn.id}, which has a Role`, "SAM ignores them: the role is as it is.");
		return undefined;
	}
	const role = new SamRole(`${fn.id}Role`, fn, "lambda.amazonaws.com");
	role.attach(properties.has("DurableConfig") ? "AWSLambdaBasicDurableExecutionRolePolicy" : "AWSLambdaBasicExecutionRole");
	if (properties.has("Tracing") && properties.text("Tracing") !== "Disabled") role.attach("AWSXrayWriteOnlyAccess");
	if (properties.has("VpcConfig")) role.attach("AWSLambdaVPCAccessExecutionRole");
	const deadLetters = properties.part("DeadLetterQueue");
	const target = deadLetters?.entry("TargetArn")?.value;
	const action = deadLetters?.text("Type") === "SNS" ? "sns:Publish" : "sqs:SendMessage";
	if (deadLetters && target) role.allow("DeadLetterQueuePolicy", deadLetters.at, [action, target]);
	role.policies(properties, expansion);
	return role;
}

/** @returns Logical id of the alias that AutoPublishAlias makes. */
function publish(fn: TemplateResource, properties: Properties, expansion: Expansion): string | undefined {
	const name = properties.value("AutoPublishAlias");
	if (typeof name !== "string" || !isAliasName(name)) return undefined;
	const at = properties.entry("AutoPublishAlias") ?? fn;
	const version = `${fn.id}Version${generatedSuffix(fn.id)}`;
	const alias = `${fn.id}Alias${name.replace(/[^A-Za-z0-9]/g, "")}`;
	expansion.make(fn, at, version, "AWS::Lambda::Version", { FunctionName: refNode(at, fn.id) });
	expansion.make(fn, at, alias, "AWS::Lambda::Alias", {
		FunctionName: refNode(at, fn.id),
		FunctionVersion: getAttNode(at, version, "Version"),
		Name: scalarNode(at, name),
	});
	expansion.synonyms.set(`${fn.id}.Alias`, alias);
	expansion.synonyms.set(`${fn.id}.Version`, version);
	return alias;
}

/** FunctionUrlConfig; with AuthType NONE SAM lets everyone call it (L253). */
function expandUrl(fn: TemplateResource, properties: Properties, target: EventTarget, expansion: Expansion): void {
	const config = properties.part("FunctionUrlConfig");
	if (!config) return;
	const { at } = config;
	const url = `${fn.id}Url`;
	if (!config.has("AuthType"))
		config.problem(
			"AuthType",
			"AuthType is required to configure function property `FunctionUrlConfig`. Please provide either AWS_IAM or NONE.",
			"Add AuthType: NONE or AWS_IAM.",
		);
	else
		expansion.make(fn, at, url, "AWS::Lambda::Url", {
			TargetFunctionArn: target.name(at),
			...take(config, "AuthType", "Cors", "InvokeMode"),
		});
	if (config.text("AuthType") === "NONE") {
		const permission = (action: string) => ({
			Action: scalarNode(at, action),
			FunctionName: target.name(at),
			Principal: scalarNode(at, "*"),
		});
		expansion.make(fn, at, `${url}PublicPermissions`, "AWS::Lambda::Permission", permission("lambda:InvokeFunctionUrl"));
		expansion.make(fn, at, `${fn.id}URLInvokeAllowPublicAccess`, "AWS::Lambda::Permission", permission("lambda:InvokeFunction"));
	}
	config.done();
}

function expandEventInvoke(fn: TemplateResource, properties: Properties, role: SamRole | undefined, expansion: Expansion): void {
	const config = properties.part("EventInvokeConfig");
	if (!config) return;
	const { at } = config;
	const id = `${fn.id}EventInvokeConfig`;
	const destinations = config.part("DestinationConfig");
	const made: Record<string, TemplateNode | undefined> = {};
	for (const key of ["OnSuccess", "OnFailure"]) {
		const part = destinations?.part(key);
		const target = destination(key, part, id, fn, expansion);
		made[key] = target && mapNode(target, { Destination: target });
		if (part && target) allowDestination(role, `${id}${key}`, part, target);
	}
	destinations?.done();
	const alias = expansion.synonyms.get(`${fn.id}.Alias`);
	expansion.make(
		fn,
		at,
		id,
		"AWS::Lambda::EventInvokeConfig",
		{
			FunctionName: refNode(at, fn.id),
			Qualifier: alias === undefined ? scalarNode(at, "$LATEST") : properties.entry("AutoPublishAlias")?.value,
			DestinationConfig: destinations && mapNode(at, made),
			...take(config, "MaximumEventAgeInSeconds", "MaximumRetryAttempts"),
		},
		alias === undefined ? [] : [alias],
	);
	config.done();
}

const DESTINATIONS = ["SQS", "SNS", "Lambda", "EventBridge", "S3Bucket"] as const;

/** Node of a destination's ARN; SAM makes the queue or the topic that is not named. */
function destination(
	key: string,
	config: Properties | undefined,
	id: string,
	fn: TemplateResource,
	expansion: Expansion,
): TemplateNode | undefined {
	if (!config) return undefined;
	const { at } = config;
	const type = config.text("Type");
	if (!(DESTINATIONS as readonly (string | undefined)[]).includes(type)) {
		config.problem("Type", `'Type: ${type}' must be one of ${JSON.stringify(DESTINATIONS)}`, `Give ${key} of ${fn.id} a Type.`);
		return undefined;
	}
	const given = config.entry("Destination")?.value;
	config.done();
	if (given) return given;
	if (type === "SQS") {
		expansion.make(fn, at, `${id}${key}Queue`, "AWS::SQS::Queue", {});
		expansion.synonyms.set(`${fn.id}.DestinationQueue`, `${id}${key}Queue`);
		return getAttNode(at, `${id}${key}Queue`, "Arn");
	}
	if (type === "SNS") {
		expansion.make(fn, at, `${id}${key}Topic`, "AWS::SNS::Topic", {});
		expansion.synonyms.set(`${fn.id}.DestinationTopic`, `${id}${key}Topic`);
		return refNode(at, `${id}${key}Topic`);
	}
	config.problem("Destination", "Destination is required if Type is not SQS or SNS", `Give ${key} of ${fn.id} a Destination.`);
	return undefined;
}
