import type { StackApi, StackAuthorizer, StackRoute } from "#sandbox/stack/api.ts";
import { arnOf } from "#sandbox/stack/arn.ts";
import type { Properties } from "../properties.ts";
import { placed, type ResourceReader } from "../reading.ts";
import { apiId } from "../references.ts";
import { EVENT_ROUTES } from "../sam/api-events.ts";
import { type Gate, preflights, readCors } from "./cors.ts";
import { readSamDomain } from "./domain.ts";
import { executePolicy, readSamPolicy } from "./execute-policy.ts";
import { readSamGatewayResponses } from "./gateway-response.ts";
import { applyMethodSettings, applyRouteSettings } from "./method-settings.ts";
import { type OpenApiRoute, readOpenApi } from "./openapi.ts";
import { readSamModels, readSamValidation, type SamModels } from "./sam-models.ts";
import { readAuthorizers } from "./serverless-authorizers.ts";

const METHODS = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ANY)$/;

/** AWS::Serverless::Api: a REST API of the events that name it, or of its OpenAPI document. */
export const readServerlessApi: ResourceReader = (resource, properties, reading) => {
	const keys = { inline: "DefinitionBody", location: "DefinitionUri" } as const;
	refuseWithUri(resource.id, properties, ["Auth", "Cors", "GatewayResponses", "Models"]);
	const document = readOpenApi(properties, keys, "rest", reading);
	const auth = properties.part("Auth");
	const authorizers = [...(document?.authorizers ?? []), ...(auth ? readAuthorizers(resource.id, auth, "rest") : [])];
	const defaults = {
		authorizer: auth?.text("DefaultAuthorizer"),
		apiKeyRequired: auth?.flag("ApiKeyRequired", false) ?? false,
	};
	const preflight = {
		authorizer: auth?.flag("AddDefaultAuthorizerToCorsPreflight", true) === false ? undefined : defaults.authorizer,
		apiKeyRequired: defaults.apiKeyRequired && auth?.flag("AddApiKeyRequiredToCorsPreflight", true) !== false,
	};
	const models = readSamModels(properties);
	const stage = properties.text("StageName");
	if (stage === undefined && !properties.has("StageName"))
		properties.problem("StageName", `${resource.id} has no StageName.`, "Add for example StageName: Prod.");
	const scope = (route: StackRoute) => ({ stage: stage ?? "Prod", method: route.method, path: route.path });
	const own = ownRoutes(properties, "1.0", 29_000, { ...defaults, models });
	const routes = [...withDefaults(document?.routes ?? [], defaults, preflight), ...own.map(({ route }) => route)];
	const cors = readCors(properties, "Cors");
	if (cors) routes.push(...preflights(routes, cors, preflight));
	const ofApi = auth?.part("ResourcePolicy");
	const statements = [
		...(ofApi ? readSamPolicy(ofApi, routes.map(scope)) : []),
		...own.flatMap(({ route, policy }) => (policy ? readSamPolicy(policy, [scope(route)]) : [])),
	];
	const policy = statements.length > 0 ? { Version: "2012-10-17", Statement: statements } : (properties.json("Policy") ?? document?.policy);
	// The usage plan is a resource of its own (sam/usage-plan.ts).
	auth?.ignore("UsagePlan");
	auth?.notSimulated({ InvokeRole: "The gateway calls under the function's resource policy." });
	auth?.done();
	const binaryMediaTypes = properties.texts("BinaryMediaTypes").map((type) => type.replaceAll("~1", "/"));
	const policyOfApi = executePolicy(policy, resource.id, reading);
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
		binaryMediaTypes: binaryMediaTypes.length > 0 ? binaryMediaTypes : (document?.binaryMediaTypes ?? []),
		throttle: undefined,
		apiKeys: [],
		routeSelectionExpression: undefined,
		apiKeySource: properties.oneOf("ApiKeySourceType", ["HEADER", "AUTHORIZER"], document?.apiKeySource ?? "HEADER"),
		gatewayResponses: [...(document?.gatewayResponses ?? []), ...readSamGatewayResponses(properties)],
		...(policyOfApi === undefined ? {} : { policy: policyOfApi }),
	};
	applyMethodSettings(api, properties);
	readSamDomain(properties);
	properties.ignore(
		"EndpointConfiguration",
		"OpenApiVersion",
		"AlwaysDeploy",
		"TracingEnabled",
		"MergeDefinitions",
		"FailOnWarnings",
		"Mode",
	);
	properties.notSimulated(NOT_SIMULATED);
	properties.done();
	reading.stack.apis.push(api);
	// SAM lets the gateway call the functions of its authorizers.
	for (const authorizer of authorizers) {
		if (authorizer.kind !== "lambda" || document?.authorizers.includes(authorizer)) continue;
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

/** AWS::Serverless::HttpApi: an HTTP API of the events that name it, or of its OpenAPI document. */
export const readServerlessHttpApi: ResourceReader = (resource, properties, reading) => {
	refuseWithUri(resource.id, properties, ["Auth", "CorsConfiguration"]);
	const document = readOpenApi(properties, { inline: "DefinitionBody", location: "DefinitionUri" }, "http", reading);
	const auth = properties.part("Auth");
	const authorizers = [...(document?.authorizers ?? []), ...(auth ? readAuthorizers(resource.id, auth, "http") : [])];
	const defaults = { authorizer: auth?.text("DefaultAuthorizer"), apiKeyRequired: false };
	auth?.ignore("EnableIamAuthorizer");
	auth?.done();
	const own = ownRoutes(properties, "2.0", 30_000, { ...defaults, models: new Map() });
	const routes = [...withDefaults(document?.routes ?? [], defaults, OPEN), ...own.map(({ route }) => route)];
	const settings = properties.part("DefaultRouteSettings");
	const rate = settings?.number("ThrottlingRateLimit");
	const burst = settings?.number("ThrottlingBurstLimit");
	settings?.ignore("DetailedMetricsEnabled");
	settings?.done();
	const api: StackApi = {
		...placed(resource),
		kind: "http",
		apiId: apiId(resource.id),
		name: properties.text("Name") ?? resource.id,
		stage: properties.text("StageName") ?? "$default",
		stageVariables: variables(properties.part("StageVariables")),
		routes,
		authorizers: withIam(authorizers, routes),
		cors: readCors(properties, "CorsConfiguration") ?? document?.cors,
		binaryMediaTypes: [],
		throttle: rate === undefined || burst === undefined ? undefined : { ratePerSecond: rate, burst },
		apiKeys: [],
		routeSelectionExpression: undefined,
	};
	applyRouteSettings(api, properties);
	readSamDomain(properties);
	reading.stack.apis.push(api);
	properties.ignore("FailOnWarnings", "PropagateTags", "DisableExecuteApiEndpoint");
	properties.notSimulated(NOT_SIMULATED);
	properties.done();
};

const NOT_SIMULATED = {
	CacheClusterEnabled: "Responses are not cached.",
	CacheClusterSize: "Responses are not cached.",
	AccessLogSetting: "Requests are not logged; the trace has them.",
	AccessLogSettings: "Requests are not logged; the trace has them.",
	CanarySetting: "All requests go to the stage's deployment.",
};

/** SAM changes a document only where it stands in the template. */
function refuseWithUri(id: string, properties: Properties, parts: readonly string[]): void {
	if (!properties.has("DefinitionUri")) return;
	for (const part of parts) {
		if (!properties.has(part)) continue;
		properties.problem(
			part,
			`Resource with id [${id}] is invalid. ${part} works only with inline Swagger specified in 'DefinitionBody' property.`,
			"Put the document into DefinitionBody, for example by Fn::Transform AWS::Include.",
		);
	}
}

const OPEN: Gate = { authorizer: undefined, apiKeyRequired: false };

/** Defaults of Auth are for the operations of a document that say nothing themselves. @param preflight For OPTIONS, by which browsers ask first. */
function withDefaults(routes: readonly OpenApiRoute[], defaults: Gate, preflight: Gate): StackRoute[] {
	return routes.map(({ route, secured }) => {
		if (secured) return route;
		const { authorizer, apiKeyRequired } = route.method === "OPTIONS" ? preflight : defaults;
		return { ...route, authorizer: authorizer === "NONE" ? undefined : authorizer, apiKeyRequired };
	});
}

function variables(part: Properties | undefined): Record<string, string> {
	return Object.fromEntries((part?.keys() ?? []).map((key) => [key, part?.text(key) ?? ""]));
}

/** A route of an event, and the resource policy that its Auth has for it. */
type EventRoute = { route: StackRoute; policy: Properties | undefined };

/** Routes of events. With a document SAM takes it as it is, and events give permissions alone. */
function ownRoutes(properties: Properties, payloadVersion: "1.0" | "2.0", mostMs: number, defaults: Defaults): EventRoute[] {
	const routes = readRoutes(properties, payloadVersion, mostMs, defaults);
	return properties.has("DefinitionBody") || properties.has("DefinitionUri") ? [] : routes;
}

type Defaults = { authorizer: string | undefined; apiKeyRequired: boolean; models: SamModels };

function readRoutes(properties: Properties, payloadVersion: "1.0" | "2.0", mostMs: number, defaults: Defaults): EventRoute[] {
	const routes: EventRoute[] = [];
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
		const streams = part.oneOf("ResponseTransferMode", ["BUFFERED", "STREAM"], "BUFFERED") === "STREAM";
		const route: StackRoute = {
			id,
			line: part.at.line,
			method,
			path,
			integration: {
				kind: "proxy",
				functionArn: part.text("FunctionArn") ?? "",
				payloadVersion: part.oneOf("PayloadFormatVersion", ["1.0", "2.0"], payloadVersion),
				timeoutMs: part.whole("TimeoutInMillis", { min: 50, max: mostMs, fallback: mostMs, unit: "milliseconds" }),
				...(streams ? { streams } : {}),
			},
			authorizer: authorizer === "NONE" ? undefined : authorizer,
			scopes: auth?.texts("AuthorizationScopes") ?? [],
			apiKeyRequired: auth?.flag("ApiKeyRequired", defaults.apiKeyRequired) ?? defaults.apiKeyRequired,
			validation: readSamValidation(part, defaults.models),
		};
		routes.push({ route, policy: auth?.part("ResourcePolicy") });
		auth?.notSimulated({
			InvokeRole: "The gateway calls under the function's resource policy.",
			OverrideApiAuth: "It is ignored.",
		});
		auth?.done();
		part.notSimulated({ RouteSettings: "The route has the limits of the API." });
		part.done();
	}
	return routes;
}

/** AWS_IAM stands for an authorizer that nobody declares. */
export function withIam(authorizers: StackAuthorizer[], routes: readonly StackRoute[]): StackAuthorizer[] {
	const iam = routes.some(({ authorizer }) => authorizer === "AWS_IAM");
	return iam ? [...authorizers, { id: "iam", name: "AWS_IAM", kind: "iam" }] : authorizers;
}
