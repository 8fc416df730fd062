import type { Json } from "#sandbox/json-value.ts";
import type { StackApi, StackAuthorizer, StackRoute } from "#sandbox/stack/api.ts";
import type { WebsocketSend } from "#sandbox/traffic/send.ts";
import type { Cloud } from "../../cloud.ts";
import type { FunctionCaller } from "../../http/function-caller.ts";
import { isRecord } from "../../http/proxy-result.ts";
import type { AuthorizerAnswer } from "../lambda-authorizer.ts";
import { NamedAuthorizers } from "../named-authorizers.ts";
import { decide } from "../policy.ts";
import type { Connection } from "./connection.ts";
import { connectEvent, type WebsocketContext } from "./websocket-event.ts";

type Handshake = {
	send: WebsocketSend;
	connection: Connection;
	label: string | undefined;
	route: StackRoute | undefined;
	context: WebsocketContext;
};

/** `status`: the handshake is refused with it. */
export type ConnectAuthorization = { authorizerInvoked?: number } & (
	| { authorizer: Json | undefined }
	| { status: number; error: string; log?: string }
);

/** The authorizer of $connect, the only route that can have one; its word holds for the whole connection. */
export class ConnectAuthorizer {
	#api: StackApi;
	#named: NamedAuthorizers;

	constructor(cloud: Cloud, api: StackApi, caller: FunctionCaller) {
		this.#api = api;
		this.#named = new NamedAuthorizers(cloud, api, caller);
	}

	authorize({ send, connection, label, route, context }: Handshake, onDecision: (authorization: ConnectAuthorization) => void) {
		const lambda = this.#named.lambda(route?.authorizer);
		if (!lambda) return onDecision({ authorizer: undefined });
		const sources = lambda.config.identitySources.map((source) => identityOf(source, send, this.#api));
		if (sources.some((value) => value === undefined || value === ""))
			return onDecision({ status: 401, error: "UNAUTHORIZED", log: "An identity source is missing; the function was not called." });
		const methodArn = `${this.#named.apiArn}/${this.#api.stage}/$connect`;
		const event = () => ({ type: "REQUEST", methodArn, ...connectEvent(send, connection, context) });
		// Results of WebSocket authorizers are not cached.
		return lambda.ask(undefined, event, label, (answer) => {
			const { invocation } = answer;
			onDecision({ ...decisionOf(answer, methodArn), ...(invocation === undefined ? {} : { authorizerInvoked: invocation }) });
		});
	}
}

/** `route.request.header.Name`, `route.request.querystring.name`, `stageVariables.name`. */
function identityOf(source: string, send: WebsocketSend, { stageVariables }: StackApi): string | undefined {
	const [, place, name = ""] = /^route\.request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
	if (place === "querystring") return Object.hasOwn(send.query, name) ? send.query[name] : undefined;
	if (place === "header") {
		const value = Object.entries(send.headers).find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1];
		return value === undefined ? undefined : `${value}`;
	}
	return stageVariables[source.replace(/^stageVariables\./, "")];
}

function decisionOf(answer: AuthorizerAnswer, methodArn: string): { authorizer: Json } | { status: number; error: string; log?: string } {
	if (answer.status === "failed" && answer.errorMessage === "Unauthorized") return { status: 401, error: "UNAUTHORIZED" };
	const { status } = answer;
	if (status !== "answered") return { status: 500, error: "AUTHORIZER_FAILURE", log: status === "failed" ? answer.errorMessage : status };
	const result: StackAuthorizer | Json = answer.result;
	const decision = isRecord(result) ? decide(result.policyDocument, { resource: methodArn, context: {} }) : undefined;
	if (!isRecord(result) || decision === undefined)
		return { status: 500, error: "AUTHORIZER_CONFIGURATION_ERROR", log: "The result has no policy." };
	if (decision !== "allow") return { status: 403, error: "ACCESS_DENIED" };
	const context = isRecord(result.context) ? result.context : {};
	return { authorizer: { principalId: result.principalId ?? null, integrationLatency: answer.latencyMs, ...context } };
}
