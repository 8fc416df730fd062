import type { Json } from "#sandbox/json-value.ts";
import type { WebsocketSend } from "#sandbox/traffic/send.ts";
import { grouped, type Header, logTime } from "../../http/http-request.ts";
import type { Connection } from "./connection.ts";

/** Where a request of a connection arrives. */
export type WebsocketContext = {
	apiId: string;
	stage: string;
	host: string;
	stageVariables: Record<string, string>;
	requestId: string;
	/** Calendar time now. */
	epochMs: number;
};

/** The part that all three kinds of event have. @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html */
function requestContext(connection: Connection, context: WebsocketContext, own: Record<string, Json>): Record<string, Json> {
	return {
		...own,
		extendedRequestId: context.requestId,
		requestTime: logTime(context.epochMs),
		messageDirection: "IN",
		stage: context.stage,
		connectedAt: connection.connectedAtEpochMs,
		requestTimeEpoch: Math.floor(context.epochMs),
		identity: { sourceIp: SOURCE_IP, userAgent: connection.userAgent },
		requestId: context.requestId,
		domainName: context.host,
		connectionId: connection.id,
		apiId: context.apiId,
		...(connection.authorizer === undefined ? {} : { authorizer: connection.authorizer }),
	};
}

const SOURCE_IP = "203.0.113.7";

/** Of the handshake: with headers and query, without a body. */
export function connectEvent(send: WebsocketSend, connection: Connection, context: WebsocketContext): Record<string, Json> {
	const headers = headersOf(send, context.host);
	const query = Object.entries(send.query);
	return {
		headers: Object.fromEntries(headers),
		multiValueHeaders: Object.fromEntries(grouped(headers)),
		...(query.length > 0
			? { queryStringParameters: Object.fromEntries(query), multiValueQueryStringParameters: Object.fromEntries(grouped(query)) }
			: {}),
		requestContext: requestContext(connection, context, { routeKey: "$connect", eventType: "CONNECT" }),
		...stageVariablesOf(context),
		isBase64Encoded: false,
	};
}

export function messageEvent(
	routeKey: string,
	body: string,
	messageId: string,
	connection: Connection,
	context: WebsocketContext,
): Record<string, Json> {
	return {
		requestContext: requestContext(connection, context, { routeKey, messageId, eventType: "MESSAGE" }),
		...stageVariablesOf(context),
		body,
		isBase64Encoded: false,
	};
}

/** @param closed Code and reason of the close frame; 1005 when the client sent none. */
export function disconnectEvent(
	closed: { code: number; reason: string },
	connection: Connection,
	context: WebsocketContext,
): Record<string, Json> {
	const headers: Header[] = [
		["Host", context.host],
		["x-api-key", ""],
		["X-Forwarded-For", ""],
		["x-restapi", ""],
	];
	return {
		headers: Object.fromEntries(headers),
		multiValueHeaders: Object.fromEntries(grouped(headers)),
		requestContext: requestContext(connection, context, {
			routeKey: "$disconnect",
			disconnectStatusCode: closed.code,
			eventType: "DISCONNECT",
			disconnectReason: closed.reason,
		}),
		...stageVariablesOf(context),
		isBase64Encoded: false,
	};
}

/** What a browser sends with the handshake, besides its own. */
export function headersOf(send: WebsocketSend, host: string): Header[] {
	const own = Object.entries(send.headers).flatMap(([name, value]) => [value].flat().map((one): Header => [name, one]));
	const usual: Header[] = [
		["Host", host],
		["Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"],
		["Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="],
		["Sec-WebSocket-Version", "13"],
		["X-Forwarded-For", SOURCE_IP],
		["X-Forwarded-Port", "443"],
		["X-Forwarded-Proto", "https"],
	];
	return [...own, ...usual].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function stageVariablesOf({ stageVariables }: WebsocketContext): { stageVariables?: Record<string, string> } {
	return Object.keys(stageVariables).length > 0 ? { stageVariables } : {};
}
