import type { Json } from "#sandbox/json-value.ts";
import { ACCOUNT } from "#sandbox/stack/arn.ts";
import type { PolicyDocument } from "#sandbox/stack/iam.ts";
import { POLICY_TEMPLATES } from "./policy-templates.ts";

/**
 * Writes out a policy template of SAM.
 * @param parameters Values of its parameters, which may be patterns such as `*`.
 * @returns undefined for a name that SAM does not know; a text for parameters that are not those of the template.
 */
export function writtenPolicy(
	name: string,
	parameters: Readonly<Record<string, string>>,
	region: string,
): PolicyDocument | string | undefined {
	const template = Object.hasOwn(POLICY_TEMPLATES, name) ? POLICY_TEMPLATES[name] : undefined;
	if (!template) return undefined;
	const missing = template.parameters.filter((parameter) => !Object.hasOwn(parameters, parameter));
	const unknown = Object.keys(parameters).filter((parameter) => !template.parameters.includes(parameter));
	if (missing.length > 0) return `Must specify valid parameter values for policy template '${name}': ${missing.join(", ")} is missing.`;
	if (unknown.length > 0) return `Policy template '${name}' has no parameter ${unknown.join(", ")}.`;
	const values = new Map(Object.entries({ ...parameters, "AWS::Partition": "aws", "AWS::Region": region, "AWS::AccountId": ACCOUNT }));
	const filled = (text: string) => text.replace(/\$\{([\w:]+)\}/g, (whole, parameter: string) => values.get(parameter) ?? whole);
	return { Version: "2012-10-17", Statement: template.statements.map((statement) => filledIn(statement as unknown as Json, filled)) };
}

function filledIn(value: Json, filled: (text: string) => string): Json {
	if (typeof value === "string") return filled(value);
	if (Array.isArray(value)) return value.map((one) => filledIn(one, filled));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filledIn(one, filled)]));
}
