import type { Json } from "#sandbox/json-value.ts";
import type { StackApi, StackAuthorizer } from "#sandbox/stack/api.ts";
import type { Cloud } from "../cloud.ts";
import type { FunctionCaller } from "../http/function-caller.ts";
import { eventV1 } from "../http/payload-v1.ts";
import { isRecord, textOf } from "../http/proxy-result.ts";
import type { Refusal } from "./gateway-response.ts";
import type { AuthorizerAnswer, LambdaAuthorizerConfig } from "./lambda-authorizer.ts";
import { mapped } from "./mapping-expression.ts";
import { NamedAuthorizers } from "./named-authorizers.ts";
import { decide } from "./policy.ts";
import { headersOf } from "./rest-proxy.ts";
import { type RestRequest, scopeOf } from "./rest-request.ts";
import { checkToken, claimTexts } from "./token-check.ts";
import { issuerOfPool, type TokenIssuers } from "./token-issuers.ts";

/** What an authorizer lets pass: what the handler sees of it, and the key of a usage plan that it named. */
export type Authorized = { authorizer?: Record<string, Json> | undefined; usageKey?: string | undefined };
export type Authorization = { invocation?: number | undefined } & (Authorized | { refusal: Refusal });

/** The authorizers of a REST API (L288-L294, L296). */
export class RestAuthorizers {
	#named: NamedAuthorizers;
	#issuers: TokenIssuers;

	constructor(cloud: Cloud, api: StackApi, caller: FunctionCaller, issuers: TokenIssuers) {
		this.#issuers = issuers;
		this.#named = new NamedAuthorizers(cloud, api, caller);
	}

	/** @param name As a route has it. */
	get(name: string | undefined): StackAuthorizer | undefined {
		return this.#named.get(name);
	}

