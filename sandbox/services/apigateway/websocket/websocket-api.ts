import { RandomStream } from "#sandbox/kernel/random.ts";
import { SimulatorError } from "#sandbox/kernel/simulator-error.ts";
import type { StackApi, StackRoute } from "#sandbox/stack/api.ts";
import { ACCOUNT } from "#sandbox/stack/arn.ts";
import type { TraceEventOf } from "#sandbox/trace/trace.ts";
import type { WebsocketSend } from "#sandbox/traffic/send.ts";
import type { Cloud } from "../../cloud.ts";
import type { DeliveryResult } from "../../delivery.ts";
import type { CallOutcome, FunctionCaller } from "../../http/function-caller.ts";
import { FRONT_LATENCY } from "../../http/latency.ts";
import { isRecord, payloadOf, statusOf, textOf } from "../../http/proxy-result.ts";
import { integrationSource } from "../integration-source.ts";
import { jsonPath } from "../json-path.ts";
import { ConnectAuthorizer } from "./connect-authorizer.ts";
import { type Connection, IDLE_TIMEOUT_MS, MAX_MESSAGE_BYTES, MAXIMUM_DURATION_MS } from "./connection.ts";
import { connectEvent, disconnectEvent, messageEvent, type WebsocketContext } from "./websocket-event.ts";

/** A route may have a mock in place of a function. */
type RouteOutcome = CallOutcome | { status: "mocked" };
type Answer = Omit<TraceEventOf<"websocket.answered">, "at" | "kind" | "connectionId">;

/** A stage of a WebSocket API, with its connections. */
export class WebsocketApi {
	readonly api: StackApi;
	readonly host: string;
	#cloud: Cloud;
	#caller: FunctionCaller;
	#routes: Map<string, StackRoute>;
	#authorizer: ConnectAuthorizer;
	#random: RandomStream;
	/** By name in the scenario: the last one of that name. */
	#byName = new Map<string, Connection>();
	/** Of those that are open, or about to be. */
	#byId = new Map<string, Connection>();

	constructor(cloud: Cloud, api: StackApi, caller: FunctionCaller) {
		const { region, seed } = cloud.run.scenario;
		this.api = api;
		this.host = `${api.apiId}.execute-api.${region}.amazonaws.com`;
		this.#cloud = cloud;
		this.#caller = caller;
		this.#routes = new Map(api.routes.map((route) => [route.method, route]));
		this.#authorizer = new ConnectAuthorizer(cloud, api, caller);
		this.#random = new RandomStream(seed, `connections of ${api.id}`);
		// Whoever posts to a connection names it by `key`; the ARN is that of the management API's resource.
		cloud.register(`${this.#arn}/POST/@connections`, { receive: ({ key = "", body }) => this.post(key, body) });
	}

