import { quotaMs } from "#facts/index.ts";
import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import { RandomStream } from "#sandbox/kernel/random.ts";
import type { Delivery, DeliveryResult } from "#sandbox/services/delivery.ts";
import { functionArn } from "#sandbox/stack/arn.ts";
import type { EventInvokeConfig } from "#sandbox/stack/function-config.ts";
import type { AsyncCondition } from "#sandbox/trace/async-events.ts";
import type { FunctionError, TraceEvent, TraceEventOf } from "#sandbox/trace/trace.ts";
import { physicalNameOf } from "../environment/execution-context.ts";
import type { Run } from "../run.ts";
import { deadLetterDelivery, destinationDelivery, type FinishedEvent } from "./event-destinations.ts";
import { calledAs, type InvokeRequest, type InvokeResult } from "./invocation.ts";
import { tooLargeAsyncEvent } from "./request-size.ts";
import { ASYNC_DELIVERY_MS } from "./service-parameters.ts";

/** What the caller of an asynchronous invocation gets: 202 and nothing else (L157), or an error of Invoke. */
export type AsyncAnswer = { ok: true; statusCode: 202; requestId: string } | { ok: false; statusCode: number; error: FunctionError };

/** Wait before the second and the third attempt, after function errors (L158). */
const RETRY_DELAYS_MS = [quotaMs("lambda.async.retry.first"), quotaMs("lambda.async.retry.second")];
/** Wait after throttles: the first, doubled each time up to the last (L159). */
const FIRST_BACK_OFF_MS = quotaMs("lambda.async.throttle.backoff.min");
const LAST_BACK_OFF_MS = quotaMs("lambda.async.throttle.backoff.max");
/** When the template says nothing else (L158, L159). */
const DEFAULTS = { maximumEventAgeSeconds: 21_600, maximumRetryAttempts: 2, onSuccessArn: undefined, onFailureArn: undefined };

/** An event in the queue of the Lambda service. */
type AsyncEvent = {
	readonly n: number;
	readonly requestId: string;
	readonly fn: BuiltFunction;
	readonly request: InvokeRequest;
	readonly acceptedAt: number;
	/** Invocations that were asked for, of all its deliveries. */
	attempts: number;
};

type WithoutTime<E> = E extends unknown ? Omit<E, "at"> : never;

/** One way of an event through the queue; a second one is what its consumer sees as a duplicate (L161). */
type Delivered = { readonly event: AsyncEvent; runs: number; failures: number; backOffs: number };

/** What the queue needs of the service around it. */
export type AsyncInvokeOwner = {
	invoke(request: InvokeRequest, onResult: (result: InvokeResult) => void): void;
	deliver(arn: string, delivery: Delivery): DeliveryResult;
};

/** Asynchronous invocation: an internal queue, retries, and where events go in the end (Part D2). */
export class AsyncInvoke {
	#run: Run;
	#owner: AsyncInvokeOwner;
	#events = 0;
	/** Events so far, by function, for the duplicates that a scenario forces. */
	#eventsOf = new Map<string, number>();
	#objectIds: RandomStream;

	constructor(run: Run, owner: AsyncInvokeOwner) {
		this.#run = run;
		this.#owner = owner;
		this.#objectIds = new RandomStream(run.scenario.seed, "objects of destinations");
	}

	/** Takes an event into the queue, or refuses one that is too large (L46). @param requestId The same for all attempts (L160). */
	accept(request: InvokeRequest, fn: BuiltFunction, requestId: string): AsyncAnswer {
		const { label, source, qualifier, payload } = request;
		const common = { function: fn.name, ...(label === undefined ? {} : { label }), ...(source ? { source } : {}) };
		const refused = tooLargeAsyncEvent(payload);
		if (refused) {
			this.#record({ kind: "async.rejected", ...common, ...refused });
			return { ok: false, ...refused };
		}
		const event: AsyncEvent = { n: ++this.#events, requestId, fn, request, acceptedAt: this.#now, attempts: 0 };
		const qualified = qualifier === undefined ? {} : { qualifier };
		this.#record({ kind: "async.accepted", asyncEvent: event.n, requestId, ...common, ...qualified });
		this.#begin(event, ASYNC_DELIVERY_MS);
		const duplicateAfterMs = this.#duplicateOf(fn.name);
		if (duplicateAfterMs !== undefined) {
			const dueAt = this.#now + ASYNC_DELIVERY_MS + duplicateAfterMs;
			this.#record({ kind: "async.attemptScheduled", asyncEvent: event.n, dueAt, because: "duplicate" });
			this.#begin(event, dueAt - this.#now);
		}
		return { ok: true, statusCode: 202, requestId };
	}

	#begin(event: AsyncEvent, delayMs: number): void {
		const delivered: Delivered = { event, runs: 0, failures: 0, backOffs: 0 };
		this.#run.simulation.at(this.#now + delayMs, () => this.#attempt(delivered));
	}

