import { ACCOUNT } from "#sandbox/stack/arn.ts";
import type { PolicyDocument, StackRole } from "#sandbox/stack/iam.ts";
import type { Stack } from "#sandbox/stack/stack.ts";
import type { CloudRun } from "../services/cloud.ts";
import type { Authorizer } from "../services/wire/aws-endpoints.ts";
import type { Caller, Permission } from "../services/wire/operation.ts";
import { denialMessage, evaluate } from "./evaluate.ts";
import type { PolicyRequest } from "./statement.ts";

/**
 * Enforces the policies of a stack: those of the caller's role, those of resources, permission boundaries and trust policies. A role that the
 * template does not have is taken to be allowed everything; the reading of the template says so.
 */
export function stackAuthorizer(run: CloudRun, stack: Pick<Stack, "roles" | "resourcePolicies">): Authorizer {
	const roles = new Map(stack.roles.map((role) => [role.arn, role]));
	const ofResources = resourcePolicies(stack);
	return {
		refusal(caller, permission) {
			const role = caller.roleArn === undefined ? undefined : roles.get(caller.roleArn);
			const request = requestOf(run, caller, permission);
			const assumed = permission.action === "sts:AssumeRole" ? roles.get(permission.resource) : undefined;
			if (assumed) return refusalToAssume(assumed, role, request, caller);
			if (!role) return undefined;
			const { resource } = permission;
			const policies = {
				identity: role.policies.map(({ document }) => document),
				// The policy of a bucket is that of its objects as well.
				resource: ofResources.get(resource) ?? ofResources.get(resource.replace(/^(arn:[^:]*:s3:::[^/]+)\/.*$/, "$1")),
				boundary: role.boundary?.document,
			};
			const decision = evaluate(policies, request);
			return decision.allowed ? undefined : denialMessage(caller.principalArn, request, decision);
		},
	};
}

/** Assuming a role needs its trust, and within the account the caller's own policies only where the trust names no more than the account. */
function refusalToAssume(
	assumed: StackRole,
	role: StackRole | undefined,
	request: PolicyRequest,
	{ principalArn }: Caller,
): string | undefined {
	const identity = role ? role.policies.map(({ document }) => document) : [];
	const root = `arn:aws:iam::${ACCOUNT}:root`;
	const byName = { ...request, principals: request.principals.filter((name) => name !== root) };
	const trusted = evaluate({ identity: [], resource: [assumed.trust], boundary: undefined }, byName);
	if (trusted.allowed) return undefined;
	const ofAccount = evaluate({ identity: [], resource: [assumed.trust], boundary: undefined }, request);
	const own = evaluate({ identity, resource: undefined, boundary: role?.boundary?.document }, request);
	if (ofAccount.allowed && (own.allowed || !role)) return undefined;
	return `User: ${principalArn} is not authorized to perform: sts:AssumeRole on resource: ${assumed.arn}`;
}

function requestOf(run: CloudRun, { principalArn, roleArn }: Caller, { action, resource, context = {} }: Permission): PolicyRequest {
	const now = run.epochMs + run.simulation.now;
	const known: Record<string, string | readonly string[]> = {
		"aws:PrincipalArn": roleArn ?? principalArn,
		"aws:PrincipalAccount": ACCOUNT,
		"aws:PrincipalType": "AssumedRole",
		"aws:CurrentTime": new Date(now).toISOString(),
		"aws:EpochTime": String(Math.floor(now / 1000)),
		"aws:RequestedRegion": run.scenario.region,
		"aws:SecureTransport": "true",
		"aws:ResourceAccount": ACCOUNT,
		...context,
	};
	return {
		action,
		resource,
		context: new Map(Object.entries(known).map(([key, value]) => [key.toLowerCase(), typeof value === "string" ? [value] : value])),
		principals: [principalArn, ...(roleArn === undefined ? [] : [roleArn]), `arn:aws:iam::${ACCOUNT}:root`],
	};
}

function resourcePolicies({ resourcePolicies: all }: Pick<Stack, "resourcePolicies">): Map<string, PolicyDocument[]> {
	const byArn = new Map<string, PolicyDocument[]>();
	for (const { resources, document } of all) for (const arn of resources) byArn.set(arn, [...(byArn.get(arn) ?? []), document]);
	return byArn;
}
