import { freeCharactersOfSqs } from "#sandbox/trace/sqs-events.ts";
import type { TraceEvent } from "#sandbox/trace/trace.ts";
import { CondensedInvocations } from "./condensed-invocations.ts";
import type { SimulationLimits } from "./limits.ts";
import { LogTails } from "./log-tails.ts";

type LogEvent = Extract<TraceEvent, { kind: "log" }>;

/** Writes the trace and keeps it within bounds. What is cut is announced in the trace itself. */
export class Recorder {
	readonly events: TraceEvent[] = [];
	#limits: SimulationLimits;
	#onTooLong: () => void;
	/** Of texts whose length learner code decides, console lines apart. */
	#characters = 0;
	#lines = 0;
	#logCharacters = 0;
	#current = new Map<number, { key: string; characters: number; announced: Set<string> }>();

	#listeners: ((event: TraceEvent, index: number) => void)[] = [];

	/** For callers that ask for the end of the log. */
	readonly tails = new LogTails();
	#dropListeners: ((line: LogEvent) => void)[] = [];

	/** Of the invocations after the first ones. */
	#condensed = new CondensedInvocations(this.events, freeCharactersIn);

	constructor(limits: SimulationLimits, onTooLong: () => void) {
		this.#limits = limits;
		this.#onTooLong = onTooLong;
	}

	/** Tells each event from now on, with its place, as soon as it is recorded. For log groups with a filter, and for alarms. */
	listen(listener: (event: TraceEvent, index: number) => void): void {
		this.#listeners.push(listener);
	}

	/** Tells each line that is not recorded because the run has too many of them. */
	listenToDropped(listener: (line: LogEvent) => void): void {
		this.#dropListeners.push(listener);
	}

	record(event: TraceEvent): void {
		const body = event.kind === "network.requested" || event.kind === "network.responded" ? event.body : undefined;
		if (body !== undefined && body.length > this.#limits.bodyCharacters) {
			const what = `Bodies longer than ${this.#limits.bodyCharacters} characters were shortened in the record; they arrived in full.`;
			this.#keep({ ...event, body: body.slice(0, this.#limits.bodyCharacters).toWellFormed() } as TraceEvent);
			this.#keep({ at: event.at, kind: "output.cut", ...("environment" in event ? { environment: event.environment } : {}), what });
		} else this.#keep(event);
	}

	#keep(event: TraceEvent): void {
		this.#characters += freeCharactersIn(event);
		const { traceEvents, traceCharacters, fullInvocations } = this.#limits;
		if (this.events.length - this.#condensed.emptied < traceEvents && this.#characters <= traceCharacters) {
			this.events.push(event);
			const index = this.events.length - 1;
			for (const listener of this.#listeners) listener(event, index);
			if (event.kind === "log") this.tails.add(event.invocation, event.text);
			if ("invocation" in event && event.invocation !== undefined && event.invocation > fullInvocations)
				this.#characters -= this.#condensed.add(event, event.invocation);
		} else this.#onTooLong();
	}

