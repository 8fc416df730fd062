import { RandomStream } from "#sandbox/kernel/random.ts";
import { SimulatorError } from "#sandbox/kernel/simulator-error.ts";
import type { TraceEventOf } from "#sandbox/trace/trace.ts";
import type { HttpSend } from "#sandbox/traffic/send.ts";
import type { Cloud } from "../cloud.ts";
import { HttpRecord } from "./http-record.ts";
import { type HttpRequest, requestOf } from "./http-request.ts";
import type { HttpResponse } from "./http-response.ts";
import { FRONT_LATENCY } from "./latency.ts";

/** What answers HTTP requests under a host name of its own. */
export type HttpFront = {
	readonly kind: TraceEventOf<"http.requested">["front"];
	/** By which a scenario addresses it. */
	readonly id: string;
	readonly host: string;
	/** Puts into a request of a scenario what only the front can know, such as a token of its issuer. */
	prepare?(send: HttpSend): HttpSend;
	/** @param respond Called once, at once or later in virtual time. */
	handle(request: HttpRequest, respond: (response: HttpResponse) => void): void;
};

/** Takes the requests of a scenario to the front that they name, and records what went in and what came back. */
export class HttpFronts {
	#cloud: Cloud;
	#fronts = new Map<string, HttpFront>();
	#requests = 0;
	#random: RandomStream;

	constructor(cloud: Cloud) {
		this.#cloud = cloud;
		this.#random = new RandomStream(cloud.run.scenario.seed, "http requests");
		cloud.accept("http", (send, label) => this.#receive(send, label));
	}

	add(front: HttpFront): void {
		this.#fronts.set(front.id, front);
	}

	#receive(given: HttpSend, label: string | undefined): void {
		const front = this.#fronts.get(given.api);
		if (!front) {
			const known = [...this.#fronts.keys()].join(", ") || "none";
			throw new SimulatorError("UNKNOWN_API", `The traffic sends to ${given.api}; APIs, function URLs and load balancers: ${known}.`);
		}
		const send = front.prepare?.(given) ?? given;
		const { simulation, recorder, epochMs } = this.#cloud.run;
		const n = ++this.#requests;
		const request = requestOf(send, { n, at: simulation.now, epochMs, label, host: front.host, random: this.#random });
		const record = new HttpRecord(recorder, front, send, request);
		record.requested();
		const { inboundMs, outboundMs } = FRONT_LATENCY[front.kind];
		const respond = (response: HttpResponse) =>
			simulation.at(simulation.now + outboundMs, () => record.responded(simulation.now, response));
		simulation.at(simulation.now + inboundMs, () => front.handle(request, respond));
	}
}