	authorize(rest: RestRequest, onDecision: (authorization: Authorization) => void) {
		const authorizer = this.get(rest.match.route.authorizer);
		switch (authorizer?.kind) {
			case undefined:
				return onDecision({});
			case "iam":
				return onDecision(rest.request.signed ? {} : { refusal: { type: "MISSING_AUTHENTICATION_TOKEN" } });
			case "cognito":
			case "jwt":
				return onDecision(this.#byToken(authorizer, rest));
			case "lambda":
				return this.#byLambda(authorizer, rest, onDecision);
		}
	}

	#byToken(authorizer: Extract<StackAuthorizer, { kind: "cognito" | "jwt" }>, rest: RestRequest): Authorization {
		const issuers = authorizer.kind === "jwt" ? [authorizer.issuer] : authorizer.userPoolArns.map(issuerOfPool);
		const value = mapped(authorizer.identitySources[0] ?? "method.request.header.Authorization", scopeOf(rest));
		const audience = authorizer.kind === "jwt" ? authorizer.audience : [];
		const { scopes } = rest.match.route;
		let log = "";
		for (const issuer of issuers) {
			const check = checkToken(value, { issuer: this.#issuers.of(issuer), audience, scopes }, this.#issuers.nowSeconds);
			if (check.ok) {
				// Without scopes on the method it has to be an identity token, with scopes an access token (L296).
				const wrongUse = check.claims.token_use !== undefined && (check.claims.token_use === "access") !== scopes.length > 0;
				if (!wrongUse) return { authorizer: { claims: claimTexts(check.claims) } };
				log = `a token for the use "${check.claims.token_use}" does not fit a method ${scopes.length > 0 ? "with" : "without"} scopes`;
			} else if (check.problem === "expired")
				return { refusal: { type: "UNAUTHORIZED", message: "The incoming token has expired", log: check.why } };
			else log = check.why;
		}
		return { refusal: { type: "UNAUTHORIZED", log: `Unauthorized: ${log}` } };
	}

	#byLambda(authorizer: LambdaAuthorizerConfig, rest: RestRequest, onDecision: (authorization: Authorization) => void) {
		const lambda = this.#named.lambda(authorizer.name);
		const sources = authorizer.identitySources.map((source) => mapped(source, scopeOf(rest)));
		if (sources.some((value) => value === undefined || value === "")) {
			const log = `Unauthorized: the identity source ${authorizer.identitySources.join(", ")} is missing or empty; the function was not called`;
			return onDecision({ refusal: { type: "UNAUTHORIZED", log } });
		}
		const [token = ""] = sources as string[];
		if (authorizer.type === "TOKEN" && authorizer.tokenPattern !== undefined && !fits(authorizer.tokenPattern, token))
			return onDecision({ refusal: { type: "UNAUTHORIZED", log: "Unauthorized: the token does not match the validation expression" } });
		const key = sources.length > 0 ? JSON.stringify(sources) : undefined;
		const event = () => (authorizer.type === "TOKEN" ? tokenEvent(rest, token) : requestEvent(rest));
		return lambda?.ask(key, event, rest.request.label, (answer) =>
			onDecision({ ...decisionOf(answer, rest), invocation: answer.invocation }),
		);
	}
}

/** A regular expression of the template over the whole token. */
function fits(pattern: string, token: string): boolean {
	try {
		return new RegExp(`^(?:${pattern})$`).test(token);
	} catch {
		return false;
	}
}

/** L288. */
function tokenEvent(rest: RestRequest, token: string): Json {
	return { type: "TOKEN", methodArn: rest.methodArn, authorizationToken: token };
}

/** L289. Maps that are null for an integration are empty here. */
function requestEvent(rest: RestRequest): Json {
	const event = eventV1(rest.request, headersOf(rest.request), rest.context);
	const filled = Object.entries(event).map(([name, value]) => [name, value ?? {}] as const);
	return { type: "REQUEST", methodArn: rest.methodArn, ...Object.fromEntries(filled) };
}

function decisionOf(answer: AuthorizerAnswer, rest: RestRequest): Authorization {
	switch (answer.status) {
		case "answered":
			return decisionOfResult(answer.result, answer.latencyMs, rest);
		case "failed":
			// The one message that is not a failure (L293).
			if (answer.errorMessage === "Unauthorized") return { refusal: { type: "UNAUTHORIZED" } };
			return { refusal: { type: "AUTHORIZER_FAILURE", log: `Execution failed due to an authorizer error: ${answer.errorMessage}` } };
		case "abandoned":
			return { refusal: { type: "AUTHORIZER_FAILURE", log: "Execution failed due to a timeout of the authorizer" } };
		case "denied":
			return misconfigured("Invalid permissions on Lambda function");
		case "malformed":
			return misconfigured("the result is no JSON");
	}
}

function decisionOfResult(result: Json, integrationLatency: number, rest: RestRequest): Authorization {
	if (!isRecord(result) || typeof result.principalId !== "string") return misconfigured("the result has no principalId");
	const { principalId, policyDocument, context, usageIdentifierKey } = result;
	const decision = decide(policyDocument, { resource: rest.methodArn, context: { "aws:SourceIp": rest.request.sourceIp } });
	if (decision === undefined) return misconfigured("the policyDocument is malformed");
	const said = contextOf(context);
	if (!said) return misconfigured("values of the context have to be strings, numbers or booleans");
	if (decision !== "allow") {
		const message = `User is not authorized to access this resource${decision === "explicitDeny" ? " with an explicit deny" : ""}`;
		return { refusal: { type: "ACCESS_DENIED", message, log: `The policy of the authorizer does not allow ${rest.methodArn}` } };
	}
	const usageKey = typeof usageIdentifierKey === "string" ? usageIdentifierKey : undefined;
	return { authorizer: { principalId, integrationLatency, ...said }, usageKey };
}

/** Every value arrives as text (L291). */
function contextOf(context: Json | undefined): Record<string, string> | undefined {
	if (context === undefined || context === null) return {};
	if (!isRecord(context)) return undefined;
	const entries = Object.entries(context).filter(([, value]) => value !== null);
	if (entries.some(([, value]) => typeof value === "object")) return undefined;
	return Object.fromEntries(entries.map(([name, value]) => [name, textOf(value)]));
}

function misconfigured(why: string): Authorization {
	return {
		refusal: { type: "AUTHORIZER_CONFIGURATION_ERROR", log: `Execution failed due to configuration error: Invalid authorizer: ${why}` },
	};
}
