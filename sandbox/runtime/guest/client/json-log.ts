import { format } from "../inspect.ts";
import { bare, jsonStringify, keys, split } from "../primordials.ts";

const NativeError = Error;

function classOf(error: Error): string {
	return error?.constructor?.name ?? "UnknownError";
}

// Errors anywhere in the logged value; the type is the name of the class here, not the error's own name.
function withErrorFields(_key: string, value: unknown): unknown {
	if (!(value instanceof NativeError)) return value;
	const fields = bare<Record<string, unknown>>();
	fields.errorType = classOf(value);
	fields.errorMessage = value.message;
	fields.stackTrace = typeof value.stack === "string" ? split(value.stack, "\n") : value.stack;
	const own = keys(value);
	for (let n = 0; n < own.length; n++) fields[own[n] as string] = (value as unknown as Record<string, unknown>)[own[n] as string];
	return fields;
}

/**
 * What a console call says in the JSON format (L115), without time, level and request id, which the host adds.
 * @param legacy Up to Node.js 22 the first argument may be the error whose fields are shown beside the message; later only the others.
 * @returns JSON text of an object.
 */
export function jsonRecord(legacy: boolean, message: unknown, params: readonly unknown[]): string {
	if (params.length === 0) {
		try {
			return jsonStringify(bare({ message }), withErrorFields);
		} catch {
			return jsonStringify(bare({ message: format(message) }));
		}
	}
	const record = bare<Record<string, unknown>>({ message: format(message, ...params) });
	for (let n = legacy ? -1 : 0; n < params.length; n++) {
		const param = n < 0 ? message : params[n];
		if (!(param instanceof NativeError)) continue;
		record.errorType = classOf(param);
		record.errorMessage = param.message;
		record.stackTrace = typeof param.stack === "string" ? split(param.stack, "\n") : [];
		break;
	}
	return jsonStringify(record);
}
