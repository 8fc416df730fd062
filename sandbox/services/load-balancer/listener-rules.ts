import { globMatches } from "#sandbox/lambda/service/permission.ts";
import type { StackListenerCondition } from "#sandbox/stack/load-balancer.ts";
import { inRange } from "../apigateway/policy.ts";
import { type HttpRequest, headerOf, queryPairs } from "../http/http-request.ts";

/** Whether a request meets every condition of a rule. */
export function conditionsHold(conditions: readonly StackListenerCondition[], request: HttpRequest): boolean {
	return conditions.every((condition) => holds(condition, request));
}

/** Paths are compared with their case; hosts, headers and the query without it. */
function holds(condition: StackListenerCondition, request: HttpRequest): boolean {
	const matches = (value: string | undefined, patterns: readonly string[]) =>
		value !== undefined && patterns.some((pattern) => globMatches(pattern.toLowerCase(), value.toLowerCase()));
	switch (condition.field) {
		case "path-pattern":
			return condition.values.some((pattern) => globMatches(pattern, request.path));
		case "host-header":
			return matches(headerOf(request, "host"), condition.values);
		case "http-request-method":
			return condition.values.includes(request.method);
		case "http-header":
			return matches(headerOf(request, condition.name), condition.values);
		case "query-string":
			return queryPairs(request.query).some(([name, value]) =>
				condition.values.some((wanted) => (wanted.key === undefined || matches(name, [wanted.key])) && matches(value, [wanted.value])),
			);
		case "source-ip":
			return condition.values.some((range) => inRange(request.sourceIp, range));
	}
}
