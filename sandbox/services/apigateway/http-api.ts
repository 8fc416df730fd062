import type { Json } from "#sandbox/json-value.ts";
import { RandomStream } from "#sandbox/kernel/random.ts";
import type { StackApi, StackIntegration, StackRoute } from "#sandbox/stack/api.ts";
import { ACCOUNT } from "#sandbox/stack/arn.ts";
import type { HttpSend } from "#sandbox/traffic/send.ts";
import type { Cloud } from "../cloud.ts";
import { corsHeaders, isPreflight, preflightHeaders } from "../http/cors.ts";
import type { CallOutcome, FunctionCaller } from "../http/function-caller.ts";
import type { HttpFront } from "../http/http-fronts.ts";
import { decoded, type HttpRequest, split } from "../http/http-request.ts";
import type { HttpResponse } from "../http/http-response.ts";
import { eventV1, type PayloadV1Context } from "../http/payload-v1.ts";
import { bodyV2, eventV2, lowerCased, type PayloadV2Context, responseOfResultV2 } from "../http/payload-v2.ts";
import { isRecord, payloadOf, responseOfResultV1 } from "../http/proxy-result.ts";
import { isTooLarge } from "./body-limit.ts";
import { type HttpApiRequest, httpApiError } from "./http-api-request.ts";
import { HttpAuthorizers } from "./http-authorizer.ts";
import { filledUri } from "./http-call.ts";
import { changedRequest, changedResponse } from "./http-mapping.ts";
import { callHttpProxy } from "./http-proxy.ts";
import { integrationSource } from "./integration-source.ts";
import type { MappingScope } from "./mapping-expression.ts";
import type { Outside } from "./outside.ts";
import { ResourceTree, type RouteMatch } from "./resource-tree.ts";
import { callSubtype } from "./subtype.ts";
import { type SharedByApis, StageThrottles } from "./throttles.ts";
import type { TokenIssuers } from "./token-issuers.ts";

/** A stage of an HTTP API. */
export class HttpApi implements HttpFront {
	readonly kind = "http" as const;
	readonly id: string;
	readonly host: string;
	readonly api: StackApi;
	#cloud: Cloud;
	#caller: FunctionCaller;
	#tree: ResourceTree;
	#fallback: StackRoute | undefined;
	#issuers: TokenIssuers;
	#authorizers: HttpAuthorizers;
	#throttles: StageThrottles;
	#outside: Outside;
	#random: RandomStream;

	constructor(cloud: Cloud, api: StackApi, caller: FunctionCaller, shared: SharedByApis) {
		this.id = api.id;
		this.api = api;
		this.#cloud = cloud;
		this.#caller = caller;
		this.host = `${api.apiId}.execute-api.${cloud.run.scenario.region}.amazonaws.com`;
		this.#fallback = api.routes.find(({ path }) => path === "$default");
		this.#tree = new ResourceTree(
			api.routes.filter((route) => route !== this.#fallback),
			{ byMethod: true, trailingSlash: true },
		);
		this.#issuers = shared.issuers;
		this.#authorizers = new HttpAuthorizers(cloud, this, caller, shared.issuers);
		this.#throttles = new StageThrottles(api, shared.account);
		this.#outside = shared.outside;
		this.#random = new RandomStream(cloud.run.scenario.seed, `requests of ${api.id}`);
	}

	prepare(send: HttpSend): HttpSend {
		const match = this.#match(send.method, split(send.path, "?")[0]);
		return this.#issuers.fill(send, this.#authorizers.get(match?.route.authorizer));
	}

