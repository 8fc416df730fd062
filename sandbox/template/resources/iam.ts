import { managedPolicy } from "#sandbox/iam/managed-policies.ts";
import type { Json } from "#sandbox/json-value.ts";
import { arnOf } from "#sandbox/stack/arn.ts";
import { ALLOW_EVERYTHING, type NamedPolicy, type PolicyDocument } from "#sandbox/stack/iam.ts";
import type { Properties } from "../properties.ts";
import { placed, type Reading, type ResourceReader } from "../reading.ts";
import { samPolicies } from "./sam-policies.ts";

const PUBLIC_TRUST: PolicyDocument = {
	Version: "2012-10-17",
	Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};

/** AWS::IAM::Role, and the role that SAM makes of a function's Policies. */
export const readRole: ResourceReader = (resource, properties, reading) => {
	const { references, stack } = reading;
	properties.ignore("RoleName", "Path", "MaxSessionDuration", "Description");
	const boundary = properties.text("PermissionsBoundary");
	stack.roles.push({
		...placed(resource),
		name: references.physicalName(resource.id),
		arn: String(references.attribute(resource.id, "Arn")),
		trust: properties.has("AssumeRolePolicyDocument") ? documentIn(properties, "AssumeRolePolicyDocument") : PUBLIC_TRUST,
		policies: [
			...properties
				.texts("ManagedPolicyArns")
				.map((arn) => policyOfArn(arn, properties.entry("ManagedPolicyArns")?.line ?? resource.line, properties, reading)),
			...properties.parts("Policies", `Policies of ${resource.id}`).map(inlinePolicy),
			...samPolicies(properties, reading, (arn, line) => policyOfArn(arn, line, properties, reading)),
		],
		...(boundary === undefined ? {} : { boundary: policyOfArn(boundary, resource.line, properties, reading) }),
	});
	properties.done();
};

/** AWS::IAM::Policy, ManagedPolicy and RolePolicy: what they allow the roles that they name. */
export const readPolicy: ResourceReader = (resource, properties, { references, stack }) => {
	const roles = new Set([...properties.texts("Roles"), ...(properties.has("RoleName") ? properties.texts("RoleName") : [])]);
	const policy: NamedPolicy = {
		name: properties.text("PolicyName") ?? references.physicalName(resource.id),
		document: documentIn(properties, "PolicyDocument"),
	};
	properties.ignore("ManagedPolicyName", "Path");
	properties.notSimulated({ Users: "There are no users.", Groups: "There are no groups." });
	properties.done();
	for (const role of stack.roles) if (roles.has(role.name)) role.policies.push(policy);
};

/** Policies of queues, topics, buckets and buses. */
export const readResourcePolicy: ResourceReader = (resource, properties, { region, stack }) => {
	const queue = (url: string) => arnOf("sqs", region, url.slice(url.lastIndexOf("/") + 1));
	const bus = (name: string) => arnOf("events", region, `event-bus/${name}`);
	const single = (key: string) => (properties.has(key) ? properties.texts(key) : []);
	const resources = [
		...properties.texts("Queues").map(queue),
		...single("Queue").map(queue),
		...properties.texts("Topics"),
		...single("TopicArn"),
		...single("Bucket").map((name) => `arn:aws:s3:::${name}`),
		...(resource.type === "AWS::Events::EventBusPolicy" ? [bus(properties.text("EventBusName") ?? "default")] : []),
	];
	const document = properties.has("PolicyDocument") ? documentIn(properties, "PolicyDocument") : statementOf(properties, resources);
	properties.ignore("StatementId");
	properties.done();
	stack.resourcePolicies.push({ ...placed(resource), resources, document });
};

/** The statement of AWS::Events::EventBusPolicy, which has no document. */
function statementOf(properties: Properties, resources: readonly string[]): PolicyDocument {
	const whole = properties.json("Statement");
	const parts = { Action: properties.text("Action"), Principal: properties.text("Principal"), Condition: properties.json("Condition") };
	const statement = whole ?? {
		Effect: "Allow",
		Resource: [...resources],
		Action: parts.Action ?? "events:PutEvents",
		Principal: parts.Principal === undefined || parts.Principal === "*" ? "*" : { AWS: parts.Principal },
		...(parts.Condition === undefined ? {} : { Condition: parts.Condition }),
	};
	return { Version: "2012-10-17", Statement: Array.isArray(statement) ? statement : [statement] };
}

function inlinePolicy(policy: Properties): NamedPolicy {
	const name = policy.needed("PolicyName", "Give the policy a PolicyName.") ?? "";
	const document = documentIn(policy, "PolicyDocument");
	policy.done();
	return { name, document };
}

/** What a managed policy allows: one of AWS's, or one of this template. */
function policyOfArn(arn: string, line: number, properties: Properties, { notes, references, resources }: Reading): NamedPolicy {
	const known = managedPolicy(arn);
	if (known) return known;
	for (const resource of resources.values()) {
		if (resource.type !== "AWS::IAM::ManagedPolicy" || references.ref(resource.id) !== arn) continue;
		return {
			name: references.physicalName(resource.id),
			document: documentIn(properties.sibling(resource.id, resource, resource.properties), "PolicyDocument"),
		};
	}
	notes.skip(line, `the managed policy ${arn}`, "What it allows is not known here: it is taken to allow everything.");
	return { name: arn, document: ALLOW_EVERYTHING };
}

/**
 * A policy document. A resource that cannot be known is taken to be any.
 * @returns One that allows everything when the whole document cannot be known.
 */
export function documentIn(properties: Properties, key: string): PolicyDocument {
	const json = properties.json(key);
	if (typeof json !== "object" || json === null || Array.isArray(json)) {
		if (json !== undefined)
			properties.problem(key, `${key} of ${properties.owner} is no policy document.`, "Give it Version and Statement.");
		return ALLOW_EVERYTHING;
	}
	const { Statement: written = [] } = json;
	const statements = (Array.isArray(written) ? written : [written]).map((statement) => checked(statement, properties, key));
	return { ...json, Statement: statements };
}

function checked(statement: Json, properties: Properties, key: string): Json {
	if (typeof statement !== "object" || statement === null || Array.isArray(statement)) {
		properties.problem(key, `A statement in ${key} of ${properties.owner} is no map.`, "Give it Effect, Action and Resource.");
		return {};
	}
	const { Effect } = statement;
	if (Effect !== "Allow" && Effect !== "Deny")
		properties.problem(
			key,
			`Syntax errors in policy: Effect in ${key} of ${properties.owner} is ${JSON.stringify(Effect ?? null)}.`,
			"Use Effect: Allow or Effect: Deny.",
		);
	if (statement.Action === undefined && statement.NotAction === undefined)
		properties.problem(
			key,
			`Policy statement must contain actions: one in ${key} of ${properties.owner} has none.`,
			"Add for example Action: dynamodb:GetItem.",
		);
	const anyFor = (value: Json): Json => (value === null ? "*" : Array.isArray(value) ? value.map((one) => one ?? "*") : value);
	return { ...statement, ...(statement.Resource === undefined ? {} : { Resource: anyFor(statement.Resource) }) };
}
