import type { Json } from "#sandbox/json-value.ts";
import type { StackAuthorizer } from "#sandbox/stack/api.ts";
import { ACCOUNT } from "#sandbox/stack/arn.ts";
import type { Cloud } from "../cloud.ts";
import type { FunctionCaller } from "../http/function-caller.ts";
import type { HttpResponse } from "../http/http-response.ts";
import { CALLER } from "../http/payload-v1.ts";
import { isRecord } from "../http/proxy-result.ts";
import type { HttpApi } from "./http-api.ts";
import { type HttpApiRequest, httpApiError } from "./http-api-request.ts";
import type { AuthorizerAnswer, LambdaAuthorizerConfig } from "./lambda-authorizer.ts";
import { mapped } from "./mapping-expression.ts";
import { NamedAuthorizers } from "./named-authorizers.ts";
import { decide } from "./policy.ts";
import { checkToken, claimTexts } from "./token-check.ts";
import type { TokenIssuers } from "./token-issuers.ts";

export type HttpAuthorization = { invocation?: number | undefined } & ({ authorizer?: Json | undefined } | { refusal: HttpResponse });

/** The authorizers of an HTTP API (L290, L292, L295, L296). */
export class HttpAuthorizers {
	#api: HttpApi;
	#named: NamedAuthorizers;
	#issuers: TokenIssuers;

	constructor(cloud: Cloud, httpApi: HttpApi, caller: FunctionCaller, issuers: TokenIssuers) {
		this.#api = httpApi;
		this.#issuers = issuers;
		this.#named = new NamedAuthorizers(cloud, httpApi.api, caller);
	}

	/** @param name As a route has it. */
	get(name: string | undefined): StackAuthorizer | undefined {
		return this.#named.get(name);
	}

	authorize(through: HttpApiRequest, onDecision: (authorization: HttpAuthorization) => void) {
		const authorizer = this.get(through.match.route.authorizer);
		switch (authorizer?.kind) {
			case undefined:
			case "cognito":
				return onDecision({});
			case "iam":
				return onDecision(
					through.request.signed ? { authorizer: { iam: iamOf() } } : { refusal: httpApiError("FORBIDDEN", "The request is not signed") },
				);
			case "jwt":
				return onDecision(this.#byToken(authorizer, through));
			case "lambda":
				return this.#byLambda(authorizer, through, onDecision);
		}
	}

	#byToken({ issuer, audience, identitySources }: Extract<StackAuthorizer, { kind: "jwt" }>, through: HttpApiRequest): HttpAuthorization {
		const value = this.#identity(identitySources[0] ?? "$request.header.Authorization", through);
		const { scopes } = through.match.route;
		const check = checkToken(value, { issuer: this.#issuers.of(issuer), audience, scopes }, this.#issuers.nowSeconds);
		if (check.ok) return { authorizer: { jwt: { claims: claimTexts(check.claims), scopes: scopes.length > 0 ? check.scopes : null } } };
		if (check.problem === "scope") {
			const header = `Bearer scope="${scopes.join(" ")}" error="insufficient_scope"`;
			return { refusal: challenge(httpApiError("FORBIDDEN", check.why), header) };
		}
		const why = check.problem === "missing" ? "Bearer" : `Bearer scope="" error="invalid_token" error_description="${check.why}"`;
		return { refusal: challenge(httpApiError("UNAUTHORIZED", check.why), why) };
	}

	#byLambda(authorizer: LambdaAuthorizerConfig, through: HttpApiRequest, onDecision: (authorization: HttpAuthorization) => void) {
		const lambda = this.#named.lambda(authorizer.name);
		const sources = authorizer.identitySources.map((source) => this.#identity(source, through));
		if (sources.some((value) => value === undefined || value === "")) {
			const log = `The identity source ${authorizer.identitySources.join(", ")} is missing or empty; the function was not called`;
			return onDecision({ refusal: httpApiError("UNAUTHORIZED", log) });
		}
		const key = sources.length > 0 ? JSON.stringify(sources) : undefined;
		const event = () => this.#event(authorizer, through, sources as string[]);
		return lambda?.ask(key, event, through.request.label, (answer) =>
			onDecision({ ...decisionOf(answer, authorizer, through), invocation: answer.invocation }),
		);
	}

	/** L289, L290: the event of the integration without its body, and what was asked about it. */
	#event(authorizer: LambdaAuthorizerConfig, through: HttpApiRequest, identity: string[]): Json {
		if (authorizer.payloadVersion === "1.0") {
			const { body: _, isBase64Encoded: __, version, ...event } = this.#api.eventV1(through);
			const source = identity.join(",");
			return {
				version: version ?? "1.0",
				type: "REQUEST",
				methodArn: through.routeArn,
				identitySource: source,
				authorizationToken: source,
				...event,
			};
		}
		const { body: _, isBase64Encoded: __, version, ...event } = this.#api.eventV2(through);
		return { version: version ?? "2.0", type: "REQUEST", routeArn: through.routeArn, identitySource: identity, ...event };
	}

	/** `$request.header.Name`, `$request.querystring.name`, `$context.name`, `$stageVariables.name`. */
	#identity(source: string, through: HttpApiRequest): string | undefined {
		return mapped(source.replace(/^\$request\./, "method.request.").replace(/^\$/, ""), this.#api.scopeOf(through));
	}
}

function decisionOf(
	answer: AuthorizerAnswer,
	{ simpleResponses, payloadVersion }: LambdaAuthorizerConfig,
	through: HttpApiRequest,
): HttpAuthorization {
	if (answer.status !== "answered") {
		const log =
			answer.status === "failed"
				? answer.errorMessage
				: {
						abandoned: "the authorizer took more than 10 s",
						denied: "no permission to invoke the authorizer",
						malformed: "the result is no JSON",
					}[answer.status];
		return { refusal: httpApiError("INTERNAL", `Authorizer error: ${log}`) };
	}
	const { result } = answer;
	if (!isRecord(result)) return { refusal: httpApiError("INTERNAL", "Authorizer error: the result is no object") };
	let allowed: boolean | undefined;
	if (simpleResponses && payloadVersion === "2.0") allowed = typeof result.isAuthorized === "boolean" ? result.isAuthorized : undefined;
	else {
		const decision = decide(result.policyDocument, { resource: through.routeArn, context: { "aws:SourceIp": through.request.sourceIp } });
		allowed = decision && decision === "allow";
	}
	if (allowed === undefined) {
		const log = `Authorizer error: the result is not of the ${simpleResponses ? "simple format, { isAuthorized, context }" : "IAM policy format"}`;
		return { refusal: httpApiError("INTERNAL", log) };
	}
	if (!allowed) return { refusal: httpApiError("FORBIDDEN", "The authorizer does not allow the request") };
	const context = isRecord(result.context) ? result.context : {};
	return { authorizer: { lambda: context } };
}

function iamOf(): Json {
	return {
		accessKey: CALLER.accessKey,
		accountId: ACCOUNT,
		callerId: CALLER.userId,
		cognitoIdentity: null,
		principalOrgId: "",
		userArn: CALLER.arn(ACCOUNT),
		userId: CALLER.userId,
	};
}

function challenge(response: HttpResponse, value: string): HttpResponse {
	return { ...response, headers: [...response.headers, ["www-authenticate", value]] };
}
