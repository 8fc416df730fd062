import type { Json } from "#sandbox/json-value.ts";
import { grouped, type Header, type HttpRequest, headerOf, logTime, queryPairs } from "./http-request.ts";
import { type HttpResponse, jsonResponse } from "./http-response.ts";
import { isRecord, readResult, statusOf, textOf } from "./proxy-result.ts";

/** What an event of format 2.0 says besides the request itself. */
export type PayloadV2Context = {
	/** `anonymous` for a function URL that is open to all. */
	accountId: string;
	apiId: string;
	domainName: string;
	requestId: string;
	/** `GET /orders/{id}` or `$default`. */
	routeKey: string;
	stage: string;
	/** With the stage in front, unless that is `$default`. */
	rawPath: string;
	pathParameters?: Record<string, string> | undefined;
	stageVariables?: Record<string, string> | undefined;
	authorizer?: Json | undefined;
};

/** The event of an HTTP API or a function URL in format 2.0 (L257, L267, L268), without the body. */
export function eventV2(request: HttpRequest, context: PayloadV2Context): Record<string, Json> {
	const cookies = cookiesOf(request);
	const query = joined(queryPairs(request.query));
	const { stageVariables, pathParameters } = context;
	return {
		version: "2.0",
		routeKey: context.routeKey,
		rawPath: context.rawPath,
		rawQueryString: request.query,
		...(cookies.length > 0 ? { cookies } : {}),
		headers: joined(lowerCased(request).filter(([name]) => name !== "cookie")),
		...(Object.keys(query).length > 0 ? { queryStringParameters: query } : {}),
		requestContext: {
			accountId: context.accountId,
			apiId: context.apiId,
			...(context.authorizer === undefined ? {} : { authorizer: context.authorizer }),
			domainName: context.domainName,
			domainPrefix: context.domainName.split(".")[0] ?? "",
			http: {
				method: request.method,
				path: context.rawPath,
				protocol: "HTTP/1.1",
				sourceIp: request.sourceIp,
				userAgent: headerOf(request, "user-agent") ?? "",
			},
			requestId: context.requestId,
			routeKey: context.routeKey,
			stage: context.stage,
			time: logTime(request.epochMs + request.at),
			timeEpoch: Math.floor(request.epochMs + request.at),
		},
		...(pathParameters && Object.keys(pathParameters).length > 0 ? { pathParameters } : {}),
		...(stageVariables && Object.keys(stageVariables).length > 0 ? { stageVariables } : {}),
	};
}

/** Body of an event of format 2.0: base64 unless its type is a text (L268). Absent when there is none. */
export function bodyV2(request: HttpRequest): { body?: string; isBase64Encoded: boolean } {
	if (!request.body || request.body.length === 0) return { isBase64Encoded: false };
	const isBase64Encoded = !isTextType(headerOf(request, "content-type"), headerOf(request, "content-encoding"));
	return { body: request.body.toString(isBase64Encoded ? "base64" : "utf8"), isBase64Encoded };
}

/** Types whose bodies arrive as text: `text/*`, JSON, JavaScript, XML, each without a content-encoding. Forms are none of them: they arrive in base64, as Slack's and Twilio's webhooks show on HTTP APIs. */
export function isTextType(contentType: string | undefined, contentEncoding: string | undefined): boolean {
	if (contentEncoding !== undefined && contentEncoding !== "identity") return false;
	const type = (contentType ?? "application/octet-stream").split(";")[0]?.trim().toLowerCase() ?? "";
	return /^text\/|^application\/(?:[^/]*\+)?(?:json|xml|javascript)$/.test(type);
}

/** Cookies of all cookie headers, one each. */
export function cookiesOf(request: HttpRequest): string[] {
	return request.headers
		.filter(([name]) => name.toLowerCase() === "cookie")
		.flatMap(([, value]) => value.split(";").map((cookie) => cookie.trim()))
		.filter((cookie) => cookie !== "");
}

/** Headers with names in lower case, ordered by name. */
export function lowerCased(request: HttpRequest): Header[] {
	const headers = request.headers.map(([name, value]): Header => [name.toLowerCase(), value]);
	if (request.body && !headers.some(([name]) => name === "content-length")) headers.push(["content-length", `${request.body.length}`]);
	return headers.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Duplicates joined by commas. */
export function joined(pairs: Iterable<readonly [string, string]>): Record<string, string> {
	return Object.fromEntries([...grouped(pairs)].map(([name, values]) => [name, values.join(",")]));
}

/**
 * The response to the client that a function's result in format 2.0 stands for (L254, L273).
 * @param defaultType Of a result with a status but without a content-type.
 * @returns undefined when the result is malformed.
 */
export function responseOfResultV2(payload: string, defaultType: string): HttpResponse | undefined {
	return readResult(payload, (result) => {
		if (!isRecord(result) || result.statusCode === undefined) return inferred(result, payload);
		const { statusCode, headers, body, isBase64Encoded, cookies } = result;
		const status = statusOf(statusCode);
		if (status === undefined) return undefined;
		if (headers !== undefined && headers !== null && !isRecord(headers)) return undefined;
		if (cookies !== undefined && cookies !== null && !Array.isArray(cookies)) return undefined;
		const sent: Header[] = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), textOf(value)]);
		for (const cookie of cookies ?? []) sent.push(["set-cookie", textOf(cookie)]);
		if (!sent.some(([name]) => name === "content-type")) sent.unshift(["content-type", defaultType]);
		const text = body === undefined || body === null ? "" : textOf(body);
		return { status, headers: sent, body: Buffer.from(text, isBase64Encoded === true ? "base64" : "utf8") };
	});
}

/** A result without a status is the body of a 200 of JSON (L254, L273). */
function inferred(result: Json, payload: string): HttpResponse | undefined {
	// Recorded on AWS: an object with errorMessage is taken for the error of a function.
	if (isRecord(result) && result.errorMessage !== undefined) return undefined;
	return { ...jsonResponse(200, null), body: Buffer.from(typeof result === "string" ? result : payload) };
}
