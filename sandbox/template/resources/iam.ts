import { managedPolicy } from "#sandbox/iam/managed-policies.ts";
import { ALLOW_EVERYTHING, type NamedPolicy } from "#sandbox/stack/iam.ts";
import type { Properties } from "../properties.ts";
import { placed, type Reading, type ResourceReader } from "../reading.ts";
import { readDocument } from "./policy-document.ts";

/** AWS::IAM::Role, those that SAM makes for functions and schedules included. */
export const readRole: ResourceReader = (resource, properties, reading) => {
	const { references, stack } = reading;
	properties.ignore("RoleName", "Path", "MaxSessionDuration");
	if (!properties.has("AssumeRolePolicyDocument"))
		properties.problem(
			"AssumeRolePolicyDocument",
			`${resource.id} has no AssumeRolePolicyDocument.`,
			"Say who may take the role: for example Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole.",
		);
	const boundary = properties.text("PermissionsBoundary");
	const managed = managedPolicies(properties);
	if (managed.size > 20)
		properties.problem(
			"ManagedPolicyArns",
			"LimitExceeded: Cannot exceed quota for PoliciesPerRole: 20.",
			`Put some of the ${managed.size} policies of ${resource.id} together.`,
		);
	stack.roles.push({
		...placed(resource),
		name: references.physicalName(resource.id),
		arn: String(references.attribute(resource.id, "Arn")),
		trust: readDocument(properties, "AssumeRolePolicyDocument", "trust"),
		policies: [
			...[...managed].map(([arn, line]) => policyOfArn(arn, line, properties, reading)),
			...properties.parts("Policies", `Policies of ${resource.id}`).map(inlinePolicy),
		],
		...(boundary === undefined ? {} : { boundary: policyOfArn(boundary, lineOf("PermissionsBoundary", properties), properties, reading) }),
	});
	properties.done();
};

/** AWS::IAM::Policy, ManagedPolicy and RolePolicy: what they allow the roles that they name. */
export const readPolicy: ResourceReader = (resource, properties, { references, stack, notes }) => {
	const names = [...properties.texts("Roles"), ...properties.texts("RoleName")];
	const policy: NamedPolicy = {
		name: properties.text("PolicyName") ?? references.physicalName(resource.id),
		document: properties.has("PolicyDocument") ? readDocument(properties, "PolicyDocument", "identity") : ALLOW_EVERYTHING,
	};
	if (!properties.has("PolicyDocument") && resource.type !== "AWS::IAM::RolePolicy")
		properties.problem("PolicyDocument", `${resource.id} has no PolicyDocument.`, "Give it Version: 2012-10-17 and a list Statement.");
	properties.ignore("ManagedPolicyName", "Path");
	properties.notSimulated({ Users: "There are no users.", Groups: "There are no groups." });
	properties.done();
	for (const name of names) {
		const role = stack.roles.find((one) => one.name === name);
		// The one that a role's ManagedPolicyArns names as well is attached once.
		if (role && !role.policies.some(({ document }) => document === policy.document)) role.policies.push(policy);
		if (!role) notes.skip(resource.line, `the role ${name} of ${resource.id}`, "It is not in this template; nothing is allowed to it.");
	}
};

function lineOf(key: string, properties: Properties): number {
	return properties.entry(key)?.line ?? properties.at.line;
}

/** ARNs, each with the line that it stands in. */
function managedPolicies(properties: Properties): Map<string, number> {
	const arns = new Map<string, number>();
	for (const item of properties.items("ManagedPolicyArns")) {
		const entry = { value: item, line: item.line, column: item.column };
		const arn = properties.sibling(properties.owner, item, new Map([["ManagedPolicyArns", entry]])).text("ManagedPolicyArns");
		if (arn !== undefined && !arns.has(arn)) arns.set(arn, item.line);
	}
	return arns;
}

function inlinePolicy(policy: Properties): NamedPolicy {
	const name = policy.needed("PolicyName", "Give the policy a PolicyName.") ?? "";
	const document = readDocument(policy, "PolicyDocument", "identity");
	policy.done();
	return { name, document };
}

/** What a managed policy allows: one of AWS's, or one of this template. */
function policyOfArn(arn: string, line: number, properties: Properties, { notes, references, resources }: Reading): NamedPolicy {
	if (!/^arn:[^:]+:iam::[^:]*:policy\/\S+$/.test(arn))
		notes.problem(
			{ line, column: 1 },
			`ARN ${arn} is not valid.`,
			`Give ${properties.owner} the ARN of a managed policy: arn:aws:iam::aws:policy/….`,
		);
	for (const resource of resources.values()) {
		if (resource.type !== "AWS::IAM::ManagedPolicy" || references.ref(resource.id) !== arn) continue;
		const own = properties.sibling(resource.id, resource, resource.properties);
		return { name: references.physicalName(resource.id), document: readDocument(own, "PolicyDocument", "identity") };
	}
	const known = managedPolicy(arn);
	if (known) return known;
	notes.skip(line, `the managed policy ${arn}`, "What it allows is not known here: it is taken to allow everything.");
	return { name: arn, document: ALLOW_EVERYTHING };
}
