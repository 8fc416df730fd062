import type { StackListenerCondition } from "#sandbox/stack/load-balancer.ts";
import type { Properties } from "../properties.ts";

const FIELDS = {
	"path-pattern": "PathPatternConfig",
	"host-header": "HostHeaderConfig",
	"http-request-method": "HttpRequestMethodConfig",
	"http-header": "HttpHeaderConfig",
	"query-string": "QueryStringConfig",
	"source-ip": "SourceIpConfig",
} as const;

/**
 * Conditions of a rule. Paths and hosts may stand in Values as well as in their Config.
 * @returns undefined when one of them cannot be read: then the rule cannot decide.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 */
export function readConditions(rule: Properties): StackListenerCondition[] | undefined {
	if (!rule.has("Conditions"))
		rule.problem("Conditions", `${rule.owner} has no Conditions.`, "Add for example Field: path-pattern with Values.");
	const read = rule.parts("Conditions").map(readCondition);
	const conditions = read.filter((one) => one !== undefined);
	return conditions.length === read.length ? conditions : undefined;
}

function readCondition(condition: Properties): StackListenerCondition | undefined {
	const field = condition.text("Field");
	if (field === undefined || !Object.hasOwn(FIELDS, field)) {
		condition.problem(
			"Field",
			`Condition field '${field}' must be one of '[${Object.keys(FIELDS).join(", ")}]'`,
			"Give the condition a Field.",
		);
		return undefined;
	}
	const known = field as keyof typeof FIELDS;
	const config = condition.part(FIELDS[known]);
	const made = conditionOf(known, condition, config);
	if (config?.has("RegexValues") || condition.has("RegexValues")) {
		condition.skip(condition.at.line, `regular expressions of ${condition.owner}`, "The rule takes no requests.");
		return undefined;
	}
	config?.done();
	condition.done();
	return made;
}

function conditionOf(field: keyof typeof FIELDS, condition: Properties, config: Properties | undefined): StackListenerCondition {
	if (field === "query-string") {
		const values = (config?.parts("Values") ?? []).map((pair) => ({ key: pair.text("Key"), value: pair.text("Value") ?? "" }));
		return { field, values };
	}
	const values = [...condition.texts("Values"), ...(config?.texts("Values") ?? [])];
	if (values.length === 0) condition.problem("Values", "A condition value must be specified", `Give ${condition.owner} Values.`);
	if (field === "http-header") return { field, name: config?.text("HttpHeaderName") ?? "", values };
	return { field, values };
}
