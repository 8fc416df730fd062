import type { Json } from "#sandbox/json-value.ts";
import { getAttNode, listNode, mapNode, type NodePlace, referredId, refNode, scalarNode, subNode } from "../node-builders.ts";
import type { Properties } from "../properties.ts";
import type { TemplateEntry, TemplateNode } from "../template-node.ts";
import type { TemplateResource } from "../template-resource.ts";
import { CONNECTOR_PROFILES, type ConnectorProfile } from "./connector-profiles.ts";
import type { Expansion } from "./expansion.ts";

/** One end of a connector: nodes of what policies say of it, as far as they can be known. */
type End = {
	id: string | undefined;
	/** Of CloudFormation, without `AWS::`. */
	type: string;
	arn: TemplateNode | undefined;
	name: TemplateNode | undefined;
	roleName: TemplateNode | undefined;
	queueUrl: TemplateNode | undefined;
	/** Of an API. */
	resourceId: TemplateNode | undefined;
	qualifier: TemplateNode;
};
type Connection = { id: string; at: NodePlace; from: TemplateResource; permissions: string[] };

const SAM_TYPES: Readonly<Record<string, string>> = {
	"Serverless::Function": "Lambda::Function",
	"Serverless::SimpleTable": "DynamoDB::Table",
	"Serverless::StateMachine": "StepFunctions::StateMachine",
	"Serverless::Api": "ApiGateway::RestApi",
	"Serverless::HttpApi": "ApiGatewayV2::Api",
};
/** What else SAM connects, to and from resources that the simulator does not have. */
const ELSEWHERE = /AppSync::|Location::/;

/** Writes out connectors, those that are resources and those that stand within one: the policies and permissions that they stand for. */
export function expandConnectors(own: readonly TemplateResource[], expansion: Expansion): void {
	for (const resource of own) {
		if (resource.type === "AWS::Serverless::Connector") {
			const properties = expansion.properties(resource.id, resource, resource.properties);
			const source = properties.part("Source");
			expansion.resources.delete(resource.id);
			if (!source) properties.problem("Source", `${resource.id} has no Source.`, "Add for example Source: { Id: Function }.");
			else connect(resource.id, resource, resource, source, properties, expansion);
		}
		if (!resource.connectors) continue;
		const holder = expansion.properties(resource.id, resource, new Map([["Connectors", resource.connectors]]));
		for (const [name, connector] of holder.partsByName("Connectors", `Connectors of ${resource.id}`)) {
			const properties = connector.part("Properties");
			const source = expansion.properties(resource.id, connector.at, new Map([["Id", entryOf(connector.at, resource.id)]]));
			if (properties) connect(`${resource.id}${name}`, connector.at, resource, source, properties, expansion);
		}
	}
}

function entryOf(at: NodePlace, id: string): TemplateEntry {
	return { value: scalarNode(at, id), line: at.line, column: at.column };
}

function connect(
	id: string,
	at: NodePlace,
	from: TemplateResource,
	source: Properties,
	properties: Properties,
	expansion: Expansion,
): void {
	const destinations = properties.entry("Destination")?.value;
	const several = destinations?.kind === "list";
	const parts = several ? properties.parts("Destination") : [properties.part("Destination")];
	const permissions = properties.texts("Permissions");
	const unknown = permissions.filter((one) => one !== "Read" && one !== "Write");
	if (unknown.length > 0) properties.problem("Permissions", `Unsupported Permissions ${unknown.join(", ")}.`, "Use Read and Write.");
	for (const [index, destination] of parts.entries()) {
		const [a, b] = [endOf(source, destination, expansion), destination && endOf(destination, source, expansion)];
		if (!a || !b) continue;
		const suffix = several ? `Destination${index}` : "";
		makePolicies({ id: `${id}|${suffix}`, at, from, permissions }, a, b, properties, expansion);
	}
	if (!destinations) properties.problem("Destination", `${id} has no Destination.`, "Add for example Destination: { Id: Table }.");
}

function endOf(part: Properties, other: Properties | undefined, expansion: Expansion): End | undefined {
	const { at } = part;
	const id = part.text("Id");
	const given = (key: string) => part.entry(key)?.value;
	if (id === undefined) {
		const type = part.needed("Type", "Give an Id, or Type and Arn.");
		if (type === undefined) return undefined;
		const qualifier = given("Qualifier") ?? scalarNode(at, "*");
		return {
			id,
			type: cloudFormationType(type),
			arn: given("Arn"),
			name: given("Name"),
			roleName: given("RoleName"),
			queueUrl: given("QueueUrl"),
			resourceId: given("ResourceId"),
			qualifier,
		};
	}
	const resource = expansion.resources.get(id);
	if (!resource) {
		part.problem("Id", `Unable to find resource with logical ID '${id}'.`, "Give the logical id of a resource of this template.");
		return undefined;
	}
	const type = cloudFormationType(resource.type);
	const byRef = type === "SNS::Topic" || type === "StepFunctions::StateMachine";
	return {
		id,
		type,
		arn: byRef ? refNode(at, id) : getAttNode(at, id, "Arn"),
		name: getAttNode(at, id, "Name"),
		roleName: roleNameOf(resource, other?.text("Id"), at),
		queueUrl: refNode(at, id),
		resourceId: refNode(at, id),
		qualifier: given("Qualifier") ?? scalarNode(at, "*"),
	};
}

