import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import { RandomStream } from "#sandbox/kernel/random.ts";
import type { Traffic } from "#sandbox/scenario.ts";
import type { ExecutionEnvironment } from "../environment/execution-environment.ts";
import { initAheadLimitMs } from "../environment/execution-environment.ts";
import type { Run } from "../run.ts";
import { Fleet } from "./fleet.ts";
import type { Invocation } from "./invocation.ts";
import { tooLargeRequest } from "./request-size.ts";

/** Room for fetching the packages, besides the longest INIT that may come ahead of requests. */
const DOWNLOAD_MARGIN_MS = 10_000;

/**
 * When the deployment begins: at 0, with the first possible request, unless something has to be ready by then. Then it begins so much
 * earlier that any INIT within its limit is over (L5).
 * @returns Virtual time, 0 or negative.
 */
export function deploymentStartMs(functions: readonly BuiltFunction[]): number {
	const ahead = functions.filter((fn) => fn.provisionedConcurrency !== undefined || fn.snapStart);
	return ahead.length === 0 ? 0 : -(Math.max(...ahead.map(initAheadLimitMs)) + DOWNLOAD_MARGIN_MS);
}

/** Receives requests and places them: an environment, or a throttle (L127). */
export class ControlPlane {
	#run: Run;
	#fleets = new Map<string, Fleet>();
	#environments: ExecutionEnvironment[] = [];
	#requestIds: RandomStream;
	#invocations = 0;
	/** Concurrency of the account that no function has reserved or provisioned (L140). */
	#unreserved: number;

	constructor(run: Run, functions: readonly BuiltFunction[]) {
		this.#run = run;
		this.#requestIds = new RandomStream(run.scenario.seed, "request ids");
		for (const fn of functions) this.#fleets.set(fn.name, new Fleet(run, fn, (made) => this.#add(made)));
		const reserved = functions.reduce((sum, fn) => sum + (fn.reservedConcurrency ?? fn.provisionedConcurrency ?? 0), 0);
		this.#unreserved = Math.max(0, run.scenario.accountConcurrency - reserved);
	}

	/** Prepares what is to be ready before the first request. */
	deploy(): void {
		for (const fleet of this.#fleets.values()) fleet.deploy();
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
		const rejected = tooLargeRequest(event);
		if (rejected) {
			recorder.record({ at: simulation.now, kind: "invocation.rejected", invocation: n, ...rejected });
			return;
		}
		const reason = this.#throttleReason(fleet);
		if (reason) {
			recorder.record({ at: simulation.now, kind: "invocation.throttled", invocation: n, reason });
			return;
		}
		fleet.take().serve(invocation);
	}

	#throttleReason(fleet: Fleet): "ConcurrentInvocationLimitExceeded" | "ReservedFunctionConcurrentInvocationLimitExceeded" | undefined {
		const reserved = fleet.fn.reservedConcurrency;
		if (reserved !== undefined) return fleet.running >= reserved ? "ReservedFunctionConcurrentInvocationLimitExceeded" : undefined;
		if (fleet.hasProvisioned) return undefined;
		let running = 0;
		for (const other of this.#fleets.values()) if (other.fn.reservedConcurrency === undefined) running += other.runningOnDemand;
		return running >= this.#unreserved ? "ConcurrentInvocationLimitExceeded" : undefined;
	}

	#add(made: (n: number) => ExecutionEnvironment): ExecutionEnvironment {
		const environment = made(this.#environments.length + 1);
		this.#environments.push(environment);
		return environment;
	}

	/** The scenario is over: every environment that is left is shut down. */
	end(): void {
		for (const environment of this.#environments) environment.shutDown("scenarioEnd");
	}
}
