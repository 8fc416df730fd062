import type { Json } from "#sandbox/json-value.ts";
import type { HttpRequest } from "../http/http-request.ts";
import { type HttpResponse, jsonResponse } from "../http/http-response.ts";
import type { RouteMatch } from "./resource-tree.ts";

/** What an HTTP API answers by itself (L274, L295); the messages as they are known from its users. */
const ERRORS = {
	NOT_FOUND: [404, "Not Found"],
	UNAUTHORIZED: [401, "Unauthorized"],
	FORBIDDEN: [403, "Forbidden"],
	REQUEST_TOO_LARGE: [413, "Request Entity Too Large"],
	THROTTLED: [429, "Too Many Requests"],
	INTERNAL: [500, "Internal Server Error"],
	UNAVAILABLE: [503, "Service Unavailable"],
} as const;

export type HttpApiError = keyof typeof ERRORS;

/** @param log What `$context.integrationErrorMessage` or the authorizer's would say in the access log. */
export function httpApiError(error: HttpApiError, log?: string): HttpResponse {
	const [status, message] = ERRORS[error];
	return { ...jsonResponse(status, { message }), error, log };
}

/** A request on its way through an HTTP API. */
export type HttpApiRequest = {
	readonly request: HttpRequest;
	readonly match: RouteMatch;
	/** `GET /orders/{id}` or `$default`. */
	readonly routeKey: string;
	readonly requestId: string;
	/** As permissions name it, and Lambda authorizers get it. */
	readonly routeArn: string;
	/** With the stage in front, unless that is `$default`. */
	readonly rawPath: string;
	/** For requestContext.authorizer. */
	readonly authorizer?: Json | undefined;
};
