import type { Json } from "#sandbox/json-value.ts";
import { ALLOW_EVERYTHING, type PolicyDocument } from "#sandbox/stack/iam.ts";
import type { Properties } from "../properties.ts";

/** What a document belongs to: a role's permissions name no principal, policies of resources and trust policies do. */
export type DocumentKind = "identity" | "resource" | "trust";

/**
 * A policy document, checked as far as IAM checks it when it is made. A resource that cannot be known is taken to be any.
 * @returns One that allows everything when the whole document cannot be known.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function readDocument(properties: Properties, key: string, kind: DocumentKind): PolicyDocument {
	const json = properties.json(key);
	if (json === undefined) return ALLOW_EVERYTHING;
	if (!isMap(json) || json.Statement === undefined) {
		properties.problem(key, `${key} of ${properties.owner} is no policy document.`, "Give it Version: 2012-10-17 and a list Statement.");
		return ALLOW_EVERYTHING;
	}
	const written = Array.isArray(json.Statement) ? json.Statement : [json.Statement];
	return { ...json, Statement: written.map((statement) => readStatement(statement, properties, key, kind)) };
}

function readStatement(statement: Json, properties: Properties, key: string, kind: DocumentKind): Json {
	const refuse = (what: string, cure: string) =>
		properties.problem(key, `MalformedPolicyDocument: ${what} (${key} of ${properties.owner}).`, cure);
	if (!isMap(statement)) {
		// A statement that a condition takes away, or that cannot be known.
		if (statement !== null) refuse("A statement is no map", "Give it Effect, Action and Resource.");
		return {};
	}
	const { Effect, Action, NotAction, Resource, NotResource, Principal, NotPrincipal } = statement;
	if (Effect !== "Allow" && Effect !== "Deny")
		refuse(`Effect of a statement is ${JSON.stringify(Effect ?? null)}`, "Use Effect: Allow or Effect: Deny.");
	if (Action === undefined && NotAction === undefined)
		refuse("Policy statement must contain actions", "Add for example Action: dynamodb:GetItem.");
	if (kind === "identity" && Resource === undefined && NotResource === undefined)
		refuse("Policy statement must contain resources", 'Add for example Resource: !GetAtt Table.Arn, or "*".');
	const names = Principal !== undefined || NotPrincipal !== undefined;
	if (kind === "identity" && names)
		refuse("Policy document should not specify a principal", "Leave Principal out: the role has the policy.");
	if (kind !== "identity" && !names)
		refuse("Missing required field Principal", "Say who may: for example Principal: { Service: sns.amazonaws.com }.");
	return Resource === undefined ? statement : { ...statement, Resource: anyFor(Resource) };
}

function anyFor(value: Json): Json {
	if (Array.isArray(value)) return value.map((one) => one ?? "*");
	return value ?? "*";
}

function isMap(value: Json): value is { [name: string]: Json } {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
