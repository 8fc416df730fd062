import type { StackApi, StackAuthorizer, StackCors, StackRoute } from "#sandbox/stack/api.ts";
import { arnOf } from "#sandbox/stack/arn.ts";
import type { Properties } from "../properties.ts";
import { placed, type ResourceReader } from "../reading.ts";
import { apiId } from "../references.ts";
import { EVENT_ROUTES } from "../sam/api-events.ts";
import { readOpenApiRoutes } from "./openapi.ts";
import { readAuthorizers } from "./serverless-authorizers.ts";

const METHODS = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ANY)$/;

/** AWS::Serverless::Api: a REST API of the events that name it. */
export const readServerlessApi: ResourceReader = (resource, properties, reading) => {
	const auth = properties.part("Auth");
	const authorizers = auth ? readAuthorizers(resource.id, auth, "rest") : [];
	const defaults = {
		authorizer: auth?.text("DefaultAuthorizer"),
		apiKeyRequired: auth?.flag("ApiKeyRequired", false) ?? false,
	};
	auth?.notSimulated({
		UsagePlan: "SAM's usage plan is not made; requests need no plan.",
		ResourcePolicy: "Permissions are not checked.",
		InvokeRole: "The gateway calls under the function's resource policy.",
		AddDefaultAuthorizerToCorsPreflight: "Preflight requests need no authorizer.",
		AddApiKeyRequiredToCorsPreflight: "Preflight requests need no key.",
	});
	auth?.done();
	const routes = [
		...readOpenApiRoutes(resource.id, properties, "DefinitionBody", "rest"),
		...ownRoutes(properties, "1.0", 29_000, defaults),
	];
	const cors = readCors(properties, "Cors");
	if (cors) routes.push(...preflights(routes, cors));
	const stage = properties.text("StageName");
	if (stage === undefined && !properties.has("StageName"))
		properties.problem("StageName", `${resource.id} has no StageName.`, "Add for example StageName: Prod.");
	const api: StackApi = {
		...placed(resource),
		kind: "rest",
		apiId: apiId(resource.id),
		name: properties.text("Name") ?? resource.id,
		stage: stage ?? "Prod",
		stageVariables: variables(properties.part("Variables")),
		routes,
		authorizers: withIam(authorizers, routes),
		cors: undefined,
		binaryMediaTypes: properties.texts("BinaryMediaTypes").map((type) => type.replaceAll("~1", "/")),
		throttle: undefined,
		apiKeys: [],
		routeSelectionExpression: undefined,
	};
	properties.ignore("EndpointConfiguration", "OpenApiVersion", "AlwaysDeploy", "TracingEnabled", "MergeDefinitions");
	properties.notSimulated(NOT_SIMULATED);
	properties.done();
	reading.stack.apis.push(api);
	// SAM lets the gateway call the functions of its authorizers.
	for (const authorizer of authorizers) {
		if (authorizer.kind !== "lambda") continue;
		reading.stack.permissions.push({
			...placed(resource),
			id: `${resource.id}${authorizer.name}AuthorizerPermission`,
			functionArn: authorizer.functionArn,
			principal: "apigateway.amazonaws.com",
			sourceArn: arnOf("execute-api", reading.region, `${api.apiId}/authorizers/*`),
			action: "lambda:InvokeFunction",
		});
	}
};

/** AWS::Serverless::HttpApi: an HTTP API of the events that name it. */
export const readServerlessHttpApi: ResourceReader = (resource, properties, reading) => {
	const auth = properties.part("Auth");
	const authorizers = auth ? readAuthorizers(resource.id, auth, "http") : [];
	const defaults = { authorizer: auth?.text("DefaultAuthorizer"), apiKeyRequired: false };
	auth?.ignore("EnableIamAuthorizer");
	auth?.done();
	const routes = [
		...readOpenApiRoutes(resource.id, properties, "DefinitionBody", "http"),
		...ownRoutes(properties, "2.0", 30_000, defaults),
	];
	const settings = properties.part("DefaultRouteSettings");
	const rate = settings?.number("ThrottlingRateLimit");
	const burst = settings?.number("ThrottlingBurstLimit");
	settings?.ignore("DetailedMetricsEnabled");
	settings?.done();
	reading.stack.apis.push({
		...placed(resource),
		kind: "http",
		apiId: apiId(resource.id),
		name: properties.text("Name") ?? resource.id,
		stage: properties.text("StageName") ?? "$default",
		stageVariables: variables(properties.part("StageVariables")),
		routes,
		authorizers: withIam(authorizers, routes),
		cors: readCors(properties, "CorsConfiguration"),
		binaryMediaTypes: [],
		throttle: rate === undefined || burst === undefined ? undefined : { ratePerSecond: rate, burst },
		apiKeys: [],
		routeSelectionExpression: undefined,
	});
	properties.notSimulated(NOT_SIMULATED);
	properties.done();
};

