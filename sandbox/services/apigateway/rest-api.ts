import { RandomStream } from "#sandbox/kernel/random.ts";
import type { StackApi, StackRoute } from "#sandbox/stack/api.ts";
import { ACCOUNT } from "#sandbox/stack/arn.ts";
import type { HttpSend } from "#sandbox/traffic/send.ts";
import type { Cloud } from "../cloud.ts";
import type { FunctionCaller } from "../http/function-caller.ts";
import type { HttpFront } from "../http/http-fronts.ts";
import { type HttpRequest, headerOf, split } from "../http/http-request.ts";
import type { HttpResponse } from "../http/http-response.ts";
import { CALLER } from "../http/payload-v1.ts";
import { stableId } from "../http/stable-id.ts";
import { isTooLarge } from "./body-limit.ts";
import { answerMock, callCustom } from "./custom-integration.ts";
import { GatewayResponses, type Refusal } from "./gateway-response.ts";
import type { Outside } from "./outside.ts";
import { decide } from "./policy.ts";
import { RequestValidator } from "./request-validator.ts";
import { ResourceTree, type RouteMatch } from "./resource-tree.ts";
import { type Authorized, RestAuthorizers } from "./rest-authorizer.ts";
import { callHttp } from "./rest-http.ts";
import { callProxy } from "./rest-proxy.ts";
import { type RestRequest, scopeOf } from "./rest-request.ts";
import { callService } from "./service-integration.ts";
import { type SharedByApis, StageThrottles } from "./throttles.ts";
import type { TokenIssuers } from "./token-issuers.ts";
import { UsagePlans } from "./usage-plans.ts";

/** A stage of a REST API. */
export class RestApi implements HttpFront {
	readonly kind = "rest" as const;
	readonly id: string;
	readonly host: string;
	readonly api: StackApi;
	#cloud: Cloud;
	#caller: FunctionCaller;
	#tree: ResourceTree;
	#authorizers: RestAuthorizers;
	#issuers: TokenIssuers;
	#responses: GatewayResponses;
	#plans: UsagePlans;
	#throttles: StageThrottles;
	#outside: Outside;
	#validator = new RequestValidator();
	#random: RandomStream;

	constructor(cloud: Cloud, api: StackApi, caller: FunctionCaller, shared: SharedByApis) {
		this.id = api.id;
		this.api = api;
		this.#cloud = cloud;
		this.#caller = caller;
		this.host = `${api.apiId}.execute-api.${cloud.run.scenario.region}.amazonaws.com`;
		this.#tree = new ResourceTree(api.routes, { byMethod: false, trailingSlash: false });
		this.#authorizers = new RestAuthorizers(cloud, api, caller, shared.issuers);
		this.#issuers = shared.issuers;
		this.#responses = new GatewayResponses(api.gatewayResponses ?? []);
		this.#plans = new UsagePlans(api, shared.usage);
		this.#throttles = new StageThrottles(api, shared.account);
		this.#outside = shared.outside;
		this.#random = new RandomStream(cloud.run.scenario.seed, `requests of ${api.id}`);
	}

	prepare(send: HttpSend): HttpSend {
		const match = this.#tree.match(send.method, split(send.path, "?")[0]);
		return this.#issuers.fill(send, this.#authorizers.get(match?.route.authorizer));
	}

	handle(request: HttpRequest, respond: (response: HttpResponse) => void) {
		const requestId = this.#random.uuid();
		const match = this.#tree.match(request.method, request.path);
		const answer = (response: HttpResponse) =>
			respond({ ...response, headers: [...response.headers, ["x-amzn-requestid", requestId]], route: match && routeName(match.route) });
		const rest = this.#restRequest(request, match ?? { route: NO_ROUTE, pathParameters: {} }, requestId);
		const refuse = (refusal: Refusal) => answer(this.#responses.answer(refusal, scopeOf(rest)));
		if (!match) return refuse({ type: "MISSING_AUTHENTICATION_TOKEN" });
		if (isTooLarge(request)) return refuse({ type: "REQUEST_TOO_LARGE" });
		const byPolicy = this.#refusalByPolicy(rest);
		if (byPolicy) return refuse(byPolicy);
		return this.#authorizers.authorize(rest, (authorization) => {
			const { invocation: authorizerInvocation } = authorization;
			const done = (response: HttpResponse) => answer({ ...response, authorizerInvocation });
			if ("refusal" in authorization) return done(this.#responses.answer(authorization.refusal, scopeOf(rest)));
			return this.#admit({ ...rest, context: { ...rest.context, authorizer: authorization.authorizer } }, authorization, done);
		});
	}

