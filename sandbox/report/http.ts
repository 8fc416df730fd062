import { parseJsonText } from "#sandbox/report/json-text.ts";
import type { Json } from "#sandbox/scenario.ts";
import type { TraceEvent, TraceEventOf } from "#sandbox/trace/trace.ts";

/** A request to an API, a function URL or a load balancer, in the order of arrival. */
export type ReportedHttp = {
	n: number;
	label: string | null;
	front: "rest" | "http" | "functionUrl" | "loadBalancer";
	/** Logical id of the API, the function, or the load balancer. */
	api: string;
	/** That matched, for example `GET /orders/{id}`. */
	route: string | null;
	method: string;
	/** With its query. */
	path: string;
	requestedAt: number;
	respondedAt: number | null;
	/** As the client sees it, in milliseconds. */
	latencyMs: number | null;
	/** null: no answer before the run ended. */
	status: number | null;
	/** Of the response, by lower-case name; a list where one comes more than once. */
	headers: Record<string, string | string[]>;
	/** Of the response: parsed when it is JSON, else the text; base64 when it is no text; null when there is none. */
	body: Json;
	/** Number of the invocation that it caused; null when the front answered alone. */
	invocation: number | null;
	/** Number of the invocation of a Lambda authorizer; null when there is none, or its result came from the cache. */
	authorizerInvocation: number | null;
	/** The front's own error, when the answer is not the function's: of API Gateway the type of its gateway response. */
	error: string | null;
	/** What the front's execution log says about it, which the client does not see. */
	log: string | null;
};

/** @returns Every request to a front, in order, with its answer. Of a long run, later ones have neither headers nor body (null). */
export function httpOf(events: readonly TraceEvent[]): ReportedHttp[] {
	const requests = new Map<number, ReportedHttp>();
	for (const event of events) {
		if (event.kind === "http.requested") requests.set(event.request, requested(event, event.at));
		else if (event.kind === "http.responded") {
			const request = requests.get(event.request);
			if (!request) continue;
			answered(request, event);
			request.headers = event.headers;
			request.body = parseJsonText(event.body);
		} else if (event.kind === "http.condensed") {
			const request = requested(event, event.requestedAt);
			requests.set(event.request, request);
			answered(request, event);
		}
	}
	return [...requests.values()].sort((a, b) => a.n - b.n);
}

type Requested = TraceEventOf<"http.requested"> | TraceEventOf<"http.condensed">;
type Answered = TraceEventOf<"http.responded"> | TraceEventOf<"http.condensed">;

function requested({ request, front, api, label, method, path }: Requested, requestedAt: number): ReportedHttp {
	const nothing = {
		respondedAt: null,
		latencyMs: null,
		status: null,
		invocation: null,
		authorizerInvocation: null,
		error: null,
		log: null,
	};
	return { n: request, label: label ?? null, front, api, route: null, method, path, requestedAt, ...nothing, headers: {}, body: null };
}

function answered(request: ReportedHttp, event: Answered): void {
	request.respondedAt = event.at;
	request.latencyMs = Math.round((event.at - request.requestedAt) * 100) / 100;
	request.status = event.status;
	request.route = event.route ?? null;
	request.invocation = event.invoked ?? null;
	request.authorizerInvocation = event.authorizerInvoked ?? null;
	request.error = event.error ?? null;
	request.log = event.log ?? null;
}
