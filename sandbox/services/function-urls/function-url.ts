import { RandomStream } from "#sandbox/kernel/random.ts";
import { isPermitted } from "#sandbox/lambda/service/permission.ts";
import type { StackFunctionUrl } from "#sandbox/stack/api.ts";
import { ACCOUNT } from "#sandbox/stack/arn.ts";
import type { Cloud } from "../cloud.ts";
import { corsHeaders, isPreflight, preflightHeaders } from "../http/cors.ts";
import type { CallOutcome, FunctionCaller } from "../http/function-caller.ts";
import type { HttpFront } from "../http/http-fronts.ts";
import type { HttpRequest } from "../http/http-request.ts";
import { type HttpResponse, jsonResponse } from "../http/http-response.ts";
import { CALLER } from "../http/payload-v1.ts";
import { bodyV2, eventV2, responseOfResultV2 } from "../http/payload-v2.ts";
import { payloadOf } from "../http/proxy-result.ts";
import { streamedResponse } from "../http/streamed-response.ts";

const FORBIDDEN =
	"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html";

/** The URL of a function or of its alias (L252-L257). */
export class FunctionUrl implements HttpFront {
	readonly kind = "functionUrl" as const;
	readonly id: string;
	readonly host: string;
	#url: StackFunctionUrl;
	#cloud: Cloud;
	#caller: FunctionCaller;
	#random: RandomStream;

	/** @param id Logical id of the function. */
	constructor(cloud: Cloud, url: StackFunctionUrl, id: string, caller: FunctionCaller) {
		this.id = id;
		this.#url = url;
		this.#cloud = cloud;
		this.#caller = caller;
		this.host = `${url.urlId}.lambda-url.${cloud.run.scenario.region}.on.aws`;
		this.#random = new RandomStream(cloud.run.scenario.seed, `requests of ${url.id}`);
	}

	handle(request: HttpRequest, respond: (response: HttpResponse) => void) {
		const requestId = this.#random.uuid();
		const { cors } = this.#url;
		const answer = (response: HttpResponse) => {
			// Both what the function and what the setting say is sent, even twice (L256).
			const added = cors ? corsHeaders(cors, request) : [];
			respond({ ...response, headers: [...response.headers, ...added, ["x-amzn-requestid", requestId]] });
		};
		if (cors && isPreflight(request)) {
			const headers = [...preflightHeaders(cors, request), ["x-amzn-requestid", requestId] as const];
			return respond({ status: 200, headers, body: Buffer.alloc(0) });
		}
		const refusal = this.#refusal(request);
		if (refusal !== undefined) {
			return answer({
				...jsonResponse(403, { Message: FORBIDDEN }, [["x-amzn-errortype", "AccessDeniedException"]]),
				error: "AccessDeniedException",
				log: refusal,
			});
		}
		const call = {
			functionArn: this.#url.functionArn,
			payload: JSON.stringify(this.#event(request, requestId)),
			service: "lambda-url",
			sourceArn: this.#url.functionArn,
			label: request.label,
		};
		this.#caller.call(call, (outcome) =>
			answer({ ...this.#answerOf(outcome), invocation: "invocation" in outcome ? outcome.invocation : undefined }),
		);
	}

	/** Why the request is not authorised (L253). */
	#refusal({ signed }: HttpRequest): string | undefined {
		const { authType, functionArn } = this.#url;
		if (authType === "AWS_IAM") return signed ? undefined : "The URL has AuthType AWS_IAM, and the request was not signed.";
		const asked = { functionArn, principal: "*", sourceArn: functionArn };
		for (const action of ["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"]) {
			if (!isPermitted(this.#cloud.stack.permissions, { ...asked, action }))
				return `The URL is open to all, but the function's resource policy does not allow ${action} to everyone (*).`;
		}
		return undefined;
	}

	#event(request: HttpRequest, requestId: string) {
		const { urlId, authType } = this.#url;
		const iam = {
			accessKey: CALLER.accessKey,
			accountId: ACCOUNT,
			callerId: CALLER.userId,
			cognitoIdentity: null,
			principalOrgId: null,
			userArn: CALLER.arn(ACCOUNT),
			userId: CALLER.userId,
		};
		const context = {
			accountId: authType === "NONE" ? "anonymous" : ACCOUNT,
			apiId: urlId,
			domainName: this.host,
			requestId,
			routeKey: "$default",
			stage: "$default",
			rawPath: request.path,
			authorizer: authType === "AWS_IAM" ? { iam } : undefined,
		};
		return { ...eventV2(request, context), ...bodyV2(request) };
	}

	#answerOf(outcome: CallOutcome): HttpResponse {
		switch (outcome.status) {
			case "succeeded":
				return (
					(this.#url.invokeMode === "RESPONSE_STREAM" ? streamedOf(outcome) : responseOfResultV2(payloadOf(outcome), "application/json")) ??
					badGateway("The result of the function has a malformed statusCode, headers or cookies.")
				);
			case "functionError":
				return badGateway(`The function failed: ${outcome.error.errorType}.`);
			case "throttled":
				return {
					...jsonResponse(429, { Reason: outcome.reason, Type: "User", message: "Rate Exceeded." }, [
						["x-amzn-errortype", "TooManyRequestsException"],
					]),
					error: "TooManyRequestsException",
				};
			case "rejected": {
				const { errorType, errorMessage } = outcome.error;
				return {
					...jsonResponse(outcome.statusCode, { message: errorMessage, Type: "User" }, [["x-amzn-errortype", errorType]]),
					error: errorType,
				};
			}
			case "denied":
			case "missing":
			case "abandoned":
				return badGateway("The function does not exist.");
		}
	}
}

/** What a handler that does not stream returns is sent as it is, not read as a response (RESPONSE_STREAM calls InvokeWithResponseStream). */
function streamedOf(outcome: Extract<CallOutcome, { status: "succeeded" }>): HttpResponse | undefined {
	if (outcome.streamed) return streamedResponse(outcome);
	return { status: 200, headers: [["content-type", "application/json"]], body: Buffer.from(outcome.response) };
}

/** L255. */
function badGateway(log: string): HttpResponse {
	return {
		status: 502,
		headers: [["content-type", "application/json"]],
		body: Buffer.from("Internal Server Error"),
		error: "BadGateway",
		log,
	};
}
