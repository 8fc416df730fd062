import type { StackApi, StackAuthorizer, StackRoute } from "#sandbox/stack/api.ts";
import type { Properties } from "../properties.ts";
import { placed, type Reading, type ResourceReader } from "../reading.ts";
import { apiId } from "../references.ts";
import { readCors } from "./cors.ts";
import { interpretHttpIntegration, readIntegration } from "./http-integration.ts";
import { functionOfIntegration } from "./integration-uri.ts";
import { applyRouteSettings } from "./method-settings.ts";
import { readOpenApi } from "./openapi.ts";
import { withIam } from "./serverless-api.ts";

/** AWS::ApiGatewayV2::Api of the protocol HTTP; its routes, stages and authorizers are resources of their own. */
export const readHttpApi: ResourceReader = (resource, properties, reading) => {
	const protocol = properties.oneOf("ProtocolType", ["HTTP", "WEBSOCKET"], "HTTP");
	const selection = properties.text("RouteSelectionExpression");
	properties.ignore("DisableExecuteApiEndpoint", "IpAddressType", "Version", "FailOnWarnings");
	properties.notSimulated({ Target: "Quick create is not read; write the route as a resource." });
	const document = readOpenApi(properties, { inline: "Body", location: "BodyS3Location" }, "http", reading);
	const routes = document?.routes.map(({ route }) => route) ?? [];
	const api: StackApi = {
		...placed(resource),
		kind: protocol === "HTTP" ? "http" : "websocket",
		apiId: apiId(resource.id),
		name: properties.text("Name") ?? resource.id,
		stage: "$default",
		stageVariables: {},
		routes,
		authorizers: withIam(document?.authorizers ?? [], routes),
		cors: readCors(properties, "CorsConfiguration") ?? document?.cors,
		binaryMediaTypes: [],
		throttle: undefined,
		apiKeys: [],
		routeSelectionExpression: protocol === "HTTP" ? undefined : selection,
	};
	properties.done();
	reading.stack.apis.push(api);
};

/** The API that a resource belongs to; names one that is not in the template. */
export function apiOf(key: string, properties: Properties, reading: Reading): StackApi | undefined {
	const given = properties.needed(key, `Add for example ${key}: !Ref Api.`);
	const api = reading.stack.apis.find((one) => one.apiId === given);
	if (!api && given !== undefined)
		properties.skip(properties.at.line, `the API ${given} of ${properties.owner}`, "It is not in this template; nothing is added to it.");
	return api;
}

/** AWS::ApiGatewayV2::Stage: its name, variables and limits become those of the API. */
export const readHttpStage: ResourceReader = (resource, properties, reading) => {
	if (resource.made) return;
	const api = apiOf("ApiId", properties, reading);
	const name = properties.needed("StageName", "Add for example StageName: $default.");
	const variables = properties.json("StageVariables");
	const settings = properties.part("DefaultRouteSettings");
	const rate = settings?.number("ThrottlingRateLimit");
	const burst = settings?.number("ThrottlingBurstLimit");
	properties.ignore("AutoDeploy", "DeploymentId");
	if (api) applyRouteSettings(api, properties);
	properties.notSimulated({ AccessLogSettings: "Requests are not logged; the trace has them." });
	properties.done();
	if (!api || name === undefined) return;
	api.stage = name;
	if (typeof variables === "object" && variables !== null && !Array.isArray(variables))
		api.stageVariables = Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)]));
	if (rate !== undefined && burst !== undefined) api.throttle = { ratePerSecond: rate, burst };
};

/** AWS::ApiGatewayV2::Authorizer (L290, L292, L294). */
export const readHttpAuthorizer: ResourceReader = (resource, properties, reading) => {
	const api = apiOf("ApiId", properties, reading);
	const name = properties.text("Name") ?? resource.id;
	const type = properties.oneOf("AuthorizerType", ["JWT", "REQUEST"], "JWT");
	const identitySources = properties.texts("IdentitySource");
	const jwt = properties.part("JwtConfiguration");
	const uri = properties.text("AuthorizerUri");
	const functionArn = uri === undefined ? undefined : functionOfIntegration(uri);
	const common = { id: String(reading.references.ref(resource.id)), name };
	const authorizer: StackAuthorizer | undefined =
		type === "JWT"
			? { ...common, kind: "jwt", issuer: jwt?.text("Issuer") ?? "", audience: jwt?.texts("Audience") ?? [], identitySources }
			: functionArn === undefined
				? undefined
				: {
						...common,
						kind: "lambda",
						type: "REQUEST",
						functionArn,
						identitySources,
						payloadVersion: properties.oneOf("AuthorizerPayloadFormatVersion", ["1.0", "2.0"], "2.0"),
						simpleResponses: properties.flag("EnableSimpleResponses", false),
						resultTtlSeconds: properties.whole("AuthorizerResultTtlInSeconds", { min: 0, max: 3600, fallback: 0, unit: "seconds" }),
						roleArn: properties.text("AuthorizerCredentialsArn"),
					};
	jwt?.done();
	properties.done();
	if (!authorizer)
		properties.problem(
			"AuthorizerUri",
			`${resource.id} has no AuthorizerUri of a function.`,
			"Give the ARN of the function's invocation path.",
		);
	else api?.authorizers.push(authorizer);
};

