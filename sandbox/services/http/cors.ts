import type { StackCors } from "#sandbox/stack/api.ts";
import { type Header, type HttpRequest, headerOf } from "./http-request.ts";

/** Whether a request is a preflight of a browser. */
export function isPreflight(request: HttpRequest): boolean {
	return (
		request.method === "OPTIONS" &&
		headerOf(request, "origin") !== undefined &&
		headerOf(request, "access-control-request-method") !== undefined
	);
}

/** Headers of the answer to a preflight, by the CORS setting of an HTTP API or a function URL; none for an origin that is not allowed. */
export function preflightHeaders(cors: StackCors, request: HttpRequest): Header[] {
	const origin = allowedOrigin(cors, request);
	if (origin === undefined) return [];
	const headers: Header[] = [["access-control-allow-origin", origin]];
	if (cors.credentials) headers.push(["access-control-allow-credentials", "true"]);
	if (cors.methods.length > 0) headers.push(["access-control-allow-methods", cors.methods.join(",")]);
	if (cors.headers.length > 0) headers.push(["access-control-allow-headers", cors.headers.join(",")]);
	if (cors.maxAgeSeconds !== undefined) headers.push(["access-control-max-age", `${cors.maxAgeSeconds}`]);
	return headers;
}

/** Headers that the setting adds to the answer to any other request with an allowed origin. */
export function corsHeaders(cors: StackCors, request: HttpRequest): Header[] {
	const origin = allowedOrigin(cors, request);
	if (origin === undefined) return [];
	const headers: Header[] = [["access-control-allow-origin", origin]];
	if (cors.credentials) headers.push(["access-control-allow-credentials", "true"]);
	if (cors.exposeHeaders.length > 0) headers.push(["access-control-expose-headers", cors.exposeHeaders.join(",")]);
	return headers;
}

/** `*` stays so; `https://*` stands for every origin of that scheme, and the one that asks is named. */
function allowedOrigin({ origins }: StackCors, request: HttpRequest): string | undefined {
	const origin = headerOf(request, "origin");
	if (origin === undefined) return undefined;
	if (origins.includes("*")) return "*";
	const allowed = origins.some((one) => one === origin || (one.endsWith("://*") && origin.startsWith(one.slice(0, -1))));
	return allowed ? origin : undefined;
}
