/** An error as SQS answers it: always status 400, and the sender's fault. */
export type SqsError = {
	/** Name of the exception, as the SDK for JavaScript v3 has it. */
	name: string;
	/** Code of the older query protocol, which error messages and logs still show. */
	code: string;
	message: string;
};

/** What a request to SQS comes to. A caller can cause every failure, so that none is thrown. */
export type SqsResult<T> = { ok: true; value: T } | { ok: false; error: SqsError };

export function failed(code: string, message: string, name = code): { ok: false; error: SqsError } {
	return { ok: false, error: { name, code, message } };
}

export function invalidValue(value: string | number, parameter: string, reason: string): { ok: false; error: SqsError } {
	return failed("InvalidParameterValue", `Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`);
}

export function done<T>(value: T): { ok: true; value: T } {
	return { ok: true, value };
}