function cloudFormationType(type: string): string {
	const short = type.replace(/^AWS::/, "");
	return Object.hasOwn(SAM_TYPES, short) ? (SAM_TYPES[short] as string) : short;
}

/** `!Ref` of the role that a resource has, by the property that names it; of a rule the role of its target. */
function roleNameOf({ type, properties }: TemplateResource, otherId: string | undefined, at: NodePlace): TemplateNode | undefined {
	let role = properties.get(type === "AWS::StepFunctions::StateMachine" ? "RoleArn" : "Role")?.value;
	if (type === "AWS::Events::Rule") {
		const targets = properties.get("Targets")?.value;
		const items = targets?.kind === "list" ? targets.items : [];
		const target = items.find((item) => item.kind === "map" && referredId(item.entries.get("Arn")?.value) === otherId);
		role = target?.kind === "map" ? target.entries.get("RoleArn")?.value : undefined;
	}
	const id = referredId(role);
	return id === undefined ? undefined : refNode(at, id);
}

function makePolicies(connection: Connection, source: End, destination: End, properties: Properties, expansion: Expansion): void {
	const { at, from, permissions } = connection;
	const [id = "", suffix = ""] = connection.id.split("|");
	const key = `${source.type} ${destination.type}`;
	const profile = Object.hasOwn(CONNECTOR_PROFILES, key) ? CONNECTOR_PROFILES[key] : undefined;
	if (!profile) {
		const message = `Unable to create connector from AWS::${source.type} to AWS::${destination.type}; it's not supported or the template is invalid.`;
		if (ELSEWHERE.test(key)) expansion.notes.skip(at.line, `the connector ${id}`, "One of its ends is not simulated.");
		else properties.problem("Destination", message, "Write the policy out instead.");
		return;
	}
	const wanted = permissions.map((one) => one.toLowerCase() as "read" | "write");
	const bad = wanted.find((one) => profile[one] === undefined);
	if (bad !== undefined || permissions.length === 0 || (profile.both && permissions.length < 2)) {
		const possible = profile.both
			? "Read and Write together"
			: [profile.read && "Read", profile.write && "Write"].filter(Boolean).join(" or ");
		properties.problem(
			"Permissions",
			`Unsupported Permissions provided for connector from AWS::${source.type} to AWS::${destination.type}; valid are: ${possible}.`,
			`Change Permissions of ${id}.`,
		);
		return;
	}
	const document = mapNode(at, {
		Version: scalarNode(at, "2012-10-17"),
		Statement: listNode(
			at,
			wanted.flatMap((one) => {
				const node = filledIn(at, profile[one] as Json, source, destination);
				return node.kind === "list" ? node.items : [node];
			}),
		),
	});
	const owner = profile.of === "source" ? source : destination;
	switch (profile.at) {
		case "role":
			if (owner.roleName)
				expansion.make(from, at, `${id}Policy${suffix}`, "AWS::IAM::ManagedPolicy", {
					Roles: listNode(at, [owner.roleName]),
					PolicyDocument: document,
				});
			else refuseRole(profile, source, properties);
			return;
		case "queue":
			expansion.make(from, at, `${id}QueuePolicy${suffix}`, "AWS::SQS::QueuePolicy", {
				Queues: listNode(at, [owner.queueUrl ?? scalarNode(at, "")]),
				PolicyDocument: document,
			});
			return;
		case "topic":
			expansion.make(from, at, `${id}TopicPolicy${suffix}`, "AWS::SNS::TopicPolicy", {
				Topics: listNode(at, [owner.arn ?? scalarNode(at, "")]),
				PolicyDocument: document,
			});
			return;
		case "function": {
			const permission = filledIn(at, profile.write ?? null, source, destination);
			const entries = permission.kind === "map" ? permission.entries : new Map<string, TemplateEntry>();
			const value = (name: string) => entries.get(name)?.value;
			expansion.make(from, at, `${id}WriteLambdaPermission${suffix}`, "AWS::Lambda::Permission", {
				Action: value("Action"),
				FunctionName: owner.arn,
				Principal: value("Principal"),
				SourceArn: value("SourceArn"),
				SourceAccount: value("SourceAccount"),
			});
		}
	}
}

/** A rule may reach its target without a role that the simulation asks for. */
function refuseRole(profile: ConnectorProfile, source: End, properties: Properties): void {
	if (source.type === "Events::Rule") return;
	const end = profile.of === "source" ? "Source" : "Destination";
	properties.problem(
		end,
		`Unable to get IAM role name from '${end}' resource.`,
		"Its role has to be one of this template, or give RoleName.",
	);
}

function filledIn(at: NodePlace, value: Json, source: End, destination: End): TemplateNode {
	if (Array.isArray(value))
		return listNode(
			at,
			value.map((item) => filledIn(at, item, source, destination)),
		);
	if (typeof value === "object" && value !== null)
		return mapNode(at, Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filledIn(at, one, source, destination)])));
	if (typeof value !== "string" || !value.includes("${")) return scalarNode(at, value);
	const all: Record<string, TemplateNode | undefined> = {
		Source: source.arn,
		Destination: destination.arn,
		DestinationName: destination.name,
		SourceId: source.resourceId,
		SourceQualifier: source.qualifier,
	};
	const used = Object.entries(all).filter(([name, node]) => node !== undefined && value.includes(`\${${name}}`));
	return subNode(at, value, Object.fromEntries(used) as Record<string, TemplateNode>);
}
