import type { PolicyDocument } from "#sandbox/stack/iam.ts";
import { effectsOf, type PolicyRequest } from "./statement.ts";

/** The policies that have a say in a request. */
export type Policies = {
	readonly identity: readonly PolicyDocument[];
	/** Of the resource; undefined when it has none. */
	readonly resource: readonly PolicyDocument[] | undefined;
	readonly boundary: PolicyDocument | undefined;
};

export type Decision =
	| { readonly allowed: true; readonly by: "identity" | "resource" }
	| { readonly allowed: false; readonly because: "explicitDeny"; readonly in: "identity" | "resource" | "boundary" }
	| { readonly allowed: false; readonly because: "nothingAllows"; readonly in: "identity" | "resource" | "boundary" };

/**
 * Decides a request within one account (L358): an explicit deny anywhere wins; then a policy of the resource that names the principal is
 * enough by itself, and so is one of its identity. A boundary limits both, except what a resource allows the very session.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate({ identity, resource, boundary }: Policies, request: PolicyRequest): Decision {
	const ofIdentity = combined(identity, request, false);
	const ofResource = combined(resource ?? [], request, true);
	const ofBoundary = boundary && effectsOf(boundary, request, false);
	if (ofIdentity.deny) return { allowed: false, because: "explicitDeny", in: "identity" };
	if (ofResource.deny) return { allowed: false, because: "explicitDeny", in: "resource" };
	if (ofBoundary?.deny) return { allowed: false, because: "explicitDeny", in: "boundary" };
	if (!ofResource.allow && !ofIdentity.allow) return { allowed: false, because: "nothingAllows", in: "identity" };
	const [session = ""] = request.principals;
	const toSession = combined(resource ?? [], { ...request, principals: [session] }, true).allow;
	if (ofBoundary && !ofBoundary.allow && !toSession) return { allowed: false, because: "nothingAllows", in: "boundary" };
	return { allowed: true, by: ofResource.allow ? "resource" : "identity" };
}

function combined(documents: readonly PolicyDocument[], request: PolicyRequest, named: boolean) {
	const effects = documents.map((document) => effectsOf(document, request, named));
	return { allow: effects.some(({ allow }) => allow), deny: effects.some(({ deny }) => deny) };
}

const kinds = { identity: "identity-based policy", resource: "resource-based policy", boundary: "permissions boundary" } as const;

/** The message of the exception (L360). @param principal ARN of who asks. */
export function denialMessage(
	principal: string,
	{ action, resource }: PolicyRequest,
	decision: Extract<Decision, { allowed: false }>,
): string {
	const what = `User: ${principal} is not authorized to perform: ${action} on resource: ${resource}`;
	if (decision.because === "explicitDeny")
		return `${what} with an explicit deny in ${decision.in === "identity" ? "an" : "a"} ${kinds[decision.in]}`;
	return `${what} because no ${kinds[decision.in]} allows the ${action} action`;
}
