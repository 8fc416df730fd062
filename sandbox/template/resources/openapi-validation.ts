import type { Json } from "#sandbox/json-value.ts";
import type { StackRoute } from "#sandbox/stack/api.ts";
import { closedModel } from "./model.ts";
import { field, fields, flagAt, items, type OpenApiDocument, textAt } from "./openapi-document.ts";

/** Where OpenAPI says `in: query`, API Gateway says `querystring`. */
const PLACES: Readonly<Record<string, string>> = { query: "querystring", header: "header", path: "path" };

/** Parameters of an operation and of its path, as API Gateway names them, with whether they are required. */
export function parametersOf(path: Json, operation: Json, document: OpenApiDocument): Map<string, boolean> {
	const parameters = new Map<string, boolean>();
	for (const given of [...items(field(path, "parameters")), ...items(field(operation, "parameters"))]) {
		const one = document.followed(given);
		const place = PLACES[textAt(one, "in")];
		if (place !== undefined) parameters.set(`method.request.${place}.${textAt(one, "name")}`, flagAt(one, "required"));
	}
	return parameters;
}

/** What responses of an operation declare: names of headers by status. @returns undefined when a response cannot be found. */
export function declaredResponses(operation: Json, document: OpenApiDocument): Map<string, Set<string>> | undefined {
	const responses = new Map<string, Set<string>>();
	for (const [status, given] of fields(field(operation, "responses"))) {
		const response = document.followed(given);
		if (response === undefined) return undefined;
		responses.set(status, new Set(fields(field(response, "headers")).map(([name]) => `method.response.header.${name}`)));
	}
	return responses;
}

/**
 * What is validated of an operation: by x-amazon-apigateway-request-validator of the operation, or of the document.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-validation-sample-api-openapi.html
 */
export function validationOf(
	operation: Json,
	parameters: ReadonlyMap<string, boolean>,
	document: OpenApiDocument,
	note: (what: string, consequence: string) => void,
): StackRoute["validation"] {
	const name = textAt(operation, VALIDATOR) || textAt(document.json, VALIDATOR);
	if (name === "") return undefined;
	const validator = document.at("x-amazon-apigateway-request-validators", name);
	if (validator === undefined) {
		note(`the validator ${name}, which the document does not have,`, "Requests are not validated.");
		return undefined;
	}
	return {
		body: flagAt(validator, "validateRequestBody"),
		parameters: flagAt(validator, "validateRequestParameters"),
		model: modelOf(operation, document),
		requiredParameters: [...parameters].flatMap(([parameter, required]) => (required ? [parameter] : [])),
	};
}

const VALIDATOR = "x-amazon-apigateway-request-validator";

/** Schema of a body in JSON: of requestBody, or in Swagger 2.0 of the parameter that is `in: body`. */
function modelOf(operation: Json, document: OpenApiDocument): Json | undefined {
	const body = document.followed(field(operation, "requestBody"));
	const inBody = items(field(operation, "parameters"))
		.map((given) => document.followed(given))
		.find((one) => textAt(one, "in") === "body");
	const schema = field(field(field(body, "content"), "application/json"), "schema") ?? field(inBody, "schema");
	return schema === undefined ? undefined : closedModel(schema, (name) => document.schema(name)).model;
}
