import type { StackIntegration } from "#sandbox/stack/api.ts";
import type { CloudRun } from "../cloud.ts";
import type { HttpResponse } from "../http/http-response.ts";
import { mappedRequest, mappedResponse } from "./custom-integration.ts";
import type { Refusal } from "./gateway-response.ts";
import { callEndpoint, filledUri, type HttpCallOutcome, passedHeaders } from "./http-call.ts";
import { mappedParameters } from "./mapped-parameters.ts";
import type { Outside } from "./outside.ts";
import type { RestRequest } from "./rest-request.ts";

/**
 * HTTP and HTTP_PROXY integrations of a REST API, with hosts of the simulated network. Parameters of the path reach the URI by
 * `integration.request.path.NAME` alone, of a proxy too.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html
 */
export function callHttp(
	run: CloudRun,
	outside: Outside,
	rest: RestRequest,
	integration: Extract<StackIntegration, { kind: "http" }>,
	refuse: (refusal: Refusal) => HttpResponse,
	done: (response: HttpResponse) => void,
) {
	if (!integration.proxy) {
		const request = mappedRequest(integration, rest);
		if ("refusal" in request) return done(refuse(request.refusal));
	}
	const method = integration.method === "ANY" ? rest.request.method : integration.method;
	const { path } = mappedParameters(integration, rest);
	const uri = filledUri(integration.uri, path, rest.context.stageVariables);
	const { timeoutMs } = integration;
	return callEndpoint(run, outside, { method, uri, timeoutMs }, (outcome) => {
		const refusal = refusalOf(outcome, uri);
		if (refusal) return done(refuse(refusal));
		return done(answerOf(outcome as Extract<HttpCallOutcome, { status: "answered" }>, rest, integration, refuse));
	});
}

function answerOf(
	{ code, headers, body }: Extract<HttpCallOutcome, { status: "answered" }>,
	rest: RestRequest,
	integration: Extract<StackIntegration, { kind: "http" }>,
	refuse: (refusal: Refusal) => HttpResponse,
): HttpResponse {
	if (integration.proxy) return { status: code, headers: passedHeaders(headers), body };
	const byName = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
	return mappedResponse(integration.responses, { selectBy: String(code), body: body.toString("utf8"), headers: byName }, rest, refuse);
}

/** As users report them; AWS documents the types of gateway response alone. */
function refusalOf({ status }: HttpCallOutcome, uri: string): Refusal | undefined {
	switch (status) {
		case "answered":
			return undefined;
		case "timedOut":
			return { type: "INTEGRATION_TIMEOUT", log: "Execution failed due to a timeout error" };
		case "unknownHost":
			return { type: "API_CONFIGURATION_ERROR", log: `Execution failed due to configuration error: Invalid endpoint address: ${uri}` };
		case "unreachable":
			return {
				type: "INTEGRATION_FAILURE",
				message: "Network error communicating with endpoint",
				log: `Execution failed due to a network error communicating with endpoint: ${uri}`,
			};
	}
}
