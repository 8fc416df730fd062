import { z } from "zod";

const at = z.number().min(-1_000_000);
const n = z.number().int().min(1);
const headers = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

const front = z.enum(["rest", "http", "functionUrl", "loadBalancer"]);
/** How a request ended. */
const outcome = {
	status: z.number().int(),
	/** Route that matched. */
	route: z.string().optional(),
	/** Invocation of the function that answered, if it came to that. */
	invoked: n.optional(),
	/** Invocation of a Lambda authorizer for this request. */
	authorizerInvoked: n.optional(),
	/** The front's own error, when the answer is not the function's. */
	error: z.string().optional(),
	/** What the front writes to its execution log about it. */
	log: z.string().optional(),
};

/** What the fronts received and sent: APIs, function URLs, load balancers, and connections of WebSocket APIs. */
export const httpEventSchemas = [
	z.strictObject({
		at,
		kind: z.literal("http.requested"),
		/** Numbered in the order of arrival, from 1. */
		request: n,
		front,
		/** Logical id of the API, the function, or the load balancer. */
		api: z.string(),
		label: z.string().optional(),
		method: z.string(),
		/** With its query. */
		path: z.string(),
		/** As the client wrote them. */
		headers: headers.optional(),
		body: z.string().optional(),
	}),
	z.strictObject({
		at,
		kind: z.literal("http.responded"),
		request: n,
		/** By lower-case name. */
		headers,
		/** Text, or base64 when it is none. */
		body: z.string().optional(),
		base64: z.literal(true).optional(),
		...outcome,
	}),
	/** In place of both, after the first ones of a long run: without headers and bodies. */
	z.strictObject({
		at,
		kind: z.literal("http.condensed"),
		request: n,
		requestedAt: at,
		front,
		api: z.string(),
		label: z.string().optional(),
		method: z.string(),
		path: z.string(),
		...outcome,
	}),
	/** What the client of a WebSocket API did. `connection` is the name that the scenario gives it. */
	z.strictObject({
		at,
		kind: z.literal("websocket.requested"),
		api: z.string(),
		connection: z.string(),
		connectionId: z.string(),
		action: z.enum(["connect", "message", "disconnect"]),
		/** Of a message: the how-manieth of its connection, from 1. */
		message: n.optional(),
		label: z.string().optional(),
		body: z.string().optional(),
	}),
	/** What became of it. */
	z.strictObject({
		at,
		kind: z.literal("websocket.answered"),
		connectionId: z.string(),
		action: z.enum(["connect", "message", "disconnect"]),
		message: n.optional(),
		/** Absent when there is no such route. */
		route: z.string().optional(),
		/** Of the handshake: 101, or why it was refused. Of a message: the status that the integration gave, 0 when there was none. */
		status: z.number().int(),
		invoked: n.optional(),
		authorizerInvoked: n.optional(),
		error: z.string().optional(),
		log: z.string().optional(),
	}),
	/** A message to the client: an answer of a route, an error of the gateway, or what code has posted to the connection. */
	z.strictObject({
		at,
		kind: z.literal("websocket.sent"),
		connectionId: z.string(),
		by: z.enum(["route", "gateway", "post"]),
		body: z.string(),
	}),
	z.strictObject({
		at,
		kind: z.literal("websocket.closed"),
		connectionId: z.string(),
		by: z.enum(["client", "idleTimeout", "maximumDuration", "gateway"]),
	}),
] as const;
