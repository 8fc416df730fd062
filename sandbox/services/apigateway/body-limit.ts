import { quotaOf } from "#facts/index.ts";
import type { HttpRequest } from "../http/http-request.ts";

/** Largest body in bytes, of REST and HTTP APIs (L299). */
const MAX_BODY_BYTES = quotaOf("apigateway.payload");

export function isTooLarge({ body }: HttpRequest): boolean {
	return (body?.length ?? 0) > MAX_BODY_BYTES;
}
