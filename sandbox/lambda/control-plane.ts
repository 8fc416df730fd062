import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import { RandomStream } from "#sandbox/kernel/random.ts";
import type { Traffic } from "#sandbox/scenario.ts";
import { ExecutionEnvironment } from "./execution-environment.ts";
import type { Invocation } from "./invocation.ts";
import type { Run } from "./run.ts";

type Fleet = { fn: BuiltFunction /** Idle environments, the most recently used last. */; idle: ExecutionEnvironment[]; running: number };

/** Receives requests and places them: an idle environment, a new one, or a throttle (L127). */
export class ControlPlane {
	#run: Run;
	#fleets = new Map<string, Fleet>();
	#environments: ExecutionEnvironment[] = [];
	#requestIds: RandomStream;
	#invocations = 0;
	/** Concurrency of the account that no function has reserved. */
	#unreserved: number;

	constructor(run: Run, functions: readonly BuiltFunction[]) {
		this.#run = run;
		this.#requestIds = new RandomStream(run.scenario.seed, "request ids");
		for (const fn of functions) this.#fleets.set(fn.name, { fn, idle: [], running: 0 });
		const reserved = functions.reduce((sum, fn) => sum + (fn.reservedConcurrency ?? 0), 0);
		this.#unreserved = Math.max(0, run.scenario.accountConcurrency - reserved);
	}

	/**
	 * Plans the requests of a scenario.
	 * @returns Names of functions that the traffic addresses and the template does not have.
	 */
	plan(traffic: readonly Traffic[]): string[] {
		const unknown: string[] = [];
		const only = this.#fleets.size === 1 ? [...this.#fleets.keys()][0] : undefined;
		for (const item of traffic) {
			const name = item.function ?? only;
			const fleet = name === undefined ? undefined : this.#fleets.get(name);
			if (fleet) this.#planItem(fleet, item);
			else unknown.push(name ?? "(no function named)");
		}
		return unknown;
	}

	#planItem(fleet: Fleet, item: Traffic): void {
		const event = JSON.stringify(item.event);
		const { count, everyMs } = item.repeat ?? { count: 1, everyMs: 0 };
		// Each request plans the next, so that a hundred thousand of them do not fill the queue at once.
		const send = (index: number) => {
			this.#run.simulation.at(item.at + index * everyMs, () => {
				if (index + 1 < count) send(index + 1);
				this.#request(fleet, event, item.label);
			});
		};
		send(0);
	}

	#request(fleet: Fleet, event: string, label: string | undefined): void {
		const { recorder, simulation } = this.#run;
		const n = ++this.#invocations;
		const invocation: Invocation = { n, requestId: this.#requestIds.uuid(), fn: fleet.fn, event };
		const labelled = label === undefined ? {} : { label };
		recorder.record({
			at: simulation.now,
			kind: "invocation.requested",
			invocation: n,
			requestId: invocation.requestId,
			function: fleet.fn.name,
			...labelled,
			event,
		});
		const reason = this.#throttleReason(fleet);
		if (reason) {
			recorder.record({ at: simulation.now, kind: "invocation.throttled", invocation: n, reason });
			return;
		}
		fleet.running++;
		const environment = fleet.idle.pop() ?? this.#start(fleet);
		environment.serve(invocation);
	}

	#throttleReason(fleet: Fleet): "ConcurrentInvocationLimitExceeded" | "ReservedFunctionConcurrentInvocationLimitExceeded" | undefined {
		const reserved = fleet.fn.reservedConcurrency;
		if (reserved !== undefined) return fleet.running >= reserved ? "ReservedFunctionConcurrentInvocationLimitExceeded" : undefined;
		let running = 0;
		for (const other of this.#fleets.values()) if (other.fn.reservedConcurrency === undefined) running += other.running;
		return running >= this.#unreserved ? "ConcurrentInvocationLimitExceeded" : undefined;
	}

	#start(fleet: Fleet): ExecutionEnvironment {
		const environment = new ExecutionEnvironment(
			this.#run,
			{ onIdle: (idle) => this.#becameIdle(fleet, idle), onPrepared: () => {} },
			fleet.fn,
			this.#environments.length + 1,
		);
		this.#environments.push(environment);
		return environment;
	}

	#becameIdle(fleet: Fleet, environment: ExecutionEnvironment): void {
		fleet.running--;
		const { simulation, scenario } = this.#run;
		if (simulation.now >= environment.startedAt + scenario.maxLifetimeMs) {
			environment.shutDown("spindown");
			return;
		}
		fleet.idle.push(environment);
		this.#expireLater(fleet, environment);
	}

	/** Ends an environment that was idle for the scenario's idle lifetime, or has reached its age (L20). */
	#expireLater(fleet: Fleet, environment: ExecutionEnvironment): void {
		const { simulation, scenario } = this.#run;
		const since = environment.idleSince;
		if (since === undefined) return;
		simulation.at(
			Math.min(since + scenario.idleLifetimeMs, environment.startedAt + scenario.maxLifetimeMs),
			() => {
				if (environment.idleSince !== since) return;
				fleet.idle = fleet.idle.filter((one) => one !== environment);
				environment.shutDown("spindown");
			},
			{ background: true },
		);
	}

	/** The scenario is over: every environment that is left is shut down. */
	end(): void {
		for (const environment of this.#environments) environment.shutDown("scenarioEnd");
	}
}
