import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import type { Cloud } from "#sandbox/services/cloud.ts";
import type { Delivery, DeliveryResult } from "#sandbox/services/delivery.ts";
import { functionArn } from "#sandbox/stack/arn.ts";
import { physicalNameOf } from "../environment/execution-context.ts";
import { isPermitted } from "./permission.ts";

/** These act under a role of the customer, whose own policy allows the call: no resource policy is asked (L155, L336). */
const UNDER_A_ROLE: ReadonlySet<string> = new Set(["lambda.amazonaws.com", "scheduler.amazonaws.com", "states.amazonaws.com"]);

/** Makes functions known as targets of deliveries, by their ARN with and without a qualifier: each delivery is an asynchronous event (L171). */
export function registerFunctions(cloud: Cloud): void {
	for (const fn of cloud.lambda.functions)
		for (const qualifier of cloud.lambda.deployed(fn.name).qualifiers) registerFunction(cloud, fn, qualifier);
}

/** Makes one function known by one ARN. @param qualifier A version or an alias; `undefined` for the ARN without one. */
export function registerFunction(cloud: Cloud, fn: BuiltFunction, qualifier: string | undefined): void {
	const arn = functionArn(cloud.run.scenario.region, physicalNameOf(fn), qualifier);
	cloud.register(arn, { receive: (delivery) => receive(cloud, fn.name, arn, qualifier, delivery) });
}

function receive(cloud: Cloud, name: string, arn: string, qualifier: string | undefined, delivery: Delivery): DeliveryResult {
	const { from, body, lineage } = delivery;
	const underRole = from.roleArn !== undefined || UNDER_A_ROLE.has(from.principal);
	if (!underRole && !isPermitted(cloud.stack.permissions, { functionArn: arn, ...from })) {
		const message = `${from.principal} is not authorized to perform: lambda:InvokeFunction on resource: ${arn} because no resource-based policy allows the lambda:InvokeFunction action`;
		return { ok: false, code: "AccessDeniedException", message, retryable: false };
	}
	const service = from.principal.replace(/\.amazonaws\.com$/, "");
	const answer = cloud.lambda.invokeAsync({
		function: name,
		payload: body,
		source: { service, resource: from.sourceArn, invocationType: "Event" },
		...(qualifier === undefined ? {} : { qualifier }),
		...(lineage ? { lineage } : {}),
	});
	if (answer.ok) return { ok: true, id: answer.requestId };
	return { ok: false, code: answer.error.errorType, message: answer.error.errorMessage, retryable: false };
}