	#match(method: string, path: string): RouteMatch | undefined {
		return this.#tree.match(method, path) ?? (this.#fallback && { route: this.#fallback, pathParameters: {} });
	}

	handle(request: HttpRequest, respond: (response: HttpResponse) => void) {
		const requestId = `${this.#random.hex(15)}=`;
		const { cors } = this.api;
		const answer = (response: HttpResponse, route?: string) => {
			const headers = cors ? withCors(response.headers, corsHeaders(cors, request)) : response.headers;
			respond({ ...response, headers: [...headers, ["apigw-requestid", requestId]], route: response.route ?? route });
		};
		if (cors && isPreflight(request)) {
			const headers = [...preflightHeaders(cors, request), ["apigw-requestid", requestId] as const];
			return respond({ status: 204, headers, body: Buffer.alloc(0) });
		}
		const match = this.#match(request.method, request.path);
		if (!match) return answer(httpApiError("NOT_FOUND"));
		const { route } = match;
		const routeKey = route === this.#fallback ? "$default" : `${route.method} ${route.path}`;
		if (isTooLarge(request)) return answer(httpApiError("REQUEST_TOO_LARGE"), routeKey);
		const { apiId, stage } = this.api;
		const { region } = this.#cloud.run.scenario;
		const target = route === this.#fallback ? "$default" : `${request.method}${route.path}`;
		const through: HttpApiRequest = {
			request,
			match: { route, pathParameters: decodedValues(match.pathParameters) },
			routeKey,
			requestId,
			routeArn: `arn:aws:execute-api:${region}:${ACCOUNT}:${apiId}/${stage}/${target}`,
			rawPath: stage === "$default" ? request.path : `/${stage}${request.path}`,
		};
		const throttled = this.#throttles.take(route, this.#cloud.run.simulation.now);
		if (throttled) return answer(httpApiError("THROTTLED", throttled), routeKey);
		return this.#authorizers.authorize(through, (authorization) => {
			const { invocation: authorizerInvocation } = authorization;
			const done = (response: HttpResponse) => answer({ ...response, authorizerInvocation }, routeKey);
			if ("refusal" in authorization) return done(authorization.refusal);
			return this.#integrate({ ...through, authorizer: authorization.authorizer }, done);
		});
	}

	#integrate(through: HttpApiRequest, done: (response: HttpResponse) => void) {
		const { integration } = through.match.route;
		if (integration.kind === "proxy") return this.#callProxy(through, integration, done);
		const { run } = this.#cloud;
		if (integration.kind === "service")
			return callSubtype(this.#outside.endpoints(), integration, this.scopeOf(through), through.requestId, done);
		if (integration.kind === "http") return callHttpProxy(run, this.#outside, integration, this.scopeOf(through), done);
		return done(httpApiError("INTERNAL", `An HTTP API has no integrations of the kind ${integration.kind}.`));
	}

	#callProxy(through: HttpApiRequest, integration: Extract<StackIntegration, { kind: "proxy" }>, done: (response: HttpResponse) => void) {
		const scope = this.scopeOf(through);
		const { request, routeArn } = through;
		const sent = { ...through, request: changedRequest(request, integration.mapping, scope) };
		const event = integration.payloadVersion === "2.0" ? this.eventV2(sent) : this.eventV1(sent);
		const call = {
			functionArn: filledUri(integration.functionArn, {}, this.api.stageVariables),
			payload: JSON.stringify(event),
			...integrationSource(routeArn, integration.roleArn),
			label: request.label,
			timeoutMs: integration.timeoutMs,
		};
		this.#caller.call(call, (outcome) => {
			const invocation = "invocation" in outcome ? outcome.invocation : undefined;
			const answer = answerOf(outcome, integration.payloadVersion);
			done({ ...(outcome.status === "succeeded" ? changedResponse(integration.mapping, answer, scope) : answer), invocation });
		});
	}

	/** What mapping expressions can look at. */
	scopeOf(through: HttpApiRequest): MappingScope {
		const { requestContext } = eventV2(through.request, this.#contextV2(through));
		const context = isRecord(requestContext) ? requestContext : {};
		return { request: through.request, pathParameters: through.match.pathParameters, stageVariables: this.api.stageVariables, context };
	}

	/** The event of format 2.0 (L268), with its body. */
	eventV2(through: HttpApiRequest): Record<string, Json> {
		return { ...eventV2(through.request, this.#contextV2(through)), ...bodyV2(through.request) };
	}

	#contextV2({ match, routeKey, requestId, rawPath, authorizer }: HttpApiRequest): PayloadV2Context {
		const { apiId, stage, stageVariables } = this.api;
		const { pathParameters } = match;
		return {
			accountId: ACCOUNT,
			apiId,
			domainName: this.host,
			requestId,
			routeKey,
			stage,
			rawPath,
			pathParameters,
			stageVariables,
			authorizer,
		};
	}

	/** Format 1.0, which says so here, and has names of headers in lower case (L267, L269). */
	eventV1(through: HttpApiRequest): Record<string, Json> {
		const { request, match, requestId, routeKey, rawPath, authorizer } = through;
		const { apiId, stage, stageVariables } = this.api;
		const context: PayloadV1Context = {
			accountId: ACCOUNT,
			apiId,
			domainName: this.host,
			requestId,
			extendedRequestId: requestId,
			deploymentId: "",
			resourceId: routeKey,
			resource: match.route.path,
			path: rawPath,
			stage,
			pathParameters: match.pathParameters,
			stageVariables,
			authorizer: unwrapped(authorizer),
		};
		const { body, isBase64Encoded } = bodyV2(request);
		return { version: "1.0", ...eventV1(request, lowerCased(request), context), body: body ?? null, isBase64Encoded };
	}
}

/** Format 1.0 has what the authorizer said without the name of its kind. */
function unwrapped(authorizer: Json | undefined): Json | undefined {
	return isRecord(authorizer) ? (authorizer.lambda ?? authorizer.jwt ?? authorizer) : authorizer;
}

/** L273, L274. */
function answerOf(outcome: CallOutcome, version: "1.0" | "2.0"): HttpResponse {
	switch (outcome.status) {
		case "succeeded": {
			const payload = payloadOf(outcome);
			const response =
				version === "2.0"
					? responseOfResultV2(payload, "text/plain;charset=UTF-8")
					: responseOfResultV1(payload, { strict: false, defaultStatus: undefined, decodes: () => true });
			return (
				response ??
				httpApiError(
					"INTERNAL",
					'The response from the Lambda function doesn\'t match the format that API Gateway expects. Lambda body contains the wrong type for field "statusCode"',
				)
			);
		}
		case "functionError":
			return httpApiError(
				"INTERNAL",
				`The Lambda function returned the following error: ${outcome.error.errorMessage}. Check your Lambda function code and try again.`,
			);
		case "abandoned":
			return httpApiError("UNAVAILABLE", "Endpoint request timed out");
		case "denied":
		case "missing":
			return httpApiError(
				"INTERNAL",
				"The IAM role configured on the integration or API Gateway doesn't have permissions to call the integration. Check the permissions and try again.",
			);
		case "throttled":
			// Not in AWS's documentation; 503 is what users see (unverified).
			return httpApiError("UNAVAILABLE", "Rate Exceeded.");
		case "rejected":
			return httpApiError("INTERNAL", outcome.error.errorMessage);
	}
}

/** The setting overrides what the function says of CORS (L305). */
function withCors(headers: HttpResponse["headers"], cors: HttpResponse["headers"]): HttpResponse["headers"] {
	return [...headers.filter(([name]) => !/^access-control-/i.test(name)), ...cors];
}

function decodedValues(parameters: Record<string, string>): Record<string, string> {
	return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, decoded(value)]));
}
