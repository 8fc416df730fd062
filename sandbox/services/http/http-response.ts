import type { Header } from "./http-request.ts";

/** What a front sends to the client. */
export type HttpResponse = {
	status: number;
	headers: readonly Header[];
	body: Buffer;
	/** Invocation of the function behind the front, if it came to that. */
	invocation?: number | undefined;
	/** Invocation of a Lambda authorizer for this request. */
	authorizerInvocation?: number | undefined;
	/** Route or resource that matched, for example `GET /orders/{id}`. */
	route?: string | undefined;
	/** Name of the front's own error, when the answer is not the function's: for API Gateway the type of its gateway response. */
	error?: string | undefined;
	/** What the execution log says about it, which the client does not see. */
	log?: string | undefined;
};

/** @param value Sent as JSON. */
export function jsonResponse(status: number, value: unknown, headers: readonly Header[] = []): HttpResponse {
	return { status, headers: [["content-type", "application/json"], ...headers], body: Buffer.from(JSON.stringify(value)) };
}

/** Headers by lower-case name; a list where a name comes more than once. */
export function headerRecord(headers: readonly Header[]): Record<string, string | string[]> {
	const record: Record<string, string | string[]> = {};
	for (const [name, value] of headers) {
		const key = name.toLowerCase();
		const before = record[key];
		if (before === undefined) define(record, key, value);
		else define(record, key, [...(Array.isArray(before) ? before : [before]), value]);
	}
	return record;
}

/** A name such as `__proto__` is data too. */
function define(record: Record<string, string | string[]>, key: string, value: string | string[]): void {
	Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Whether bytes are a text of UTF-8, so that they can be shown as one. */
export function isText(body: Buffer): boolean {
	return Buffer.from(body.toString("utf8")).equals(body);
}
