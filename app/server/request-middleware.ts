import type { MiddlewareFunction } from "react-router";
import { makeNonce, nonceContext } from "#app/server/nonce.ts";
import { contentSecurityPolicy, fixedSecurityHeaders } from "#app/server/security-headers.ts";
import { services, servicesContext } from "#app/server/services.ts";

/** Gives every request its services and nonce, and every response its security headers. */
export const requestMiddleware: MiddlewareFunction<Response> = async ({ context }, next) => {
	const nonce = makeNonce();
	context.set(nonceContext, nonce);
	context.set(servicesContext, await services());
	const response = await next();
	response.headers.set("Content-Security-Policy", contentSecurityPolicy(nonce, import.meta.env.DEV));
	for (const [name, value] of Object.entries(fixedSecurityHeaders)) response.headers.set(name, value);
	// Pages show a learner's own state; going back must not show what was true before.
	if (!response.headers.has("Cache-Control")) response.headers.set("Cache-Control", "no-store");
	return response;
};
