import type { TraceEvent } from "#sandbox/trace/trace.ts";
import type { SimulationLimits } from "./limits.ts";

type LogEvent = Extract<TraceEvent, { kind: "log" }>;

/** Writes the trace and keeps it within bounds. What is cut is announced in the trace itself. */
export class Recorder {
	readonly events: TraceEvent[] = [];
	#limits: SimulationLimits;
	#onTooLong: () => void;
	#lines = 0;
	#current = new Map<number, { key: string; characters: number; announced: Set<string> }>();

	constructor(limits: SimulationLimits, onTooLong: () => void) {
		this.#limits = limits;
		this.#onTooLong = onTooLong;
	}

	record(event: TraceEvent): void {
		if (this.events.length >= this.#limits.traceEvents) return this.#onTooLong();
		this.events.push(event);
	}

	/** A line of the function itself, cut to what is allowed (real limits, not Lambda's). */
	recordFunctionLine(line: Omit<LogEvent, "kind" | "source">): void {
		const key = `${line.invocation ?? "init"}`;
		let budget = this.#current.get(line.environment);
		if (budget?.key !== key) {
			budget = { key, characters: 0, announced: new Set() };
			this.#current.set(line.environment, budget);
		}
		const cut = (what: string) => {
			if (budget.announced.has(what)) return;
			budget.announced.add(what);
			this.record({ at: line.at, kind: "output.cut", environment: line.environment, what });
		};
		if (this.#lines >= this.#limits.logLines) return cut(`Console lines after the first ${this.#limits.logLines} of the run were dropped.`);
		const left = this.#limits.logCharactersPerInvocation - budget.characters;
		if (left <= 0) return cut(`Console output beyond ${this.#limits.logCharactersPerInvocation} characters in one invocation was dropped.`);
		const allowed = Math.min(left, this.#limits.logLineCharacters);
		const text = line.text.length > allowed ? `${line.text.slice(0, allowed).toWellFormed()}…` : line.text;
		this.#lines++;
		budget.characters += line.text.length;
		this.record({ ...line, kind: "log", source: "function", text });
		if (text !== line.text) cut(`Console lines longer than ${this.#limits.logLineCharacters} characters were shortened.`);
	}

	/** A line of the platform. */
	recordPlatformLine(at: number, environment: number, invocation: number | undefined, text: string): void {
		this.record({ at, kind: "log", environment, ...(invocation === undefined ? {} : { invocation }), source: "platform", text });
	}
}
