import { describe, expect, it } from "vitest";
import { websocketsOf } from "#sandbox/report/websockets.ts";
import type { StackApi, StackAuthorizer, StackRoute } from "#sandbox/stack/api.ts";
import type { WebsocketSend } from "#sandbox/traffic/send.ts";
import { answers, aRestApi, aRoute, arnOfFunction, permissionsFor } from "../http/an-api.ts";
import { runStack, type TestFunction } from "../run-stack.ts";

const route = (key: string, overrides: Partial<StackRoute> = {}) => aRoute(key, "", overrides);
const websocketApi = (routes: StackRoute[], overrides: Partial<StackApi> = {}) =>
	aRestApi(routes, { id: "Chat", kind: "websocket", stage: "prod", routeSelectionExpression: "$request.body.action", ...overrides });
const ok = answers("({ statusCode: 200 })");
const all = ["$connect", "$disconnect", "$default", "say"].map((key) => route(key));

type Act = Partial<WebsocketSend> & { at?: number };

async function chat(code: string | Record<string, TestFunction>, api: StackApi, acts: Act[], durationMs?: number) {
	const functions = typeof code === "string" ? { Fn: { code } } : code;
	const traffic = acts.map(({ at, ...act }, i) => ({
		at: at ?? i * 1000,
		send: { service: "websocket" as const, api: "Chat", connection: "alice", action: "message" as const, ...act },
	}));
	const trace = await runStack(
		functions,
		{ apis: [api], permissions: permissionsFor(...Object.keys(functions)) },
		{ traffic, ...(durationMs === undefined ? {} : { durationMs }) },
	);
	const events = trace.events.flatMap((event) => (event.kind === "invocation.requested" ? [JSON.parse(event.event)] : []));
	return { connections: websocketsOf(trace.events), events };
}

const connect: Act = { action: "connect" };
const disconnect: Act = { action: "disconnect" };

describe("the events of a WebSocket API", () => {
	it("are CONNECT with headers and query, MESSAGE with a body, DISCONNECT with why", async () => {
		const { events } = await chat(ok, websocketApi(all), [
			{ ...connect, query: { room: "1" }, headers: { "X-Client": "a" } },
			{ body: { action: "say", text: "hi" } },
			disconnect,
		]);
		const [connected, message, disconnected] = events;
		const { connectionId } = connected.requestContext;
		const common = {
			stage: "prod",
			apiId: "a1b2c3d4e5",
			messageDirection: "IN",
			connectionId,
			connectedAt: Date.parse("2026-11-24T09:00:00Z"),
			domainName: "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com",
		};
		expect(connected).toMatchObject({
			headers: { "X-Client": "a", Host: "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com" },
			multiValueHeaders: { "X-Client": ["a"] },
			queryStringParameters: { room: "1" },
			multiValueQueryStringParameters: { room: ["1"] },
			requestContext: { ...common, routeKey: "$connect", eventType: "CONNECT" },
			isBase64Encoded: false,
		});
		expect(connected).not.toHaveProperty("body");
		expect(message).toMatchObject({
			body: '{"action":"say","text":"hi"}',
			isBase64Encoded: false,
			requestContext: { ...common, routeKey: "say", eventType: "MESSAGE", messageId: expect.any(String) },
		});
		expect(message).not.toHaveProperty("headers");
		expect(disconnected.requestContext).toMatchObject({
			...common,
			routeKey: "$disconnect",
			eventType: "DISCONNECT",
			disconnectStatusCode: 1005,
		});
	});
});

describe("the routes of a WebSocket API", () => {
	it("are chosen by the selection expression; what fits none, or is no JSON, goes to $default", async () => {
		const { connections } = await chat(ok, websocketApi(all), [
			connect,
			{ body: { action: "say" } },
			{ body: { action: "shout" } },
			{ body: "plain text" },
			{ body: { action: "$connect" } },
		]);
		expect(connections[0]?.sent.map((sent) => sent.route)).toEqual(["say", "$default", "$default", "$default"]);
	});

	it("without $default answer Forbidden to the connection, and call nothing", async () => {
		const { connections, events } = await chat(ok, websocketApi([route("say")]), [connect, { body: { action: "shout" } }]);
		expect(events).toEqual([]);
		expect(connections[0]?.received.map(({ by, body }) => [by, JSON.parse(body)])).toEqual([
			["gateway", { message: "Forbidden", connectionId: connections[0]?.connectionId, requestId: expect.any(String) }],
		]);
	});

	it("send their result back only when they have a route response", async () => {
		const code = answers("({ statusCode: 200, body: 'echo ' + event.body })");
		const { connections } = await chat(code, websocketApi([route("$default"), route("ask", { routeResponse: true })]), [
			connect,
			{ body: "x" },
			{ body: { action: "ask" } },
		]);
		expect(connections[0]?.received).toEqual([{ at: expect.any(Number), by: "route", body: 'echo {"action":"ask"}' }]);
	});

	it("tell the connection of a failure, and keep it open", async () => {
		const code = "export const handler = async (event) => { if (event.body === 'bad') throw new Error('x'); return { statusCode: 200 }; };";
		const { connections } = await chat(code, websocketApi(all), [connect, { body: "bad" }, { body: "good" }]);
		expect(JSON.parse(connections[0]?.received[0]?.body ?? "")).toMatchObject({ message: "Internal server error" });
		expect(connections[0]?.sent.map(({ status }) => status)).toEqual([0, 200]);
		expect(connections[0]?.closedAt).toBeNull();
	});
});

