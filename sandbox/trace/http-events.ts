import { z } from "zod";

const at = z.number().min(-1_000_000);
const n = z.number().int().min(1);
const headers = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

/** What the fronts received and sent: APIs, function URLs, load balancers, and connections of WebSocket APIs. */
export const httpEventSchemas = [
	z.strictObject({
		at,
		kind: z.literal("http.requested"),
		/** Numbered in the order of arrival, from 1. */
		request: n,
		front: z.enum(["rest", "http", "functionUrl", "loadBalancer"]),
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
		status: z.number().int(),
		/** By lower-case name. */
		headers,
		/** Text, or base64 when it is none. */
		body: z.string().optional(),
		base64: z.literal(true).optional(),
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
	}),
] as const;