	get #arn(): string {
		return `arn:aws:execute-api:${this.#cloud.run.scenario.region}:${ACCOUNT}:${this.api.apiId}/${this.api.stage}`;
	}

	/** @throws {SimulatorError} UNKNOWN_CONNECTION when the scenario uses a connection that it has not opened. */
	receive(send: WebsocketSend, label: string | undefined) {
		const known = this.#byName.get(send.connection);
		if (send.action === "connect") return this.#connect(send, label);
		if (!known) throw new SimulatorError("UNKNOWN_CONNECTION", `The traffic uses the connection ${send.connection} without opening it.`);
		const act = send.action === "message" ? () => this.#message(known, send, label) : () => this.#disconnect(known, send, label);
		// A client waits until its handshake is through.
		if (known.phase === "connecting") known.waiting.push(act);
		else act();
	}

	/** What PostToConnection does: 410 GoneException for a connection that is closed. */
	post(connectionId: string, body: string): DeliveryResult {
		const connection = this.#byId.get(connectionId);
		if (connection?.phase !== "open") return { ok: false, code: "GoneException", message: "410", retryable: false };
		this.#send(connection, "post", body);
		return { ok: true };
	}

	#connect(send: WebsocketSend, label: string | undefined): void {
		const { simulation, epochMs } = this.#cloud.run;
		const userAgent = Object.entries(send.headers).find(([name]) => name.toLowerCase() === "user-agent")?.[1];
		const connection: Connection = {
			id: `${this.#random.hex(11)}=`,
			name: send.connection,
			connectedAtEpochMs: Math.floor(epochMs + simulation.now),
			userAgent: userAgent === undefined ? null : `${userAgent}`,
			phase: "connecting",
			lastActivityAt: simulation.now,
			messages: 0,
			authorizer: undefined,
			waiting: [],
		};
		this.#byName.set(connection.name, connection);
		this.#byId.set(connection.id, connection);
		this.#requested(connection, "connect", label);
		const route = this.#routes.get("$connect");
		const through = { send, connection, label, route };
		this.#after(FRONT_LATENCY.websocket.inboundMs, () => {
			this.#authorizer.authorize({ ...through, context: this.#context() }, (authorization) => {
				const { authorizerInvoked } = authorization;
				if ("status" in authorization) return this.#handshake(connection, { action: "connect", route: "$connect", ...authorization });
				connection.authorizer = authorization.authorizer;
				if (!route) return this.#handshake(connection, { action: "connect", status: 101 });
				const event = connectEvent(send, connection, this.#context());
				return this.#call(route, event, label, (outcome) => {
					const invoked = "invocation" in outcome ? { invoked: outcome.invocation } : {};
					const of = {
						action: "connect" as const,
						route: "$connect",
						...invoked,
						...(authorizerInvoked === undefined ? {} : { authorizerInvoked }),
					};
					this.#handshake(connection, { ...of, ...handshakeOf(outcome) });
				});
			});
		});
	}

	#handshake(connection: Connection, answer: Answer): void {
		this.#after(FRONT_LATENCY.websocket.outboundMs, () => {
			this.#answered(connection, answer);
			const isOpen = answer.status === 101;
			connection.phase = isOpen ? "open" : "closed";
			const waiting = connection.waiting.splice(0);
			if (!isOpen) {
				this.#byId.delete(connection.id);
				return;
			}
			connection.lastActivityAt = this.#cloud.run.simulation.now;
			this.#watch(connection, connection.lastActivityAt);
			for (const act of waiting) act();
		});
	}

	#message(connection: Connection, send: WebsocketSend, label: string | undefined) {
		const body = send.body === undefined ? "" : typeof send.body === "string" ? send.body : JSON.stringify(send.body);
		const message = ++connection.messages;
		this.#requested(connection, "message", label, { body, message });
		if (connection.phase !== "open")
			return this.#answered(connection, { action: "message", message, status: 0, error: "CLOSED", log: "The connection is closed." });
		connection.lastActivityAt = this.#cloud.run.simulation.now;
		if (Buffer.byteLength(body) > MAX_MESSAGE_BYTES) {
			this.#answered(connection, { action: "message", message, status: 0, error: "MESSAGE_TOO_BIG", log: "A message is at most 128 KB." });
			return this.#close(connection, "gateway", { code: 1009, reason: "Message too big" });
		}
		this.#after(FRONT_LATENCY.websocket.inboundMs, () => {
			const route = this.#routeOf(body);
			const context = this.#context();
			const fail = (message: string) => JSON.stringify({ message, connectionId: connection.id, requestId: context.requestId });
			if (!route) {
				this.#answered(connection, {
					action: "message",
					message,
					status: 0,
					error: "FORBIDDEN",
					log: "No route fits, and there is no $default.",
				});
				return this.#send(connection, "gateway", fail("Forbidden"));
			}
			const event = messageEvent(route.method, body, context.requestId, connection, context);
			return this.#call(route, event, label, (outcome) => {
				const invoked = "invocation" in outcome ? { invoked: outcome.invocation } : {};
				const of = { action: "message" as const, message, route: route.method, ...invoked };
				const result = messageResultOf(outcome);
				this.#answered(connection, {
					...of,
					status: result.status,
					...(result.error === undefined ? {} : { error: result.error, log: result.log }),
				});
				if (result.error !== undefined) this.#send(connection, "gateway", fail(result.error));
				// Without a route response the result goes nowhere.
				else if (route.routeResponse && result.body !== undefined) this.#send(connection, "route", result.body);
			});
		});
	}

	#disconnect(connection: Connection, _send: WebsocketSend, label: string | undefined): void {
		if (connection.phase === "closed") return;
		this.#requested(connection, "disconnect", label);
		this.#close(connection, "client", { code: 1005, reason: "Client-side close frame status not set" }, label);
	}

	/** $disconnect is best effort on AWS; here it always comes. */
	#close(
		connection: Connection,
		by: TraceEventOf<"websocket.closed">["by"],
		closed: { code: number; reason: string },
		label?: string,
	): void {
		const { recorder, simulation } = this.#cloud.run;
		connection.phase = "closed";
		this.#byId.delete(connection.id);
		recorder.record({ at: simulation.now, kind: "websocket.closed", connectionId: connection.id, by });
		const route = this.#routes.get("$disconnect");
		if (!route) return;
		this.#after(FRONT_LATENCY.websocket.inboundMs, () => {
			this.#call(route, disconnectEvent(closed, connection, this.#context()), label, (outcome) => {
				const invoked = "invocation" in outcome ? { invoked: outcome.invocation } : {};
				this.#answered(connection, { action: "disconnect", route: "$disconnect", ...invoked, status: messageResultOf(outcome).status });
			});
		});
	}

	/** One look at a time, however many messages there are: when it is due it counts from the last of them. */
	#watch(connection: Connection, openedAt: number): void {
		const { simulation } = this.#cloud.run;
		const endsAt = openedAt + MAXIMUM_DURATION_MS;
		const look = () => {
			if (connection.phase !== "open") return;
			const idleAt = connection.lastActivityAt + IDLE_TIMEOUT_MS;
			if (simulation.now >= endsAt) return this.#close(connection, "maximumDuration", { code: 1001, reason: "Going away" });
			if (simulation.now >= idleAt) return this.#close(connection, "idleTimeout", { code: 1001, reason: "Going away" });
			simulation.at(Math.min(idleAt, endsAt), look, { background: true });
		};
		simulation.at(Math.min(connection.lastActivityAt + IDLE_TIMEOUT_MS, endsAt), look, { background: true });
	}

	#routeOf(body: string): StackRoute | undefined {
		const expression = /^\$\{?request\.body\.([\w.$-]+)\}?$/.exec(this.api.routeSelectionExpression ?? "")?.[1];
		let value: unknown;
		try {
			value = expression === undefined ? undefined : jsonPath(JSON.parse(body), `$.${expression}`);
		} catch {
			value = undefined; // What is no JSON goes to $default.
		}
		const named = typeof value === "string" && !value.startsWith("$") ? this.#routes.get(value) : undefined;
		return named ?? this.#routes.get("$default");
	}

	#call(route: StackRoute, event: object, label: string | undefined, onOutcome: (outcome: RouteOutcome) => void) {
		const { integration } = route;
		if (integration.kind === "mock") return onOutcome({ status: "mocked" });
		if (integration.kind !== "proxy") return onOutcome({ status: "missing" });
		const source = integrationSource(`${this.#arn}/${route.method}`, integration.roleArn);
		const { functionArn, timeoutMs } = integration;
		return this.#caller.call({ functionArn, payload: JSON.stringify(event), ...source, label, timeoutMs }, onOutcome);
	}

	#context(): WebsocketContext {
		const { apiId, stage, stageVariables } = this.api;
		const { simulation, epochMs } = this.#cloud.run;
		return { apiId, stage, host: this.host, stageVariables, requestId: `${this.#random.hex(15)}=`, epochMs: epochMs + simulation.now };
	}

	#send(connection: Connection, by: TraceEventOf<"websocket.sent">["by"], body: string): void {
		const { recorder, simulation } = this.#cloud.run;
		if (connection.phase !== "open") return;
		connection.lastActivityAt = simulation.now;
		recorder.record({ at: simulation.now, kind: "websocket.sent", connectionId: connection.id, by, body });
	}

	#requested(
		connection: Connection,
		action: WebsocketSend["action"],
		label: string | undefined,
		own: { body?: string; message?: number } = {},
	): void {
		const { recorder, simulation } = this.#cloud.run;
		const of = { api: this.api.id, connection: connection.name, connectionId: connection.id, action };
		recorder.record({ at: simulation.now, kind: "websocket.requested", ...of, ...(label === undefined ? {} : { label }), ...own });
	}

	#answered(connection: Connection, answer: Answer): void {
		const { recorder, simulation } = this.#cloud.run;
		recorder.record({ at: simulation.now, kind: "websocket.answered", connectionId: connection.id, ...answer });
	}

	#after(ms: number, act: () => void): void {
		const { simulation } = this.#cloud.run;
		simulation.at(simulation.now + ms, act);
	}
}