/** AWS::ApiGatewayV2::Route with its integration. */
export const readHttpRoute: ResourceReader = (resource, properties, reading) => {
	const api = apiOf("ApiId", properties, reading);
	const key = properties.needed("RouteKey", 'Add for example RouteKey: "GET /orders".') ?? "$default";
	const target = properties.entry("Target");
	const integration = integrationOf(resource.id, target?.value ? (properties.text("Target") ?? "") : "", reading, properties);
	const authorization = properties.oneOf("AuthorizationType", ["NONE", "AWS_IAM", "CUSTOM", "JWT"], "NONE");
	const authorizerId = properties.text("AuthorizerId");
	const scopes = properties.texts("AuthorizationScopes");
	properties.ignore("ApiKeyRequired", "OperationName");
	// Read with the RouteResponse that it takes besides.
	properties.ignore("RouteResponseSelectionExpression");
	properties.notSimulated({ RequestParameters: "Parameters are not checked.", RequestModels: "Messages are not checked." });
	properties.done();
	if (!api || !integration) return;
	const [method = "", path] = key.split(" ");
	const authorizer = authorization === "AWS_IAM" ? "AWS_IAM" : api.authorizers.find(({ id }) => id === authorizerId)?.name;
	if (authorization === "AWS_IAM" && !api.authorizers.some(({ kind }) => kind === "iam"))
		api.authorizers.push({ id: "iam", name: "AWS_IAM", kind: "iam" });
	const websocket = api.kind === "websocket";
	if (websocket && integration.kind !== "proxy" && integration.kind !== "mock") {
		properties.skip(resource.line, `${resource.id}, whose integration is neither a function nor a mock,`, "The route does not exist.");
		return;
	}
	if (!websocket && integration.kind === "mock") {
		properties.problem("Target", "Integrations of type MOCK are for WebSocket APIs.", "Call a function, a server or a service.");
		return;
	}
	api.routes.push({
		...placed(resource),
		method: websocket ? key : path === undefined ? "ANY" : method,
		path: websocket ? "" : (path ?? "$default"),
		integration,
		authorizer: authorization === "NONE" ? undefined : authorizer,
		scopes,
		apiKeyRequired: false,
		validation: undefined,
	});
};

/** The integration that `integrations/ID` means. */
function integrationOf(id: string, target: string, reading: Reading, route: Properties): StackRoute["integration"] | undefined {
	const wanted = target.replace(/^integrations\//, "");
	const resource = [...reading.resources.values()].find(
		(one) => one.type === "AWS::ApiGatewayV2::Integration" && reading.references.ref(one.id) === wanted,
	);
	const part = resource && route.sibling(resource.id, resource, resource.properties);
	if (!part) {
		route.skip(route.at.line, `${id}, whose integration is not in this template`, "The route does not exist.");
		return undefined;
	}
	const interpreted = interpretHttpIntegration(readIntegration(part));
	if (interpreted.ok) {
		if (interpreted.notSimulated)
			part.skip(part.at.line, `${interpreted.notSimulated.what} of ${resource?.id}`, interpreted.notSimulated.consequence);
		return interpreted.integration;
	}
	if (interpreted.refused) part.problem("IntegrationUri", interpreted.why, `Correct ${resource?.id}.`);
	else route.skip(part.at.line, `${resource?.id}, ${interpreted.why},`, "Its routes do not exist.");
	return undefined;
}

/** AWS::ApiGatewayV2::Integration is read with the routes that name it. */
export const readHttpIntegration: ResourceReader = (_, properties) => {
	readIntegration(properties);
	properties.ignore("ApiId", "ConnectionType", "ConnectionId", "TlsConfig");
	properties.notSimulated({
		RequestTemplates: "Messages reach the integration as they are.",
		TemplateSelectionExpression: "Messages reach the integration as they are.",
		PassthroughBehavior: "Messages reach the integration as they are.",
		ContentHandlingStrategy: "Bodies are passed as they are.",
	});
	properties.done();
};

/** AWS::ApiGatewayV2::RouteResponse: with it, and a selection expression of the route, the integration's answer goes back to the client. */
export const readRouteResponse: ResourceReader = (_, properties, reading) => {
	const api = apiOf("ApiId", properties, reading);
	const routeId = properties.text("RouteId");
	properties.ignore("RouteResponseKey", "ResponseModels", "ModelSelectionExpression", "ResponseParameters");
	properties.done();
	for (const route of api?.routes ?? []) {
		const expression = reading.references.property(route.id, "RouteResponseSelectionExpression");
		if (reading.references.ref(route.id) === routeId && expression === "$default") route.routeResponse = true;
	}
};
