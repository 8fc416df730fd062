import type { FunctionError, TraceEventOf } from "#sandbox/trace/trace.ts";
import { RETRY_AFTER_SECONDS } from "./service-parameters.ts";

/** Why a request was throttled; `limit` when the reason alone does not tell. */
export type Throttle = { reason: TraceEventOf<"invocation.throttled">["reason"]; limit?: "scalingRate" };
export type ThrottleReason = Throttle["reason"];

/** What the caller of a throttled synchronous invocation gets (L144). */
export type ThrottleAnswer = { statusCode: 429; reason: ThrottleReason; error: FunctionError; retryAfterSeconds: number };

export function throttleAnswer({ reason }: Throttle): ThrottleAnswer {
	const errorMessage = reason === "CallerRateLimitExceeded" ? "Rate exceeded" : "Rate Exceeded.";
	return {
		statusCode: 429,
		reason,
		error: { errorType: "TooManyRequestsException", errorMessage },
		retryAfterSeconds: RETRY_AFTER_SECONDS,
	};
}

/** The body of that answer as the API of Lambda sends it: JSON text (L144). */
export function throttleBody({ reason, error }: Pick<ThrottleAnswer, "reason" | "error">): string {
	return JSON.stringify({ Reason: reason, Type: "User", message: error.errorMessage });
}
