import type { Json } from "#sandbox/json-value.ts";
import { grouped, type Header, type HttpRequest, headerOf, logTime, queryPairs } from "./http-request.ts";

/** What an event of format 1.0 says besides the request itself. */
export type PayloadV1Context = {
	accountId: string;
	apiId: string;
	domainName: string;
	requestId: string;
	extendedRequestId: string;
	deploymentId: string;
	resourceId: string;
	/** As the API has it: `/orders/{id}`. */
	resource: string;
	/** As the client asked for it, without the stage. */
	path: string;
	stage: string;
	pathParameters: Record<string, string>;
	stageVariables: Record<string, string>;
	authorizer?: Json | undefined;
	/** Of a request that came with a key. */
	apiKey?: { id: string; value: string } | undefined;
};

/** The event of a REST API, or of an HTTP API in format 1.0, without version and body (L266, L267, L269). */
export function eventV1(request: HttpRequest, headers: readonly Header[], context: PayloadV1Context): Record<string, Json> {
	const query = queryPairs(request.query);
	return {
		resource: context.resource,
		path: context.path,
		httpMethod: request.method,
		headers: nullIfEmpty(Object.fromEntries(headers)),
		multiValueHeaders: nullIfEmpty(Object.fromEntries(grouped(headers))),
		queryStringParameters: nullIfEmpty(Object.fromEntries(query)),
		multiValueQueryStringParameters: nullIfEmpty(Object.fromEntries(grouped(query))),
		pathParameters: nullIfEmpty(context.pathParameters),
		stageVariables: nullIfEmpty(context.stageVariables),
		requestContext: requestContextV1(request, context),
	};
}

export function requestContextV1(request: HttpRequest, context: PayloadV1Context): Record<string, Json> {
	const { authorizer, apiKey } = context;
	return {
		resourceId: context.resourceId,
		...(authorizer === undefined ? {} : { authorizer }),
		resourcePath: context.resource,
		httpMethod: request.method,
		extendedRequestId: context.extendedRequestId,
		requestTime: logTime(request.epochMs + request.at),
		path: `/${context.stage}${context.path}`,
		accountId: context.accountId,
		protocol: "HTTP/1.1",
		stage: context.stage,
		domainPrefix: context.domainName.split(".")[0] ?? "",
		requestTimeEpoch: Math.floor(request.epochMs + request.at),
		requestId: context.requestId,
		identity: {
			cognitoIdentityPoolId: null,
			accountId: request.signed ? context.accountId : null,
			cognitoIdentityId: null,
			caller: request.signed ? CALLER.userId : null,
			...(apiKey ? { apiKey: apiKey.value } : {}),
			sourceIp: request.sourceIp,
			principalOrgId: null,
			accessKey: request.signed ? CALLER.accessKey : null,
			cognitoAuthenticationType: null,
			cognitoAuthenticationProvider: null,
			...(apiKey ? { apiKeyId: apiKey.id } : {}),
			userArn: request.signed ? CALLER.arn(context.accountId) : null,
			userAgent: headerOf(request, "user-agent") ?? null,
			user: request.signed ? CALLER.userId : null,
		},
		domainName: context.domainName,
		deploymentId: context.deploymentId,
		apiId: context.apiId,
	};
}

/** The principal that signs the signed requests of a scenario. */
export const CALLER = {
	accessKey: "ASIAIOSFODNN7EXAMPLE",
	userId: "AIDACKCEVSQ6C2EXAMPLE",
	arn: (account: string) => `arn:aws:iam::${account}:user/client`,
};

function nullIfEmpty<T extends Record<string, Json>>(record: T): T | null {
	return Object.keys(record).length === 0 ? null : record;
}
