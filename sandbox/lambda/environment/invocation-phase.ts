import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import type { ScheduledEvent } from "#sandbox/kernel/event-queue.ts";
import type { RandomStream } from "#sandbox/kernel/random.ts";
import { toTick } from "#sandbox/kernel/virtual-time.ts";
import type { EnvironmentLog } from "../log/environment-log.ts";
import type { SourcePositions } from "../process/source-positions.ts";
import type { Run } from "../run.ts";
import type { Invocation } from "../service/invocation.ts";
import type { Ending, Output } from "./ending.ts";
import { contextFields, traceHeader } from "./execution-context.ts";
import { type Measured, reportInvocation } from "./invocation-report.ts";
import type { Node, Turn } from "./judge-init.ts";
import { judgeInvocation, type WaitingAnswer } from "./judge-invocation.ts";

/** What an invocation needs of the environment that it runs in. */
type Environment = {
	readonly n: number;
	readonly fn: BuiltFunction;
	readonly node: Node;
	readonly log: EnvironmentLog;
	readonly logStream: string;
	/** No further turn of the process is taken. */
	hold(): void;
};

/** What became of the handler's turn. */
export type Ended = { ending: Ending; output: Output[]; processEnds: boolean };

type Options = {
	positions: SourcePositions;
	coldStart: boolean;
	onTimeout: () => void;
	/** The handler has answered, or its process has ended. */
	onEnded: (ended: Ended) => void;
};

/** One invocation in an execution environment, from START to REPORT. */
export class InvocationPhase {
	readonly invocation: Invocation;
	readonly coldStart: boolean;
	readonly startedAt: number;
	readonly deadline: ScheduledEvent;
	/** Virtual milliseconds in which code was running. */
	cpuMs = 0;
	#run: Run;
	#environment: Environment;
	#options: Options;
	#waiting: WaitingAnswer | undefined;
	/** The answer is known, and only its cost has to pass. */
	#settled = false;
	#over = false;

	constructor(run: Run, environment: Environment, invocation: Invocation, options: Options) {
		this.#run = run;
		this.#environment = environment;
		this.#options = options;
		this.invocation = invocation;
		this.coldStart = options.coldStart;
		this.startedAt = run.simulation.now;
		this.deadline = run.simulation.at(toTick(this.startedAt + environment.fn.timeoutMs), options.onTimeout);
	}

	/** Writes the beginning into trace and log; the environment must know by now which invocation is current. */
	begin(): void {
		const { n, log } = this.#environment;
		this.#run.recorder.record({
			at: this.startedAt,
			kind: "invocation.started",
			invocation: this.invocation.n,
			environment: n,
			coldStart: this.coldStart,
			deadline: this.deadline.at,
		});
		log.platform({ type: "start", requestId: this.invocation.requestId });
	}

	/** What the guest library gets for the handler: JSON text. */
	eventText(random: RandomStream): string {
		const { fn, logStream } = this.#environment;
		const { scenario, epochMs, simulation } = this.#run;
		const traceId = traceHeader(epochMs + simulation.now, random, this.invocation.tracing);
		return JSON.stringify({
			token: this.invocation.n,
			event: this.invocation.event,
			context: contextFields(fn, scenario.region, logStream, this.invocation, traceId),
			deadlineEpochMs: Math.floor(epochMs + this.startedAt + fn.timeoutMs),
			traceId,
		});
	}

	/** Judges a turn of the process; the outcome shows at `at`. */
	afterTurn(turn: Turn, at: number, isAsync: boolean): void {
		if (this.#settled) return;
		const { requestId, n: token } = this.invocation;
		const { positions, onEnded } = this.#options;
		const verdict = judgeInvocation(turn, { node: this.#environment.node, requestId, token, isAsync, waiting: this.#waiting, positions });
		if (verdict.kind === "running") {
			this.#waiting = verdict.waiting;
			return;
		}
		this.#settled = true;
		this.#environment.hold();
		this.#run.simulation.at(at, () => {
			if (!this.#over) onEnded(verdict); // Otherwise the deadline came first.
		});
	}

	/** Writes the end into log and trace. */
	end(ending: Ending, measured: Measured): void {
		this.#over = true;
		this.#run.simulation.cancel(this.deadline);
		reportInvocation(this.#run, this.#environment, this, ending, measured);
	}
}
