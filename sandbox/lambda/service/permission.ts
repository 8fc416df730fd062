import type { StackPermission } from "#sandbox/stack/permission.ts";

/** A request of a service to invoke a function, as the function's resource policy sees it. */
export type PermissionRequest = {
	functionArn: string;
	/** For example `apigateway.amazonaws.com`. */
	principal: string;
	/** What the policy may name as aws:SourceArn. */
	sourceArn: string;
	/** `lambda:InvokeFunction` when absent. */
	action?: string;
};

/** Whether the resource policy of a function lets a service invoke it (L246, L359): same function and qualifier, principal, action, source. */
export function isPermitted(permissions: readonly StackPermission[], request: PermissionRequest): boolean {
	const action = request.action ?? "lambda:InvokeFunction";
	return permissions.some(
		(permission) =>
			permission.functionArn === request.functionArn &&
			(permission.principal === request.principal || permission.principal === "*") &&
			(permission.action === action || permission.action === "lambda:*" || permission.action === "*") &&
			(permission.sourceArn === undefined || arnLike(permission.sourceArn, request.sourceArn)),
	);
}

/** ArnLike of IAM: `*` stands for any text and `?` for one character, within each of the six parts of an ARN. */
export function arnLike(pattern: string, arn: string): boolean {
	const patterns = pattern.split(":");
	const parts = arn.split(":");
	if (patterns.length < 6 || parts.length < 6) return globMatches(pattern, arn);
	const resource = (all: string[]) => all.slice(5).join(":");
	return patterns.slice(0, 5).every((one, i) => globMatches(one, parts[i] ?? "")) && globMatches(resource(patterns), resource(parts));
}

/** `*` stands for any text and `?` for one character. Linear but for the last `*`: a pattern of a template cannot stall the run. */
export function globMatches(pattern: string, text: string): boolean {
	let p = 0;
	let t = 0;
	let star = -1;
	let resumeAt = 0;
	while (t < text.length) {
		if (pattern[p] === "*") {
			star = p++;
			resumeAt = t;
		} else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === text[t])) {
			p++;
			t++;
		} else if (star >= 0) {
			p = star + 1;
			t = ++resumeAt;
		} else return false;
	}
	while (pattern[p] === "*") p++;
	return p === pattern.length;
}
