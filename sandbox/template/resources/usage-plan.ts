import type { StackApi, StackThrottle } from "#sandbox/stack/api.ts";
import { generatedId } from "../generated-ids.ts";
import type { Properties } from "../properties.ts";
import type { Reading, ResourceReader } from "../reading.ts";

type Key = StackApi["apiKeys"][number];

/** AWS::ApiGateway::ApiKey is read with the usage plan that it is put into. */
export const readApiKey: ResourceReader = (_, properties) => {
	properties.ignore("Name", "Value", "Enabled", "StageKeys", "GenerateDistinctId", "CustomerId");
	properties.done();
};

/** AWS::ApiGateway::UsagePlan is read with the keys that are put into it. */
export const readUsagePlan: ResourceReader = (_, properties) => {
	properties.ignore("UsagePlanName", "ApiStages", "Throttle", "Quota");
	properties.done();
};

/** AWS::ApiGateway::UsagePlanKey: the key gets the limits of the plan, for the stages of the plan (L301, L302). */
export const readUsagePlanKey: ResourceReader = (resource, properties, reading) => {
	const keyId = properties.needed("KeyId", "Add for example KeyId: !Ref Key.");
	const planId = properties.needed("UsagePlanId", "Add for example UsagePlanId: !Ref Plan.");
	properties.ignore("KeyType");
	properties.done();
	const key = find("AWS::ApiGateway::ApiKey", keyId, reading, properties);
	const plan = find("AWS::ApiGateway::UsagePlan", planId, reading, properties);
	if (!key || !plan || keyId === undefined) {
		properties.skip(resource.line, `${resource.id}, whose key or plan is not in this template`, "The key is in no plan.");
		return;
	}
	if (!key.flag("Enabled", false))
		properties.skip(key.at.line, `the key ${key.owner}, which is not Enabled`, "Requests with it are refused.");
	else for (const stage of plan.parts("ApiStages")) addKey(stage, keyId, planId, key, plan, reading);
};

function addKey(stage: Properties, id: string, planId: string | undefined, key: Properties, plan: Properties, reading: Reading): void {
	const apiId = stage.text("ApiId");
	const api = reading.stack.apis.find((one) => one.apiId === apiId);
	stage.ignore("Stage");
	const methods = methodThrottles(stage);
	stage.done();
	const throttle = plan.part("Throttle");
	const rate = throttle?.number("RateLimit");
	const burst = throttle?.number("BurstLimit");
	const quota = plan.part("Quota");
	const limit = quota?.number("Limit");
	const added: Key = {
		id,
		value: key.text("Value") ?? generatedId("apiKeyValue", key.owner, 40),
		throttle: rate === undefined || burst === undefined ? undefined : { ratePerSecond: rate, burst },
		quota: limit === undefined ? undefined : { limit, period: quota?.oneOf("Period", ["DAY", "WEEK", "MONTH"], "MONTH") ?? "MONTH" },
		planId,
		...(Object.keys(methods).length > 0 ? { methods } : {}),
	};
	api?.apiKeys.push(added);
}

/** Throttle of a stage in a plan: limits by method, named `/orders/GET`. */
function methodThrottles(stage: Properties): Record<string, StackThrottle> {
	const found: Record<string, StackThrottle> = {};
	for (const [name, throttle] of stage.partsByName("Throttle")) {
		const rate = throttle.number("RateLimit");
		const burst = throttle.number("BurstLimit");
		const [, path, method] = /^(\/.*)\/([A-Z*]+)$/.exec(name) ?? /^()\/([A-Z*]+)$/.exec(name) ?? [];
		if (path === undefined || method === undefined)
			throttle.problem("RateLimit", `${name} is no method of a stage.`, "Write path and method, such as /orders/GET.");
		else if (rate !== undefined && burst !== undefined) found[`${method} ${path === "" ? "/" : path}`] = { ratePerSecond: rate, burst };
	}
	return found;
}

function find(type: string, id: string | undefined, reading: Reading, from: Properties): Properties | undefined {
	for (const one of reading.resources.values())
		if (one.type === type && reading.references.ref(one.id) === id) return from.sibling(one.id, one, one.properties);
	return undefined;
}