	/** A resource policy that does not allow the call denies it. Who signs is a user of the account; the others are anonymous. */
	#refusalByPolicy({ methodArn, request }: RestRequest): Refusal | undefined {
		if (this.api.policy === undefined) return undefined;
		const decision = decide(this.api.policy, {
			resource: methodArn,
			context: { "aws:SourceIp": request.sourceIp },
			principals: request.signed ? [ACCOUNT, `arn:aws:iam::${ACCOUNT}:root`, CALLER.arn(ACCOUNT)] : [],
		});
		if (decision === "allow") return undefined;
		// Who is refused does not learn the number of the account.
		const masked = methodArn.replace(/:\d{8}(\d{4}):/, ":********$1:");
		const why = decision === "explicitDeny" ? " with an explicit deny" : "";
		return {
			type: "ACCESS_DENIED",
			message: `User: anonymous is not authorized to perform: execute-api:Invoke on resource: ${masked}${why}`,
		};
	}

	/** API key, throttles, validation: what comes between the authorizer and the integration. */
	#admit(rest: RestRequest, { usageKey }: Authorized, done: (response: HttpResponse) => void) {
		const { simulation, epochMs } = this.#cloud.run;
		const { request, match } = rest;
		const refuse = (refusal: Refusal) => done(this.#responses.answer(refusal, scopeOf(rest)));
		let admitted = rest;
		if (match.route.apiKeyRequired) {
			const value = this.api.apiKeySource === "AUTHORIZER" ? usageKey : headerOf(request, "x-api-key");
			const used = this.#plans.use(value, routeName(match.route), simulation.now, epochMs);
			if ("refusal" in used) return refuse(used.refusal);
			const apiKey = { id: used.key.id, value: used.key.value };
			admitted = { ...rest, context: { ...rest.context, apiKey } };
		}
		const throttled = this.#throttles.take(match.route, simulation.now);
		if (throttled) return refuse({ type: "THROTTLED", log: throttled });
		const invalid = match.route.validation && this.#validator.check(match.route.validation, request);
		if (invalid) return refuse(invalid);
		return this.#integrate(admitted, done);
	}

	#restRequest(request: HttpRequest, match: RouteMatch, requestId: string): RestRequest {
		const { api, host } = this;
		const { region } = this.#cloud.run.scenario;
		return {
			request,
			match,
			methodArn: `arn:aws:execute-api:${region}:${ACCOUNT}:${api.apiId}/${api.stage}/${request.method}${request.path}`,
			context: {
				accountId: ACCOUNT,
				apiId: api.apiId,
				domainName: host,
				requestId,
				extendedRequestId: `${this.#random.hex(14)}=`,
				deploymentId: stableId(`${api.id} deployment`, 6),
				resourceId: stableId(`${api.id} ${match.route.path}`, 6),
				resource: match.route.path,
				path: request.path,
				stage: api.stage,
				pathParameters: match.pathParameters,
				stageVariables: api.stageVariables,
			},
		};
	}

	#integrate(rest: RestRequest, done: (response: HttpResponse) => void) {
		const { integration } = rest.match.route;
		const refuse = (refusal: Refusal) => this.#responses.answer(refusal, scopeOf(rest));
		if (integration.kind === "proxy") return callProxy(this.#caller, this.api, rest, integration, refuse, done);
		if (integration.kind === "custom") return callCustom(this.#caller, rest, integration, refuse, done);
		if (integration.kind === "mock") return done(answerMock(rest, integration, refuse));
		const { run } = this.#cloud;
		if (integration.kind === "http") return callHttp(run, this.#outside, rest, integration, refuse, done);
		return callService(this.#outside.endpoints(), run.scenario.region, rest, integration, refuse, done);
	}
}

/** Of a request that no route takes. */
const NO_ROUTE: StackRoute = {
	id: "",
	line: 0,
	method: "",
	path: "",
	integration: { kind: "mock", requestTemplates: {}, responses: [] },
	authorizer: undefined,
	scopes: [],
	apiKeyRequired: false,
	validation: undefined,
};

function routeName(route: StackRoute): string {
	return `${route.method} ${route.path}`;
}
