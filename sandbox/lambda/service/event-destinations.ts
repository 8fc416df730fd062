import { quotaOf } from "#facts/index.ts";
import type { Delivery } from "#sandbox/services/delivery.ts";
import { parseArn } from "#sandbox/stack/arn.ts";
import type { AsyncCondition } from "#sandbox/trace/async-events.ts";
import type { FunctionError } from "#sandbox/trace/trace.ts";
import type { InvokeResult } from "./invocation.ts";

/** An asynchronous event of which nothing more will happen, and what its last attempt answered. */
export type FinishedEvent = {
	requestId: string;
	/** Of the function, without qualifier. */
	functionArn: string;
	/** `$LATEST`, or the version or alias that was invoked. */
	qualifier: string;
	functionName: string;
	condition: "Success" | AsyncCondition;
	/** How often the function ran for it. */
	runs: number;
	/** JSON text. */
	payload: string;
	result: InvokeResult;
	/** ISO 8601. */
	timestamp: string;
};

/** Request and response payload together that an SNS destination gets (L170). */
const MAX_SNS_PAYLOAD_BYTES = quotaOf("lambda.async.destination.sns");
/** Bytes of ErrorMessage in a dead-letter queue (L164). */
const MAX_ERROR_MESSAGE_BYTES = quotaOf("lambda.async.dead-letter.error");
/** Spelt as recorded from AWS by public emulators. */
const ZERO_CONCURRENCY_MESSAGE = "Function not invoked. Function isconfigured with zero reserved concurrent executions";

/** What an attempt answered, as records show it; nothing when no attempt reached the point of an answer. */
type Answer = { statusCode: number; executedVersion?: string; functionError?: string; payload?: string; message: string };

function answerOf({ result, condition }: FinishedEvent): Answer | undefined {
	if (condition === "ZeroReservedConcurrency") return undefined;
	if (result.status === "throttled") return { statusCode: 429, message: "Rate Exceeded." };
	if (result.status === "rejected")
		return { statusCode: result.statusCode, functionError: result.error.errorType, message: result.error.errorMessage };
	const ran = { statusCode: 200, executedVersion: result.executedVersion };
	if (result.status === "succeeded") return { ...ran, payload: result.response, message: "" };
	return { ...ran, functionError: "Unhandled", payload: payloadOf(result.error), message: result.error.errorMessage };
}

/** JSON text of an error as the caller of Invoke gets it (L87). */
export function payloadOf({ place: _, ...error }: FunctionError): string {
	return JSON.stringify(error);
}

/**
 * The invocation record that a destination gets (L166). Of an event that never ran, there is no response payload, and with reserved
 * concurrency 0 no response context: as recorded from AWS by public emulators.
 * @param withPayloads Left out of records that are too large for SNS (L170).
 * @returns JSON text.
 */
export function invocationRecord(event: FinishedEvent, withPayloads = true): string {
	const { requestId, functionArn, qualifier, condition, runs, payload, timestamp } = event;
	const answer = answerOf(event);
	const context = { requestId, functionArn: `${functionArn}:${qualifier}`, condition, approximateInvokeCount: runs };
	const parts = [`"version":"1.0"`, `"timestamp":${JSON.stringify(timestamp)}`, `"requestContext":${JSON.stringify(context)}`];
	if (withPayloads) parts.push(`"requestPayload":${payload}`);
	if (answer) {
		const { payload: responsePayload, message: _, ...responseContext } = answer;
		parts.push(`"responseContext":${JSON.stringify(responseContext)}`);
		if (withPayloads && responsePayload !== undefined) parts.push(`"responsePayload":${responsePayload}`);
	}
	return `{${parts.join(",")}}`;
}

/**
 * What is sent to a destination, in the shape of its service (L165-L170).
 * @param objectId A UUID, for the key of an object.
 */
export function destinationDelivery(event: FinishedEvent, arn: string, objectId: string): Delivery {
	const { functionArn, qualifier, functionName, timestamp } = event;
	const from = { principal: "lambda.amazonaws.com", sourceArn: functionArn };
	switch (parseArn(arn)?.service) {
		case "events": {
			const outcome = event.condition === "Success" ? "Success" : "Failure";
			const type = `Lambda Function Invocation Result - ${outcome}`;
			const resources = JSON.stringify([arn, `${functionArn}:${qualifier}`]);
			return { from, body: `{"source":"lambda","detail-type":"${type}","resources":${resources},"detail":${invocationRecord(event)}}` };
		}
		case "s3": {
			const day = timestamp.slice(0, 10);
			const second = timestamp.slice(0, 19).replaceAll(":", ".");
			const key = `aws/lambda/async/${functionName}/${day.replaceAll("-", "/")}/${second}-${objectId}`;
			return { from, key, body: invocationRecord(event) };
		}
		case "sns":
			return { from, body: invocationRecord(event, payloadBytes(event) <= MAX_SNS_PAYLOAD_BYTES) };
		default:
			return { from, body: invocationRecord(event) };
	}
}

function payloadBytes(event: FinishedEvent): number {
	return Buffer.byteLength(event.payload) + Buffer.byteLength(answerOf(event)?.payload ?? "");
}

/** What a dead-letter queue or topic gets: the event itself, and why in attributes (L164). */
export function deadLetterDelivery(event: FinishedEvent): Delivery {
	const answer = answerOf(event);
	return {
		body: event.payload,
		from: { principal: "lambda.amazonaws.com", sourceArn: event.functionArn },
		attributes: {
			RequestID: { type: "String", value: event.requestId },
			...(answer ? { ErrorCode: { type: "Number", value: String(answer.statusCode) } } : {}),
			ErrorMessage: { type: "String", value: firstBytes(answer?.message ?? ZERO_CONCURRENCY_MESSAGE, MAX_ERROR_MESSAGE_BYTES) },
		},
	};
}

function firstBytes(text: string, count: number): string {
	const bytes = Buffer.from(text);
	return bytes.length <= count ? text : bytes.subarray(0, count).toString().replace(/�+$/, "");
}
