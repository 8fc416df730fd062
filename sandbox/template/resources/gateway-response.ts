import type { StackGatewayResponse } from "#sandbox/stack/api.ts";
import type { Properties } from "../properties.ts";
import type { ResourceReader } from "../reading.ts";
import { apiOf } from "./http-api.ts";
import { fields, numberAt, type OpenApiDocument, textMapAt } from "./openapi-document.ts";
import { texts } from "./rest-integration.ts";

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
const TYPES = new Set([
	"ACCESS_DENIED",
	"API_CONFIGURATION_ERROR",
	"AUTHORIZER_CONFIGURATION_ERROR",
	"AUTHORIZER_FAILURE",
	"BAD_REQUEST_BODY",
	"BAD_REQUEST_PARAMETERS",
	"DEFAULT_4XX",
	"DEFAULT_5XX",
	"EXPIRED_TOKEN",
	"INTEGRATION_FAILURE",
	"INTEGRATION_TIMEOUT",
	"INVALID_API_KEY",
	"INVALID_SIGNATURE",
	"MISSING_AUTHENTICATION_TOKEN",
	"QUOTA_EXCEEDED",
	"REQUEST_TOO_LARGE",
	"RESOURCE_NOT_FOUND",
	"THROTTLED",
	"UNAUTHORIZED",
	"UNSUPPORTED_MEDIA_TYPE",
	"WAF_FILTERED",
]);
const VALUE =
	/^(?:'.*'|context\.[\w.-]+|stageVariables\.\w+|method\.request\.(?:body(?:[.[].*)?|(?:path|querystring|header|multivalue(?:querystring|header))\..+))$/s;

/** AWS::ApiGateway::GatewayResponse (L304). */
export const readGatewayResponse: ResourceReader = (_, properties, reading) => {
	const api = apiOf("RestApiId", properties, reading);
	const type = properties.needed("ResponseType", "Add for example ResponseType: DEFAULT_4XX.");
	const response = {
		type: type ?? "",
		status: properties.optionalWhole("StatusCode", 100, 599, ""),
		parameters: texts(properties, "ResponseParameters"),
		templates: texts(properties, "ResponseTemplates"),
	};
	properties.done();
	if (type === undefined) return;
	checkGatewayResponse(response, properties, "ResponseParameters");
	if (api) api.gatewayResponses = [...(api.gatewayResponses ?? []), response];
};

/** GatewayResponses of AWS::Serverless::Api: parameters stand by Headers, Paths and QueryStrings there. */
export function readSamGatewayResponses(properties: Properties): StackGatewayResponse[] {
	return properties.partsByName("GatewayResponses").map(([type, part]) => {
		const given = part.part("ResponseParameters");
		const parameters: Record<string, string> = {};
		for (const [key, prefix] of [
			["Headers", "header"],
			["Paths", "path"],
			["QueryStrings", "querystring"],
		] as const)
			if (given) for (const [name, value] of Object.entries(texts(given, key))) parameters[`gatewayresponse.${prefix}.${name}`] = value;
		given?.done();
		const status = part.optionalWhole("StatusCode", 100, 599, "");
		const response = { type, status, parameters, templates: texts(part, "ResponseTemplates") };
		part.done();
		checkGatewayResponse(response, properties, "GatewayResponses");
		return response;
	});
}

/** x-amazon-apigateway-gateway-responses of a document. */
export function readOpenApiGatewayResponses(document: OpenApiDocument, properties: Properties, key: string): StackGatewayResponse[] {
	return fields(document.at("x-amazon-apigateway-gateway-responses")).map(([type, one]) => {
		const parameters = textMapAt(one, "responseParameters");
		const response = { type, status: numberAt(one, "statusCode"), parameters, templates: textMapAt(one, "responseTemplates") };
		checkGatewayResponse(response, properties, key);
		return response;
	});
}

function checkGatewayResponse({ type, parameters }: StackGatewayResponse, properties: Properties, key: string): void {
	if (!TYPES.has(type))
		properties.problem(
			key,
			`Value '${type}' at 'responseType' failed to satisfy constraint: Member must satisfy enum value set: [${[...TYPES].join(", ")}]`,
			"Use one of these types.",
		);
	for (const value of Object.values(parameters)) {
		if (VALUE.test(value)) continue;
		properties.problem(
			key,
			`Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: ${value}]`,
			"A constant stands in single quotes of its own, such as \"'*'\".",
		);
	}
}
