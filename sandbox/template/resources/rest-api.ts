import { placed, type Reading, type ResourceReader } from "../reading.ts";
import { apiId } from "../references.ts";
import { apiOf } from "./http-api.ts";
import { functionOfIntegration } from "./integration-uri.ts";
import { readOpenApiRoutes } from "./openapi.ts";

/** AWS::ApiGateway::RestApi; its resources, methods and stage stand beside it. */
export const readRestApi: ResourceReader = (resource, properties, reading) => {
	properties.ignore("EndpointConfiguration", "MinimumCompressionSize", "FailOnWarnings", "Mode", "DisableExecuteApiEndpoint");
	properties.notSimulated({
		BodyS3Location: "Methods of an OpenAPI document are not read; write methods as resources, or events of SAM.",
	});
	const policy = properties.json("Policy");
	const routes = readOpenApiRoutes(resource.id, properties, "Body", "rest");
	reading.stack.apis.push({
		...placed(resource),
		kind: "rest",
		apiId: apiId(resource.id),
		name: properties.text("Name") ?? resource.id,
		stage: "Prod",
		stageVariables: {},
		routes,
		authorizers: [],
		cors: undefined,
		binaryMediaTypes: properties.texts("BinaryMediaTypes"),
		throttle: undefined,
		apiKeys: [],
		routeSelectionExpression: undefined,
		apiKeySource: properties.oneOf("ApiKeySourceType", ["HEADER", "AUTHORIZER"], "HEADER"),
		...(policy === undefined ? {} : { policy }),
	});
	properties.done();
};

/** AWS::ApiGateway::Stage, or the StageName of a Deployment. */
export const readRestStage: ResourceReader = (resource, properties, reading) => {
	if (resource.made) return;
	if (resource.type === "AWS::ApiGateway::Deployment" && !properties.has("StageName")) {
		properties.ignore("RestApiId");
		properties.done();
		return;
	}
	const api = apiOf("RestApiId", properties, reading);
	const name = properties.text("StageName");
	const variables = properties.part("Variables");
	properties.ignore("DeploymentId", "TracingEnabled");
	properties.notSimulated({
		MethodSettings: "Methods have the limits of the account.",
		AccessLogSetting: "Requests are not logged; the trace has them.",
		CacheClusterEnabled: "Responses are not cached.",
		CanarySetting: "All requests go to the stage's deployment.",
		StageDescription: "It is ignored.",
	});
	properties.done();
	if (!api || name === undefined) return;
	api.stage = name;
	for (const key of variables?.keys() ?? []) api.stageVariables[key] = variables?.text(key) ?? "";
};

/** AWS::ApiGateway::Resource is read with the methods that name it. */
export const readRestResource: ResourceReader = (_, properties) => {
	properties.ignore("RestApiId", "ParentId", "PathPart");
	properties.done();
};

/** AWS::ApiGateway::Authorizer (L288, L293, L294, L296). */
export const readRestAuthorizer: ResourceReader = (resource, properties, reading) => {
	const api = apiOf("RestApiId", properties, reading);
	const type = properties.oneOf("Type", ["TOKEN", "REQUEST", "COGNITO_USER_POOLS"], "TOKEN");
	const identitySources = (properties.text("IdentitySource") ?? "").split(",").flatMap((one) => one.trim() || []);
	const common = { id: String(reading.references.ref(resource.id)), name: properties.text("Name") ?? resource.id };
	const functionArn = functionOfIntegration(properties.text("AuthorizerUri") ?? "");
	const resultTtlSeconds = properties.whole("AuthorizerResultTtlInSeconds", { min: 0, max: 3600, fallback: 300, unit: "seconds" });
	const tokenPattern = properties.text("IdentityValidationExpression");
	const roleArn = properties.text("AuthorizerCredentials");
	const userPoolArns = properties.texts("ProviderARNs");
	properties.ignore("AuthType");
	properties.done();
	if (type === "COGNITO_USER_POOLS") api?.authorizers.push({ ...common, kind: "cognito", userPoolArns, identitySources });
	else if (functionArn === undefined)
		properties.problem("AuthorizerUri", `${resource.id} has no AuthorizerUri of a function.`, "Give the invocation path of the function.");
	else
		api?.authorizers.push({
			...common,
			kind: "lambda",
			type,
			functionArn,
			identitySources,
			payloadVersion: "1.0",
			simpleResponses: false,
			resultTtlSeconds,
			tokenPattern,
			roleArn,
		});
};

