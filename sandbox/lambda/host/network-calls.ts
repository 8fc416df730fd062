import { isUtf8 } from "node:buffer";
import type { ScheduledEvent } from "#sandbox/kernel/event-queue.ts";
import { entryKinds } from "#sandbox/runtime/guest-isolate.ts";
import { readHeaders } from "#sandbox/services/wire/http.ts";
import type { GuestMessage } from "../process/guest-messages.ts";
import type { Run } from "../run.ts";
import { answerOfFault, type NetworkAnswer, type NetworkServer } from "./simulated-network.ts";

/** `number` is the call's in the trace; it has none until it is sent. `event`: what is planned for it, if anything is. */
type Call = { number: number | undefined; invocation: number | undefined; event: ScheduledEvent | undefined; arrived: boolean };

/** Bytes of a body that is no text of which the trace keeps a copy. */
const RECORDED_BYTES = 12_288;

/** As the trace has it: text as it is; anything else as a data URL, cut with an ellipsis. */
function recordedBody(body: Buffer | undefined): { body?: string } {
	if (body === undefined) return {};
	if (isUtf8(body)) return { body: body.toString("utf8") };
	const cut = body.length > RECORDED_BYTES;
	return { body: `data:application/octet-stream;base64,${body.subarray(0, RECORDED_BYTES).toString("base64")}${cut ? "…" : ""}` };
}

type Awaited = NetworkAnswer | { ok: false; afterMs: number; code: "UND_ERR_CONNECT_TIMEOUT" | "UND_ERR_HEADERS_TIMEOUT" };

type Arrived =
	| Pick<Extract<NetworkAnswer, { ok: true }>, "ok" | "status" | "headers" | "body">
	| { ok: false; code: Extract<Awaited, { ok: false }>["code"] };

/** What comes of an answer at a client that does not wait for ever, as undici is. */
function awaited(answer: NetworkAnswer, patience: GuestMessage<"fetch">["patience"]): Awaited {
	if (!patience) return answer;
	const { connectMs, headersMs } = patience;
	if (answer.ok && answer.afterMs > headersMs) return { ok: false, afterMs: headersMs, code: "UND_ERR_HEADERS_TIMEOUT" };
	const hangs = !answer.ok && answer.code === "ETIMEDOUT" && answer.afterMs > connectMs;
	return hangs ? { ok: false, afterMs: connectMs, code: "UND_ERR_CONNECT_TIMEOUT" } : answer;
}

/** The environment that the process lives in. */
type Owner = { readonly n: number; readonly invocation: number | undefined; readonly fn: { readonly name: string } };

/** The requests of one runtime process that are under way to the simulated network. */
export class NetworkCalls {
	#run: Run;
	#owner: Owner;
	#deliver: (id: number, answer: string) => void;
	#calls = new Map<number, Call>();

	/** @param deliver Called with JSON text when an answer, or the failure of a request, has arrived. */
	constructor(run: Run, owner: Owner, deliver: (id: number, answer: string) => void) {
		this.#run = run;
		this.#owner = owner;
		this.#deliver = deliver;
	}

	get underWay(): number {
		return this.#calls.size;
	}

