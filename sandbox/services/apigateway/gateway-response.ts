import { type HttpResponse, jsonResponse } from "../http/http-response.ts";

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
	message?: string | null;
	/** In place of the usual one. */
	status?: number;
	/** For the execution log. */
	log?: string;
};

/** How a refusal looks without a GatewayResponse of the API. */
export function refused({ type, message, status, log }: Refusal): HttpResponse {
	const usual: GatewayError = GATEWAY_ERRORS[type];
	return {
		...jsonResponse(status ?? usual.status, { message: message === undefined ? usual.message : message }, [
			["x-amzn-errortype", usual.errorType],
		]),
		error: type,
		log,
	};
}

/** Message and status of a refusal, for the templates of a GatewayResponse. */
export function factsOf(refusal: Refusal): { status: number; message: string | null } {
	const usual: GatewayError = GATEWAY_ERRORS[refusal.type];
	return { status: refusal.status ?? usual.status, message: refusal.message === undefined ? usual.message : refusal.message };
}
