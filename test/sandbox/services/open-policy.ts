import type { StackResourcePolicy } from "#sandbox/stack/iam.ts";

/** A resource policy that lets every service in. */
export function openPolicy(...resources: string[]): StackResourcePolicy {
	const statement = { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };
	return { id: "OpenPolicy", line: 1, resources, document: { Version: "2012-10-17", Statement: [statement] } };
}
