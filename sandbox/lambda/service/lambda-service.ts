import type { BuiltDeployment, BuiltFunction } from "#sandbox/build/built-project.ts";
import { RandomStream } from "#sandbox/kernel/random.ts";
import { SimulatorError } from "#sandbox/kernel/simulator-error.ts";
import type { Delivery, DeliveryResult } from "#sandbox/services/delivery.ts";
import { functionArn } from "#sandbox/stack/arn.ts";
import type { Lineage } from "#sandbox/trace/invocation-source.ts";
import type { FunctionError } from "#sandbox/trace/trace.ts";
import type { Ending } from "../environment/ending.ts";
import { physicalNameOf, qualifiedVersion } from "../environment/execution-context.ts";
import type { ExecutionEnvironment } from "../environment/execution-environment.ts";
import { initAheadLimitMs } from "../environment/execution-environment.ts";
import type { Run } from "../run.ts";
import { type AsyncAnswer, AsyncInvoke } from "./async-invoke.ts";
import { UnreservedPool } from "./concurrency.ts";
import { DeployedFunction } from "./deployed-function.ts";
import type { Fleet } from "./fleet.ts";
import { calledAs, type Invocation, type InvokeRequest, type InvokeResult } from "./invocation.ts";
import { lineageWith, loopRefusal } from "./recursion.ts";
import { tooLargeRequest } from "./request-size.ts";
import { throttleAnswer } from "./throttle.ts";
import { Tracer } from "./tracer.ts";

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

/** Where the service sends outcomes of asynchronous events to. */
type Surroundings = { deliver(arn: string, delivery: Delivery): DeliveryResult };

type Refusal = { statusCode: number; error: FunctionError };

/** The Lambda service: receives requests to invoke functions, and places them or queues them (L127, L157). */
export class LambdaService {
	/** Later deployments of the scenario, in the order of their time. */
	readonly deployments: readonly BuiltDeployment[];
	#run: Run;
	#functions = new Map<string, DeployedFunction>();
	#environments: ExecutionEnvironment[] = [];
	#requestIds: RandomStream;
	#invocations = 0;
	/** Those that have an environment. */
	#running = new Map<number, Invocation>();
	#async: AsyncInvoke;
	#tracer: Tracer;
	#surroundings: Surroundings | undefined;

