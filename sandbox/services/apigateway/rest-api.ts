import { RandomStream } from "#sandbox/kernel/random.ts";
import type { StackApi, StackRoute } from "#sandbox/stack/api.ts";
import { ACCOUNT } from "#sandbox/stack/arn.ts";
import type { Cloud } from "../cloud.ts";
import type { FunctionCaller } from "../http/function-caller.ts";
import type { HttpFront } from "../http/http-fronts.ts";
import type { HttpRequest } from "../http/http-request.ts";
import type { HttpResponse } from "../http/http-response.ts";
import type { PayloadV1Context } from "../http/payload-v1.ts";
import { stableId } from "../http/stable-id.ts";
import { type Refusal, refused } from "./gateway-response.ts";
import { ResourceTree, type RouteMatch } from "./resource-tree.ts";
import { callProxy } from "./rest-proxy.ts";

/** Largest body in bytes (L299). */
const MAX_BODY_BYTES = 10_485_760;

/** A request on its way through a REST API. */
export type RestRequest = {
	readonly request: HttpRequest;
	readonly match: RouteMatch;
	/** For the event: what API Gateway knows of it. */
	readonly context: PayloadV1Context;
	/** ARN of the method called, as policies and permissions name it. */
	readonly methodArn: string;
};

/** A stage of a REST API. */
export class RestApi implements HttpFront {
	readonly kind = "rest" as const;
	readonly id: string;
	readonly host: string;
	readonly api: StackApi;
	#cloud: Cloud;
	#caller: FunctionCaller;
	#tree: ResourceTree;
	#random: RandomStream;

	constructor(cloud: Cloud, api: StackApi, caller: FunctionCaller) {
		this.id = api.id;
		this.api = api;
		this.#cloud = cloud;
		this.#caller = caller;
		this.host = `${api.apiId}.execute-api.${cloud.run.scenario.region}.amazonaws.com`;
		this.#tree = new ResourceTree(api.routes, { byMethod: false, trailingSlash: false });
		this.#random = new RandomStream(cloud.run.scenario.seed, `requests of ${api.id}`);
	}

	handle(request: HttpRequest, respond: (response: HttpResponse) => void) {
		const requestId = this.#random.uuid();
		const answer = (response: HttpResponse, route?: StackRoute) =>
			respond({ ...response, headers: [...response.headers, ["x-amzn-requestid", requestId]], route: response.route ?? routeName(route) });
		const match = this.#tree.match(request.method, request.path);
		if (!match) return answer(this.#refuse({ type: "MISSING_AUTHENTICATION_TOKEN" }));
		if ((request.body?.length ?? 0) > MAX_BODY_BYTES) return answer(this.#refuse({ type: "REQUEST_TOO_LARGE" }), match.route);
		const rest = this.#restRequest(request, match, requestId);
		this.#integrate(rest, (response) => answer(response, match.route));
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

	#refuse(refusal: Refusal): HttpResponse {
		return refused(refusal);
	}

	#integrate(rest: RestRequest, done: (response: HttpResponse) => void) {
		const { integration } = rest.match.route;
		if (integration.kind === "proxy") callProxy(this.#caller, this.api, rest, integration, (refusal) => this.#refuse(refusal), done);
	}
}

function routeName(route: StackRoute | undefined): string | undefined {
	return route && `${route.method} ${route.path}`;
}