/** A status of 2xx opens the connection; any other refuses it with that status, and a failure with 502, 500 or 504. */
function handshakeOf(outcome: RouteOutcome): { status: number; error?: string; log?: string } {
	const { status, error, log } = messageResultOf(outcome);
	if (error === undefined) return { status: status >= 200 && status < 300 ? 101 : status };
	return {
		status: outcome.status === "abandoned" ? 504 : outcome.status === "functionError" ? 502 : 500,
		error,
		...(log === undefined ? {} : { log }),
	};
}

function messageResultOf(outcome: RouteOutcome): { status: number; body?: string; error?: string; log?: string } {
	if (outcome.status === "mocked") return { status: 200 };
	if (outcome.status === "abandoned")
		return { status: 0, error: "Endpoint request timed out", log: "The integration took more than 29 s." };
	if (outcome.status !== "succeeded") {
		const log = outcome.status === "functionError" ? outcome.error.errorMessage : `Lambda: ${outcome.status}`;
		return { status: 0, error: "Internal server error", log };
	}
	const payload = payloadOf(outcome);
	const result: unknown = JSON.parse(payload);
	if (!isRecord(result as never)) return { status: 200, body: payload };
	const { statusCode = 200, body } = result as Record<string, never>;
	const status = statusOf(statusCode);
	if (status === undefined) return { status: 0, error: "Internal server error", log: "The statusCode is malformed." };
	return { status, ...(body === undefined ? {} : { body: textOf(body) }) };
}
