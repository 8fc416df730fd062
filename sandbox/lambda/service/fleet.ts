import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import type { InitializationType } from "#sandbox/trace/trace.ts";
import { ExecutionEnvironment } from "../environment/execution-environment.ts";
import type { FunctionSnapshot } from "../environment/function-snapshot.ts";
import type { Run } from "../run.ts";
import { type FunctionConcurrency, requestRateOf } from "./concurrency.ts";
import type { Throttle } from "./throttle.ts";

/** A replacement for a provisioned environment begins so long before that one reaches its age. Our choice: preparing takes 1 to 2 minutes (L137, L141). */
const REPLACED_AHEAD_MS = 120_000;

/** What a request gets: an environment, or a throttle. */
export type Placement = { environment: ExecutionEnvironment } | { throttle: Throttle };

/** Makes an environment with the next number of the run. */
export type AddEnvironment = (made: (n: number) => ExecutionEnvironment) => ExecutionEnvironment;

/** The execution environments of one version of a function. */
export class Fleet {
	readonly fn: BuiltFunction;
	#run: Run;
	#concurrency: FunctionConcurrency;
	/** Idle environments, the most recently used last. */
	#onDemand: ExecutionEnvironment[] = [];
	#provisioned: ExecutionEnvironment[] = [];
	/** Requests per second that provisioned environments take; beyond it they spill over (L138). */
	#provisionedRate: ReturnType<typeof requestRateOf>;
	#retired: "provisioned" | "all" | undefined;
	/** Of the version, once it is published (L222). */
	#snapshot: FunctionSnapshot | undefined;
	#add: AddEnvironment;

	constructor(run: Run, fn: BuiltFunction, concurrency: FunctionConcurrency, add: AddEnvironment) {
		this.#run = run;
		this.fn = fn;
		this.#concurrency = concurrency;
		this.#add = add;
		this.#provisionedRate = requestRateOf(fn.provisionedConcurrency ?? 0);
	}

	/**
	 * What the deployment leaves ready before the first request: provisioned environments, or a snapshot.
	 * @param onReady Called once, when all of it is there; `ok` is false when an INIT failed (L137).
	 */
	deploy(onReady: (ok: boolean) => void = () => {}): void {
		const provisioned = this.fn.provisionedConcurrency ?? 0;
		let pending = provisioned + (this.fn.snapStart ? 1 : 0);
		let allOk = true;
		const onPrepared = (ok: boolean) => {
			allOk &&= ok;
			if (--pending === 0) onReady(allOk);
		};
		if (pending === 0) onReady(true);
		if (this.fn.snapStart) this.#publish(onPrepared);
		for (let i = 0; i < provisioned; i++) this.#startProvisioned(onPrepared);
	}

	/** No new request comes. Provisioned environments end, and with `all` the others too, each when it is idle. */
	retire(which: "provisioned" | "all"): void {
		this.#retired = which;
		for (const environment of this.#provisioned.splice(0)) this.#spinDown(environment);
		if (which === "all") for (const environment of this.#onDemand.splice(0)) this.#spinDown(environment);
	}

	/**
	 * An environment for a request: provisioned first, then an idle one, then a new one, for which provisioned concurrency spills over
	 * (L127, L138).
	 * @param limited Whether the requests per second count: those of synchronous requests (L129).
	 */
	place(limited: boolean): Placement {
		const { now } = this.#run.simulation;
		const concurrency = this.#concurrency;
		const provisioned = this.#provisioned.length > 0 && (!limited || this.#provisionedRate.take(now));
		const throttle = (provisioned ? undefined : concurrency.admitOnDemand()) ?? (limited ? concurrency.admitRequest(now) : undefined);
		if (throttle) return { throttle };
		if (provisioned) return { environment: this.#provisioned.pop() as ExecutionEnvironment };
		const idle = this.#onDemand.pop();
		const unscaled = idle ? undefined : concurrency.admitEnvironment(now);
		if (unscaled) return { throttle: unscaled };
		concurrency.ranOnDemand(1);
		return { environment: idle ?? this.#start(this.#snapshot ? "snap-start" : "on-demand", this.#snapshot) };
	}

	#start(initialization: InitializationType, snapshot?: FunctionSnapshot, onPrepared?: (ok: boolean) => void): ExecutionEnvironment {
		const owner = {
			onIdle: (environment: ExecutionEnvironment) => this.#becameIdle(environment),
			onPrepared: (environment: ExecutionEnvironment, ok: boolean) => {
				if (ok && initialization === "snap-start") this.#keepSnapshot(environment);
				else if (ok) {
					this.#concurrency.allocated++;
					this.#rest(environment);
				}
				onPrepared?.(ok);
			},
		};
		return this.#add((n) => new ExecutionEnvironment(this.#run, owner, this.fn, { n, initialization, snapshot }));
	}

	/** INIT of the version, once for all environments. When it fails there is no version, and requests are shown INIT as it fails on demand. */
	#publish(onPrepared: (ok: boolean) => void): void {
		this.#start("snap-start", undefined, onPrepared).prepare();
	}

	#keepSnapshot(environment: ExecutionEnvironment): void {
		this.#snapshot = environment.snapshot();
		environment.shutDown("snapshot");
	}

	#startProvisioned(onPrepared?: (ok: boolean) => void): void {
		const environment = this.#start("provisioned-concurrency", undefined, onPrepared);
		const { simulation, scenario } = this.#run;
		const { maxLifetimeMs } = scenario;
		// Once a minute at most, however short a scenario lets environments live.
		const replacedAfterMs = Math.max(maxLifetimeMs - REPLACED_AHEAD_MS, maxLifetimeMs / 2, 60_000);
		const replace = () => {
			if (!environment.isShutDown && !this.#retired) this.#startProvisioned(); // An allocation whose INIT failed stays FAILED (L137).
		};
		simulation.at(environment.startedAt + replacedAfterMs, replace, { background: true });
		environment.prepare();
	}

	#becameIdle(environment: ExecutionEnvironment): void {
		if (environment.initialization !== "provisioned-concurrency") this.#concurrency.ranOnDemand(-1);
		this.#rest(environment);
	}

	#rest(environment: ExecutionEnvironment): void {
		const { simulation, scenario } = this.#run;
		const oldAt = environment.startedAt + scenario.maxLifetimeMs;
		const provisioned = environment.initialization === "provisioned-concurrency";
		if (simulation.now >= oldAt || this.#retired === "all" || (this.#retired && provisioned)) {
			this.#spinDown(environment);
			return;
		}
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
				this.#spinDown(environment);
			},
			{ background: true },
		);
	}

	#spinDown(environment: ExecutionEnvironment): void {
		if (environment.initialization === "provisioned-concurrency") this.#concurrency.allocated--;
		environment.shutDown("spindown");
	}
}