	/** @param at Virtual time at which the request is sent: within the turn that asks for it. */
	request(message: GuestMessage<"fetch">, at: number): void {
		const { simulation } = this.#run;
		const call: Call = { number: undefined, invocation: this.#owner.invocation, event: undefined, arrived: false };
		this.#calls.set(message.id, call);
		if (at <= simulation.now) this.#send(message, call);
		else call.event = simulation.at(at, () => this.#send(message, call));
	}

	abort(id: number): void {
		const call = this.#calls.get(id);
		this.#calls.delete(id);
		if (call) this.#fail(call, "aborted");
	}

	/** The answer has reached learner code. */
	taken(id: number): void {
		this.#calls.delete(id);
	}

	/**
	 * Requests under way as a snapshot has them: their connections do not outlive it (L224).
	 * @param arrived Ids of those whose answer is there already.
	 */
	lost(arrived: ReadonlySet<number>): { kind: number; id: number; text: string }[] {
		const text = JSON.stringify({ ok: false, code: "ECONNRESET" });
		return [...this.#calls.keys()].filter((id) => !arrived.has(id)).map((id) => ({ kind: entryKinds.answer, id, text }));
	}

	/** The process is gone. */
	failAll(reason: string): void {
		for (const call of this.#calls.values()) this.#fail(call, reason);
		this.#calls.clear();
	}

	#send(message: GuestMessage<"fetch">, call: Call): void {
		const { method, host, path, query, bodyBase64, patience } = message;
		const { simulation, recorder, network } = this.#run;
		const number = ++this.#run.networkCalls;
		call.number = number;
		const body = bodyBase64 === undefined ? undefined : Buffer.from(bodyBase64, "base64");
		const sent = { method, host, path, query, ...recordedBody(body) };
		recorder.record({ at: simulation.now, kind: "network.requested", ...this.#common(number, call), ...sent });
		const server = network.serverOf(host);
		if (server) this.#sendTo(server, message, body ?? Buffer.alloc(0), call, number);
		else this.#answer(message, call, awaited(network.answer({ method, host, path }, simulation.now), patience));
	}

	/** To a host that answers in its own time. A client that has gone away does not keep it from doing what it was asked for. */
	#sendTo(server: NetworkServer, message: GuestMessage<"fetch">, body: Buffer, call: Call, number: number): void {
		const { simulation, network } = this.#run;
		const { method, host, path, query, headers, patience } = message;
		const struck = network.strike(host, simulation.now);
		if (struck && struck.effect !== "slow") {
			this.#answer(message, call, awaited(answerOfFault(struck), patience));
			return;
		}
		if (patience) {
			const giveUp = () => this.#arrive(message, call, { ok: false, code: "UND_ERR_HEADERS_TIMEOUT" });
			call.event = simulation.at(simulation.now + patience.headersMs, giveUp, { background: true });
		}
		const sender = { call: number, function: this.#owner.fn.name, invocation: call.invocation };
		const slowerMs = struck?.addMs ?? 0;
		server.send({ method, host, path, query, headers: readHeaders(headers), body }, sender, (response) => {
			if (call.arrived) return; // The client is gone.
			simulation.cancel(call.event);
			this.#answer(message, call, { ok: true, afterMs: slowerMs, ...response });
		});
	}

	#answer(message: GuestMessage<"fetch">, call: Call, answer: Awaited): void {
		const { simulation } = this.#run;
		call.event = simulation.at(simulation.now + answer.afterMs, () => this.#arrive(message, call, answer));
	}

	#arrive({ id }: GuestMessage<"fetch">, call: Call, answer: Arrived): void {
		const { recorder, simulation } = this.#run;
		const { now: at } = simulation;
		call.arrived = true;
		const common = this.#common(call.number as number, call);
		if (answer.ok) {
			const { status, headers, body } = answer;
			recorder.record({ at, kind: "network.responded", ...common, status, ...recordedBody(body) });
			this.#deliver(id, JSON.stringify({ ok: true, status, headers, bodyBase64: body.toString("base64") }));
		} else {
			recorder.record({ at, kind: "network.failed", ...common, reason: answer.code });
			this.#deliver(id, JSON.stringify({ ok: false, code: answer.code }));
		}
	}

	#fail(call: Call, reason: string): void {
		const { simulation, recorder } = this.#run;
		if (call.arrived) return;
		simulation.cancel(call.event);
		call.arrived = true;
		if (call.number !== undefined)
			recorder.record({ at: simulation.now, kind: "network.failed", ...this.#common(call.number, call), reason });
	}

	#common(number: number, { invocation }: Call): { call: number; environment: number; invocation?: number } {
		return { call: number, environment: this.#owner.n, ...(invocation === undefined ? {} : { invocation }) };
	}
}
