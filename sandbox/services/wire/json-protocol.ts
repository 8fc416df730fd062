import type { WireRequest } from "./http.ts";
import { done, failed } from "./operation.ts";
import type { Protocol } from "./protocol.ts";

/**
 * awsJson1_0 and awsJson1_1: the operation is in a header, input and output are JSON. Binary values are base64, times are seconds since 1970.
 * @param target What stands before the operation in X-Amz-Target, such as `DynamoDB_20120810`.
 * @param queryCompatible Whether errors also tell the code of the older query protocol.
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export function jsonProtocol(
	version: "1.0" | "1.1",
	{ target, queryCompatible = false }: { target: string; queryCompatible?: boolean },
): Protocol {
	const headersOf = (requestId: string): [string, string][] => [
		["content-type", `application/x-amz-json-${version}`],
		["x-amzn-requestid", requestId],
	];
	return {
		read(request) {
			const [service, operation] = (request.headers.get("x-amz-target") ?? "").split(".");
			if (service !== target || !operation) return failed("UnknownOperationException", "The request names no operation of this service.");
			const input = readJsonBody(request);
			return input.ok ? done({ operation, input: input.output }) : input;
		},
		succeed: (_, output, requestId) => ({ status: 200, headers: headersOf(requestId), body: Buffer.from(JSON.stringify(output ?? {})) }),
		fail({ name, message, status = 400, code = name, members, headers = [] }, requestId) {
			const fault = status < 500 ? "Sender" : "Receiver";
			return {
				status,
				headers: [
					...headersOf(requestId),
					...(queryCompatible ? ([["x-amzn-query-error", `${code};${fault}`]] as [string, string][]) : []),
					...headers.map(([header, value]): [string, string] => [header, value]),
				],
				body: Buffer.from(JSON.stringify({ __type: name, message, ...members })),
			};
		},
	};
}

/** The JSON object of a body; an empty body is an empty object. */
export function readJsonBody({ body }: WireRequest) {
	if (body.length === 0) return done({});
	try {
		const input: unknown = JSON.parse(body.toString("utf8"));
		if (typeof input === "object" && input !== null && !Array.isArray(input)) return done(input);
	} catch {
		// Told below.
	}
	return failed("SerializationException", "The body of the request is not a JSON object.");
}
