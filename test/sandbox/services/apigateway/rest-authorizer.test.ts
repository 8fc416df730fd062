import { describe, expect, it } from "vitest";
import type { StackAuthorizer } from "#sandbox/stack/api.ts";
import { answers, aRestApi, aRoute, arnOfFunction, permissionsFor, request } from "../http/an-api.ts";

const fn = { code: answers('{ statusCode: 200, body: "" }') };
const POLICY = '{ Version: "2012-10-17", Statement: [{ Action: "execute-api:Invoke", Effect: EFFECT, Resource: RESOURCE }] }';
const policy = (effect: string, resource: string) => POLICY.replace("EFFECT", effect).replace("RESOURCE", resource);
const lambda = (overrides: object = {}): StackAuthorizer => ({
	id: "auth1",
	name: "Auth",
	kind: "lambda",
	type: "TOKEN",
	functionArn: arnOfFunction("Auth"),
	identitySources: ["method.request.header.Authorization"],
	payloadVersion: "1.0",
	simpleResponses: false,
	resultTtlSeconds: 300,
	...overrides,
});
const routes = [aRoute("GET", "/a", { authorizer: "Auth" }), aRoute("GET", "/b", { authorizer: "Auth" })];
const stack = (overrides: object = {}) => ({ apis: [aRestApi(routes, { authorizers: [lambda(overrides)] })] });
const auth = (result: string) => ({ Fn: fn, Auth: { code: answers(result) } });
const allow = `{ principalId: "alice", policyDocument: ${policy("'Allow'", "'*'")}, context: { tier: "gold", limit: 5, ok: true } }`;
const bearer = (token: string) => ({ Authorization: token });

