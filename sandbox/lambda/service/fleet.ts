import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import type { InitializationType } from "#sandbox/trace/trace.ts";
import { ExecutionEnvironment } from "../environment/execution-environment.ts";
import type { FunctionSnapshot } from "../environment/function-snapshot.ts";
import type { Run } from "../run.ts";

/** A replacement for a provisioned environment begins so long before that one reaches its age. Our choice: preparing takes 1 to 2 minutes (L137, L141). */
const REPLACED_AHEAD_MS = 120_000;

/** The execution environments of one function. */
export class Fleet {
	readonly fn: BuiltFunction;
	/** Invocations that are running, or waiting for INIT. */
	running = 0;
	/** Those of them that took no provisioned environment, and so count against the account's unreserved concurrency (L140). */
	runningOnDemand = 0;
	#run: Run;
	/** Idle environments, the most recently used last. */
	#onDemand: ExecutionEnvironment[] = [];
	#provisioned: ExecutionEnvironment[] = [];
	/** Of version 1, once it is published (L222). */
	#snapshot: FunctionSnapshot | undefined;
	#add: (made: (n: number) => ExecutionEnvironment) => ExecutionEnvironment;

	/** @param add Makes an environment with the next number of the run. */
	constructor(run: Run, fn: BuiltFunction, add: (made: (n: number) => ExecutionEnvironment) => ExecutionEnvironment) {
		this.#run = run;
		this.fn = fn;
		this.#add = add;
	}

	/** Whether a provisioned environment is free; a request that takes it needs no concurrency of the account (L140). */
	get hasProvisioned(): boolean {
		return this.#provisioned.length > 0;
	}

	/** What the deployment leaves ready before the first request: provisioned environments, or a snapshot. */
	deploy(): void {
		if (this.fn.snapStart) this.#publish();
		for (let i = 0; i < (this.fn.provisionedConcurrency ?? 0); i++) this.#startProvisioned();
	}

	/** An environment for a request: provisioned first, then an idle one, then a new one, for which provisioned concurrency spills over (L127, L138). */
	take(): ExecutionEnvironment {
		this.running++;
		const provisioned = this.#provisioned.pop();
		if (provisioned) return provisioned;
		this.runningOnDemand++;
		return this.#onDemand.pop() ?? this.#start(this.#snapshot ? "snap-start" : "on-demand", this.#snapshot);
	}

	#start(initialization: InitializationType, snapshot?: FunctionSnapshot): ExecutionEnvironment {
		const owner = {
			onIdle: (environment: ExecutionEnvironment) => this.#becameIdle(environment),
			onPrepared: (environment: ExecutionEnvironment, ok: boolean) => {
				if (!ok) return;
				if (initialization === "snap-start") this.#keepSnapshot(environment);
				else this.#rest(environment);
			},
		};
		return this.#add((n) => new ExecutionEnvironment(this.#run, owner, this.fn, { n, initialization, snapshot }));
	}

	/** INIT of version 1, once for all environments. When it fails there is no version, and requests are shown INIT as it fails on demand. */
	#publish(): void {
		this.#start("snap-start").prepare();
	}

	#keepSnapshot(environment: ExecutionEnvironment): void {
		this.#snapshot = environment.snapshot();
		environment.shutDown("snapshot");
	}

	#startProvisioned(): void {
		const environment = this.#start("provisioned-concurrency");
		const { simulation, scenario } = this.#run;
		const { maxLifetimeMs } = scenario;
		// Once a minute at most, however short a scenario lets environments live.
		const replacedAfterMs = Math.max(maxLifetimeMs - REPLACED_AHEAD_MS, maxLifetimeMs / 2, 60_000);
		const replace = () => {
			if (!environment.isShutDown) this.#startProvisioned(); // An allocation whose INIT failed stays FAILED (L137).
		};
		simulation.at(environment.startedAt + replacedAfterMs, replace, { background: true });
		environment.prepare();
	}

	#becameIdle(environment: ExecutionEnvironment): void {
		this.running--;
		if (environment.initialization !== "provisioned-concurrency") this.runningOnDemand--;
		this.#rest(environment);
	}

	#rest(environment: ExecutionEnvironment): void {
		const { simulation, scenario } = this.#run;
		const oldAt = environment.startedAt + scenario.maxLifetimeMs;
		if (simulation.now >= oldAt) {
			environment.shutDown("spindown");
			return;
		}
		const provisioned = environment.initialization === "provisioned-concurrency";
		(provisioned ? this.#provisioned : this.#onDemand).push(environment);
		const since = environment.idleSince;
		// Provisioned environments are kept however long they are idle (L233); others end after a while, and all of them at their age (L20).
		const endsAt = provisioned || since === undefined ? oldAt : Math.min(since + scenario.idleLifetimeMs, oldAt);
		simulation.at(
			endsAt,
			() => {
				if (environment.idleSince !== since) return;
				this.#onDemand = this.#onDemand.filter((one) => one !== environment);
				this.#provisioned = this.#provisioned.filter((one) => one !== environment);
				environment.shutDown("spindown");
			},
			{ background: true },
		);
	}
}
