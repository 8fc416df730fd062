import type { TraceEvent } from "#sandbox/trace/trace.ts";

/** A connection of a WebSocket API, in the order of the handshakes. Times are virtual milliseconds. */
export type ReportedWebsocket = {
	/** Logical id of the API. */
	api: string;
	/** As the scenario names it. */
	connection: string;
	/** As handlers see it. */
	connectionId: string;
	requestedAt: number;
	/** Of the handshake: 101, or why it was refused; null before it was answered. */
	status: number | null;
	/** Invocations of `$connect` and of its authorizer. */
	invocation: number | null;
	authorizerInvocation: number | null;
	/** What the client sent, in order. `status`: as the integration gave it, 0 for none; null before the answer. */
	sent: { at: number; body: string; route: string | null; status: number | null; invocation: number | null; error: string | null }[];
	/** What the client received, in order. */
	received: { at: number; body: string; by: "route" | "gateway" | "post" }[];
	closedAt: number | null;
	closedBy: "client" | "idleTimeout" | "maximumDuration" | "gateway" | null;
	/** Why the handshake was refused, and what the log says of it. */
	error: string | null;
	log: string | null;
};

export function websocketsOf(events: readonly TraceEvent[]): ReportedWebsocket[] {
	const connections = new Map<string, ReportedWebsocket>();
	for (const event of events) {
		switch (event.kind) {
			case "websocket.requested":
				if (event.action === "connect") connections.set(event.connectionId, opened(event));
				if (event.action === "message")
					connections
						.get(event.connectionId)
						?.sent.push({ at: event.at, body: event.body ?? "", route: null, status: null, invocation: null, error: null });
				break;
			case "websocket.answered":
				answer(connections.get(event.connectionId), event);
				break;
			case "websocket.sent":
				connections.get(event.connectionId)?.received.push({ at: event.at, body: event.body, by: event.by });
				break;
			case "websocket.closed": {
				const connection = connections.get(event.connectionId);
				if (!connection) break;
				connection.closedAt = event.at;
				connection.closedBy = event.by;
				break;
			}
			default:
		}
	}
	return [...connections.values()];
}

function opened({ api, connection, connectionId, at }: Extract<TraceEvent, { kind: "websocket.requested" }>): ReportedWebsocket {
	const nothing = { status: null, invocation: null, authorizerInvocation: null, closedAt: null, closedBy: null, error: null, log: null };
	return { api, connection, connectionId, requestedAt: at, sent: [], received: [], ...nothing };
}

function answer(connection: ReportedWebsocket | undefined, event: Extract<TraceEvent, { kind: "websocket.answered" }>): void {
	if (!connection || event.action === "disconnect") return;
	if (event.action === "connect") {
		connection.status = event.status;
		connection.invocation = event.invoked ?? null;
		connection.authorizerInvocation = event.authorizerInvoked ?? null;
		connection.error = event.error ?? null;
		connection.log = event.log ?? null;
		return;
	}
	const message = connection.sent[(event.message ?? 0) - 1];
	if (!message) return;
	message.route = event.route ?? null;
	message.status = event.status;
	message.invocation = event.invoked ?? null;
	message.error = event.error ?? null;
}
