import { bare, jsonStringify, keys, split, stringOf } from "./primordials.ts";

/** An error as the runtime client posts it (L87, L88), and the JSON that it logs beside it (L90). */
export type DescribedError = { errorType: string; errorMessage: string; stack: string; logged: string };

export function isError(value: unknown): value is Error {
	return value instanceof Error || (typeof Error.isError === "function" && Error.isError(value));
}

function text(value: unknown): string {
	try {
		return stringOf(value);
	} catch {
		return "[object Object]";
	}
}

// As aws-lambda-ric's toFormatted: errors anywhere in the logged value show type, message, code, own properties and stack.
function withErrorFields(_key: string, value: unknown): unknown {
	if (!isError(value)) return value;
	const fields = bare<Record<string, unknown>>();
	fields.errorType = value.name;
	fields.errorMessage = value.message;
	if ((value as { code?: unknown }).code !== undefined) fields.code = (value as { code?: unknown }).code;
	for (const key of keys(value)) fields[key] = (value as unknown as Record<string, unknown>)[key];
	if (typeof value.stack === "string") fields.stack = split(value.stack, "\n");
	return fields;
}

/** Never throws, whatever getters and proxies the thrown value has. */
export function describeError(thrown: unknown): DescribedError {
	try {
		if (isError(thrown)) {
			const stack = typeof thrown.stack === "string" ? thrown.stack : "";
			return { errorType: text(thrown.name), errorMessage: text(thrown.message), stack, logged: logged(thrown) };
		}
		const message = text(thrown);
		return { errorType: typeof thrown, errorMessage: message, stack: "", logged: logged(new Error(message)) };
	} catch {
		return { errorType: "Error", errorMessage: "The thrown value could not be read.", stack: "", logged: "{}" };
	}
}

function logged(error: unknown): string {
	try {
		return jsonStringify(error, withErrorFields) ?? "null";
	} catch {
		return jsonStringify(bare({ errorType: (error as Error).name, errorMessage: (error as Error).message }));
	}
}

declare global {
	interface ErrorConstructor {
		isError?(value: unknown): boolean;
	}
}
