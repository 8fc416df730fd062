import type { StackTemplates } from "#sandbox/stack/api.ts";
import { mapped } from "./mapping-expression.ts";
import { type RestRequest, scopeOf } from "./rest-request.ts";

/** Parameters of the request to an integration; headers by lower-case name. */
export type MappedParameters = Record<"path" | "querystring" | "header", Record<string, string>>;

/** What RequestParameters of an integration map: `integration.request.querystring.id` to `method.request.path.id`. */
export function mappedParameters({ requestParameters = {} }: StackTemplates, rest: RestRequest): MappedParameters {
	const found: MappedParameters = { path: {}, querystring: {}, header: {} };
	for (const [key, expression] of Object.entries(requestParameters)) {
		const [, place, name] = /^integration\.request\.(path|querystring|header)\.(.+)$/s.exec(key) ?? [];
		const value = mapped(expression, scopeOf(rest));
		if (place === undefined || name === undefined || value === undefined) continue;
		found[place as keyof MappedParameters][place === "header" ? name.toLowerCase() : name] = value;
	}
	return found;
}
