import type { HttpSend } from "#sandbox/traffic/send.ts";
import type { CloudRun } from "../cloud.ts";
import type { HttpFront } from "./http-fronts.ts";
import type { HttpRequest } from "./http-request.ts";
import { type HttpResponse, headerRecord, isText } from "./http-response.ts";

/** Requests of a run that are recorded in full. Later ones are one event each, when they are answered, without headers and bodies. */
const FULL_REQUESTS = 10_000;

/** What the trace says of one request. */
export class HttpRecord {
	#recorder: CloudRun["recorder"];
	#front: HttpFront;
	#send: HttpSend;
	#request: HttpRequest;

	constructor(recorder: CloudRun["recorder"], front: HttpFront, send: HttpSend, request: HttpRequest) {
		this.#recorder = recorder;
		this.#front = front;
		this.#send = send;
		this.#request = request;
	}

	requested(): void {
		const { n, at } = this.#request;
		const { headers } = this.#send;
		const { body } = this.#request;
		if (n > FULL_REQUESTS) return;
		this.#recorder.record({
			at,
			kind: "http.requested",
			request: n,
			...this.#about(),
			...(Object.keys(headers).length > 0 ? { headers } : {}),
			...(body ? { body: body.toString("utf8") } : {}),
		});
	}

	responded(at: number, response: HttpResponse): void {
		const { n, method, at: requestedAt } = this.#request;
		const { status, invocation, authorizerInvocation, route, error, log } = response;
		const outcome = {
			status,
			...(route === undefined ? {} : { route }),
			...(invocation === undefined ? {} : { invoked: invocation }),
			...(authorizerInvocation === undefined ? {} : { authorizerInvoked: authorizerInvocation }),
			...(error === undefined ? {} : { error }),
			...(log === undefined ? {} : { log }),
		};
		if (n > FULL_REQUESTS) {
			this.#recorder.record({ at, kind: "http.condensed", request: n, requestedAt, ...this.#about(), ...outcome });
			return;
		}
		const body = method === "HEAD" ? Buffer.alloc(0) : response.body;
		const text = isText(body);
		this.#recorder.record({
			at,
			kind: "http.responded",
			request: n,
			headers: headerRecord(response.headers),
			...(body.length === 0 ? {} : { body: body.toString(text ? "utf8" : "base64") }),
			...(text ? {} : { base64: true as const }),
			...outcome,
		});
	}

	#about() {
		const { label, method } = this.#request;
		return { front: this.#front.kind, api: this.#front.id, ...(label === undefined ? {} : { label }), method, path: this.#send.path };
	}
}
