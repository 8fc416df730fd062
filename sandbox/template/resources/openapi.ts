import type { Json } from "#sandbox/json-value.ts";
import type { StackApi, StackAuthorizer, StackCors, StackIntegration, StackIntegrationResponse, StackRoute } from "#sandbox/stack/api.ts";
import type { Properties } from "../properties.ts";
import type { Reading } from "../reading.ts";
import { readOpenApiGatewayResponses } from "./gateway-response.ts";
import { type HttpIntegration, interpretHttpIntegration } from "./http-integration.ts";
import { mappingProblems } from "./mapping-check.ts";
import { field, fields, flagAt, numberAt, type OpenApiDocument, optionalTextAt, textAt, textMapAt, textsAt } from "./openapi-document.ts";
import { readSecuritySchemes, type SecuritySchemes, securityOf } from "./openapi-security.ts";
import { type DocumentKeys, readOpenApiDocument } from "./openapi-source.ts";
import { declaredResponses, parametersOf, validationOf } from "./openapi-validation.ts";
import { INTEGRATION_TYPES, type Interpreted, interpretIntegration, type WrittenIntegration } from "./rest-integration.ts";

const ANY = "x-amazon-apigateway-any-method";
const METHODS = ["get", "post", "put", "patch", "delete", "head", "options", ANY];
const PASSTHROUGH = ["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"] as const;

/** A route, and whether its operation says itself who may call it. */
export type OpenApiRoute = { route: StackRoute; secured: boolean };

/** What an OpenAPI document says of an API. */
export type OpenApi = Pick<StackApi, "binaryMediaTypes" | "cors" | "apiKeySource"> & {
	routes: OpenApiRoute[];
	authorizers: StackAuthorizer[];
	gatewayResponses: NonNullable<StackApi["gatewayResponses"]>;
	policy: Json | undefined;
};

/**
 * Reads the OpenAPI document of an API, wherever it is written, as an import into API Gateway takes it.
 * @returns undefined when the API has none.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 */
export function readOpenApi(properties: Properties, keys: DocumentKeys, kind: "rest" | "http", reading: Reading): OpenApi | undefined {
	const document = readOpenApiDocument(properties, keys, reading);
	if (!document) return undefined;
	const key = properties.has(keys.inline) ? keys.inline : keys.location;
	const schemes = readSecuritySchemes(properties.owner, document, kind, properties);
	if (document.at("security") !== undefined)
		properties.skip(
			document.lineOf("security"),
			`security at the root of the document of ${properties.owner}`,
			"API Gateway takes no notice of it either; it looks at the security of each operation.",
		);
	const routes = new Operations(document, { kind, key, schemes, properties }).routes();
	const authorizers = [...schemes.values()].flatMap((scheme) => (scheme.kind === "authorizer" ? [scheme.authorizer] : []));
	const source = textAt(document.json, "x-amazon-apigateway-api-key-source").toUpperCase();
	return {
		routes,
		authorizers,
		gatewayResponses: readOpenApiGatewayResponses(document, properties, key),
		policy: document.at("x-amazon-apigateway-policy"),
		binaryMediaTypes: textsAt(document.json, "x-amazon-apigateway-binary-media-types"),
		cors: kind === "http" ? corsOf(document.at("x-amazon-apigateway-cors")) : undefined,
		...(source === "AUTHORIZER" ? { apiKeySource: source } : {}),
	};
}

type Import = { kind: "rest" | "http"; key: string; schemes: SecuritySchemes; properties: Properties };

/** The operations of a document become routes. */
class Operations {
	#document: OpenApiDocument;
	#import: Import;

	constructor(document: OpenApiDocument, of: Import) {
		this.#document = document;
		this.#import = of;
	}

	routes(): OpenApiRoute[] {
		return fields(this.#document.at("paths")).flatMap(([path, item]) =>
			fields(this.#document.followed(item)).flatMap(([name, operation]) =>
				METHODS.includes(name.toLowerCase()) ? (this.#route(path, name, item, operation) ?? []) : [],
			),
		);
	}

	#route(path: string, name: string, item: Json, operation: Json): OpenApiRoute | undefined {
		const document = this.#document;
		const { properties, schemes, kind } = this.#import;
		const method = name.toLowerCase() === ANY ? "ANY" : name.toUpperCase();
		const line = document.lineOf("paths", path, name);
		const what = `${method} ${path} of ${properties.owner}`;
		const note = (part: string, consequence: string) => properties.skip(line, `${part} of ${what}`, consequence);
		const parameters = parametersOf(item, operation, document);
		const integration = this.#integration(path, method, operation, parameters, note);
		if (!integration) return undefined;
		const security = securityOf(operation, schemes, note);
		const route = {
			id: `${properties.owner}${method}${path.replace(/[^A-Za-z0-9]/g, "")}`,
			line,
			method: path === "/$default" ? "ANY" : method,
			path: path === "/$default" ? "$default" : path,
			integration,
			...(security ?? { authorizer: undefined, scopes: [], apiKeyRequired: false }),
			validation: kind === "rest" ? validationOf(operation, parameters, document, note) : undefined,
		};
		return { route, secured: security !== undefined };
	}

