import { describe, expect, it } from "vitest";
import type { StackAuthorizer } from "#sandbox/stack/api.ts";
import { anHttpApi, anHttpRoute, answers, aRoute, arnOfFunction, request } from "../http/an-api.ts";

const fn = { code: answers('({ statusCode: 200, body: "" })') };

describe("a JWT authorizer", () => {
	const authorizer: StackAuthorizer = {
		id: "jwt",
		name: "Auth",
		kind: "jwt",
		issuer: "https://login.example/",
		audience: ["shop"],
		identitySources: ["$request.header.Authorization"],
	};
	const api = (scopes: string[] = []) => ({
		apis: [anHttpApi([anHttpRoute("GET", "/a", { authorizer: "Auth", scopes })], { authorizers: [authorizer] })],
	});
	const withToken = (jwt: Record<string, string | number | string[] | null>) => ({
		path: "/a",
		headers: { authorization: "Bearer {jwt}" },
		jwt,
	});

	it("hands over the claims as text, and the scopes of a route that has some (L296)", async () => {
		const { events } = await request({ Fn: fn }, api(["read"]), [withToken({ sub: "u1", scope: "read write", roles: ["a", "b"] })]);
		expect(events[0].requestContext.authorizer).toEqual({
			jwt: {
				claims: {
					iss: "https://login.example/",
					aud: "shop",
					sub: "u1",
					scope: "read write",
					roles: "[a b]",
					iat: `${Date.parse("2026-11-24T09:00:00Z") / 1000}`,
					exp: `${Date.parse("2026-11-24T10:00:00Z") / 1000}`,
				},
				scopes: ["read", "write"],
			},
		});
		const open = await request({ Fn: fn }, api(), [withToken({ scope: "read" })]);
		expect(open.events[0].requestContext.authorizer.jwt.scopes).toBeNull();
	});

	it("answers 401 without a token, and for one that is forged, expired, not yet valid or for another audience (L295, L296)", async () => {
		const { http, events } = await request({ Fn: fn }, api(), [
			{ path: "/a" },
			{ path: "/a", headers: { authorization: "Bearer x" } },
			withToken({ exp: 1_700_000_000 }),
			withToken({ nbf: 2_000_000_000 }),
			withToken({ aud: "other" }),
			withToken({ aud: null, client_id: "shop" }),
		]);
		expect(http.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 200]);
		expect(http[0]).toMatchObject({ body: { message: "Unauthorized" }, headers: { "www-authenticate": "Bearer" } });
		expect(http[2]?.headers["www-authenticate"]).toContain('error="invalid_token" error_description="the token has expired"');
		expect(events).toHaveLength(1);
	});

	it("answers 403 for a token without any of the route's scopes (L296)", async () => {
		const { http } = await request({ Fn: fn }, api(["read"]), [withToken({ scope: "write" })]);
		expect(http[0]).toMatchObject({ status: 403, body: { message: "Forbidden" } });
	});
});

describe("a Lambda authorizer of an HTTP API", () => {
	const lambda = (overrides: object = {}): StackAuthorizer => ({
		id: "auth1",
		name: "Auth",
		kind: "lambda",
		type: "REQUEST",
		functionArn: arnOfFunction("Auth"),
		identitySources: ["$request.header.Authorization"],
		payloadVersion: "2.0",
		simpleResponses: true,
		resultTtlSeconds: 0,
		...overrides,
	});
	const api = (overrides: object = {}, route = anHttpRoute("GET", "/a/{id}", { authorizer: "Auth" })) => ({
		apis: [anHttpApi([route], { authorizers: [lambda(overrides)] })],
	});
	const functions = (code: string) => ({ Fn: fn, Auth: { code } });
	const sent = { path: "/a/1?x=2", headers: { authorization: "t" } };

	it("gets routeArn and identitySource besides the event, which has no body (L290)", async () => {
		const { events } = await request(functions(answers("({ isAuthorized: true })")), api(), [sent]);
		expect(events[0]).toMatchObject({
			version: "2.0",
			type: "REQUEST",
			routeArn: "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/$default/GET/a/{id}",
			identitySource: ["t"],
			routeKey: "GET /a/{id}",
			rawPath: "/a/1",
			rawQueryString: "x=2",
			pathParameters: { id: "1" },
			requestContext: { http: { method: "GET" } },
		});
		expect(events[0]).not.toHaveProperty("isBase64Encoded");
	});

	it("with simple responses decides by isAuthorized; the context is under `lambda`, as it is (L292)", async () => {
		const { http, events } = await request(
			functions(answers("({ isAuthorized: true, context: { tier: 'gold', limit: 5, roles: ['a'] } })")),
			api(),
			[sent],
		);
		expect(http[0]).toMatchObject({ status: 200, authorizerInvocation: 1, invocation: 2 });
		expect(events[1].requestContext.authorizer).toEqual({ lambda: { tier: "gold", limit: 5, roles: ["a"] } });
	});

	it("hands its context to format 1.0 without that name (L269)", async () => {
		const route = aRoute("GET", "/a/{id}", { authorizer: "Auth" });
		const { events } = await request(functions(answers("({ isAuthorized: true, context: { tier: 'gold' } })")), api({}, route), [sent]);
		expect(events[1].requestContext.authorizer).toEqual({ tier: "gold" });
	});

	it("with IAM policies decides by the policy (L292)", async () => {
		const statement = (effect: string) =>
			`({ principalId: "a", policyDocument: { Version: "2012-10-17", Statement: [{ Action: "execute-api:Invoke", Effect: "${effect}", Resource: event.routeArn }] } })`;
		for (const [effect, status] of [
			["Allow", 200],
			["Deny", 403],
		] as const) {
			const { http } = await request(functions(answers(statement(effect))), api({ simpleResponses: false }), [sent]);
			expect(http[0]?.status).toBe(status);
		}
	});

	it.each([
		["isAuthorized: false", answers("({ isAuthorized: false })"), 403, "Forbidden"],
		["an answer without isAuthorized", answers("({})"), 500, "Internal Server Error"],
		["an error", "export const handler = async () => { throw new Error('x'); };", 500, "Internal Server Error"],
	])("turns %s into its status (L295)", async (_, code, status, message) => {
		const { http } = await request(functions(code), api(), [sent]);
		expect(http[0]).toMatchObject({ status, body: { message }, invocation: null });
	});

	it("answers 401 without a call when an identity source is missing (L295)", async () => {
		const { http, events } = await request(functions(answers("({ isAuthorized: true })")), api(), [{ path: "/a/1" }]);
		expect(http[0]).toMatchObject({ status: 401, body: { message: "Unauthorized" } });
		expect(events).toEqual([]);
	});

	it("answers 500 when it takes more than 10 s (L295)", async () => {
		const code = "export const handler = async () => { await new Promise((r) => setTimeout(r, 11000)); return { isAuthorized: true }; };";
		const { http } = await request({ Fn: fn, Auth: { code } }, api(), [sent]);
		expect(http[0]).toMatchObject({ status: 500, invocation: null });
		expect(http[0]?.latencyMs).toBeGreaterThanOrEqual(10_000);
	});

	it("is asked again unless its TTL says otherwise (L294)", async () => {
		for (const [resultTtlSeconds, asked] of [
			[0, 2],
			[60, 1],
		] as const) {
			const { http } = await request(functions(answers("({ isAuthorized: true })")), api({ resultTtlSeconds }), [sent, sent]);
			expect(http.filter(({ authorizerInvocation }) => authorizerInvocation !== null)).toHaveLength(asked);
		}
	});
});
