import type { Json } from "#sandbox/json-value.ts";
import type { StackRoute } from "#sandbox/stack/api.ts";
import type { Properties } from "../properties.ts";
import { functionOfIntegration } from "./integration-uri.ts";

const METHODS = ["get", "post", "put", "patch", "delete", "head", "options", "x-amazon-apigateway-any-method"];

/**
 * Routes of an OpenAPI document whose operations call functions by `x-amazon-apigateway-integration` of the type aws_proxy. Operations
 * with other integrations, and what else the document says, are named.
 * @param key Body or DefinitionBody.
 */
export function readOpenApiRoutes(api: string, properties: Properties, key: string, kind: "rest" | "http"): StackRoute[] {
	const line = properties.entry(key)?.line ?? properties.at.line;
	const body = properties.json(key);
	if (body === undefined) return [];
	const routes: StackRoute[] = [];
	for (const [path, operations] of fields(part(body, "paths"))) {
		for (const [name, operation] of fields(operations)) {
			if (!METHODS.includes(name.toLowerCase())) continue;
			const method = name.toLowerCase() === METHODS.at(-1) ? "ANY" : name.toUpperCase();
			const what = `${method} ${path} of ${api}`;
			const integration = part(operation, "x-amazon-apigateway-integration");
			const functionArn = functionOfIntegration(text(part(integration, "uri")));
			if (text(part(integration, "type")).toLowerCase() !== "aws_proxy" || functionArn === undefined) {
				properties.skip(line, `${what}, whose integration is no proxy of a function`, "The method does not exist.");
				continue;
			}
			if (part(operation, "security") !== undefined) properties.skip(line, `security of ${what}`, "It is open to all.");
			if (part(operation, "x-amazon-apigateway-request-validator") !== undefined)
				properties.skip(line, `the request validator of ${what}`, "Requests are not validated.");
			const timeout = part(integration, "timeoutInMillis");
			const httpMethod = text(part(integration, "httpMethod"));
			routes.push({
				id: `${api}${method}${path.replace(/[^A-Za-z0-9]/g, "")}`,
				line,
				method,
				path,
				integration: {
					kind: "proxy",
					functionArn,
					payloadVersion: kind === "http" && text(part(integration, "payloadFormatVersion")) !== "1.0" ? "2.0" : "1.0",
					timeoutMs: typeof timeout === "number" ? timeout : kind === "rest" ? 29_000 : 30_000,
					...(kind === "rest" && httpMethod !== "" ? { httpMethod } : {}),
				},
				authorizer: undefined,
				scopes: [],
				apiKeyRequired: false,
				validation: undefined,
			});
		}
	}
	return routes;
}

function part(value: Json | undefined, key: string): Json | undefined {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
	return Object.hasOwn(value, key) ? value[key] : undefined;
}

function fields(value: Json | undefined): [string, Json][] {
	return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

function text(value: Json | undefined): string {
	return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
