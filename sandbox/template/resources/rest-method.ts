import type { Json } from "#sandbox/json-value.ts";
import type { StackApi, StackRoute } from "#sandbox/stack/api.ts";
import type { Properties } from "../properties.ts";
import { placed, type Reading, type ResourceReader } from "../reading.ts";
import { apiOf } from "./http-api.ts";
import { type DeclaredByMethod, mappingProblems } from "./mapping-check.ts";
import { closedModel, isModel } from "./model.ts";
import { interpretIntegration, readMethodIntegration, texts } from "./rest-integration.ts";

/** AWS::ApiGateway::Method, with its integration (L276, L277). */
export const readRestMethod: ResourceReader = (resource, properties, reading) => {
	const api = apiOf("RestApiId", properties, reading);
	const method = (properties.needed("HttpMethod", "Add for example HttpMethod: GET.") ?? "ANY").toUpperCase();
	const path = pathOf(properties.text("ResourceId") ?? "", reading);
	const part = properties.part("Integration", `the integration of ${resource.id}`);
	const authorization = properties.oneOf("AuthorizationType", ["NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS"], "NONE");
	const authorizerId = properties.text("AuthorizerId");
	const scopes = properties.texts("AuthorizationScopes");
	const apiKeyRequired = properties.flag("ApiKeyRequired", false);
	const requestParameters = flags(properties, "RequestParameters");
	const responses = declaredResponses(properties);
	const validation = readValidation(properties, requestParameters, reading);
	properties.ignore("OperationName");
	properties.done();
	if (!part) {
		// The method itself is created; the deployment of the API fails over it.
		const deployed = [...reading.resources.values()].some(({ type }) => type === "AWS::ApiGateway::Deployment");
		if (deployed) properties.problem("Integration", "No integration defined for method", `Give ${resource.id} an Integration.`);
		else properties.skip(resource.line, `${resource.id}, which has no Integration,`, "The method does not exist.");
		return;
	}
	const written = readMethodIntegration(part);
	const interpreted = interpretIntegration(written);
	if (!api) return;
	if (path === undefined) {
		properties.skip(resource.line, `${resource.id}, whose path is not in this template,`, "The method does not exist.");
		return;
	}
	if (!interpreted.ok) {
		if (interpreted.refused) properties.problem("Integration", interpreted.why, `Correct the integration of ${resource.id}.`);
		else properties.skip(resource.line, `${resource.id}, with ${interpreted.why},`, "The method does not exist.");
		return;
	}
	const declared: DeclaredByMethod = { responses, requestParameters: new Set(Object.keys(requestParameters)) };
	for (const why of mappingProblems(written, declared))
		properties.problem(
			"Integration",
			why,
			`Declare it in MethodResponses or RequestParameters of ${resource.id}, or correct the expression.`,
		);
	if (interpreted.notSimulated)
		properties.skip(part.at.line, `${interpreted.notSimulated.what} of ${resource.id}`, interpreted.notSimulated.consequence);
	api.routes.push({
		...placed(resource),
		method,
		path,
		integration: interpreted.integration,
		authorizer: authorizerOf(api, authorization, authorizerId),
		scopes,
		apiKeyRequired,
		validation,
	});
};

/** AWS::ApiGateway::RequestValidator is read with the methods that name it. */
export const readRequestValidator: ResourceReader = (_, properties) => {
	properties.ignore("RestApiId", "Name");
	properties.flag("ValidateRequestBody", false);
	properties.flag("ValidateRequestParameters", false);
	properties.done();
};

/** AWS::ApiGateway::Model is read with the methods that name it. */
export const readModel: ResourceReader = (_, properties) => {
	properties.ignore("RestApiId", "Name", "ContentType", "Schema");
	properties.done();
};

/** The authorizer that a method names; AWS_IAM stands for one that nobody declares. */
export function authorizerOf(api: StackApi, authorization: string, authorizerId: string | undefined): string | undefined {
	if (authorization === "NONE") return undefined;
	if (authorization !== "AWS_IAM") return api.authorizers.find(({ id }) => id === authorizerId)?.name;
	if (!api.authorizers.some(({ kind }) => kind === "iam")) api.authorizers.push({ id: "iam", name: "AWS_IAM", kind: "iam" });
	return "AWS_IAM";
}

/** What MethodResponses declare: parameters by status. */
function declaredResponses(properties: Properties): Map<string, Set<string>> {
	const responses = new Map<string, Set<string>>();
	for (const response of properties.parts("MethodResponses")) {
		const status = response.text("StatusCode") ?? "";
		responses.set(status, new Set(Object.keys(flags(response, "ResponseParameters"))));
		// A model of a response is for generated clients alone.
		response.ignore("ResponseModels");
		response.done();
	}
	return responses;
}

/** Names with whether they are required. */
function flags(properties: Properties, key: string): Record<string, boolean> {
	const part = properties.part(key);
	return Object.fromEntries((part?.keys() ?? []).map((name) => [name, part?.flag(name, false) ?? false]));
}

/** What the validator of a method looks at. @returns undefined without one: required parameters are a declaration only then. */
function readValidation(properties: Properties, parameters: Record<string, boolean>, reading: Reading): StackRoute["validation"] {
	const validatorId = properties.text("RequestValidatorId");
	const models = texts(properties, "RequestModels");
	if (validatorId === undefined) return undefined;
	const validator = siblingOf("AWS::ApiGateway::RequestValidator", validatorId, properties, reading);
	if (!validator) {
		properties.skip(
			properties.at.line,
			`the validator ${validatorId} of ${properties.owner}`,
			"It is not in this template; requests are not validated.",
		);
		return undefined;
	}
	const requiredParameters = Object.keys(parameters).filter((name) => parameters[name]);
	return {
		body: validator.flag("ValidateRequestBody", false),
		parameters: validator.flag("ValidateRequestParameters", false),
		model: modelOf(models, properties, reading),
		requiredParameters,
	};
}

function modelOf(models: Record<string, string>, properties: Properties, reading: Reading): Json | undefined {
	const { "application/json": name, ...others } = models;
	for (const type of Object.keys(others))
		properties.skip(properties.at.line, `the model of ${properties.owner} for ${type}`, "Bodies of this type are not validated.");
	if (name === undefined || name === "Empty") return undefined;
	const schema = schemaOf(name, properties, reading);
	// Every API has this model (AWS's default), which takes any body.
	if (schema === undefined && name === "Error") return undefined;
	if (schema === undefined) {
		properties.problem("RequestModels", `Invalid model identifier specified: ${name}`, "Add an AWS::ApiGateway::Model of that name.");
		return undefined;
	}
	if (!isModel(schema)) {
		properties.skip(
			properties.at.line,
			`the model ${name} of ${properties.owner}, which is no JSON Schema of draft 4,`,
			"Bodies are not validated.",
		);
		return undefined;
	}
	const { model, missing } = closedModel(schema, (other) => schemaOf(other, properties, reading));
	for (const other of missing)
		properties.problem("RequestModels", `Invalid model identifier specified: ${other}`, `Add the model that ${name} refers to.`);
	return model;
}

function schemaOf(name: string, from: Properties, reading: Reading): Json | undefined {
	return siblingOf("AWS::ApiGateway::Model", name, from, reading)?.json("Schema");
}

function siblingOf(type: string, ref: string, from: Properties, reading: Reading): Properties | undefined {
	for (const one of reading.resources.values())
		if (one.type === type && reading.references.ref(one.id) === ref) return from.sibling(one.id, one, one.properties);
	return undefined;
}

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
