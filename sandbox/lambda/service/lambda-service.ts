import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import { RandomStream } from "#sandbox/kernel/random.ts";
import { SimulatorError } from "#sandbox/kernel/simulator-error.ts";
import type { Ending } from "../environment/ending.ts";
import type { ExecutionEnvironment } from "../environment/execution-environment.ts";
import { initAheadLimitMs } from "../environment/execution-environment.ts";
import type { Run } from "../run.ts";
import { Fleet } from "./fleet.ts";
import type { InvokeRequest, InvokeResult, ThrottleReason } from "./invocation.ts";
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

/** Receives requests to invoke functions and places them: an environment, or a throttle (L127). */
export class LambdaService {
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
	 * Invokes a function synchronously, in the name of whoever asks.
	 * @param onResult Called once, at once or later: what Invoke answers.
	 * @returns Number of the invocation.
	 * @throws {SimulatorError} UNKNOWN_FUNCTION when there is no function of that logical id: callers resolve names before.
	 */
	invoke(request: InvokeRequest, onResult?: (result: InvokeResult) => void): number {
		const { recorder, simulation } = this.#run;
		const fleet = this.#fleets.get(request.function);
		if (!fleet) throw new SimulatorError("UNKNOWN_FUNCTION", `There is no function ${request.function}.`);
		const n = ++this.#invocations;
		const requestId = request.requestId ?? this.#requestIds.uuid();
		const { label, source, payload } = request;
		recorder.record({
			at: simulation.now,
			kind: "invocation.requested",
			invocation: n,
			requestId,
			function: fleet.fn.name,
			...(label === undefined ? {} : { label }),
			...(source ? { source } : {}),
			event: payload,
		});
		const of = { invocation: n, requestId };
		const rejected = tooLargeRequest(payload);
		if (rejected) {
			recorder.record({ at: simulation.now, kind: "invocation.rejected", invocation: n, ...rejected });
			onResult?.({ ...of, status: "rejected", ...rejected });
			return n;
		}
		const reason = this.#throttleReason(fleet);
		if (reason) {
			recorder.record({ at: simulation.now, kind: "invocation.throttled", invocation: n, reason });
			onResult?.({ ...of, status: "throttled", reason });
			return n;
		}
		const onEnd = onResult && ((ending: Ending) => onResult({ ...of, ...resultOf(ending) }));
		fleet.take().serve({ n, requestId, fn: fleet.fn, event: payload, ...(onEnd ? { onEnd } : {}) });
		return n;
	}

	/** All functions of the template. */
	get functions(): BuiltFunction[] {
		return [...this.#fleets.values()].map(({ fn }) => fn);
	}

	#throttleReason(fleet: Fleet): ThrottleReason | undefined {
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

function resultOf({ status, response, streamed, error }: Ending) {
	if (status === "succeeded") return { status, response: response ?? "null", ...(streamed ? { streamed } : {}) } as const;
	return { status: "functionError", error: error ?? { errorType: "Unknown", errorMessage: "" }, ended: status } as const;
}
