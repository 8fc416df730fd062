import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import { toTick } from "#sandbox/kernel/virtual-time.ts";
import type { EnvironmentLog } from "../log/environment-log.ts";
import type { SourcePositions } from "../process/source-positions.ts";
import type { Run } from "../run.ts";
import type { Ending } from "./ending.ts";
import { judgeInit, type Node, type Turn } from "./judge-init.ts";

/** What INIT needs of the environment in which it happens. */
type Environment = {
	readonly n: number;
	readonly fn: BuiltFunction;
	readonly node: Node;
	readonly log: EnvironmentLog;
	/** No further turn of the process is taken. */
	hold(): void;
};

type Options = {
	/** Repeated inside an invocation after a reset (L12): there is no INIT_START then. */
	suppressed: boolean;
	/** Of the invocation that waits for it; messages of exits carry it. */
	requestId: string;
	bootMs: number;
	positions: SourcePositions;
	/** Starts the runtime process and lets it load the function. */
	load: () => void;
	/** @param isAsync Whether the handler is an async function. */
	onLoaded: (isAsync: boolean) => void;
	onFailed: (ending: Ending, errorType: string) => void;
};

/** One INIT of an execution environment: the runtime boots, then runs the function's static code (L1). What follows is its owner's affair. */
export class Initialization {
	#run: Run;
	#environment: Environment;
	#options: Options;
	#startedAt: number;
	/** Its outcome is known, and only the cost of the last turn has to pass. */
	#settled = false;
	#ended = false;

	constructor(run: Run, environment: Environment, options: Options) {
		this.#run = run;
		this.#environment = environment;
		this.#options = options;
		this.#startedAt = run.simulation.now;
		const { suppressed, bootMs } = options;
		run.recorder.record({ at: this.#startedAt, kind: "init.started", environment: environment.n, suppressed });
		const { log } = environment;
		if (!suppressed) log.platform({ type: "initStart" });
		run.simulation.at(this.#startedAt + bootMs, () => {
			if (this.#ended) return; // A limit came during the boot.
			options.load();
		});
	}

	/** Judges a turn of the process; the outcome shows at `at`. */
	afterTurn(turn: Turn, at: number): void {
		if (this.#settled) return;
		const { requestId, positions, onLoaded, onFailed } = this.#options;
		const verdict = judgeInit(turn, this.#environment.node, requestId, positions);
		if (verdict.kind === "running") return;
		this.#settled = true;
		this.#environment.hold();
		this.#run.simulation.at(at, () => {
			if (this.#ended) return; // A limit came first.
			if (verdict.kind === "loaded") {
				onLoaded(verdict.async);
				return;
			}
			this.#environment.log.output(verdict.output);
			onFailed(verdict.ending, verdict.errorType);
		});
	}

	/** Writes the end into log and trace. @returns Its duration, in milliseconds. */
	end(status: "success" | "error" | "timeout", errorType?: string): number {
		this.#ended = true;
		const at = this.#run.simulation.now;
		const durationMs = toTick(at - this.#startedAt);
		const error = errorType === undefined ? {} : { errorType };
		this.#run.recorder.record({ at, kind: "init.ended", environment: this.#environment.n, durationMs, status, ...error });
		const phase = this.#options.suppressed ? "invoke" : "init";
		this.#environment.log.platform({ type: "initEnd", phase, status, durationMs, ...error });
		return durationMs;
	}
}