	#integration(
		path: string,
		method: string,
		operation: Json,
		parameters: ReadonlyMap<string, boolean>,
		note: (what: string, consequence: string) => void,
	): StackIntegration | undefined {
		const { kind, key, properties } = this.#import;
		const extension = this.#document.followed(field(operation, "x-amazon-apigateway-integration"));
		if (extension === undefined) {
			note("the operation without an integration", "The method does not exist.");
			return undefined;
		}
		const written = kind === "rest" ? restIntegration(extension) : undefined;
		const interpreted: Interpreted = written ? interpretIntegration(written) : interpretHttpIntegration(httpIntegration(extension));
		const at = `on '${method}' for resource at path '${path}'`;
		if (!interpreted.ok) {
			if (interpreted.refused) properties.problem(key, `Unable to put integration ${at}: ${interpreted.why}`, "Correct the integration.");
			else note(interpreted.why, "The method does not exist.");
			return undefined;
		}
		if (interpreted.notSimulated) note(interpreted.notSimulated.what, interpreted.notSimulated.consequence);
		const requestParameters = new Set([
			...parameters.keys(),
			...[...path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name]) => `method.request.path.${name}`),
		]);
		const declared = { responses: declaredResponses(operation, this.#document), requestParameters };
		for (const why of written ? mappingProblems(written, declared) : [])
			properties.problem(
				key,
				`Unable to put integration response ${at}: ${why}`,
				"Declare the response, its headers and the parameters in the operation.",
			);
		return interpreted.integration;
	}
}

/** x-amazon-apigateway-integration of a REST API. */
function restIntegration(extension: Json): WrittenIntegration {
	const type = textAt(extension, "type").toUpperCase();
	const passthrough = textAt(extension, "passthroughBehavior").toUpperCase();
	const responses = fields(field(extension, "responses")).map(
		([pattern, response]): StackIntegrationResponse => ({
			pattern: pattern === "default" ? "" : pattern,
			status: numberAt(response, "statusCode") ?? 200,
			templates: textMapAt(response, "responseTemplates"),
			parameters: textMapAt(response, "responseParameters"),
		}),
	);
	return {
		type: INTEGRATION_TYPES.find((one) => one === type) ?? "MOCK",
		uri: optionalTextAt(extension, "uri"),
		httpMethod: optionalTextAt(extension, "httpMethod")?.toUpperCase(),
		roleArn: optionalTextAt(extension, "credentials"),
		timeoutMs: numberAt(extension, "timeoutInMillis") ?? 29_000,
		streams: textAt(extension, "responseTransferMode").toUpperCase() === "STREAM",
		requestTemplates: textMapAt(extension, "requestTemplates"),
		requestParameters: textMapAt(extension, "requestParameters"),
		passthrough: PASSTHROUGH.find((one) => one === passthrough) ?? "WHEN_NO_MATCH",
		responses,
	};
}

/** x-amazon-apigateway-integration of an HTTP API. */
function httpIntegration(extension: Json): HttpIntegration {
	const responses = fields(field(extension, "responseParameters")).map(
		([status]) => [status, textMapAt(field(extension, "responseParameters"), status)] as const,
	);
	return {
		type: textAt(extension, "type").toUpperCase(),
		subtype: optionalTextAt(extension, "integrationSubtype") ?? optionalTextAt(extension, "integration-subtype"),
		uri: optionalTextAt(extension, "uri"),
		method: optionalTextAt(extension, "httpMethod")?.toUpperCase(),
		payloadVersion: textAt(extension, "payloadFormatVersion") === "1.0" ? "1.0" : "2.0",
		roleArn: optionalTextAt(extension, "credentials"),
		timeoutMs: numberAt(extension, "timeoutInMillis") ?? 30_000,
		requestParameters: textMapAt(extension, "requestParameters"),
		responseParameters: Object.fromEntries(
			responses.map(([status]) => [status, textMapAt(field(extension, "responseParameters"), status)]),
		),
	};
}

function corsOf(given: Json | undefined): StackCors | undefined {
	if (given === undefined) return undefined;
	return {
		origins: textsAt(given, "allowOrigins"),
		methods: textsAt(given, "allowMethods"),
		headers: textsAt(given, "allowHeaders"),
		exposeHeaders: textsAt(given, "exposeHeaders"),
		credentials: flagAt(given, "allowCredentials"),
		maxAgeSeconds: numberAt(given, "maxAge"),
	};
}
