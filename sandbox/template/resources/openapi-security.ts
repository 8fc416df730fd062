import type { Json } from "#sandbox/json-value.ts";
import type { StackAuthorizer, StackRoute } from "#sandbox/stack/api.ts";
import { generatedId } from "../generated-ids.ts";
import type { Properties } from "../properties.ts";
import { functionOfIntegration } from "./integration-uri.ts";
import { field, fields, flagAt, items, numberAt, type OpenApiDocument, optionalTextAt, textAt, textsAt } from "./openapi-document.ts";

/** What the security schemes of a document are to API Gateway, by name. */
export type SecuritySchemes = ReadonlyMap<
	string,
	{ kind: "authorizer"; authorizer: StackAuthorizer } | { kind: "iam" | "apiKey" | "described" }
>;

type Unnamed = StackAuthorizer extends infer A ? (A extends StackAuthorizer ? Omit<A, "id" | "name"> : never) : never;

/**
 * securityDefinitions or components.securitySchemes: those with x-amazon-apigateway-authorizer are authorizers, x-api-key in a header asks
 * for an API key, and the others only describe (L288, L290, L293 to L296).
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html
 */
export function readSecuritySchemes(
	api: string,
	document: OpenApiDocument,
	kind: "rest" | "http",
	properties: Properties,
): SecuritySchemes {
	const schemes: [string, SecuritySchemes extends ReadonlyMap<string, infer S> ? S : never][] = [];
	for (const [name, scheme] of fields(document.at("components", "securitySchemes") ?? document.at("securityDefinitions"))) {
		const extension = document.followed(field(scheme, "x-amazon-apigateway-authorizer"));
		const authorizer = extension && authorizerOf(extension, scheme, kind);
		if (authorizer)
			schemes.push([name, { kind: "authorizer", authorizer: { id: generatedId("authorizer", `${api}${name}`, 6), name, ...authorizer } }]);
		else if (textAt(scheme, "x-amazon-apigateway-authtype").toLowerCase() === "awssigv4") schemes.push([name, { kind: "iam" }]);
		else if (isApiKey(scheme) && !extension) schemes.push([name, { kind: "apiKey" }]);
		else schemes.push([name, { kind: "described" }]);
		if (extension && !authorizer)
			properties.skip(
				document.line,
				`the authorizer ${name} of ${api}, which calls no function and names no pool`,
				"What asks for it is open to all.",
			);
	}
	return new Map(schemes);
}

function isApiKey(scheme: Json): boolean {
	return textAt(scheme, "type") === "apiKey" && textAt(scheme, "in") === "header" && textAt(scheme, "name").toLowerCase() === "x-api-key";
}

function authorizerOf(extension: Json, scheme: Json, kind: "rest" | "http"): Unnamed | undefined {
	const type = textAt(extension, "type").toLowerCase();
	const sources = textsAt(extension, "identitySource").flatMap((text) => text.split(",").map((one) => one.trim()));
	if (type === "jwt") {
		const jwt = field(extension, "jwtConfiguration");
		const issuer = textAt(jwt, "issuer");
		return {
			kind: "jwt",
			issuer,
			audience: textsAt(jwt, "audience"),
			identitySources: sources.length > 0 ? sources : ["$request.header.Authorization"],
		};
	}
	const header = [`method.request.header.${optionalTextAt(scheme, "name") ?? "Authorization"}`];
	if (type === "cognito_user_pools") return { kind: "cognito", userPoolArns: textsAt(extension, "providerARNs"), identitySources: header };
	const functionArn = functionOfIntegration(textAt(extension, "authorizerUri"));
	if (functionArn === undefined) return undefined;
	const tokenPattern = optionalTextAt(extension, "identityValidationExpression");
	const roleArn = optionalTextAt(extension, "authorizerCredentials");
	const ttl = numberAt(extension, "authorizerResultTtlInSeconds");
	return {
		kind: "lambda",
		type: type === "request" ? "REQUEST" : "TOKEN",
		functionArn,
		identitySources: type === "request" ? sources : sources.length > 0 ? sources : header,
		payloadVersion: kind === "http" && textAt(extension, "authorizerPayloadFormatVersion") !== "1.0" ? "2.0" : "1.0",
		simpleResponses: flagAt(extension, "enableSimpleResponses"),
		resultTtlSeconds: ttl ?? (kind === "rest" ? 300 : 0),
		...(tokenPattern === undefined ? {} : { tokenPattern }),
		...(roleArn === undefined ? {} : { roleArn }),
	};
}

/** Names that an operation asks for, and scopes by name. `undefined`: it says nothing of security. */
type Required = { name: string; scopes: string[] }[] | undefined;

/**
 * What an operation asks for. Security at the root of a document is for those who read it: API Gateway looks at operations alone.
 * @param what How notes name the operation.
 */
export function securityOf(
	operation: Json,
	schemes: SecuritySchemes,
	note: (what: string, consequence: string) => void,
): Pick<StackRoute, "authorizer" | "scopes" | "apiKeyRequired"> | undefined {
	const override = textAt(field(operation, "x-amazon-apigateway-auth"), "type").toUpperCase();
	const required = requiredBy(operation);
	if (!required && override === "") return undefined;
	const found: Pick<StackRoute, "authorizer" | "scopes" | "apiKeyRequired"> = { authorizer: undefined, scopes: [], apiKeyRequired: false };
	if (override === "AWS_IAM") found.authorizer = "AWS_IAM";
	for (const { name, scopes } of required ?? []) {
		const scheme = schemes.get(name);
		if (scheme?.kind === "apiKey") found.apiKeyRequired = true;
		else if (scheme?.kind === "iam") found.authorizer = "AWS_IAM";
		else if (scheme?.kind === "authorizer") {
			found.authorizer = scheme.authorizer.name;
			found.scopes = scopes;
		} else
			note(
				`the security ${name}, which has no x-amazon-apigateway-authorizer,`,
				"API Gateway takes it for a description; nothing is checked.",
			);
	}
	return found;
}

function requiredBy(operation: Json): Required {
	const security = field(operation, "security");
	if (!Array.isArray(security)) return undefined;
	return items(security).flatMap((one) =>
		fields(one).map(([name, scopes]) => ({ name, scopes: items(scopes).flatMap((scope) => (typeof scope === "string" ? [scope] : [])) })),
	);
}