	/** @returns When the scenario wants this event of the function delivered twice: how long after the first time. */
	#duplicateOf(name: string): number | undefined {
		const { asyncDuplicates } = this.#run.scenario;
		if (asyncDuplicates.length === 0) return undefined;
		const nth = (this.#eventsOf.get(name) ?? 0) + 1;
		this.#eventsOf.set(name, nth);
		return asyncDuplicates.find((one) => one.function === name && one.event === nth)?.afterMs;
	}

	#attempt(delivered: Delivered): void {
		const { n, requestId, fn, request } = delivered.event;
		const attempt = ++delivered.event.attempts;
		const { service, resource } = request.source ?? { service: "scenario", resource: "" };
		const source = { service, resource, invocationType: "Event", asyncEvent: n, attempt } as const;
		this.#owner.invoke({ ...request, function: fn.name, requestId, source }, (result) => this.#judge(delivered, result));
	}

	#judge(delivered: Delivered, result: InvokeResult): void {
		const { fn } = delivered.event;
		if (result.status === "succeeded") {
			delivered.runs++;
			this.#finish(delivered, "Success", result);
		} else if (result.status === "functionError") {
			delivered.runs++;
			const delayMs = RETRY_DELAYS_MS[delivered.failures++];
			if (delivered.failures > configOf(delivered.event).maximumRetryAttempts || delayMs === undefined)
				this.#finish(delivered, "RetriesExhausted", result);
			else this.#retry(delivered, delayMs, "functionError", result);
		} else if (result.status === "throttled") {
			const delayMs = Math.min(FIRST_BACK_OFF_MS * 2 ** delivered.backOffs++, LAST_BACK_OFF_MS);
			if (fn.reservedConcurrency === 0) this.#finish(delivered, "ZeroReservedConcurrency", result);
			else this.#retry(delivered, delayMs, "throttle", result);
		} else {
			const recursion = result.error.errorType === "RecursiveInvocationException";
			this.#finish(delivered, recursion ? "RecursiveInvocation" : "InvocationRejected", result);
		}
	}

	/** Another attempt, unless the event would be too old by then: then it is given up at once (L160). */
	#retry(delivered: Delivered, delayMs: number, because: "functionError" | "throttle", result: InvokeResult): void {
		const { event } = delivered;
		const dueAt = this.#now + delayMs;
		if (dueAt > event.acceptedAt + configOf(event).maximumEventAgeSeconds * 1000) {
			this.#finish(delivered, "EventAgeExceeded", result);
			return;
		}
		this.#record({ kind: "async.attemptScheduled", asyncEvent: event.n, dueAt, because });
		this.#run.simulation.at(dueAt, () => this.#attempt(delivered));
	}

	#finish(delivered: Delivered, condition: "Success" | AsyncCondition, result: InvokeResult): void {
		const { event, runs } = delivered;
		const { fn, request, requestId } = event;
		const { scenario, epochMs } = this.#run;
		const { onSuccessArn, onFailureArn } = configOf(event);
		if (condition !== "Success") this.#record({ kind: "async.dropped", asyncEvent: event.n, condition });
		const finished: FinishedEvent = {
			requestId,
			functionArn: functionArn(scenario.region, physicalNameOf(fn)),
			functionName: physicalNameOf(fn),
			qualifier: calledAs(request, fn) ?? "$LATEST",
			condition,
			runs,
			payload: request.payload,
			result,
			timestamp: new Date(epochMs + this.#now).toISOString(),
		};
		const send = (to: TraceEventOf<"async.sent">["to"], target: string | undefined, delivery: (arn: string) => Delivery) => {
			if (target !== undefined)
				this.#send(event, to, target, { ...delivery(target), ...(result.lineage ? { lineage: result.lineage } : {}) });
		};
		const record = (arn: string) => destinationDelivery(finished, arn, this.#objectIds.uuid());
		if (condition === "Success") send("onSuccess", onSuccessArn, record);
		else {
			send("deadLetterQueue", fn.service?.deadLetterArn, () => deadLetterDelivery(finished));
			send("onFailure", onFailureArn, record);
		}
	}

	#send(event: AsyncEvent, to: TraceEventOf<"async.sent">["to"], target: string, delivery: Delivery): void {
		const result = this.#owner.deliver(target, delivery);
		const { ok } = result;
		const outcome = ok ? (result.id === undefined ? {} : { id: result.id }) : { error: { code: result.code, message: result.message } };
		this.#record({ kind: "async.sent", asyncEvent: event.n, to, target, ...outcome });
	}

	get #now(): number {
		return this.#run.simulation.now;
	}

	#record(event: WithoutTime<Extract<TraceEvent, { kind: `async.${string}` }>>): void {
		this.#run.recorder.record({ at: this.#now, ...event });
	}
}

function configOf({ fn, request }: AsyncEvent): EventInvokeConfig {
	const { eventInvoke, eventInvokeByQualifier: own = {} } = fn.service ?? {};
	const qualifier = calledAs(request, fn) ?? "$LATEST";
	return (Object.hasOwn(own, qualifier) ? own[qualifier] : eventInvoke) ?? DEFAULTS;
}
