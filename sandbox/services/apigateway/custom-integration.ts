import type { StackIntegration, StackIntegrationResponse, StackTemplates } from "#sandbox/stack/api.ts";
import type { CallOutcome, FunctionCall, FunctionCaller } from "../http/function-caller.ts";
import { type Header, headerOf } from "../http/http-request.ts";
import type { HttpResponse } from "../http/http-response.ts";
import { payloadOf } from "../http/proxy-result.ts";
import type { Refusal } from "./gateway-response.ts";
import { filledUri } from "./http-call.ts";
import { integrationSource } from "./integration-source.ts";
import { mappedParameters } from "./mapped-parameters.ts";
import { type MappingScope, mapped } from "./mapping-expression.ts";
import { refusalOf } from "./rest-proxy.ts";
import { type RestRequest, scopeOf } from "./rest-request.ts";
import { renderMapping } from "./template/gateway-tools.ts";
import { TemplateError } from "./template/velocity.ts";

type Refuse = (refusal: Refusal) => HttpResponse;
/** What the integration's own answer is: by what a response is selected, its body, its headers. */
export type IntegrationAnswer = { selectBy: string; body: string; headers: Record<string, string> };

/**
 * The payload for an integration that maps: by the template for the request's content type, or as it came.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
 */
export function mappedRequest(
	{ requestTemplates, passthrough = "WHEN_NO_MATCH" }: StackTemplates,
	rest: RestRequest,
): { payload: string } | { refusal: Refusal } {
	const type = headerOf(rest.request, "content-type")?.split(";")[0]?.trim().toLowerCase() || "application/json";
	const template = Object.entries(requestTemplates).find(([name]) => name.toLowerCase() === type)?.[1] ?? requestTemplates.$default;
	const body = rest.request.body?.toString("utf8") ?? "";
	if (template === undefined) {
		const passes = passthrough === "WHEN_NO_MATCH" || (passthrough === "WHEN_NO_TEMPLATES" && Object.keys(requestTemplates).length === 0);
		return passes ? { payload: body } : { refusal: { type: "UNSUPPORTED_MEDIA_TYPE", log: `No template is for ${type}` } };
	}
	try {
		return { payload: renderMapping(template, body, scopeOf(rest)).text };
	} catch (error) {
		return { refusal: templateFailed(error) };
	}
}

/** The method's response: the first integration response whose pattern the whole of `selectBy` matches, else the one without a pattern (L276). */
export function mappedResponse(
	responses: readonly StackIntegrationResponse[],
	answer: IntegrationAnswer,
	rest: RestRequest,
	refuse: Refuse,
): HttpResponse {
	const chosen =
		responses.find(({ pattern }) => pattern !== "" && fits(pattern, answer.selectBy)) ?? responses.find(({ pattern }) => pattern === "");
	if (!chosen) {
		const log = `Execution failed due to configuration error: No match for output mapping and no default output mapping configured. Endpoint Response Status Code: ${answer.selectBy}`;
		return refuse({ type: "API_CONFIGURATION_ERROR", log });
	}
	const scope: MappingScope = { ...scopeOf(rest), integration: answer };
	const headers: Header[] = [];
	for (const [name, expression] of Object.entries(chosen.parameters ?? {})) {
		const value = mapped(expression, scope);
		if (value !== undefined) headers.push([name.replace(/^method\.response\.header\./, ""), value]);
	}
	const accepted = headerOf(rest.request, "accept")?.split(",")[0]?.split(";")[0]?.trim();
	const templates = Object.entries(chosen.templates);
	const [type, template] = templates.find(([name]) => name === accepted) ??
		templates.find(([name]) => name === "application/json") ??
		templates[0] ?? ["application/json", ""];
	try {
		const { text, overrides } = template === "" ? { text: answer.body, overrides: undefined } : renderMapping(template, answer.body, scope);
		const overridden = Object.entries(overrides?.headers ?? {});
		const kept = headers.filter(([name]) => !overridden.some(([other]) => other.toLowerCase() === name.toLowerCase()));
		const all = [...kept, ...overridden];
		if (!all.some(([name]) => name.toLowerCase() === "content-type")) all.unshift(["Content-Type", type]);
		return { status: overrides?.status ?? chosen.status, headers: all, body: Buffer.from(text) };
	} catch (error) {
		return refuse(templateFailed(error));
	}
}

