import type { Json } from "#sandbox/json-value.ts";
import { RandomStream } from "#sandbox/kernel/random.ts";
import { arnOf } from "#sandbox/stack/arn.ts";
import type { StackStateMachine } from "#sandbox/stack/states.ts";
import type { Lineage } from "#sandbox/trace/invocation-source.ts";
import type { Cloud } from "../cloud.ts";
import type { AwsEndpoints } from "../wire/aws-endpoints.ts";
import { type Answer, done, failed } from "../wire/operation.ts";
import { cancelAll } from "./branches.ts";
import { readDefinition } from "./definition.ts";
import type { Execution, ExecutionStatus } from "./execution.ts";
import { Interpreter } from "./interpreter.ts";
import { MOST_BYTES, StateError } from "./state-error.ts";
import { objectOf, Tasks } from "./tasks.ts";

/** How long an execution may last (L354). */
const LONGEST_MS = { STANDARD: 365 * 24 * 3_600_000, EXPRESS: 5 * 60_000 } as const;
/** Events of one history. */
const MOST_EVENTS = 25_000;

/** Step Functions: the state machines of a stack and their executions (L354-L357). */
export class StatesService {
	readonly tasks: Tasks;
	readonly machines: readonly StackStateMachine[];
	#cloud: Cloud;
	#ids: RandomStream;
	#interpreter: Interpreter;
	#executions = new Map<string, Execution>();

