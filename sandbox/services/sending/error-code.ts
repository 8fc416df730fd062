import type { Refusal } from "./send-with-retries.ts";

/**
 * How dead-letter messages of EventBridge name a refusal. Of its list of codes, those that the simulated targets can cause.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export function errorCodeOf({ code }: Pick<Refusal, "code">): string {
	if (code === "INVALID_JSON") return code;
	if (/AccessDenied|NotAuthorized/i.test(code)) return "NO_PERMISSIONS";
	if (/NotFound|NonExistent|DoesNotExist/i.test(code)) return "NO_RESOURCE";
	if (/Throttl|TooManyRequests|LimitExceeded/i.test(code)) return "THROTTLING";
	if (/Invalid|Validation/i.test(code)) return "INVALID_PARAMETER";
	return "ERROR_FROM_TARGET";
}
