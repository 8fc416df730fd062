import type { Json } from "#sandbox/json-value.ts";

/** What a response says about its batch when the mapping has ReportBatchItemFailures. `failed`: identifiers, in the order of the response. */
export type BatchResponse =
	| { kind: "success" }
	| { kind: "itemFailures"; failed: readonly string[] }
	/** The response counts as a failure of the whole batch; `problem` completes "The response …". */
	| { kind: "failure"; problem: string };

const success: BatchResponse = { kind: "success" };

/**
 * Reads `{ batchItemFailures: [{ itemIdentifier }] }` (L192, L193, L207). Null, an empty text, list or object, and an empty or null list are
 * success, as is an object without the key: a mistyped key passes for success. Anything malformed fails the whole batch.
 * @param response JSON text of what the handler returned.
 * @param isInBatch Whether an identifier (message id, sequence number) belongs to the batch.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export function batchResponse(response: string, isInBatch: (identifier: string) => boolean): BatchResponse {
	const value = parsed(response);
	if (value === null || value === "") return success;
	if (Array.isArray(value)) return value.length === 0 ? success : { kind: "failure", problem: "is a list" };
	if (typeof value !== "object") return { kind: "failure", problem: "is no object" };
	const failures = Object.hasOwn(value, "batchItemFailures") ? value.batchItemFailures : null;
	if (failures === null || failures === undefined) return success;
	if (!Array.isArray(failures)) return { kind: "failure", problem: "has a batchItemFailures that is no list" };
	if (failures.length === 0) return success;
	const failed: string[] = [];
	for (const failure of failures) {
		const isObject = typeof failure === "object" && failure !== null && !Array.isArray(failure);
		const identifier = isObject && Object.hasOwn(failure, "itemIdentifier") ? failure.itemIdentifier : undefined;
		if (typeof identifier !== "string") return { kind: "failure", problem: "has an item without an itemIdentifier" };
		if (identifier === "") return { kind: "failure", problem: "has an empty itemIdentifier" };
		if (!isInBatch(identifier)) return { kind: "failure", problem: `names ${identifier.slice(0, 60)}, which is not in the batch` };
		failed.push(identifier);
	}
	return { kind: "itemFailures", failed };
}

function parsed(response: string): Json {
	try {
		return JSON.parse(response) as Json;
	} catch {
		return response; // Not JSON: a text, and so no object.
	}
}