	constructor(cloud: Cloud, endpoints: () => AwsEndpoints) {
		const { run, stack } = cloud;
		this.#cloud = cloud;
		this.machines = stack.stateMachines;
		this.#ids = new RandomStream(run.scenario.seed, "state machines");
		this.tasks = new Tasks(cloud, endpoints, (input, parent, onEnd) => this.#startChild(input, parent, onEnd));
		this.#interpreter = new Interpreter({
			simulation: run.simulation,
			random: this.#ids,
			epochMs: run.epochMs,
			runTask: (state, input, of, settle) => this.tasks.run(state, input, of, settle),
			moved: (execution, type, name, value) => {
				const details = { name, [type.endsWith("Entered") ? "input" : "output"]: value };
				this.#note(execution, type, details);
			},
		});
		for (const machine of this.machines)
			cloud.register(machine.arn, {
				receive: ({ body, lineage }) => {
					const started = this.start(machine, { input: jsonOf(body), lineage });
					if (started.ok) return { ok: true, id: started.output.arn };
					return { ok: false, code: started.error.name, message: started.error.message, retryable: false };
				},
			});
	}

	/** @returns undefined when there is no such machine. */
	machineOf(arn: string): StackStateMachine | undefined {
		return this.machines.find((machine) => machine.arn === arn.replace(/^(arn:[^:]*:states:[^:]*:\d*:stateMachine:[^:]+):.*$/, "$1"));
	}

	execution(arn: string): Execution | undefined {
		return this.#executions.get(arn);
	}

	get executions(): readonly Execution[] {
		return [...this.#executions.values()];
	}

	/** StartExecution. A name that is in use with the same input gives the running execution; with another input it is refused. */
	start(
		machine: StackStateMachine,
		{
			name = this.#ids.uuid(),
			input,
			lineage,
			onEnd,
		}: { name?: string | undefined; input: Json; lineage?: Lineage | undefined; onEnd?: (execution: Execution) => void },
	): Answer<Execution> {
		const { simulation, scenario, recorder } = this.#cloud.run;
		if (Buffer.byteLength(JSON.stringify(input)) > MOST_BYTES) return failed("InvalidExecutionInput", `Input exceeds ${MOST_BYTES} bytes.`);
		const kind = machine.type === "EXPRESS" ? "express" : "execution";
		const arn = arnOf("states", scenario.region, `${kind}:${machine.name}:${name}`);
		const known = this.#executions.get(arn);
		if (known && machine.type === "STANDARD") {
			if (known.status === "RUNNING" && JSON.stringify(known.input) === JSON.stringify(input)) return done(known);
			return failed("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
		}
		const definition = readDefinition(machine.definition);
		if (!definition.ok) return failed("InvalidDefinition", definition.problems.join("; "));
		const execution: Execution = {
			...{
				arn,
				name,
				machine,
				input,
				lineage,
				startedAt: simulation.now,
				status: "RUNNING",
				transitions: 0,
				history: [],
				cancels: new Set(),
			},
			...{ output: undefined, error: undefined, cause: undefined, endedAt: undefined, onEnd: onEnd ? [onEnd] : [] },
		};
		this.#executions.set(arn, execution);
		recorder.record({ at: simulation.now, kind: "execution.started", machine: machine.id, execution: arn, input: JSON.stringify(input) });
		this.#note(execution, "ExecutionStarted", { input });
		const limitMs = Math.min(LONGEST_MS[machine.type], (definition.machine.TimeoutSeconds ?? Number.POSITIVE_INFINITY) * 1000);
		const expire = () => this.#end(execution, "TIMED_OUT", new StateError("States.Timeout", ""));
		const timeout = simulation.at(simulation.now + limitMs, expire, { background: true });
		execution.cancels.add(() => simulation.cancel(timeout));
		this.#interpreter.run(definition.machine, input, execution, (outcome) => {
			if (outcome.ok) this.#end(execution, "SUCCEEDED", undefined, outcome.output);
			else
				this.#end(
					execution,
					outcome.error.error === "States.Timeout" && outcome.error.cause === "execution" ? "TIMED_OUT" : "FAILED",
					outcome.error,
				);
		});
		return done(execution);
	}

	/** StopExecution. */
	stop(execution: Execution, error: string, cause: string): void {
		this.#end(execution, "ABORTED", new StateError(error, cause));
	}

	#startChild(input: Json, parent: Execution, onEnd: (child: Execution) => void): Answer<{ ExecutionArn: string; StartDate: number }> {
		const { StateMachineArn, Input = {}, Name } = objectOf(input);
		const machine = this.machineOf(String(StateMachineArn));
		if (!machine) return failed("StateMachineDoesNotExist", `State Machine Does Not Exist: '${String(StateMachineArn)}'`);
		const given = typeof Input === "string" ? jsonOf(Input) : Input;
		const started = this.start(machine, {
			name: typeof Name === "string" ? Name : undefined,
			input: given,
			lineage: parent.lineage,
			onEnd,
		});
		return started.ok ? done({ ExecutionArn: started.output.arn, StartDate: started.output.startedAt }) : started;
	}

	#end(execution: Execution, status: ExecutionStatus, error: StateError | undefined, output?: Json): void {
		if (execution.status !== "RUNNING") return;
		const { simulation, recorder } = this.#cloud.run;
		execution.status = status;
		execution.output = output;
		execution.error = error?.error;
		execution.cause = error?.cause;
		execution.endedAt = simulation.now;
		cancelAll(execution.cancels);
		const type = {
			SUCCEEDED: "ExecutionSucceeded",
			FAILED: "ExecutionFailed",
			TIMED_OUT: "ExecutionTimedOut",
			ABORTED: "ExecutionAborted",
			RUNNING: "",
		}[status];
		this.#note(execution, type, {
			...(output === undefined ? {} : { output }),
			...(error ? { error: error.error, cause: error.cause } : {}),
		});
		recorder.record({
			at: simulation.now,
			kind: "execution.ended",
			execution: execution.arn,
			status,
			transitions: execution.transitions,
			...(output === undefined ? {} : { output: JSON.stringify(output) }),
			...(error ? { error: error.error, cause: error.cause } : {}),
		});
		for (const tell of execution.onEnd) tell(execution);
	}

	#note(execution: Execution, type: string, details: { [name: string]: Json }): void {
		const { simulation, recorder } = this.#cloud.run;
		const { history, arn, machine } = execution;
		if (history.length < MOST_EVENTS) history.push({ id: history.length + 1, timestamp: simulation.now, type, details });
		const { name } = details;
		if (typeof name === "string") recorder.record({ at: simulation.now, kind: "execution.moved", execution: arn, type, state: name });
		// The last event says how the execution ended. Express workflows have no such limit.
		if (history.length >= MOST_EVENTS - 1 && machine.type === "STANDARD") {
			const cause = `The execution reached the maximum number of history events (${MOST_EVENTS}).`;
			this.#end(execution, "FAILED", new StateError("States.Runtime", cause));
		}
	}
}

function jsonOf(text: string): Json {
	try {
		return JSON.parse(text) as Json;
	} catch {
		return text;
	}
}