const NOT_SIMULATED = {
	DefinitionUri: "Only the events of functions become routes.",
	Domain: "The API answers at its own address.",
	CacheClusterEnabled: "Responses are not cached.",
	CacheClusterSize: "Responses are not cached.",
	AccessLogSetting: "Requests are not logged; the trace has them.",
	AccessLogSettings: "Requests are not logged; the trace has them.",
	MethodSettings: "Methods have the limits of the account.",
	RouteSettings: "Routes have the limits of the account.",
	CanarySetting: "All requests go to the stage's deployment.",
	GatewayResponses: "Error responses have the form of API Gateway.",
	Models: "Requests are not validated.",
	ApiKeySourceType: "Keys come from the header x-api-key.",
};

function variables(part: Properties | undefined): Record<string, string> {
	return Object.fromEntries((part?.keys() ?? []).map((key) => [key, part?.text(key) ?? ""]));
}

/** Routes of events. With a DefinitionBody SAM takes the document as it is, and events give permissions alone. */
function ownRoutes(properties: Properties, payloadVersion: "1.0" | "2.0", mostMs: number, defaults: Defaults): StackRoute[] {
	const routes = readRoutes(properties, payloadVersion, mostMs, defaults);
	return properties.has("DefinitionBody") ? [] : routes;
}

type Defaults = { authorizer: string | undefined; apiKeyRequired: boolean };

function readRoutes(properties: Properties, payloadVersion: "1.0" | "2.0", mostMs: number, defaults: Defaults): StackRoute[] {
	const routes: StackRoute[] = [];
	const seen = new Set<string>();
	for (const part of properties.parts(EVENT_ROUTES, "an event of an API")) {
		const method = part.text("Method") ?? "ANY";
		const path = part.text("Path") ?? "$default";
		const id = part.text("Id") ?? "";
		if (!METHODS.test(method))
			part.problem("Method", `Method ${method} of ${id} is none of HTTP.`, "Use get, post, put, patch, delete, head, options or any.");
		if (path !== "$default" && !path.startsWith("/"))
			part.problem("Path", `Path ${path} of ${id} does not begin with /.`, `Write /${path}.`);
		const key = `${method} ${path}`;
		if (seen.has(key))
			part.problem(
				"Method",
				`API method "${method.toLowerCase()}" defined multiple times for path "${path}".`,
				"Keep one event for each method and path.",
			);
		seen.add(key);
		const auth = part.part("Auth");
		const authorizer = auth?.text("Authorizer") ?? defaults.authorizer;
		routes.push({
			id,
			line: part.at.line,
			method,
			path,
			integration: {
				kind: "proxy",
				functionArn: part.text("FunctionArn") ?? "",
				payloadVersion: part.oneOf("PayloadFormatVersion", ["1.0", "2.0"], payloadVersion),
				timeoutMs: part.whole("TimeoutInMillis", { min: 50, max: mostMs, fallback: mostMs, unit: "milliseconds" }),
			},
			authorizer: authorizer === "NONE" ? undefined : authorizer,
			scopes: auth?.texts("AuthorizationScopes") ?? [],
			apiKeyRequired: auth?.flag("ApiKeyRequired", defaults.apiKeyRequired) ?? defaults.apiKeyRequired,
			validation: readValidation(part),
		});
		auth?.notSimulated({
			ResourcePolicy: "Permissions are not checked.",
			InvokeRole: "The gateway calls under the function's resource policy.",
		});
		auth?.done();
		part.notSimulated({
			RequestModel: "The body is not validated.",
			RouteSettings: "The route has the limits of the API.",
			ResponseTransferMode: "The response is buffered.",
		});
		part.done();
	}
	return routes;
}

