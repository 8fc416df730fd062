import type { InvokeResult } from "#sandbox/lambda/service/invocation.ts";
import type { Header } from "./http-request.ts";
import type { HttpResponse } from "./http-response.ts";
import { isRecord, readResult, statusOf, textOf } from "./proxy-result.ts";

/**
 * The response of a function that streamed it, through a front that streams (L248, L251): status, headers and cookies from the prelude of
 * HttpResponseStream.from, else 200 and the content type of the stream.
 * @returns undefined when the function did not stream, or its prelude is malformed.
 */
export function streamedResponse({ response, streamed }: Extract<InvokeResult, { status: "succeeded" }>): HttpResponse | undefined {
	if (!streamed) return undefined;
	const body = Buffer.from(JSON.parse(response) as string);
	if (streamed.prelude === undefined) return { status: 200, headers: [["content-type", streamed.contentType]], body };
	return readResult(streamed.prelude, (prelude) => {
		if (!isRecord(prelude)) return undefined;
		const { statusCode = 200, headers = {}, cookies = [] } = prelude;
		const status = statusOf(statusCode);
		if (status === undefined || !isRecord(headers) || !Array.isArray(cookies)) return undefined;
		const sent: Header[] = Object.entries(headers).map(([name, value]) => [name, textOf(value)]);
		if (!sent.some(([name]) => name.toLowerCase() === "content-type")) sent.unshift(["content-type", "application/octet-stream"]);
		for (const cookie of cookies) sent.push(["set-cookie", textOf(cookie)]);
		return { status, headers: sent, body };
	});
}