	constructor(run: Run, functions: readonly BuiltFunction[], deployments: readonly BuiltDeployment[] = []) {
		this.deployments = deployments;
		this.#run = run;
		this.#tracer = new Tracer(run);
		this.#requestIds = new RandomStream(run.scenario.seed, "request ids");
		const pool = new UnreservedPool(run.scenario.accountConcurrency, functions);
		for (const fn of functions) this.#functions.set(fn.name, new DeployedFunction(run, fn, pool, (made) => this.#add(made)));
		this.#async = new AsyncInvoke(run, {
			invoke: (request, onResult) => this.invoke(request, onResult),
			deliver: (arn, delivery) => {
				if (!this.#surroundings) throw new SimulatorError("NOT_ATTACHED", `Nothing is there to deliver to ${arn}.`);
				return this.#surroundings.deliver(arn, delivery);
			},
		});
	}

	/** Tells the service where other resources are; before the first asynchronous event. */
	attach(surroundings: Surroundings): void {
		this.#surroundings = surroundings;
	}

	/** Prepares what is to be ready before the first request. */
	deploy(): void {
		for (const deployed of this.#functions.values()) deployed.deploy();
	}

	/**
	 * Invokes a function synchronously, in the name of whoever asks.
	 * @param onResult Called once, at once or later: what Invoke answers.
	 * @returns Number of the invocation.
	 * @throws {SimulatorError} UNKNOWN_FUNCTION when there is no function of that logical id: callers resolve names before.
	 */
	invoke(request: InvokeRequest, onResult?: (result: InvokeResult) => void): number {
		const { recorder, simulation } = this.#run;
		const deployed = this.deployed(request.function);
		const { fn } = deployed;
		const n = ++this.#invocations;
		const requestId = request.requestId ?? this.#requestIds.uuid();
		const { label, source, qualifier, payload, lineage } = request;
		recorder.record({
			at: simulation.now,
			kind: "invocation.requested",
			invocation: n,
			requestId,
			function: fn.name,
			...(qualifier === undefined ? {} : { qualifier }),
			...(label === undefined ? {} : { label }),
			...(source ? { source } : {}),
			event: payload,
		});
		const called = calledAs(request, fn);
		const fleet = deployed.fleet(called);
		const refused = fleet ? (tooLargeRequest(payload) ?? loopRefusal(fn, lineage)) : this.#unknownQualifier(fn, qualifier);
		if (!fleet || refused) {
			const refusal = refused as Refusal;
			recorder.record({ at: simulation.now, kind: "invocation.rejected", invocation: n, ...refusal });
			onResult?.({ invocation: n, requestId, lineage, status: "rejected", ...refusal });
			return n;
		}
		const placement = fleet.place(source?.invocationType !== "Event");
		if ("throttle" in placement) {
			recorder.record({ at: simulation.now, kind: "invocation.throttled", invocation: n, ...placement.throttle });
			onResult?.({ invocation: n, requestId, lineage, status: "throttled", ...throttleAnswer(placement.throttle) });
			return n;
		}
		const onEnd = (ending: Ending) => {
			this.#running.delete(n);
			const tail = request.tailsLog ? { logTail: recorder.tails.take(n) } : {};
			onResult?.({ invocation: n, requestId, lineage: lineageWith(lineage, fn.name, n), ...tail, ...resultOf(ending, fleet) });
		};
		const tracing = this.#tracer.traceOf(fleet.fn, request, requestId);
		if (tracing?.sampled) recorder.record({ at: simulation.now, kind: "invocation.traced", invocation: n, ...tracing.sampled });
		const invocation: Invocation = { n, requestId, fn: fleet.fn, qualifier: called, event: payload, tracing, lineage, onEnd };
		if (request.tailsLog) recorder.tails.begin(n);
		this.#running.set(n, invocation);
		placement.environment.serve(invocation);
		return n;
	}

	/**
	 * Invokes a function asynchronously: the event is queued, and the caller hears nothing of what becomes of it (L157).
	 * @throws {SimulatorError} UNKNOWN_FUNCTION when there is no function of that logical id.
	 */
	invokeAsync(request: InvokeRequest): AsyncAnswer {
		const deployed = this.deployed(request.function);
		const { fn } = deployed;
		if (!deployed.has(request.qualifier)) return { ok: false, ...this.#unknownQualifier(fn, request.qualifier) };
		return this.#async.accept(request, fn, request.requestId ?? this.#requestIds.uuid());
	}

	/** Checks what Invoke checks before it runs anything (L156). @returns 204, or how Invoke refuses. */
	dryRun(request: InvokeRequest): { statusCode: 204 } | Refusal {
		const deployed = this.deployed(request.function);
		const { fn } = deployed;
		const { label, qualifier, payload } = request;
		const answer = deployed.has(qualifier)
			? (tooLargeRequest(payload) ?? { statusCode: 204 as const })
			: this.#unknownQualifier(fn, qualifier);
		this.#run.recorder.record({
			at: this.#run.simulation.now,
			kind: "invocation.dryRun",
			function: fn.name,
			...(label === undefined ? {} : { label }),
			statusCode: answer.statusCode,
		});
		return answer;
	}

	/** All functions of the template. */
	get functions(): BuiltFunction[] {
		return [...this.#functions.values()].map(({ fn }) => fn);
	}

	/**
	 * What everything carries on that code sends while this invocation runs, so that loops are detected (L149).
	 * @returns undefined when it does not run.
	 */
	lineageOf(invocation: number): Lineage | undefined {
		const running = this.#running.get(invocation);
		return running && lineageWith(running.lineage, running.fn.name, invocation);
	}

	/** @throws {SimulatorError} UNKNOWN_FUNCTION when there is no function of that logical id. */
	deployed(name: string): DeployedFunction {
		const deployed = this.#functions.get(name);
		if (!deployed) throw new SimulatorError("UNKNOWN_FUNCTION", `There is no function ${name}.`);
		return deployed;
	}

	/** L154 */
	#unknownQualifier(fn: BuiltFunction, qualifier: string | undefined): Refusal {
		const arn = functionArn(this.#run.scenario.region, physicalNameOf(fn), qualifier ?? "$LATEST");
		return { statusCode: 404, error: { errorType: "ResourceNotFoundException", errorMessage: `Function not found: ${arn}` } };
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

function resultOf({ status, response, streamed, error }: Ending, { fn }: Fleet) {
	const executedVersion = qualifiedVersion(fn);
	if (status === "succeeded") return { status, response: response ?? "null", ...(streamed ? { streamed } : {}), executedVersion } as const;
	return { status: "functionError", error: error ?? { errorType: "Unknown", errorMessage: "" }, ended: status, executedVersion } as const;
}
