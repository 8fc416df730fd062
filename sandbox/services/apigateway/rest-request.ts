import type { HttpRequest } from "../http/http-request.ts";
import { type PayloadV1Context, requestContextV1 } from "../http/payload-v1.ts";
import type { MappingScope } from "./mapping-expression.ts";
import type { RouteMatch } from "./resource-tree.ts";

/** A request on its way through a REST API. */
export type RestRequest = {
	readonly request: HttpRequest;
	readonly match: RouteMatch;
	/** For the event: what API Gateway knows of it. */
	readonly context: PayloadV1Context;
	/** ARN of the method called, as policies and permissions name it. */
	readonly methodArn: string;
};

/** What mappings can look at while a request is on its way. */
export function scopeOf({ request, match, context }: RestRequest): MappingScope {
	return {
		request,
		pathParameters: match.pathParameters,
		stageVariables: context.stageVariables,
		context: requestContextV1(request, context),
	};
}
