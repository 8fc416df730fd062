import { httpOf, type ReportedHttp } from "#sandbox/report/http.ts";
import type { ScenarioInput } from "#sandbox/scenario.ts";
import type { StackApi, StackFunctionUrl, StackRoute } from "#sandbox/stack/api.ts";
import type { StackPermission } from "#sandbox/stack/permission.ts";
import type { Stack } from "#sandbox/stack/stack.ts";
import type { Trace } from "#sandbox/trace/trace.ts";
import type { HttpSend } from "#sandbox/traffic/send.ts";
import { runStack, type TestFunction } from "../run-stack.ts";

const of = { line: 1 };

export const arnOfFunction = (name: string) => `arn:aws:lambda:eu-central-1:123456789012:function:${name}`;

/** A route to the function `Fn`, by Lambda proxy integration in format 1.0. */
export function aRoute(method: string, path: string, overrides: Partial<StackRoute> = {}): StackRoute {
	return {
		...of,
		id: `${method}${path}`,
		method,
		path,
		integration: { kind: "proxy", functionArn: arnOfFunction("Fn"), payloadVersion: "1.0", timeoutMs: 29_000 },
		authorizer: undefined,
		scopes: [],
		apiKeyRequired: false,
		validation: undefined,
		...overrides,
	};
}

export function aRestApi(routes: StackRoute[], overrides: Partial<StackApi> = {}): StackApi {
	return {
		...of,
		id: "Api",
		kind: "rest",
		apiId: "a1b2c3d4e5",
		name: "Api",
		stage: "Prod",
		stageVariables: {},
		routes,
		authorizers: [],
		cors: undefined,
		binaryMediaTypes: [],
		throttle: undefined,
		apiKeys: [],
		routeSelectionExpression: undefined,
		...overrides,
	};
}

/** With routes in format 2.0, unless they say otherwise. */
export function anHttpApi(routes: StackRoute[], overrides: Partial<StackApi> = {}): StackApi {
	return aRestApi(routes, { kind: "http", stage: "$default", ...overrides });
}

export function anHttpRoute(method: string, path: string, overrides: Partial<StackRoute> = {}): StackRoute {
	const integration = { kind: "proxy", functionArn: arnOfFunction("Fn"), payloadVersion: "2.0", timeoutMs: 30_000 } as const;
	return aRoute(method, path, { integration, ...overrides });
}

export function aFunctionUrl(overrides: Partial<StackFunctionUrl> = {}): StackFunctionUrl {
	const url = { id: "FnUrl", functionArn: arnOfFunction("Fn"), urlId: "abcdefghijklmnop" };
	return { ...of, ...url, authType: "NONE", invokeMode: "BUFFERED", cors: undefined, ...overrides };
}

/** Lets everyone that these tests are about invoke a function. */
export function permissionsFor(...names: string[]): StackPermission[] {
	return names.flatMap((name) =>
		(
			[
				["apigateway.amazonaws.com", "lambda:InvokeFunction"],
				["elasticloadbalancing.amazonaws.com", "lambda:InvokeFunction"],
				["*", "lambda:InvokeFunctionUrl"],
				["*", "lambda:InvokeFunction"],
			] as const
		).map(([principal, action], i) => ({
			...of,
			id: `${name}Permission${i}`,
			functionArn: arnOfFunction(name),
			principal,
			sourceArn: undefined,
			action,
		})),
	);
}

type Request = Partial<Omit<HttpSend, "service">> & { at?: number };

/** What a test has of a run: the report of its requests, and what reached the functions. */
export type HttpRun = {
	trace: Trace;
	http: ReportedHttp[];
	/** Events of the invocations, in the order of request, as they reached the handlers. */
	// biome-ignore lint/suspicious/noExplicitAny: tests look into events of many shapes.
	events: any[];
};

/**
 * Sends requests, one a second unless they say when, to an API in front of the function `Fn`.
 * @param code Of `Fn`; or functions by name.
 */
export async function request(
	code: string | Record<string, TestFunction>,
	stack: Partial<Stack>,
	requests: Request[],
	scenario: Partial<ScenarioInput> = {},
): Promise<HttpRun> {
	const functions = typeof code === "string" ? { Fn: { code } } : code;
	const traffic = requests.map(({ at, ...send }, i) => ({
		at: at ?? i * 1000,
		label: `request ${i + 1}`,
		send: { service: "http" as const, api: "Api", path: "/", ...send },
	}));
	const trace = await runStack(functions, { permissions: permissionsFor(...Object.keys(functions)), ...stack }, { traffic, ...scenario });
	const events = trace.events.flatMap((event) => (event.kind === "invocation.requested" ? [JSON.parse(event.event)] : []));
	return { trace, http: httpOf(trace.events), events };
}

/** A handler that answers with a given result. */
export const answers = (result: string) => `export const handler = async (event) => (${result});`;
