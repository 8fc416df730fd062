import type { TraceEvent, TraceEventOf } from "#sandbox/trace/trace.ts";

/** A part of a segment. Times in virtual milliseconds; `endedAt` is null when the run ended before. */
export type ReportedSubsegment = { name: string; startedAt: number; endedAt: number | null; fault: boolean };

/** A segment, as X-Ray shows it in a trace. */
export type ReportedSegment = {
	id: string;
	/** Segment of the caller, or the service's segment for the function's; null at the root. */
	parent: string | null;
	origin: "AWS::Lambda" | "AWS::Lambda::Function";
	/** Logical id of the function. */
	name: string;
	/** Of a function's segment: number of the invocation. */
	invocation: number | null;
	startedAt: number;
	endedAt: number | null;
	/** An error or a timeout of the function. */
	fault: boolean;
	/** Of the service: `Dwell Time` and one `Attempt #n` each, when it is asynchronous. Of a function: `Initialization`, `Invocation`, `Overhead`. */
	subsegments: ReportedSubsegment[];
};

/** A trace of X-Ray. */
export type ReportedTrace = { traceId: string; segments: ReportedSegment[] };

/** Traces of the report; X-Ray would have them all. */
const MOST_TRACES = 1_000;

/**
 * The traces that X-Ray would have of the sampled invocations (L123): for each a segment of the service and, for each attempt, one of the
 * function. What code itself sends to the X-Ray daemon is not in them. @returns The first 1,000, in order.
 */
export function xrayOf(events: readonly TraceEvent[]): ReportedTrace[] {
	if (!events.some(({ kind }) => kind === "invocation.traced")) return [];
	const reader = new TraceReader();
	for (const event of events) reader.read(event);
	return [...reader.traces.values()];
}

type Open = {
	request: TraceEventOf<"invocation.requested">;
	service: ReportedSegment;
	segment: ReportedSegment;
	attempt: ReportedSubsegment | undefined;
};

class TraceReader {
	readonly traces = new Map<string, ReportedTrace>();
	#accepted = new Map<number, number>();
	#requests = new Map<number, TraceEventOf<"invocation.requested">>();
	#open = new Map<number, Open>();
	/** The last INIT of each environment. */
	#inits = new Map<number, { startedAt: number; endedAt: number | null; failed: boolean }>();

	read(event: TraceEvent): void {
		switch (event.kind) {
			case "async.accepted":
				this.#accepted.set(event.asyncEvent, event.at);
				break;
			case "invocation.requested":
				this.#requests.set(event.invocation, event);
				break;
			case "invocation.traced":
				this.#traced(event);
				break;
			case "init.started":
				this.#inits.set(event.environment, { startedAt: event.at, endedAt: null, failed: false });
				break;
			case "init.ended": {
				const init = this.#inits.get(event.environment);
				if (init) Object.assign(init, { endedAt: event.at, failed: event.status !== "success" });
				break;
			}
			case "invocation.started":
				this.#started(event);
				break;
			case "invocation.ended":
				this.#ended(event);
				break;
		}
	}

	#traced(event: TraceEventOf<"invocation.traced">): void {
		const request = this.#requests.get(event.invocation);
		let trace = this.traces.get(event.traceId);
		if (!request || (!trace && this.traces.size >= MOST_TRACES)) return;
		if (!trace) {
			trace = { traceId: event.traceId, segments: [] };
			this.traces.set(event.traceId, trace);
		}
		const { function: name, source } = request;
		const acceptedAt = source?.asyncEvent === undefined ? undefined : this.#accepted.get(source.asyncEvent);
		let service = trace.segments.find(({ id }) => id === event.service);
		if (!service) {
			service = segmentOf(event.service, event.parent ?? null, "AWS::Lambda", name, acceptedAt ?? event.at);
			if (acceptedAt !== undefined)
				service.subsegments.push({ name: "Dwell Time", startedAt: acceptedAt, endedAt: event.at, fault: false });
			trace.segments.push(service);
		}
		const number = service.subsegments.filter((one) => one.name.startsWith("Attempt")).length + 1;
		const attempt = acceptedAt === undefined ? undefined : { name: `Attempt #${number}`, startedAt: event.at, endedAt: null, fault: false };
		if (attempt) service.subsegments.push(attempt);
		const segment = { ...segmentOf(event.function, event.service, "AWS::Lambda::Function", name, event.at), invocation: event.invocation };
		trace.segments.push(segment);
		service.endedAt = null;
		this.#open.set(event.invocation, { request, service, segment, attempt });
	}

	#started({ at, invocation, environment, coldStart }: TraceEventOf<"invocation.started">): void {
		const segment = this.#open.get(invocation)?.segment;
		if (!segment) return;
		const init = coldStart ? this.#inits.get(environment) : undefined;
		// An INIT ahead of the request, for provisioned concurrency, belongs to no request.
		if (init && init.startedAt >= segment.startedAt) {
			const { startedAt, endedAt, failed } = init;
			segment.subsegments.push({ name: "Initialization", startedAt, endedAt, fault: failed });
			segment.startedAt = startedAt;
		} else segment.startedAt = at;
		segment.subsegments.push({ name: "Invocation", startedAt: at, endedAt: null, fault: false });
	}

	#ended({ at, invocation, status }: TraceEventOf<"invocation.ended">): void {
		this.#requests.delete(invocation);
		const open = this.#open.get(invocation);
		if (!open) return;
		this.#open.delete(invocation);
		const fault = status !== "succeeded";
		for (const part of [open.service, open.segment, open.attempt, open.segment.subsegments.find(({ name }) => name === "Invocation")])
			if (part) Object.assign(part, { endedAt: at, fault });
		// The runtime asks for its next event at the same moment (L16).
		open.segment.subsegments.push({ name: "Overhead", startedAt: at, endedAt: at, fault: false });
	}
}

function segmentOf(id: string, parent: string | null, origin: ReportedSegment["origin"], name: string, startedAt: number): ReportedSegment {
	return { id, parent, origin, name, invocation: null, startedAt, endedAt: null, fault: false, subsegments: [] };
}
