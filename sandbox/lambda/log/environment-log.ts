import type { BuiltFunction, LogLevel } from "#sandbox/build/built-project.ts";
import type { InitializationType } from "#sandbox/trace/trace.ts";
import type { Output } from "../environment/ending.ts";
import type { SourcePositions } from "../process/source-positions.ts";
import type { Run } from "../run.ts";
import { isLogged, jsonLine } from "./json-log.ts";
import { type PlatformEvent, systemEvents } from "./platform-event.ts";
import { consoleLine, textLine } from "./platform-log.ts";

/** What the log of an environment needs to know of it at the time of a line. */
export type Logged = {
	readonly n: number;
	/** Number of the invocation that is current. */
	readonly invocation: number | undefined;
	readonly fn: BuiltFunction;
	readonly logStream: string;
	readonly initialization: InitializationType;
	/** The id that the runtime client puts into console lines (L74, L100). */
	readonly loggedRequestId: string;
};

/** The log stream of one execution environment, in the text or the JSON format (L113, L115). */
export class EnvironmentLog {
	#run: Run;
	#environment: Logged;
	#positions: SourcePositions;

	constructor(run: Run, environment: Logged, positions: SourcePositions) {
		this.#run = run;
		this.#environment = environment;
		this.#positions = positions;
	}

	/** One console call is one log event (L113, L114). */
	console(level: LogLevel, message: string): void {
		const time = this.#time;
		const { loggedRequestId, fn } = this.#environment;
		if (!fn.logging) this.#line(consoleLine(time, loggedRequestId, level, this.#shown(message)), level);
		else if (isLogged(level, fn.logging.level)) this.#line(jsonLine(time, loggedRequestId, level, this.#shown(message)), level);
	}

	/** stdout and stderr without prefix; each line becomes an event of its own (L114). */
	raw(text: string): void {
		for (const line of this.#shown(text).split("\n")) if (line !== "") this.#line(line);
	}

	/** What the runtime itself has to say about an ending. */
	output(output: readonly Output[]): void {
		for (const { level, text } of output) {
			if (level) this.console(level, text);
			else this.raw(text);
		}
	}

	/** What the platform has to say: a line of text, or system events in the JSON format (L118, L120). */
	platform(event: PlatformEvent): void {
		const { n, invocation, fn, logStream, initialization } = this.#environment;
		const { simulation, recorder, scenario } = this.#run;
		const place = { fn, region: scenario.region, logStream, initialization };
		const line = fn.logging ? undefined : textLine(event, place);
		const lines = fn.logging ? systemEvents(event, place, this.#time) : line === undefined ? [] : [line];
		for (const text of lines) recorder.recordPlatformLine(simulation.now, n, invocation, text);
	}

	get #time(): string {
		return new Date(this.#run.epochMs + this.#run.simulation.now).toISOString();
	}

	/** With positions in the learner's files. What is cut later anyway is not translated first. */
	#shown(text: string): string {
		return this.#positions.translate(text.slice(0, this.#run.limits.logCharactersPerInvocation + 1));
	}

	#line(text: string, level?: LogLevel): void {
		const { n, invocation } = this.#environment;
		this.#run.recorder.recordFunctionLine({
			at: this.#run.simulation.now,
			environment: n,
			...(invocation === undefined ? {} : { invocation }),
			...(level ? { level } : {}),
			text,
		});
	}
}
