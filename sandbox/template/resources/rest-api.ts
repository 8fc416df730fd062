import { placed, type ResourceReader } from "../reading.ts";
import { apiId } from "../references.ts";
import { executePolicy } from "./execute-policy.ts";
import { apiOf } from "./http-api.ts";
import { functionOfIntegration } from "./integration-uri.ts";
import { applyMethodSettings } from "./method-settings.ts";
import { readOpenApi } from "./openapi.ts";
import { withIam } from "./serverless-api.ts";

/** AWS::ApiGateway::RestApi; its resources, methods and stage stand beside it. */
export const readRestApi: ResourceReader = (resource, properties, reading) => {
	properties.ignore("EndpointConfiguration", "MinimumCompressionSize", "FailOnWarnings", "Mode", "DisableExecuteApiEndpoint");
	const document = readOpenApi(properties, { inline: "Body", location: "BodyS3Location" }, "rest", reading);
	const routes = document?.routes.map(({ route }) => route) ?? [];
	const policy = executePolicy(properties.json("Policy") ?? document?.policy, resource.id, reading);
	const binaryMediaTypes = properties.texts("BinaryMediaTypes");
	const keySource = properties.oneOf("ApiKeySourceType", ["HEADER", "AUTHORIZER"], document?.apiKeySource ?? "HEADER");
	reading.stack.apis.push({
		...placed(resource),
		kind: "rest",
		apiId: apiId(resource.id),
		name: properties.text("Name") ?? resource.id,
		stage: "Prod",
		stageVariables: {},
		routes,
		authorizers: withIam(document?.authorizers ?? [], routes),
		cors: undefined,
		binaryMediaTypes: binaryMediaTypes.length > 0 ? binaryMediaTypes : (document?.binaryMediaTypes ?? []),
		throttle: undefined,
		apiKeys: [],
		routeSelectionExpression: undefined,
		apiKeySource: keySource,
		gatewayResponses: document?.gatewayResponses ?? [],
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
	if (api) applyMethodSettings(api, properties);
	properties.notSimulated({
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