describe("a Lambda authorizer of type TOKEN", () => {
	it("gets type, methodArn and token, and nothing else (L288)", async () => {
		const { events } = await request(auth(allow), stack(), [{ path: "/a", headers: bearer("abc") }]);
		const methodArn = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/Prod/GET/a";
		expect(events[0]).toEqual({ type: "TOKEN", methodArn, authorizationToken: "abc" });
	});

	it("that allows hands its context to the function, as text, with principalId and integrationLatency (L291)", async () => {
		const { http, events } = await request(auth(allow), stack(), [{ path: "/a", headers: bearer("abc") }]);
		expect(http[0]).toMatchObject({ status: 200, authorizerInvocation: 1, invocation: 2 });
		expect(events[1].requestContext.authorizer).toEqual({
			principalId: "alice",
			integrationLatency: expect.any(Number),
			tier: "gold",
			limit: "5",
			ok: "true",
		});
	});

	it("that denies is 403, and says when it does so explicitly (L293)", async () => {
		const deny = await request(auth(`{ principalId: "a", policyDocument: ${policy("'Deny'", "event.methodArn")} }`), stack(), [
			{ path: "/a", headers: bearer("x") },
		]);
		expect(deny.http[0]).toMatchObject({
			status: 403,
			body: { Message: "User is not authorized to access this resource with an explicit deny" },
			error: "ACCESS_DENIED",
			invocation: null,
		});
		const other = await request(
			auth(`{ principalId: "a", policyDocument: ${policy("'Allow'", "'arn:aws:execute-api:eu-central-1:123456789012:other/*'")} }`),
			stack(),
			[{ path: "/a", headers: bearer("x") }],
		);
		expect(other.http[0]).toMatchObject({ status: 403, body: { Message: "User is not authorized to access this resource" } });
	});

	it("without a token is 401, and is not called (L293)", async () => {
		const { http, events } = await request(auth(allow), stack(), [{ path: "/a" }, { path: "/a", headers: bearer("") }]);
		for (const one of http) expect(one).toMatchObject({ status: 401, body: { message: "Unauthorized" }, authorizerInvocation: null });
		expect(events).toEqual([]);
	});

	it("is not called for a token that the validation expression does not match (L293)", async () => {
		const { http, events } = await request(auth(allow), stack({ tokenPattern: "Bearer [a-z]+" }), [
			{ path: "/a", headers: bearer("Basic x") },
			{ path: "/a", headers: bearer("Bearer x") },
		]);
		expect(http.map(({ status }) => status)).toEqual([401, 200]);
		expect(events).toHaveLength(2);
	});

	it.each([
		[
			"that throws exactly Unauthorized",
			'export const handler = async () => { throw new Error("Unauthorized"); };',
			401,
			{ message: "Unauthorized" },
		],
		["that throws anything else", 'export const handler = async () => { throw new Error("unauthorized"); };', 500, { message: null }],
		["without a principalId", answers("{ policyDocument: {} }"), 500, { message: null }],
		["without a policy", answers('{ principalId: "a" }'), 500, { message: null }],
		[
			"with an object in its context",
			answers(`{ principalId: "a", policyDocument: ${policy("'Allow'", "'*'")}, context: { a: {} } }`),
			500,
			{ message: null },
		],
	])("%s is answered with %s (L293)", async (_, code, status, body) => {
		const { http } = await request({ Fn: fn, Auth: { code } }, stack(), [{ path: "/a", headers: bearer("x") }]);
		expect(http[0]).toMatchObject({ status, body, invocation: null });
	});

	it("without a permission to invoke it is 500 (L293)", async () => {
		const { http } = await request(auth(allow), { ...stack(), permissions: permissionsFor("Fn") }, [{ path: "/a", headers: bearer("x") }]);
		expect(http[0]).toMatchObject({ status: 500, error: "AUTHORIZER_CONFIGURATION_ERROR" });
	});

	it("is asked once for each token within the TTL (L294)", async () => {
		const sent = [0, 299_000, 302_000].map((at) => ({ at, path: "/a", headers: bearer("x") }));
		const { http } = await request(auth(allow), stack(), [...sent, { at: 303_000, path: "/a", headers: bearer("y") }]);
		expect(http.map(({ authorizerInvocation }) => authorizerInvocation !== null)).toEqual([true, false, true, true]);
	});

	it("whose cached policy names one method denies the next path (L294)", async () => {
		const own = `{ principalId: "a", policyDocument: ${policy("'Allow'", "event.methodArn")} }`;
		const { http } = await request(auth(own), stack(), [
			{ path: "/a", headers: bearer("x") },
			{ path: "/b", headers: bearer("x") },
		]);
		expect(http.map(({ status }) => status)).toEqual([200, 403]);
	});

	it("with a TTL of 0 is asked for each request (L294)", async () => {
		const two = [
			{ path: "/a", headers: bearer("x") },
			{ path: "/a", headers: bearer("x") },
		];
		const { http } = await request(auth(allow), stack({ resultTtlSeconds: 0 }), two);
		expect(http.every(({ authorizerInvocation }) => authorizerInvocation !== null)).toBe(true);
	});

	it("may name the key of a usage plan (L291)", async () => {
		const keyed = `{ principalId: "a", policyDocument: ${policy("'Allow'", "'*'")}, usageIdentifierKey: "secret-1" }`;
		const apiKeys = [{ id: "k", value: "secret-1", throttle: undefined, quota: undefined }];
		const api = aRestApi([aRoute("GET", "/a", { authorizer: "Auth", apiKeyRequired: true })], {
			authorizers: [lambda()],
			apiKeys,
			apiKeySource: "AUTHORIZER",
		});
		const { http } = await request(auth(keyed), { apis: [api] }, [{ path: "/a", headers: bearer("x") }]);
		expect(http[0]?.status).toBe(200);
	});
});

