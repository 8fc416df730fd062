import { listNode, mapNode, refNode, scalarNode } from "../node-builders.ts";
import type { TemplateResource } from "../template-resource.ts";
import { type Expansion, take } from "./expansion.ts";

/**
 * Auth.UsagePlan of AWS::Serverless::Api: SAM makes a usage plan, an API key and what puts the key into the plan, for each API or once for
 * all that share it.
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiusageplan.html
 */
export function expandUsagePlans(resources: readonly TemplateResource[], expansion: Expansion): void {
	const shared: TemplateResource[] = [];
	for (const api of resources) {
		if (api.type !== "AWS::Serverless::Api") continue;
		const kind = kindOf(api, expansion);
		if (kind === "SHARED") shared.push(api);
		if (kind === "PER_API") makePlan(api.id, [api], expansion);
	}
	if (shared.length > 0) makePlan("Serverless", shared, expansion);
}

function kindOf(api: TemplateResource, expansion: Expansion): "PER_API" | "SHARED" | "NONE" {
	const plan = planOf(api, expansion);
	if (!plan) return "NONE";
	const kind = plan.text("CreateUsagePlan");
	if (kind === "PER_API" || kind === "SHARED" || kind === "NONE") return kind;
	const message =
		kind === undefined
			? "'CreateUsagePlan' is required field inside UsagePlan properties."
			: "'CreateUsagePlan' accepts only NONE, PER_API and SHARED values.";
	plan.problem("CreateUsagePlan", message, "Use PER_API, SHARED or NONE.");
	return "NONE";
}

function planOf(api: TemplateResource, expansion: Expansion) {
	return expansion.properties(api.id, api, api.properties).part("Auth")?.part("UsagePlan");
}

/** @param apis The first one decides on the limits of a shared plan, as SAM has it. */
function makePlan(prefix: string, apis: readonly TemplateResource[], expansion: Expansion): void {
	const [first] = apis;
	const given = first && planOf(first, expansion);
	if (!first || !given) return;
	const { at } = given;
	const from = apis.length === 1 ? first : { ...first, condition: undefined };
	const [plan, key, planKey] = [`${prefix}UsagePlan`, `${prefix}ApiKey`, `${prefix}UsagePlanKey`];
	const stages = apis.map((api) => mapNode(at, { ApiId: refNode(at, api.id), Stage: api.properties.get("StageName")?.value }));
	const limits = take(given, "Throttle", "Quota", "UsagePlanName", "Description");
	given.ignore("Tags");
	given.done();
	expansion.make(from, at, plan, "AWS::ApiGateway::UsagePlan", { ...limits, ApiStages: listNode(at, stages) });
	expansion.make(from, at, key, "AWS::ApiGateway::ApiKey", { Enabled: scalarNode(at, true) });
	expansion.make(from, at, planKey, "AWS::ApiGateway::UsagePlanKey", {
		KeyId: refNode(at, key),
		KeyType: scalarNode(at, "API_KEY"),
		UsagePlanId: refNode(at, plan),
	});
	for (const api of apis) {
		expansion.synonyms.set(`${api.id}.UsagePlan`, plan);
		expansion.synonyms.set(`${api.id}.ApiKey`, key);
		expansion.synonyms.set(`${api.id}.UsagePlanKey`, planKey);
	}
}
