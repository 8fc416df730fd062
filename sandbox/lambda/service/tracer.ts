import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import { RandomStream } from "#sandbox/kernel/random.ts";
import type { TraceEventOf } from "#sandbox/trace/trace.ts";
import type { Run } from "../run.ts";
import type { InvokeRequest } from "./invocation.ts";

/** Of the requests of a function after the first of each second (L123). */
const SAMPLED_SHARE = 0.05;
/** Asynchronous events whose trace is remembered for further attempts; more are not under way in a run that fits its bounds. */
const REMEMBERED = 10_000;

/** The trace that an invocation belongs to. `sampled` is absent when X-Ray is sent nothing about it. */
export type Tracing = { traceId: string; sampled?: Omit<TraceEventOf<"invocation.traced">, "at" | "kind" | "invocation"> };

/**
 * Decides which invocations X-Ray hears of (L123): with Active tracing the first request of each second and 5 % of the others, unless the
 * caller has decided already; with PassThrough only those whose caller has.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 */
export class Tracer {
	#run: Pick<Run, "simulation" | "epochMs">;
	#random: RandomStream;
	/** The second in which a function was last sampled, by its logical id. */
	#sampledIn = new Map<string, number>();
	/** By request id: attempts for one asynchronous event share it. */
	#traces = new Map<string, Tracing>();

	constructor(run: Pick<Run, "simulation" | "epochMs" | "scenario">) {
		this.#run = run;
		this.#random = new RandomStream(run.scenario.seed, "x-ray");
	}

	/** @returns undefined when the function is not traced and its caller has no trace either. */
	traceOf(fn: BuiltFunction, request: InvokeRequest, requestId: string): Tracing | undefined {
		const isActive = fn.service?.tracing === "Active";
		const given = parseTraceHeader(request.traceHeader);
		if (!isActive && !given?.sampled) return undefined;
		const earlier = this.#traces.get(requestId);
		if (earlier) return this.#again(earlier);
		const seconds = Math.floor((this.#run.epochMs + this.#run.simulation.now) / 1000);
		const traceId = given?.traceId ?? `1-${seconds.toString(16)}-${this.#random.hex(24)}`;
		const isSampled = given?.sampled ?? this.#samples(fn.name, seconds);
		const ids = { service: this.#random.hex(16), function: this.#random.hex(16) };
		const parent = given?.parent === undefined ? {} : { parent: given.parent };
		const tracing = isSampled ? { traceId, sampled: { traceId, ...parent, ...ids } } : { traceId };
		if (request.source?.asyncEvent !== undefined) this.#remember(requestId, tracing);
		return tracing;
	}

	#again(earlier: Tracing): Tracing {
		return earlier.sampled ? { ...earlier, sampled: { ...earlier.sampled, function: this.#random.hex(16) } } : earlier;
	}

	#samples(name: string, seconds: number): boolean {
		if (this.#sampledIn.get(name) === seconds) return this.#random.between(0, 1) < SAMPLED_SHARE;
		this.#sampledIn.set(name, seconds);
		return true;
	}

	#remember(requestId: string, tracing: Tracing): void {
		this.#traces.set(requestId, tracing);
		const [oldest] = this.#traces.keys();
		if (this.#traces.size > REMEMBERED && oldest !== undefined) this.#traces.delete(oldest);
	}
}

/** `Root=1-…;Parent=…;Sampled=1` of X-Amzn-Trace-Id, in any order. @returns undefined without a Root. `sampled` is undefined when it is open. */
export function parseTraceHeader(
	header: string | undefined,
): { traceId: string; parent: string | undefined; sampled: boolean | undefined } | undefined {
	const parts = new Map((header ?? "").split(";").map((part) => part.trim().split("=") as [string, string | undefined]));
	const traceId = parts.get("Root");
	if (traceId === undefined || !/^1-[0-9a-f]{8}-[0-9a-f]{24}$/.test(traceId)) return undefined;
	const parent = parts.get("Parent");
	const sampled = parts.get("Sampled");
	return {
		traceId,
		parent: parent !== undefined && /^[0-9a-f]{16}$/.test(parent) ? parent : undefined,
		sampled: sampled === "1" ? true : sampled === "0" ? false : undefined,
	};
}
