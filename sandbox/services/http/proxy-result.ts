import type { Json } from "#sandbox/json-value.ts";
import type { InvokeResult } from "#sandbox/lambda/service/invocation.ts";
import type { Header } from "./http-request.ts";
import type { HttpResponse } from "./http-response.ts";

/** What a caller that does not stream gets: the payload of the function as text. */
export function payloadOf({ response, streamed }: Extract<InvokeResult, { status: "succeeded" }>): string {
	return streamed ? (JSON.parse(response) as string) : response;
}

/**
 * Reads a payload, whatever it is.
 * @returns undefined when it is no JSON, nests too deeply to be written again, or `read` finds it malformed.
 */
export function readResult(payload: string, read: (result: Json) => HttpResponse | undefined): HttpResponse | undefined {
	try {
		return read(JSON.parse(payload) as Json);
	} catch (error) {
		if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
		throw error;
	}
}

/** Rules by which a result of format 1.0 is well-formed; REST APIs are stricter than HTTP APIs (L270, L273). */
export type ResultV1Rules = {
	/** Keys beside those of the format make it malformed. */
	strict: boolean;
	/** In place of a missing statusCode. */
	defaultStatus: number | undefined;
	/** Whether a body in base64 is sent as bytes (L271). */
	decodes: (contentType: string) => boolean;
};

const KEYS = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];

/**
 * The response to the client that a function's result in format 1.0 stands for (L270-L273).
 * @returns undefined when the result is malformed.
 */
export function responseOfResultV1(payload: string, rules: ResultV1Rules): HttpResponse | undefined {
	return readResult(payload, (result) => {
		if (!isRecord(result)) return undefined;
		if (rules.strict && Object.keys(result).some((key) => !KEYS.includes(key))) return undefined;
		const { body, headers, multiValueHeaders, isBase64Encoded } = result;
		const status = result.statusCode === undefined ? rules.defaultStatus : statusOf(result.statusCode);
		if (status === undefined) return undefined;
		if (body !== undefined && body !== null && typeof body !== "string") return undefined;
		const sent = headersOfV1(headers, multiValueHeaders);
		if (!sent) return undefined;
		const type = sent.find(([name]) => name.toLowerCase() === "content-type")?.[1];
		if (type === undefined) sent.unshift(["content-type", "application/json"]);
		const bytes = isBase64Encoded === true && rules.decodes(type ?? "application/json");
		return { status, headers: sent, body: Buffer.from(body ?? "", bytes ? "base64" : "utf8") };
	});
}

/** Of a header in both maps both values are sent, those of the list first (L272). */
function headersOfV1(headers: Json | undefined, multiValueHeaders: Json | undefined): Header[] | undefined {
	if (headers !== undefined && headers !== null && !isRecord(headers)) return undefined;
	if (multiValueHeaders !== undefined && multiValueHeaders !== null && !isRecord(multiValueHeaders)) return undefined;
	const sent: Header[] = [];
	for (const [name, values] of Object.entries(multiValueHeaders ?? {})) {
		if (!Array.isArray(values)) return undefined;
		for (const value of values) sent.push([name, textOf(value)]);
	}
	for (const [name, value] of Object.entries(headers ?? {})) {
		if (!sent.some(([one, sentValue]) => one.toLowerCase() === name.toLowerCase() && sentValue === textOf(value)))
			sent.push([name, textOf(value)]);
	}
	return sent;
}

/** @returns The status that a result asks for: a number, or digits; undefined when it is none. */
export function statusOf(value: Json | undefined): number | undefined {
	const status = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
	return typeof status === "number" && Number.isInteger(status) && status >= 100 && status <= 599 ? status : undefined;
}

export function isRecord(value: Json | undefined): value is Record<string, Json> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** How a value of a result is written into a header or a body. */
export function textOf(value: Json): string {
	return typeof value === "string" ? value : JSON.stringify(value);
}