/** A Lambda integration that is no proxy: the payload is mapped, the result is the body, and an error is a result too (L276). */
export function callCustom(
	caller: FunctionCaller,
	rest: RestRequest,
	integration: Extract<StackIntegration, { kind: "custom" }>,
	refuse: Refuse,
	done: (response: HttpResponse) => void,
) {
	const request = mappedRequest(integration, rest);
	if ("refusal" in request) return done(refuse(request.refusal));
	const payload = request.payload.trim() || "{}";
	if (!isJson(payload)) {
		// Lambda refuses what is no JSON (L50), and the gateway passes that off as its own failure.
		const log = "Lambda invocation failed with status: 400. Could not parse request body into json";
		return done(refuse({ type: "DEFAULT_5XX", status: 500, log }));
	}
	const call = {
		functionArn: filledUri(integration.functionArn, {}, rest.context.stageVariables),
		payload,
		...integrationSource(rest.methodArn, integration.roleArn),
		label: rest.request.label,
		timeoutMs: integration.timeoutMs,
	};
	if (mappedParameters(integration, rest).header["x-amz-invocation-type"] === "Event")
		return done(callLater(caller, call, rest, integration, refuse));
	return caller.call(call, (outcome) => {
		const invocation = "invocation" in outcome ? outcome.invocation : undefined;
		const answer = answerOf(outcome);
		if (answer) return done({ ...mappedResponse(integration.responses, answer, rest, refuse), invocation });
		return done({ ...refuse(refusalOf(outcome) ?? { type: "DEFAULT_5XX" }), invocation });
	});
}

/**
 * With the header X-Amz-Invocation-Type: Event the gateway answers as soon as Lambda has the event, with an empty result.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integration-async.html
 */
function callLater(
	caller: FunctionCaller,
	call: FunctionCall,
	rest: RestRequest,
	{ responses }: Extract<StackIntegration, { kind: "custom" }>,
	refuse: Refuse,
): HttpResponse {
	const answer = caller.callLater(call);
	if (answer.ok) return mappedResponse(responses, { selectBy: String(answer.statusCode), body: "", headers: {} }, rest, refuse);
	if ("refused" in answer) return refuse(refusalOf({ status: answer.refused }) ?? { type: "DEFAULT_5XX" });
	const log = `Lambda invocation failed with status: ${answer.statusCode}. ${answer.error.errorMessage}`;
	return refuse({ type: "DEFAULT_5XX", status: 500, log });
}

function answerOf(outcome: CallOutcome): IntegrationAnswer | undefined {
	if (outcome.status === "succeeded") {
		const body = payloadOf(outcome);
		return { selectBy: errorMessageIn(body) ?? "200", body, headers: {} };
	}
	if (outcome.status !== "functionError") return undefined;
	const { errorType, errorMessage, trace } = outcome.error;
	return { selectBy: errorMessage, body: JSON.stringify({ errorType, errorMessage, ...(trace ? { trace } : {}) }), headers: {} };
}

/** A result that has errorMessage is taken for an error, whoever wrote it. */
function errorMessageIn(body: string): string | undefined {
	try {
		const value: unknown = JSON.parse(body);
		const message = typeof value === "object" && value !== null && "errorMessage" in value ? value.errorMessage : undefined;
		return typeof message === "string" && message !== "" ? message : undefined;
	} catch {
		return undefined;
	}
}

/** A MOCK integration answers with the status that its request template names: `{"statusCode": 200}`. */
export function answerMock(rest: RestRequest, integration: Extract<StackIntegration, { kind: "mock" }>, refuse: Refuse): HttpResponse {
	const request = mappedRequest(integration, rest);
	if ("refusal" in request) return refuse(request.refusal);
	const status = /["']?statusCode["']?\s*:\s*["']?(\d{3})/.exec(request.payload)?.[1];
	if (status === undefined)
		return refuse({
			type: "API_CONFIGURATION_ERROR",
			log: "Execution failed due to configuration error: Unable to parse statusCode. It should be an integer that is defined in the request template.",
		});
	return mappedResponse(integration.responses, { selectBy: status, body: "", headers: {} }, rest, refuse);
}

/** Java's `matches`: the pattern has to fit the whole text, line breaks included only where it says so. */
function fits(pattern: string, text: string): boolean {
	try {
		return new RegExp(`^(?:${pattern})$`).test(text);
	} catch {
		return false;
	}
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

function templateFailed(error: unknown): Refusal {
	if (!(error instanceof TemplateError)) throw error;
	return {
		type: "DEFAULT_5XX",
		status: 500,
		log: `Execution failed due to configuration error: Unable to transform request: ${error.message}`,
	};
}
