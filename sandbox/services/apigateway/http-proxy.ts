import type { StackIntegration } from "#sandbox/stack/api.ts";
import type { CloudRun } from "../cloud.ts";
import type { HttpResponse } from "../http/http-response.ts";
import { httpApiError } from "./http-api-request.ts";
import { callEndpoint, filledUri, passedHeaders } from "./http-call.ts";
import { changedResponse, requestChanges } from "./http-mapping.ts";
import type { MappingScope } from "./mapping-expression.ts";
import type { Outside } from "./outside.ts";

/**
 * HTTP_PROXY of an HTTP API, with hosts of the simulated network. Parameters of the route fill the URI by themselves; `overwrite:path`
 * replaces its path.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-http.html
 */
export function callHttpProxy(
	run: CloudRun,
	outside: Outside,
	integration: Extract<StackIntegration, { kind: "http" }>,
	scope: MappingScope,
	done: (response: HttpResponse) => void,
) {
	const { mapping, timeoutMs } = integration;
	const given = filledUri(integration.uri, scope.pathParameters, scope.stageVariables);
	const { path } = requestChanges(mapping, scope);
	const uri =
		path === undefined ? given : given.replace(/^(https?:\/\/[^/?#]+).*$/, (_, host: string) => `${host}${path.replace(/^\/?/, "/")}`);
	const method = integration.method === "ANY" ? scope.request.method : integration.method;
	return callEndpoint(run, outside, { method, uri, timeoutMs }, (outcome) => {
		if (outcome.status === "answered") {
			const response = { status: outcome.code, headers: passedHeaders(outcome.headers), body: outcome.body };
			return done(changedResponse(mapping, response, scope));
		}
		if (outcome.status === "timedOut") return done(httpApiError("UNAVAILABLE", "Endpoint request timed out"));
		return done(httpApiError("UNAVAILABLE", `The endpoint ${uri} cannot be reached.`));
	});
}