describe("the handshake of a WebSocket API", () => {
	it("opens without a $connect route, and by a status of 2xx", async () => {
		expect((await chat(ok, websocketApi([route("$default")]), [connect])).connections[0]?.status).toBe(101);
		expect((await chat(ok, websocketApi(all), [connect])).connections[0]).toMatchObject({ status: 101, invocation: 1 });
	});

	it("is refused with the function's status, or 502 when it fails; messages then reach nobody", async () => {
		const refused = await chat(answers("({ statusCode: 401 })"), websocketApi(all), [connect, { body: "x" }]);
		expect(refused.connections[0]).toMatchObject({ status: 401, sent: [{ status: 0, error: "CLOSED" }] });
		expect(refused.events).toHaveLength(1);
		const failed = await chat("export const handler = async () => { throw new Error('x'); };", websocketApi(all), [connect]);
		expect(failed.connections[0]?.status).toBe(502);
	});

	it("is awaited by what the client sends meanwhile", async () => {
		const code =
			"export const handler = async (event) => { if (!event.body) await new Promise((r) => setTimeout(r, 500)); return { statusCode: 200 }; };";
		const { connections } = await chat(code, websocketApi(all), [
			{ ...connect, at: 0 },
			{ body: "x", at: 1 },
		]);
		expect(connections[0]?.sent).toMatchObject([{ route: "$default", status: 200 }]);
	});

	it("asks a REQUEST authorizer, whose context every later event has (L289)", async () => {
		const authorizer: StackAuthorizer = {
			id: "a",
			name: "Auth",
			kind: "lambda",
			type: "REQUEST",
			functionArn: arnOfFunction("Auth"),
			identitySources: ["route.request.querystring.token"],
			payloadVersion: "1.0",
			simpleResponses: false,
			resultTtlSeconds: 0,
		};
		const auth =
			"export const handler = async (event) => ({ principalId: 'alice', context: { tier: 'gold' }, policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: event.queryStringParameters.token === 'good' ? 'Allow' : 'Deny', Resource: event.methodArn }] } });";
		const api = websocketApi([route("$connect", { authorizer: "Auth" }), route("$default")], { authorizers: [authorizer] });
		const functions = { Fn: { code: ok }, Auth: { code: auth } };
		const { connections, events } = await chat(functions, api, [
			{ ...connect, connection: "none" },
			{ ...connect, connection: "bad", query: { token: "bad" } },
			{ ...connect, query: { token: "good" } },
			{ body: "x" },
		]);
		expect(connections.map(({ status }) => status)).toEqual([401, 403, 101]);
		expect(events.at(-1).requestContext.authorizer).toMatchObject({ principalId: "alice", tier: "gold" });
	});
});

describe("the end of a connection", () => {
	it("comes from the client, and is told to $disconnect", async () => {
		const { connections, events } = await chat(ok, websocketApi(all), [connect, disconnect]);
		expect(connections[0]).toMatchObject({ closedBy: "client", closedAt: 1000 });
		expect(events.at(-1).requestContext.eventType).toBe("DISCONNECT");
	});

	it("comes after 10 minutes without a message, counted from the last one", async () => {
		const minute = 60_000;
		const other: Act = { action: "connect", connection: "bob", at: 30 * minute };
		const { connections } = await chat(ok, websocketApi(all), [{ ...connect, at: 0 }, { body: "x", at: 9 * minute }, other], 40 * minute);
		expect(connections[0]?.closedBy).toBe("idleTimeout");
		expect(connections[0]?.closedAt).toBe(19 * minute);
	});

	it("comes with a message of more than 128 KB", async () => {
		const { connections } = await chat(ok, websocketApi(all), [connect, { body: "x".repeat(131_073) }]);
		expect(connections[0]).toMatchObject({ closedBy: "gateway", sent: [{ error: "MESSAGE_TOO_BIG" }] });
	});
});
