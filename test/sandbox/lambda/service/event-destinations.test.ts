import { describe, expect, it } from "vitest";
import {
	deadLetterDelivery,
	destinationDelivery,
	type FinishedEvent,
	invocationRecord,
} from "#sandbox/lambda/service/event-destinations.ts";

const requestId = "0d3a52a5-3a01-4bb8-9e6c-5d1b1fd40c0a";
const functionArn = "arn:aws:lambda:eu-central-1:123456789012:function:orders";
const error = { errorType: "RangeError", errorMessage: "no such order", trace: ["RangeError: no such order", "    at handler"] };

/** An event that failed three times. */
function aFinishedEvent(changes: Partial<FinishedEvent> = {}): FinishedEvent {
	return {
		requestId,
		functionArn,
		functionName: "orders",
		qualifier: "$LATEST",
		condition: "RetriesExhausted",
		runs: 3,
		payload: '{"order":7}',
		result: {
			invocation: 3,
			requestId,
			status: "functionError",
			ended: "failed",
			executedVersion: "$LATEST",
			error: { ...error, place: { file: "orders.mjs", line: 3, column: 9 } },
		},
		timestamp: "2026-11-24T09:03:05.120Z",
		...changes,
	};
}
const aSuccess = (response = "{}") =>
	aFinishedEvent({
		condition: "Success",
		runs: 1,
		result: { invocation: 1, requestId, status: "succeeded", executedVersion: "$LATEST", response },
	});

const record = {
	version: "1.0",
	timestamp: "2026-11-24T09:03:05.120Z",
	requestContext: { requestId, functionArn: `${functionArn}:$LATEST`, condition: "RetriesExhausted", approximateInvokeCount: 3 },
	requestPayload: { order: 7 },
	responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
	responsePayload: error,
};

describe("the record of an invocation", () => {
	it("has these fields in this order, and no place in the learner's files (L166)", () => {
		expect(invocationRecord(aFinishedEvent())).toBe(JSON.stringify(record));
	});

	it("has no response payload when the function did not run (L153, L167)", () => {
		const rejected = {
			invocation: 4,
			requestId,
			status: "rejected",
			statusCode: 400,
			error: { errorType: "RecursiveInvocationException", errorMessage: "a loop" },
		} as const;
		const event = aFinishedEvent({ condition: "RecursiveInvocation", runs: 0, result: rejected });
		expect(JSON.parse(invocationRecord(event))).toEqual({
			...record,
			requestContext: { ...record.requestContext, condition: "RecursiveInvocation", approximateInvokeCount: 0 },
			responseContext: { statusCode: 400, functionError: "RecursiveInvocationException" },
			responsePayload: undefined,
		});
	});
});

describe("what is sent to a destination", () => {
	it("is the record itself for a queue and for a function (L166)", () => {
		for (const arn of ["arn:aws:sqs:eu-central-1:123456789012:failed", `${functionArn}-failed`])
			expect(destinationDelivery(aFinishedEvent(), arn, "id")).toEqual({
				body: JSON.stringify(record),
				from: { principal: "lambda.amazonaws.com", sourceArn: functionArn },
			});
	});

	it("is the detail of an event for a bus (L168)", () => {
		const bus = "arn:aws:events:eu-central-1:123456789012:event-bus/orders";
		expect(JSON.parse(destinationDelivery(aFinishedEvent(), bus, "id").body)).toEqual({
			source: "lambda",
			"detail-type": "Lambda Function Invocation Result - Failure",
			resources: [bus, `${functionArn}:$LATEST`],
			detail: record,
		});
		expect(JSON.parse(destinationDelivery(aSuccess(), bus, "id").body)).toMatchObject({
			"detail-type": "Lambda Function Invocation Result - Success",
		});
	});

	it("is an object with a key of function and time for a bucket (L169)", () => {
		const { key, body } = destinationDelivery(aFinishedEvent(), "arn:aws:s3:::failures", "11111111-2222-4333-8444-555555555555");
		expect(key).toBe("aws/lambda/async/orders/2026/11/24/2026-11-24T09.03.05-11111111-2222-4333-8444-555555555555");
		expect(JSON.parse(body)).toEqual(record);
	});

	it("leaves the payloads out for a topic when they have more than 256 KB together (L170)", () => {
		const topic = "arn:aws:sns:eu-central-1:123456789012:orders";
		// The event has 11 bytes, and a JSON string two quotation marks.
		const fitting = destinationDelivery(aSuccess(JSON.stringify("x".repeat(262_144 - 13))), topic, "id");
		expect(JSON.parse(fitting.body)).toHaveProperty("responsePayload");
		const { requestPayload: _, ...rest } = JSON.parse(
			destinationDelivery(aSuccess(JSON.stringify("x".repeat(262_144 - 12))), topic, "id").body,
		);
		expect(_).toBeUndefined();
		expect(rest).not.toHaveProperty("responsePayload");
		expect(rest.requestContext).toMatchObject({ condition: "Success" });
	});
});

describe("what is sent to a dead-letter queue", () => {
	it("is the event itself, with request id, status and message as attributes (L164)", () => {
		expect(deadLetterDelivery(aFinishedEvent())).toEqual({
			body: '{"order":7}',
			from: { principal: "lambda.amazonaws.com", sourceArn: functionArn },
			attributes: {
				RequestID: { type: "String", value: requestId },
				ErrorCode: { type: "Number", value: "200" },
				ErrorMessage: { type: "String", value: "no such order" },
			},
		});
	});

	it("has the first 1,024 bytes of the message, and no half character (L164)", () => {
		const long = { ...error, errorMessage: `${"x".repeat(1023)}€` };
		const { result } = aFinishedEvent();
		const event = aFinishedEvent({ result: { ...result, error: long } as FinishedEvent["result"] });
		expect(deadLetterDelivery(event).attributes?.ErrorMessage?.value).toBe("x".repeat(1023));
	});
});
