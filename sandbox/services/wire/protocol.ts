import type { WireRequest, WireResponse } from "./http.ts";
import type { Answer, ServiceError } from "./operation.ts";

/** A request as its protocol is read: which operation it is, and the members of its input by name. */
export type ReadRequest = { readonly operation: string; readonly input: unknown };

/** How the requests and answers of a service look on the wire. */
export type Protocol = {
	readonly read: (request: WireRequest) => Answer<ReadRequest>;
	/** @param output What the operation answers. */
	readonly succeed: (operation: string, output: unknown, requestId: string) => WireResponse;
	readonly fail: (error: ServiceError, requestId: string) => WireResponse;
};
