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
		if (this.events.length < this.#limits.traceEvents) this.events.push(event);
		else this.#onTooLong();
	}

	/** A line of the function itself, cut to what is allowed (real limits, not Lambda's). */
	recordFunctionLine(line: Omit<LogEvent, "kind" | "source">): void {
		const key = `${line.invocation ?? "init"}`;
		let budget = this.#current.get(line.environment);
		if (budget?.key !== key) {
			budget = { key, characters: 0, announced: new Set() };
			this.#current.set(line.environment, budget);
		}
		const { logLines, logCharactersPerInvocation, logLineCharacters } = this.#limits;
		const left = logCharactersPerInvocation - budget.characters;
		const beyond = `Console output beyond ${logCharactersPerInvocation} characters in one invocation was dropped.`;
		let cut: string | undefined;
		if (this.#lines >= logLines) cut = `Console lines after the first ${logLines} of the run were dropped.`;
		else if (left <= 0) cut = beyond;
		else {
			const allowed = Math.min(left, logLineCharacters);
			const tooLong = line.text.length > allowed;
			if (tooLong && left < logLineCharacters) cut = beyond;
			else if (tooLong) cut = `Console lines longer than ${logLineCharacters} characters were shortened.`;
			this.#lines++;
			budget.characters += Math.min(line.text.length, allowed);
			const text = tooLong ? `${line.text.slice(0, allowed).toWellFormed()}…` : line.text;
			this.record({ ...line, kind: "log", source: "function", text });
		}
		if (cut === undefined || budget.announced.has(cut)) return;
		budget.announced.add(cut);
		this.record({ at: line.at, kind: "output.cut", environment: line.environment, what: cut });
	}

	/** A line of the platform. */
	recordPlatformLine(at: number, environment: number, invocation: number | undefined, text: string): void {
		this.record({ at, kind: "log", environment, ...(invocation === undefined ? {} : { invocation }), source: "platform", text });
	}
}