/** AWS::ApiGateway::Method with a proxy integration of a function. */
export const readRestMethod: ResourceReader = (resource, properties, reading) => {
	const api = apiOf("RestApiId", properties, reading);
	const method = (properties.needed("HttpMethod", "Add for example HttpMethod: GET.") ?? "ANY").toUpperCase();
	const path = pathOf(properties.text("ResourceId") ?? "", reading);
	const integration = properties.part("Integration");
	const type = integration?.oneOf("Type", ["AWS_PROXY", "AWS", "HTTP", "HTTP_PROXY", "MOCK"], "AWS_PROXY");
	const functionArn = functionOfIntegration(integration?.text("Uri") ?? "");
	const authorization = properties.oneOf("AuthorizationType", ["NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS"], "NONE");
	const authorizerId = properties.text("AuthorizerId");
	const rest = { scopes: properties.texts("AuthorizationScopes"), apiKeyRequired: properties.flag("ApiKeyRequired", false) };
	properties.ignore("MethodResponses", "OperationName");
	properties.notSimulated({
		RequestValidatorId: "Requests are not validated.",
		RequestModels: "Requests are not validated.",
		RequestParameters: "Parameters are not checked.",
	});
	properties.done();
	if (!api) return;
	if (type !== "AWS_PROXY" || functionArn === undefined || path === undefined) {
		const what =
			path === undefined
				? `${resource.id}, whose path is not in this template,`
				: `${resource.id}, with an integration ${type} that is no proxy of a function,`;
		properties.skip(resource.line, what, "The method does not exist.");
		return;
	}
	if (authorization === "AWS_IAM" && !api.authorizers.some(({ kind }) => kind === "iam"))
		api.authorizers.push({ id: "iam", name: "AWS_IAM", kind: "iam" });
	api.routes.push({
		...placed(resource),
		method,
		path,
		integration: {
			kind: "proxy",
			functionArn,
			payloadVersion: "1.0",
			timeoutMs: integration?.whole("TimeoutInMillis", { min: 50, max: 29_000, fallback: 29_000, unit: "milliseconds" }) ?? 29_000,
			roleArn: integration?.text("Credentials"),
			httpMethod: integration?.text("IntegrationHttpMethod"),
		},
		authorizer:
			authorization === "NONE"
				? undefined
				: authorization === "AWS_IAM"
					? "AWS_IAM"
					: api.authorizers.find(({ id }) => id === authorizerId)?.name,
		...rest,
		validation: undefined,
	});
};

/** The path of a resource of a REST API, by its id. @returns undefined for one that is not in the template. */
function pathOf(id: string, reading: Reading): string | undefined {
	const parts: string[] = [];
	let at = id;
	for (let depth = 0; depth < 50; depth++) {
		const found = [...reading.resources.values()].find(
			({ id: logical, type }) =>
				(type === "AWS::ApiGateway::Resource" && reading.references.ref(logical) === at) ||
				(type === "AWS::ApiGateway::RestApi" && reading.references.attribute(logical, "RootResourceId") === at),
		);
		if (!found) return undefined;
		if (found.type === "AWS::ApiGateway::RestApi") return `/${parts.join("/")}`;
		parts.unshift(String(reading.references.property(found.id, "PathPart") ?? ""));
		at = String(reading.references.property(found.id, "ParentId") ?? "");
	}
	return undefined;
}