describe("a Lambda authorizer of type REQUEST", () => {
	const sources = ["method.request.header.X-Tenant", "method.request.querystring.key"];

	it("gets the request without its body, with empty maps in place of null (L289)", async () => {
		const { events } = await request(auth(allow), stack({ type: "REQUEST", identitySources: [] }), [{ path: "/a" }]);
		expect(events[0]).toMatchObject({
			type: "REQUEST",
			methodArn: expect.stringContaining("/Prod/GET/a"),
			resource: "/a",
			path: "/a",
			httpMethod: "GET",
			queryStringParameters: {},
			multiValueQueryStringParameters: {},
			pathParameters: {},
			stageVariables: {},
			requestContext: { resourcePath: "/a" },
		});
		expect(events[0]).not.toHaveProperty("body");
	});

	it("needs every identity source, and caches by all of them (L293, L294)", async () => {
		const { http } = await request(auth(allow), stack({ type: "REQUEST", identitySources: sources }), [
			{ path: "/a", headers: { "x-tenant": "1" } },
			{ path: "/a?key=1", headers: { "x-tenant": "1" } },
			{ path: "/b?key=1", headers: { "x-tenant": "1" } },
			{ path: "/a?key=2", headers: { "x-tenant": "1" } },
		]);
		expect(http.map(({ status }) => status)).toEqual([401, 200, 200, 200]);
		expect(http.map(({ authorizerInvocation }) => authorizerInvocation !== null)).toEqual([false, true, false, true]);
	});
});

describe("an authorizer of type COGNITO_USER_POOLS", () => {
	const authorizer: StackAuthorizer = {
		id: "pool",
		name: "Auth",
		kind: "cognito",
		userPoolArns: ["arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_Ab1"],
		identitySources: ["method.request.header.Authorization"],
	};
	const open = { apis: [aRestApi([aRoute("GET", "/a", { authorizer: "Auth" })], { authorizers: [authorizer] })] };
	const scoped = { apis: [aRestApi([aRoute("GET", "/a", { authorizer: "Auth", scopes: ["shop/read"] })], { authorizers: [authorizer] })] };
	const withToken = (jwt: Record<string, string | number | null | string[]>) => ({
		path: "/a",
		headers: { Authorization: "Bearer {jwt}" },
		jwt,
	});

	it("takes an identity token of its pool, and hands over its claims as text (L296)", async () => {
		const { http, events } = await request({ Fn: fn }, open, [withToken({ sub: "u1", "cognito:groups": ["a", "b"] })]);
		expect(http[0]?.status).toBe(200);
		expect(events[0].requestContext.authorizer.claims).toMatchObject({
			sub: "u1",
			iss: "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab1",
			token_use: "id",
			"cognito:groups": "[a b]",
			exp: `${Date.parse("2026-11-24T10:00:00Z") / 1000}`,
		});
	});

	it("refuses no token, a forged one, one of another issuer, one that has expired: 401 (L293, L296)", async () => {
		const { http, events } = await request({ Fn: fn }, open, [
			{ path: "/a" },
			{ path: "/a", headers: { Authorization: "Bearer e30.e30.c2ln" } },
			withToken({ iss: "https://other.example" }),
			withToken({ exp: 1_700_000_000 }),
		]);
		expect(http.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
		expect(http[3]?.body).toEqual({ message: "The incoming token has expired" });
		expect(events).toEqual([]);
	});

	it("takes an access token with one of the method's scopes (L296)", async () => {
		const { http } = await request({ Fn: fn }, scoped, [
			withToken({ scope: "shop/read shop/write" }),
			withToken({ scope: "shop/write" }),
			withToken({ sub: "u1" }),
		]);
		expect(http.map(({ status }) => status)).toEqual([200, 401, 401]);
	});

	it("gets the same token from the same seed, and another from another", async () => {
		const tokenOf = async (seed: number) => {
			const { events } = await request({ Fn: fn }, open, [withToken({ sub: "u1" })], { seed });
			return events[0].headers.Authorization;
		};
		expect(await tokenOf(1)).toBe(await tokenOf(1));
		expect(await tokenOf(1)).not.toBe(await tokenOf(2));
	});
});

it("refuses a request that is not signed where IAM authorises: 403 Missing Authentication Token (L304)", async () => {
	const api = aRestApi([aRoute("GET", "/a", { authorizer: "Iam" })], { authorizers: [{ id: "iam", name: "Iam", kind: "iam" }] });
	const { http, events } = await request({ Fn: fn }, { apis: [api] }, [{ path: "/a" }, { path: "/a", signed: true }]);
	expect(http.map(({ status }) => status)).toEqual([403, 200]);
	expect(http[0]?.body).toEqual({ message: "Missing Authentication Token" });
	expect(events[0].requestContext.identity.userArn).toBe("arn:aws:iam::123456789012:user/client");
});
