import { quotaOf } from "#facts/index.ts";
import type { ReportedInvocation } from "#sandbox/report/report.ts";
import type { TraceEvent } from "#sandbox/trace/trace.ts";

const billedFirstBytes = quotaOf("lambda.payload.async.billed.first");
const billedStepBytes = quotaOf("lambda.payload.async.billed.step");

/** How many requests an asynchronous event is charged as besides the first: one for each 64 KB that begin above 256 KB (L47). */
export function furtherRequests(eventBytes: number): number {
	return Math.ceil(Math.max(0, eventBytes - billedFirstBytes) / billedStepBytes);
}

type Measures = {
	outside: number;
	log: Map<number, number>;
	reported: Set<number>;
	streamed: number;
	furtherRequests: number;
	full: number;
};

/**
 * Sizes of what functions were given and wrote: log lines, streamed bytes, large asynchronous events. A long run leaves out payloads and
 * lines of invocations that went as usual, and log lines from some number on; each invocation whose sizes are not recorded counts with the
 * mean of its function's recorded ones.
 */
export class MeasuredSizes {
	#functions = new Map<string, Measures>();
	#condensed = new Map<string, number>();
	#invocations = new Map<string, number>();

	/** @param events As recorded. @param invocations All of the run, condensed ones included. */
	constructor(events: readonly TraceEvent[], invocations: readonly ReportedInvocation[]) {
		const environments = new Map<number, string>();
		for (const invocation of invocations) if (invocation.billedMs !== null) add(this.#invocations, invocation.function, 1);
		for (const event of events) {
			switch (event.kind) {
				case "environment.started":
					environments.set(event.environment, event.function);
					break;
				case "log":
					this.#log(this.#of(environments.get(event.environment) ?? ""), event);
					break;
				case "invocation.requested":
					if (event.source?.asyncEvent !== undefined && (event.source.attempt ?? 1) === 1)
						this.#of(event.function).furtherRequests += furtherRequests(Buffer.byteLength(event.event));
					break;
				case "invocation.ended": {
					const measures = this.#of(environments.get(event.environment) ?? "");
					measures.full++;
					measures.streamed += event.streamed?.bytes ?? 0;
					break;
				}
				case "invocation.condensed":
					add(this.#condensed, event.function, 1);
					break;
			}
		}
	}

	/** UTF-8 bytes of log events, START, END and REPORT among them. */
	logBytes(name: string): number {
		const { outside, log, reported } = this.#of(name);
		const whole = [...reported].reduce((sum, invocation) => sum + (log.get(invocation) ?? 0), 0);
		const rest = [...log].reduce((sum, [invocation, bytes]) => sum + (reported.has(invocation) ? 0 : bytes), 0);
		const missing = Math.max(0, (this.#invocations.get(name) ?? 0) - log.size);
		return outside + whole + rest + (reported.size === 0 ? 0 : (whole / reported.size) * missing);
	}

	streamedBytes(name: string): number {
		return this.#scaled(name, ({ streamed }) => streamed);
	}

	/** Requests besides the first ones that asynchronous events are charged as (L47): each event once, however often it is tried. */
	largeEventRequests(name: string): number {
		return this.#scaled(name, (measures) => measures.furtherRequests);
	}

	#scaled(name: string, measure: (of: Measures) => number): number {
		const own = this.#of(name);
		const recorded = measure(own);
		return own.full === 0 ? recorded : recorded * (1 + (this.#condensed.get(name) ?? 0) / own.full);
	}

	#log(measures: Measures, event: Extract<TraceEvent, { kind: "log" }>): void {
		const bytes = Buffer.byteLength(event.text);
		if (event.invocation === undefined) {
			measures.outside += bytes;
			return;
		}
		add(measures.log, event.invocation, bytes);
		if (event.source === "platform" && /^REPORT |"type":"platform\.report"/.test(event.text)) measures.reported.add(event.invocation);
	}

	#of(name: string): Measures {
		let measures = this.#functions.get(name);
		if (!measures) {
			measures = { outside: 0, log: new Map(), reported: new Set(), streamed: 0, furtherRequests: 0, full: 0 };
			this.#functions.set(name, measures);
		}
		return measures;
	}
}

function add<Key>(counts: Map<Key, number>, key: Key, count: number): void {
	counts.set(key, (counts.get(key) ?? 0) + count);
}