/** RequestParameters: names, or maps of a name to Required. */
function readValidation(part: Properties): StackRoute["validation"] {
	const requiredParameters: string[] = [];
	for (const item of part.items("RequestParameters")) {
		if (item.kind !== "map") continue;
		for (const [name, { value }] of item.entries) {
			const required = value.kind === "map" ? value.entries.get("Required")?.value : undefined;
			if (required?.kind === "scalar" && String(required.value) === "true") requiredParameters.push(name);
		}
	}
	return requiredParameters.length === 0 ? undefined : { body: false, parameters: true, model: undefined, requiredParameters };
}

/** AWS_IAM stands for an authorizer that nobody declares. */
function withIam(authorizers: StackAuthorizer[], routes: readonly StackRoute[]): StackAuthorizer[] {
	const iam = routes.some(({ authorizer }) => authorizer === "AWS_IAM");
	return iam ? [...authorizers, { id: "iam", name: "AWS_IAM", kind: "iam" }] : authorizers;
}

/** Cors of SAM: true or a text for all of an origin, or a map. REST has texts in quotes of their own, HTTP lists. */
export function readCors(properties: Properties, key: string): StackCors | undefined {
	const entry = properties.entry(key);
	if (!entry) return undefined;
	const all = (origins: string[]): StackCors => ({
		origins,
		methods: [],
		headers: [],
		exposeHeaders: [],
		credentials: false,
		maxAgeSeconds: undefined,
	});
	if (entry.value.kind !== "map") {
		const text = properties.text(key);
		if (text === "false" || text === undefined) return undefined;
		return { ...all([text === "true" ? "*" : unquoted(text)]), ...(text === "true" ? { methods: ["*"], headers: ["*"] } : {}) };
	}
	const part = properties.part(key);
	if (!part) return undefined;
	const list = (...keys: string[]) =>
		keys
			.flatMap((one) => part.texts(one))
			.flatMap((text) =>
				unquoted(text)
					.split(",")
					.map((piece) => piece.trim()),
			);
	const age = part.text("MaxAge");
	const cors = {
		origins: list("AllowOrigin", "AllowOrigins"),
		methods: list("AllowMethods"),
		headers: list("AllowHeaders"),
		exposeHeaders: list("ExposeHeaders"),
		credentials: part.flag("AllowCredentials", false),
		maxAgeSeconds: age === undefined ? undefined : Number(unquoted(age)),
	};
	part.done();
	return cors;
}

const unquoted = (text: string) => text.replace(/^'(.*)'$/, "$1");

/** The OPTIONS methods that SAM adds to a REST API with Cors: mocks, open to all (L305). */
function preflights(routes: readonly StackRoute[], cors: StackCors): StackRoute[] {
	const paths = new Map(routes.map((route) => [route.path, route]));
	return [...paths.values()].flatMap((route) => {
		if (routes.some(({ path, method }) => path === route.path && method === "OPTIONS")) return [];
		const methods = routes
			.filter(({ path }) => path === route.path)
			.map(({ method }) => (method === "ANY" ? "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT" : method));
		const allowed = cors.methods.length > 0 ? cors.methods : [...new Set([...methods, "OPTIONS"])].sort();
		const parameters: Record<string, string> = {
			"method.response.header.Access-Control-Allow-Origin": `'${cors.origins.join(",")}'`,
			"method.response.header.Access-Control-Allow-Methods": `'${allowed.join(",")}'`,
			...(cors.headers.length > 0 ? { "method.response.header.Access-Control-Allow-Headers": `'${cors.headers.join(",")}'` } : {}),
			...(cors.credentials ? { "method.response.header.Access-Control-Allow-Credentials": "'true'" } : {}),
			...(cors.maxAgeSeconds === undefined ? {} : { "method.response.header.Access-Control-Max-Age": `'${cors.maxAgeSeconds}'` }),
		};
		return [
			{
				id: `${route.id}Options`,
				line: route.line,
				method: "OPTIONS",
				path: route.path,
				integration: {
					kind: "mock",
					requestTemplates: { "application/json": '{\n  "statusCode" : 200\n}\n' },
					responses: [{ pattern: "", status: 200, templates: { "application/json": "{}\n" }, parameters }],
				},
				authorizer: undefined,
				scopes: [],
				apiKeyRequired: false,
				validation: undefined,
			},
		];
	});
}
