import type { WireRequest, WireResponse } from "./http.ts";
import { readJsonBody } from "./json-protocol.ts";
import { type Answer, done, failed, type ServiceError } from "./operation.ts";
import type { Protocol } from "./protocol.ts";

/** What a request says besides its body. */
export type RestParts = {
	/** Labels of the path, decoded. */
	readonly labels: { readonly [name: string]: string };
	readonly query: URLSearchParams;
	readonly request: WireRequest;
};

export type RestRoute = {
	readonly operation: string;
	readonly method: string;
	/** With labels: `/2015-03-31/functions/{FunctionName}/invocations`. */
	readonly path: string;
	/** Input of the operation; absent: the members of the JSON body, with the labels and the query fields beside them. */
	readonly read?: (parts: RestParts) => Answer;
	/** The answer; absent: status 200 and the output as JSON. */
	readonly write?: (output: never) => Omit<WireResponse, "headers"> & { headers?: [string, string][] };
};

/**
 * restJson1: operations by method and path.
 * @see https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
export function restJsonProtocol(routes: readonly RestRoute[]): Protocol {
	const patterns = routes.map((route) => ({ route, pattern: patternOf(route.path) }));
	return {
		read(request) {
			for (const { route, pattern } of patterns) {
				const match = route.method === request.method ? pattern.exec(request.path.replace(/\/$/, "") || "/") : null;
				if (!match) continue;
				const labels = labelsOf(match.groups ?? {});
				if (!labels) return failed("ValidationException", `The path ${request.path} is not percent-encoded UTF-8.`);
				const parts: RestParts = { labels, query: new URLSearchParams(request.query), request };
				const input = route.read ? route.read(parts) : plainInput(parts);
				return input.ok ? done({ operation: route.operation, input: input.output }) : input;
			}
			return failed(
				"NotSimulated",
				`${request.method} ${request.path} is not simulated. docs/fidelity.md lists the services and commands that are.`,
				{ status: 404 },
			);
		},
		succeed(operation, output, requestId) {
			const write = routes.find((route) => route.operation === operation)?.write;
			const id: [string, string] = ["x-amzn-requestid", requestId];
			if (write) {
				const { headers = [], ...response } = write(output as never);
				return { ...response, headers: [id, ...headers] };
			}
			return { status: 200, headers: [["content-type", "application/json"], id], body: Buffer.from(JSON.stringify(output ?? {})) };
		},
		fail: failRestJson,
	};
}

export function failRestJson({ name, message, status = 400, members, headers = [] }: ServiceError, requestId: string): WireResponse {
	return {
		status,
		headers: [
			["content-type", "application/json"],
			["x-amzn-requestid", requestId],
			["x-amzn-errortype", name],
			...headers.map(([header, value]): [string, string] => [header, value]),
		],
		body: Buffer.from(JSON.stringify({ message, ...members })),
	};
}

/** @returns undefined when one of them is not percent-encoded UTF-8. */
function labelsOf(groups: Readonly<Record<string, string>>): Record<string, string> | undefined {
	try {
		return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
	} catch (error) {
		if (error instanceof URIError) return undefined;
		throw error;
	}
}

function plainInput(parts: RestParts): Answer {
	const body = readJsonBody(parts.request);
	if (!body.ok) return body;
	return done({ ...body.output, ...Object.fromEntries(parts.query), ...parts.labels });
}

function patternOf(path: string): RegExp {
	const source = path.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
	return new RegExp(`^${source}$`);
}
