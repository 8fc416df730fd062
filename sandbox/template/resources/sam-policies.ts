import { ALLOW_EVERYTHING, type NamedPolicy } from "#sandbox/stack/iam.ts";
import type { Properties } from "../properties.ts";
import type { Reading } from "../reading.ts";
import { writtenPolicy } from "../sam/written-policy.ts";
import type { TemplateNode } from "../template-node.ts";
import { documentIn } from "./iam.ts";

/** Where the expansion of a SAM function leaves its Policies, in the role that it makes. */
export const SAM_POLICIES = "Policies of the function";

/**
 * Policies of AWS::Serverless::Function: names and ARNs of managed policies, policy documents, and SAM's policy templates.
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
 */
export function samPolicies(role: Properties, { region }: Reading, managed: (arn: string, line: number) => NamedPolicy): NamedPolicy[] {
	const entry = role.entry(SAM_POLICIES);
	if (!entry) return [];
	const items = entry.value.kind === "list" ? role.items(SAM_POLICIES) : [entry.value];
	return items.flatMap((item, index) => policyOf(item, `policy ${index} of ${role.owner}`, role, region, managed));
}

function policyOf(
	item: TemplateNode,
	owner: string,
	role: Properties,
	region: string,
	managed: (arn: string, line: number) => NamedPolicy,
): NamedPolicy[] {
	if (item.kind !== "map") {
		const one = role.sibling(owner, item, new Map([["Policy", { value: item, line: item.line, column: item.column }]]));
		const name = one.text("Policy");
		return name === undefined ? [{ name: owner, document: ALLOW_EVERYTHING }] : [managed(name, item.line)];
	}
	const policy = role.sibling(owner, item, item.entries);
	if (policy.has("Statement")) {
		const whole = role.sibling(owner, item, new Map([["PolicyDocument", { value: item, line: item.line, column: item.column }]]));
		return [{ name: owner, document: documentIn(whole, "PolicyDocument") }];
	}
	const [name = ""] = policy.keys();
	const given = policy.part(name);
	const parameters = Object.fromEntries((given?.keys() ?? []).map((key) => [key, given?.text(key) ?? "*"]));
	const document = writtenPolicy(name, parameters, region);
	if (document === undefined || typeof document === "string") {
		policy.problem(
			name,
			document ?? `Must specify valid policy templates: ${JSON.stringify(name)} is none that SAM knows.`,
			document === undefined ? "Check its spelling, or write the statements out." : "Give the parameters that the template has.",
		);
		return [];
	}
	return [{ name, document }];
}
