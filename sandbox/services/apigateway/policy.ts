import type { Json } from "#sandbox/json-value.ts";
import { arnLike, globMatches } from "#sandbox/lambda/service/permission.ts";
import { isRecord } from "../http/proxy-result.ts";

/** What is asked of a policy: may this request invoke that method? */
export type PolicyRequest = {
	/** ARN of the method called. */
	resource: string;
	/** Values of condition keys, such as `aws:SourceIp`. */
	context: Record<string, string>;
	/** By which names a resource policy may mean the caller; none for one who did not sign. */
	principals?: readonly string[];
};

export type PolicyDecision = "allow" | "explicitDeny" | "implicitDeny";

const ACTION = "execute-api:Invoke";

/**
 * Evaluates a policy document for execute-api:Invoke: an explicit Deny wins, nothing that fits is a deny too (L358).
 * @returns undefined when the document is malformed.
 */
export function decide(document: Json | undefined, request: PolicyRequest): PolicyDecision | undefined {
	if (!isRecord(document)) return undefined;
	const { Statement } = document;
	const statements = Array.isArray(Statement) ? Statement : [Statement ?? null];
	let decision: PolicyDecision = "implicitDeny";
	for (const statement of statements) {
		if (!isRecord(statement) || (statement.Effect !== "Allow" && statement.Effect !== "Deny")) return undefined;
		const { Action, NotAction, Resource, NotResource, Condition, Principal } = statement;
		if (Action === undefined && NotAction === undefined) return undefined;
		if (Resource === undefined && NotResource === undefined) return undefined;
		const byAction = Action === undefined ? !anyMatches(NotAction, actionFits) : anyMatches(Action, actionFits);
		const fits = (pattern: string) => pattern === "*" || arnLike(pattern, request.resource);
		const byResource = Resource === undefined ? !anyMatches(NotResource, fits) : anyMatches(Resource, fits);
		if (!byAction || !byResource || !principalFits(Principal, request) || !conditionsHold(Condition, request.context)) continue;
		if (statement.Effect === "Deny") return "explicitDeny";
		decision = "allow";
	}
	return decision;
}

/** A policy of an authorizer has no principal: it is about the caller. */
function principalFits(principal: Json | undefined, { principals = [] }: PolicyRequest): boolean {
	if (principal === undefined || principal === "*") return true;
	return isRecord(principal) && anyMatches(principal.AWS, (name) => name === "*" || principals.includes(name));
}

function actionFits(pattern: string): boolean {
	return globMatches(pattern.toLowerCase(), ACTION.toLowerCase());
}

function anyMatches(value: Json | undefined, fits: (pattern: string) => boolean): boolean {
	return textsOf(value).some(fits);
}

function textsOf(value: Json | undefined): string[] {
	return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string");
}

/** Operators by name; one that is not here never holds. A key that the request lacks fails, but for the negated operators. */
const OPERATORS: Record<string, (value: string, pattern: string) => boolean> = {
	StringEquals: (value, pattern) => value === pattern,
	StringLike: (value, pattern) => globMatches(pattern, value),
	ArnLike: (value, pattern) => arnLike(pattern, value),
	IpAddress: (value, pattern) => inRange(value, pattern),
};
const NEGATED: Record<string, string> = { StringNotEquals: "StringEquals", StringNotLike: "StringLike", NotIpAddress: "IpAddress" };

function conditionsHold(condition: Json | undefined, context: Record<string, string>): boolean {
	if (!isRecord(condition)) return true;
	return Object.entries(condition).every(([operator, keys]) => {
		const negated = NEGATED[operator];
		const holds = OPERATORS[negated ?? operator];
		if (!holds || !isRecord(keys)) return false;
		return Object.entries(keys).every(([key, patterns]) => {
			const value = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
			if (value === undefined) return negated !== undefined;
			const any = textsOf(patterns).some((pattern) => holds(value, pattern));
			return negated === undefined ? any : !any;
		});
	});
}

/** Whether an IPv4 address lies in a CIDR range, or is the address itself. */
export function inRange(address: string, range: string): boolean {
	const [base = "", bits = "32"] = range.split("/");
	const [a, b] = [ipv4(address), ipv4(base)];
	if (a === undefined || b === undefined) return address === range;
	const shift = 32 - Number(bits);
	return shift >= 32 || Math.floor(a / 2 ** shift) === Math.floor(b / 2 ** shift);
}

function ipv4(address: string): number | undefined {
	const parts = address.split(".").map(Number);
	return parts.length === 4 && parts.every((part) => part >= 0 && part <= 255)
		? parts.reduce((sum, part) => sum * 256 + part, 0)
		: undefined;
}