	/** A line of the function itself, cut to what is allowed (real limits, not Lambda's). */
	recordFunctionLine(line: Omit<LogEvent, "kind" | "source">): void {
		const key = `${line.invocation ?? "init"}`;
		let budget = this.#current.get(line.environment);
		if (budget?.key !== key) {
			budget = { key, characters: 0, announced: new Set() };
			this.#current.set(line.environment, budget);
		}
		const { logLines, logCharacters, logCharactersPerInvocation, logLineCharacters } = this.#limits;
		const left = logCharactersPerInvocation - budget.characters;
		const beyond = `Console output beyond ${logCharactersPerInvocation} characters in one invocation was dropped.`;
		let cut: string | undefined;
		const isFull = this.#lines - this.#condensed.leftOut.lines >= logLines;
		if (left > 0 && (isFull || this.#logCharacters - this.#condensed.leftOut.characters >= logCharacters)) {
			budget.characters += line.text.length;
			this.#drop({ ...line, kind: "log", source: "function" });
		}
		if (isFull) cut = `Console lines after the first ${logLines} of the run were dropped.`;
		else if (this.#logCharacters - this.#condensed.leftOut.characters >= logCharacters)
			cut = `Console output beyond ${logCharacters} characters in one run was dropped.`;
		else if (left <= 0) cut = beyond;
		else {
			const allowed = Math.min(left, logLineCharacters);
			const tooLong = line.text.length > allowed;
			if (tooLong && left < logLineCharacters) cut = beyond;
			else if (tooLong) cut = `Console lines longer than ${logLineCharacters} characters were shortened.`;
			this.#lines++;
			const kept = Math.min(line.text.length, allowed);
			budget.characters += kept;
			this.#logCharacters += kept;
			const text = tooLong ? `${line.text.slice(0, allowed).toWellFormed()}…` : line.text;
			this.record({ ...line, kind: "log", source: "function", text });
		}
		if (cut === undefined || budget.announced.has(cut)) return;
		budget.announced.add(cut);
		this.record({ at: line.at, kind: "output.cut", environment: line.environment, what: cut });
	}

	/** The metrics of a line that the run has no room for are kept. */
	#drop(line: LogEvent): void {
		for (const listener of this.#dropListeners) listener(line);
		this.tails.add(line.invocation, line.text);
		this.#condensed.metrics.add(line.text, line.at);
	}

	/** Takes back what was recorded after the first `count` events, within one turn of one process. */
	forget(count: number): void {
		this.events.length = Math.min(this.events.length, count);
		this.#condensed.forget(count);
	}

	/** All that was recorded. */
	finish(): TraceEvent[] {
		return this.#condensed.emptied === 0 ? this.events : this.events.filter((event) => event !== undefined);
	}

	/** A line of the platform. */
	recordPlatformLine(at: number, environment: number, invocation: number | undefined, text: string): void {
		this.record({ at, kind: "log", environment, ...(invocation === undefined ? {} : { invocation }), source: "platform", text });
	}
}

/** A text of a list takes about as much memory as this many characters, even if it is empty. */
const perLine = 16;

function freeCharactersIn(event: TraceEvent): number {
	switch (event.kind) {
		case "invocation.requested":
			return event.event.length;
		case "invocation.ended": {
			const { response = "", streamed, error } = event;
			const { errorType = "", errorMessage = "", trace = [] } = error ?? {};
			const ofTrace = trace.reduce((sum, line) => sum + line.length + perLine, 0);
			const ofStream = streamed ? streamed.contentType.length + (streamed.prelude?.length ?? 0) : 0;
			return response.length + ofStream + errorType.length + errorMessage.length + ofTrace;
		}
		case "network.requested":
			return event.host.length + event.path.length + event.query.length + (event.body?.length ?? 0);
		case "network.responded":
			return event.body?.length ?? 0;
		case "bus.eventPut":
			return event.event.length;
		case "topic.published":
		case "logs.written":
			return event.message.length;
		case "bucket.objectCreated":
		case "bucket.objectRemoved":
			return event.key.length;
		case "sending.failed":
			return event.message.length;
		case "queue.messageSent":
			return freeCharactersOfSqs(event);
		case "websocket.requested":
		case "websocket.sent":
			return event.body?.length ?? 0;
		case "http.requested":
			return event.path.length + (event.body?.length ?? 0);
		case "http.condensed":
			return event.path.length + (event.log?.length ?? 0);
		case "http.responded":
			return (event.body?.length ?? 0) + JSON.stringify(event.headers).length + (event.log?.length ?? 0);
		case "execution.started":
			return event.input.length;
		case "execution.ended":
			return (event.output?.length ?? 0) + (event.cause?.length ?? 0);
		case "table.itemChanged":
			return event.key.length + (event.item?.length ?? 0);
		case "stream.recordWritten":
			return event.key.length + (event.data?.length ?? 0);
		default:
			return 0;
	}
}
