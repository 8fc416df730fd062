import type { Json } from "#sandbox/json-value.ts";
import type { PolicyDocument } from "#sandbox/stack/iam.ts";
import { conditionsHold, type RequestContext, substituted } from "./conditions.ts";
import { fitsArn, fitsWildcard } from "./wildcard.ts";

type Statement = { readonly [element: string]: Json };

/** What a policy is asked about. */
export type PolicyRequest = {
	/** `sqs:SendMessage` */
	readonly action: string;
	readonly resource: string;
	readonly context: RequestContext;
	/** ARNs by which the principal may be named: of the session, which comes first, its role, its account. For policies that name principals. */
	readonly principals: readonly string[];
};

export type Effects = { readonly allow: boolean; readonly deny: boolean };

/**
 * What the statements of a document say about a request.
 * @param named Whether statements name their principals, as those of resource and trust policies do.
 */
export function effectsOf(document: PolicyDocument, request: PolicyRequest, named: boolean): Effects {
	const { Statement: written = [] } = document;
	let [allow, deny] = [false, false];
	for (const statement of Array.isArray(written) ? written : [written]) {
		if (typeof statement !== "object" || statement === null || Array.isArray(statement)) continue;
		if (!applies(statement, request, named)) continue;
		if (statement.Effect === "Deny") deny = true;
		else if (statement.Effect === "Allow") allow = true;
	}
	return { allow, deny };
}

function applies(statement: Statement, request: PolicyRequest, named: boolean): boolean {
	const { action, resource, context, principals } = request;
	const asAction = (pattern: string) => fitsWildcard(pattern.toLowerCase(), action.toLowerCase());
	const asResource = (pattern: string) => fitsArn(substituted(pattern, context), resource);
	if (!oneOf(statement.Action, statement.NotAction, asAction)) return false;
	// Trust policies have no resource.
	const hasResource = statement.Resource !== undefined || statement.NotResource !== undefined;
	if (hasResource && !oneOf(statement.Resource, statement.NotResource, asResource)) return false;
	if (named && !fitsPrincipal(statement, principals)) return false;
	return conditionsHold(statement.Condition, context);
}

/** Whether one of the patterns fits; of the `Not` element, none. */
function oneOf(patterns: Json | undefined, not: Json | undefined, fits: (pattern: string) => boolean): boolean {
	if (patterns !== undefined) return textsOf(patterns).some(fits);
	return not !== undefined && !textsOf(not).some(fits);
}

function fitsPrincipal({ Principal, NotPrincipal }: Statement, principals: readonly string[]): boolean {
	if (NotPrincipal !== undefined) return !namesOf(NotPrincipal).some((name) => isPrincipal(name, principals));
	return Principal !== undefined && namesOf(Principal).some((name) => isPrincipal(name, principals));
}

function isPrincipal(name: string, principals: readonly string[]): boolean {
	if (name === "*") return true;
	// An account's number stands for its root, and so for everybody in it.
	const root = /^\d{12}$/.test(name) ? `arn:aws:iam::${name}:root` : name;
	return principals.includes(root);
}

function namesOf(principal: Json): string[] {
	if (typeof principal !== "object" || principal === null) return textsOf(principal);
	if (Array.isArray(principal)) return textsOf(principal);
	return Object.values(principal).flatMap(textsOf);
}

function textsOf(value: Json): string[] {
	return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string");
}
