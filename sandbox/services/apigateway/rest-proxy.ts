import type { StackApi, StackIntegration } from "#sandbox/stack/api.ts";
import type { CallOutcome, FunctionCaller } from "../http/function-caller.ts";
import { type Header, type HttpRequest, headerOf } from "../http/http-request.ts";
import type { HttpResponse } from "../http/http-response.ts";
import { eventV1 } from "../http/payload-v1.ts";
import { payloadOf, responseOfResultV1 } from "../http/proxy-result.ts";
import { streamedResponse } from "../http/streamed-response.ts";
import { isBinaryType } from "./binary-media-types.ts";
import type { Refusal } from "./gateway-response.ts";
import { filledUri } from "./http-call.ts";
import { integrationSource } from "./integration-source.ts";
import type { RestRequest } from "./rest-request.ts";

type Proxy = Extract<StackIntegration, { kind: "proxy" }>;
type Refuse = (refusal: Refusal) => HttpResponse;

/** The Lambda proxy integration of a REST API (L266, L270-L275). */
export function callProxy(
	caller: FunctionCaller,
	api: StackApi,
	rest: RestRequest,
	integration: Proxy,
	refuse: Refuse,
	done: (response: HttpResponse) => void,
) {
	const { request } = rest;
	// Lambda's Invoke is a POST, whatever method the client used (L277).
	if ((integration.httpMethod ?? "POST") !== "POST")
		return done(
			refuse({
				type: "API_CONFIGURATION_ERROR",
				log: "Execution failed due to configuration error: Unable to determine service/operation name to be authorized",
			}),
		);
	const headers = headersOf(request);
	const payload = JSON.stringify({ ...eventV1(request, headers, rest.context), ...bodyOf(api, request) });
	const call = {
		functionArn: filledUri(integration.functionArn, {}, api.stageVariables),
		payload,
		...integrationSource(rest.methodArn, integration.roleArn),
		label: request.label,
		timeoutMs: integration.timeoutMs,
	};
	caller.call(call, (outcome) => done(answerOf(outcome, api, integration, refuse, request)));
}

function answerOf(outcome: CallOutcome, api: StackApi, integration: Proxy, refuse: Refuse, request: HttpRequest): HttpResponse {
	const invocation = "invocation" in outcome ? outcome.invocation : undefined;
	const refusal = refusalOf(outcome);
	if (refusal) return { ...refuse(refusal), invocation };
	if (outcome.status !== "succeeded") return { ...refuse({ type: "DEFAULT_5XX" }), invocation };
	if (integration.streams) {
		const streamed = streamedResponse(outcome);
		if (streamed) return { ...streamed, invocation };
	}
	const response = responseOfResultV1(payloadOf(outcome), {
		strict: true,
		defaultStatus: 200,
		decodes: (type) => isBinaryType(api.binaryMediaTypes, type) || isBinaryType(api.binaryMediaTypes, headerOf(request, "accept") ?? ""),
	});
	if (response) return { ...response, invocation };
	return {
		...refuse({ type: "DEFAULT_5XX", log: "Execution failed due to configuration error: Malformed Lambda proxy response" }),
		invocation,
	};
}

/** Why the gateway answers in place of the function, for every kind of integration with Lambda (L274, L275). */
export function refusalOf(outcome: CallOutcome): Refusal | undefined {
	switch (outcome.status) {
		case "succeeded":
			return undefined;
		case "functionError":
			return {
				type: "DEFAULT_5XX",
				log: `Lambda execution failed with status 200 due to customer function error: ${outcome.error.errorMessage}`,
			};
		case "abandoned":
			return { type: "INTEGRATION_TIMEOUT", log: "Execution failed due to a timeout error" };
		case "denied":
			return {
				type: "DEFAULT_5XX",
				status: 500,
				log: "Execution failed due to configuration error: Invalid permissions on Lambda function",
			};
		case "missing":
			return {
				type: "DEFAULT_5XX",
				status: 500,
				log: "Execution failed due to configuration error: Invalid permissions on Lambda function",
			};
		case "throttled":
			return { type: "DEFAULT_5XX", status: 500, log: "Lambda invocation failed with status: 429. Rate Exceeded." };
		case "rejected":
			return {
				type: "DEFAULT_5XX",
				status: 500,
				log: `Lambda invocation failed with status: ${outcome.statusCode}. ${outcome.error.errorMessage}`,
			};
	}
}

/** Names keep the client's case and are ordered; what belongs to the connection alone is not passed on. */
export function headersOf(request: HttpRequest): Header[] {
	return request.headers
		.filter(([name]) => !/^(content-length|connection|te|transfer-encoding|upgrade|expect)$/i.test(name))
		.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Bytes of a binary media type arrive in base64, other bodies as text (L271). */
export function bodyOf(api: StackApi, request: HttpRequest): { body: string | null; isBase64Encoded: boolean } {
	if (!request.body || request.body.length === 0) return { body: null, isBase64Encoded: false };
	const isBase64Encoded = isBinaryType(api.binaryMediaTypes, headerOf(request, "content-type") ?? "");
	return { body: request.body.toString(isBase64Encoded ? "base64" : "utf8"), isBase64Encoded };
}
