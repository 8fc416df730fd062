import type { StackGatewayResponse } from "#sandbox/stack/api.ts";
import type { Header } from "../http/http-request.ts";
import { type HttpResponse, jsonResponse } from "../http/http-response.ts";
import { type MappingScope, mapped } from "./mapping-expression.ts";

type GatewayError = { status: number; message: string | null; errorType: string };

/**
 * What a REST API answers by itself, by the type of gateway response (L304), with the message and the x-amzn-ErrorType that are known of
 * it. `null`: the message is made for the case.
 */
const GATEWAY_ERRORS = {
	ACCESS_DENIED: { status: 403, message: "User is not authorized to access this resource", errorType: "AccessDeniedException" },
	API_CONFIGURATION_ERROR: { status: 500, message: "Internal server error", errorType: "InternalServerErrorException" },
	AUTHORIZER_CONFIGURATION_ERROR: { status: 500, message: null, errorType: "AuthorizerConfigurationException" },
	AUTHORIZER_FAILURE: { status: 500, message: null, errorType: "InternalServerErrorException" },
	BAD_REQUEST_BODY: { status: 400, message: "Invalid request body", errorType: "BadRequestException" },
	BAD_REQUEST_PARAMETERS: { status: 400, message: null, errorType: "BadRequestException" },
	DEFAULT_5XX: { status: 502, message: "Internal server error", errorType: "InternalServerErrorException" },
	EXPIRED_TOKEN: { status: 403, message: "The security token included in the request is expired", errorType: "ExpiredTokenException" },
	INTEGRATION_FAILURE: { status: 504, message: "Internal server error", errorType: "InternalServerErrorException" },
	INTEGRATION_TIMEOUT: { status: 504, message: "Endpoint request timed out", errorType: "InternalServerErrorException" },
	INVALID_API_KEY: { status: 403, message: "Forbidden", errorType: "ForbiddenException" },
	MISSING_AUTHENTICATION_TOKEN: { status: 403, message: "Missing Authentication Token", errorType: "MissingAuthenticationTokenException" },
	QUOTA_EXCEEDED: { status: 429, message: "Limit Exceeded", errorType: "LimitExceededException" },
	REQUEST_TOO_LARGE: { status: 413, message: "Request Too Long", errorType: "RequestTooLargeException" },
	THROTTLED: { status: 429, message: "Too Many Requests", errorType: "TooManyRequestsException" },
	UNAUTHORIZED: { status: 401, message: "Unauthorized", errorType: "UnauthorizedException" },
	UNSUPPORTED_MEDIA_TYPE: { status: 415, message: "Unsupported Media Type", errorType: "BadRequestException" },
} as const satisfies Record<string, GatewayError>;

export type GatewayErrorType = keyof typeof GATEWAY_ERRORS;

/** A refusal by the gateway itself. */
export type Refusal = {
	type: GatewayErrorType;
	/** In place of the usual one. */
	message?: string | null | undefined;
	/** In place of the usual one. */
	status?: number | undefined;
	/** What does not match the model of the request: `$context.error.validationErrorString`. */
	validation?: string | undefined;
	/** For the execution log. */
	log?: string | undefined;
};

/** How an API says what the gateway answers by itself: by its GatewayResponses, or as AWS does without them (L304). */
export class GatewayResponses {
	#byType: Map<string, StackGatewayResponse>;

	constructor(responses: readonly StackGatewayResponse[]) {
		this.#byType = new Map(responses.map((response) => [response.type, response]));
	}

	/** @param scope What mappings can look at; absent when no route has matched. */
	answer(refusal: Refusal, scope: MappingScope): HttpResponse {
		const { type, log } = refusal;
		const usual: GatewayError = GATEWAY_ERRORS[type];
		const status = refusal.status ?? usual.status;
		const message = refusal.message === undefined ? usual.message : refusal.message;
		const own = this.#byType.get(type) ?? this.#byType.get(status >= 500 ? "DEFAULT_5XX" : "DEFAULT_4XX");
		const error: Header = ["x-amzn-errortype", usual.errorType];
		// Denials of an authorizer have a capital letter, as recorded by many users; a GatewayResponse of one's own writes it as it likes.
		const body = type === "ACCESS_DENIED" ? { Message: message } : { message };
		if (!own) return { ...jsonResponse(status, body, [error]), error: type, log };
		const context = {
			...scope.context,
			error: {
				message,
				messageString: message === null ? null : JSON.stringify(message),
				responseType: type,
				validationErrorString: refusal.validation ?? null,
			},
		};
		const headers: Header[] = [error];
		for (const [name, expression] of Object.entries(own.parameters)) {
			const value = mapped(expression, { ...scope, context });
			if (value !== undefined) headers.push([name.replace(/^gatewayresponse\.header\./, ""), value]);
		}
		const [contentType, template] = Object.entries(own.templates)[0] ?? ["application/json", undefined];
		const text = template === undefined ? JSON.stringify(body) : filled(template, { ...scope, context });
		return {
			status: own.status ?? status,
			headers: [["content-type", contentType], ...headers],
			body: Buffer.from(text),
			error: type,
			log,
		};
	}
}

/** A template of a gateway response knows variables only, none of VTL's directives; a variable without a value is empty. */
function filled(template: string, scope: MappingScope): string {
	return template.replace(
		/\$\{?((?:context|stageVariables|method\.request)(?:\.[\w-]+)+)\}?/g,
		(_, expression: string) => mapped(expression, scope) ?? "",
	);
}
