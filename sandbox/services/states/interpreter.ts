import type { Json } from "#sandbox/json-value.ts";
import type { RandomStream } from "#sandbox/kernel/random.ts";
import type { Simulation } from "#sandbox/kernel/simulation.ts";
import { SimulatorError } from "#sandbox/kernel/simulator-error.ts";
import { type Branch, type Cancels, runBranches } from "./branches.ts";
import { ruleHolds } from "./choice.ts";
import { contextObject } from "./context-object.ts";
import type { Machine, Retrier, State } from "./definition.ts";
import type { Execution } from "./execution.ts";
import { evaluated } from "./jsonata.ts";
import { atPath, filledTemplate, type Scope } from "./query.ts";
import { placedAt } from "./result-path.ts";
import type { Settle } from "./settle.ts";
import { MOST_BYTES, StateError, standsFor } from "./state-error.ts";
import { runTimed, type TimedRun } from "./timed-task.ts";

/** What the interpreter needs around it. */
export type Surroundings = {
	readonly simulation: Simulation;
	readonly random: RandomStream;
	readonly epochMs: number;
	/** Runs a Task. @returns Stops it; what it comes to then is not heard. */
	readonly runTask: (
		state: State,
		input: Json,
		of: { execution: Execution; token: string; heartbeat: (() => void) | undefined },
		settle: Settle,
	) => () => void;
	/** A state is entered or left. */
	readonly moved: (execution: Execution, type: string, name: string, value: Json) => void;
};

/** How long a transition takes. AWS publishes no figure. */
const TRANSITION_MS = 25;
const EXPRESS_TRANSITION_MS = 2;

/** Items of an inline Map that run at the same time. @see https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
const INLINE_CONCURRENCY = 40;

/** Where a state runs: in which machine of the execution, with which variables and which item of a Map. */
type Frame = {
	readonly machine: Machine;
	readonly execution: Execution;
	/** What the execution, or this branch of it, has under way. */
	readonly cancels: Cancels;
	variables: { [name: string]: Json };
	readonly item: { readonly Index: number; readonly Value: Json } | undefined;
};

/** Runs definitions in Amazon States Language over virtual time (L354-L356). */
export class Interpreter {
	#around: Surroundings;

	constructor(around: Surroundings) {
		this.#around = around;
	}

	/** Runs a machine, or a branch of one, from its first state. */
	run(
		machine: Machine,
		input: Json,
		execution: Execution,
		settle: Settle,
		given: Pick<Frame, "variables" | "item" | "cancels"> = { variables: {}, item: undefined, cancels: execution.cancels },
	): void {
		this.#enter({ machine, execution, ...given, variables: { ...given.variables } }, machine.StartAt, input, settle);
	}

	#enter(frame: Frame, name: string, input: Json, settle: Settle): void {
		const { execution } = frame;
		if (execution.status !== "RUNNING") return;
		execution.transitions++;
		const wait = execution.machine.type === "EXPRESS" ? EXPRESS_TRANSITION_MS : TRANSITION_MS;
		this.#later(frame, wait, () => {
			const state = frame.machine.States[name] as State;
			this.#around.moved(execution, `${state.Type}StateEntered`, name, input);
			this.#attempt(frame, name, state, input, settle, new Map(), this.#around.simulation.now);
		});
	}

	/** @param tried How often each retrier has been used for this state. */
	#attempt(frame: Frame, name: string, state: State, input: Json, settle: Settle, tried: Map<Retrier, number>, enteredAt: number): void {
		const retries = [...tried.values()].reduce((sum, count) => sum + count, 0);
		const context = contextObject(frame, { name, enteredAt, retries }, this.#around.epochMs);
		const scope = this.#scopeOf(frame, input, context);
		const ended: Settle = (outcome) => {
			if (frame.execution.status !== "RUNNING") return;
			if (outcome.ok) this.#leave(frame, name, state, outcome.output, settle);
			else this.#failed(frame, name, state, scope, outcome.error, settle, tried, enteredAt);
		};
		this.#guarded(ended, () => {
			if (byJsonata(frame, state))
				this.#work(frame, state, scope, input, (outcome) =>
					this.#guarded(ended, () =>
						ended(
							outcome.ok
								? { ok: true, output: this.#jsonataOutput(frame, state, { ...scope, result: outcome.output }, outcome.output) }
								: outcome,
						),
					),
				);
			else {
				const taken = state.InputPath === undefined ? input : state.InputPath === null ? {} : atPath(state.InputPath, scope);
				const inner: Scope = { ...scope, input: taken };
				const hasParameters = state.Parameters !== undefined && state.Type !== "Map" && state.Type !== "Task";
				const effective = hasParameters ? filledTemplate(state.Parameters as Json, inner) : taken;
				this.#work(frame, state, inner, effective, (outcome) =>
					this.#guarded(ended, () =>
						ended(outcome.ok ? { ok: true, output: this.#pathOutput(frame, state, scope, outcome.output) } : outcome),
					),
				);
			}
		});
	}

	/** What the kind of state does with its input. */
	#work(frame: Frame, state: State, scope: Scope, input: Json, settle: Settle): void {
		const { execution } = frame;
		const value = (given: number | string | undefined, path: string | undefined) => {
			if (path !== undefined) return atPath(path, scope);
			return typeof given === "string" && byJsonata(frame, state) ? evaluated(given, scope) : given;
		};
		switch (state.Type) {
			case "Pass":
				settle({ ok: true, output: byJsonata(frame, state) ? input : (state.Result ?? input) });
				return;
			case "Succeed":
			case "Choice":
				settle({ ok: true, output: input });
				return;
			case "Fail": {
				const error = value(state.Error, state.ErrorPath) ?? "";
				const cause = value(state.Cause, state.CausePath) ?? "";
				settle({ ok: false, error: new StateError(String(error), String(cause)) });
				return;
			}
			case "Wait": {
				const seconds = value(state.Seconds, state.SecondsPath);
				const until = value(state.Timestamp, state.TimestampPath);
				const ms =
					seconds !== undefined ? Number(seconds) * 1000 : Date.parse(String(until)) - this.#around.epochMs - this.#around.simulation.now;
				if (!Number.isFinite(ms)) throw new StateError("States.Runtime", "The time that the Wait state has is none.");
				this.#later(frame, Math.max(0, ms), () => settle({ ok: true, output: input }));
				return;
			}
			case "Task":
				this.#task(frame, state, scope, input, settle);
				return;
			case "Parallel": {
				const argument = byJsonata(frame, state) && state.Arguments !== undefined ? evaluated(state.Arguments, scope) : input;
				const { variables, item } = frame;
				const branches = (state.Branches ?? []).map((branch): Branch => {
					const machine = withLanguage(branch, frame);
					return (done, cancels) => this.run(machine, argument, execution, done, { variables, item, cancels });
				});
				runBranches(branches, { atOnce: Number.POSITIVE_INFINITY }, frame.cancels, settle);
				return;
			}
			case "Map":
				this.#map(frame, state, scope, input, settle);
				return;
		}
	}

	#task(frame: Frame, state: State, scope: Scope, input: Json, settle: Settle): void {
		const { execution, cancels } = frame;
		const { simulation, random } = this.#around;
		const language = byJsonata(frame, state);
		const token = random.hex(64);
		const withToken: Scope = { ...scope, context: { ...(scope.context as object), Task: { Token: token } } };
		// The token is part of the context while parameters are filled in.
		const argument = language
			? state.Arguments === undefined
				? input
				: evaluated(state.Arguments, withToken)
			: state.Parameters === undefined
				? input
				: filledTemplate(state.Parameters, withToken);
		const seconds = (name: "TimeoutSeconds" | "HeartbeatSeconds") => {
			const path = state[`${name}Path`];
			if (path !== undefined) return positive(name, atPath(path, scope));
			const given = state[name];
			return given === undefined ? undefined : positive(name, language ? evaluated(given, scope) : given);
		};
		const run: TimedRun = (heartbeat, end) => {
			let stop = () => {};
			this.#guarded(end, () => {
				stop = this.#around.runTask(state, argument, { execution, token, heartbeat }, end);
			});
			return stop;
		};
		runTimed(run, { simulation, limit: seconds("TimeoutSeconds"), beat: seconds("HeartbeatSeconds") }, cancels, settle);
	}

	#map(frame: Frame, state: State, scope: Scope, input: Json, settle: Settle): void {
		const language = byJsonata(frame, state);
		const items = language
			? state.Items === undefined
				? input
				: evaluated(state.Items, scope)
			: atPath(state.ItemsPath ?? "$", { ...scope, input });
		if (!Array.isArray(items)) throw new StateError("States.Runtime", "The items of the Map state are no array.");
		const processor = (state.ItemProcessor ?? state.Iterator) as Machine;
		const selector = state.ItemSelector ?? state.Parameters;
		const concurrency = Number(
			state.MaxConcurrencyPath === undefined ? (state.MaxConcurrency ?? 0) : atPath(state.MaxConcurrencyPath, scope),
		);
		const branches = items.map(
			(Value, Index): Branch =>
				(done, cancels) => {
					const item = { Index, Value };
					const ofItem: Scope = { ...scope, input, context: { ...(scope.context as object), Map: { Item: item } } };
					this.#guarded(done, () => {
						const argument = selector === undefined ? Value : language ? evaluated(selector, ofItem) : filledTemplate(selector, ofItem);
						this.run(withLanguage(processor, frame), argument, frame.execution, done, { variables: frame.variables, item, cancels });
					});
				},
		);
		const tolerated = Math.max(
			state.ToleratedFailureCount ?? 0,
			Math.floor(((state.ToleratedFailurePercentage ?? 0) / 100) * items.length),
		);
		const atOnce = concurrency >= 1 ? Math.min(concurrency, INLINE_CONCURRENCY) : INLINE_CONCURRENCY;
		runBranches(branches, { atOnce, tolerated }, frame.cancels, settle);
	}

	#pathOutput(frame: Frame, state: State, scope: Scope, result: Json): Json {
		const works = ["Task", "Parallel", "Map"].includes(state.Type);
		const selected =
			works && state.ResultSelector !== undefined ? filledTemplate(state.ResultSelector, { ...scope, input: result }) : result;
		if (state.Assign !== undefined) Object.assign(frame.variables, filledTemplate(state.Assign, { ...scope, input: selected }) as object);
		const placed = works || state.Type === "Pass" ? placedAt(state.ResultPath, scope.input, selected) : selected;
		return state.OutputPath === undefined ? placed : state.OutputPath === null ? {} : atPath(state.OutputPath, { ...scope, input: placed });
	}

	#jsonataOutput(frame: Frame, state: State, scope: Scope, result: Json): Json {
		if (state.Type === "Choice") return result;
		const output = state.Output === undefined ? result : evaluated(state.Output, scope);
		if (state.Assign !== undefined) Object.assign(frame.variables, evaluated(state.Assign, scope) as object);
		return output;
	}

	#leave(frame: Frame, name: string, state: State, output: Json, settle: Settle): void {
		const bytes = Buffer.byteLength(JSON.stringify(output));
		if (bytes > MOST_BYTES) {
			const cause = `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`;
			settle({ ok: false, error: new StateError("States.DataLimitExceeded", cause) });
			return;
		}
		this.#around.moved(frame.execution, `${state.Type}StateExited`, name, output);
		this.#guarded(settle, () => {
			const next = state.Type === "Choice" ? this.#chosen(frame, name, state, output) : state.Next;
			if (next === undefined) settle({ ok: true, output });
			else this.#enter(frame, next, output, settle);
		});
	}

	#chosen(frame: Frame, name: string, state: State, input: Json): string {
		const { epochMs, simulation } = this.#around;
		const context = contextObject(frame, { name, enteredAt: simulation.now, retries: 0 }, epochMs);
		const scope = this.#scopeOf(frame, input, context);
		for (const rule of state.Choices ?? []) {
			const holds = byJsonata(frame, state) ? evaluated(rule.Condition ?? false, scope) === true : ruleHolds(rule, scope);
			if (holds && typeof rule.Next === "string") return rule.Next;
		}
		if (state.Default !== undefined) return state.Default;
		throw new StateError("States.NoChoiceMatched", `No choice rule of the state '${name}' holds, and it has no Default.`);
	}

	/** Retry, then Catch (L356). */
	#failed(
		frame: Frame,
		name: string,
		state: State,
		scope: Scope,
		error: StateError,
		settle: Settle,
		tried: Map<Retrier, number>,
		enteredAt: number,
	): void {
		const retrier = state.Retry.find(({ ErrorEquals }) => standsFor(ErrorEquals, error.error));
		const used = retrier ? (tried.get(retrier) ?? 0) : 0;
		if (retrier && used < retrier.MaxAttempts) {
			tried.set(retrier, used + 1);
			const full = Math.min(retrier.IntervalSeconds * retrier.BackoffRate ** used, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
			const seconds = retrier.JitterStrategy === "FULL" ? this.#around.random.between(0, full) : full;
			this.#later(frame, seconds * 1000, () => this.#attempt(frame, name, state, scope.input, settle, tried, enteredAt));
			return;
		}
		const catcher = state.Catch.find(({ ErrorEquals }) => standsFor(ErrorEquals, error.error));
		if (!catcher) {
			settle({ ok: false, error });
			return;
		}
		this.#guarded(settle, () => {
			const errorOutput: Json = { Error: error.error, Cause: error.cause };
			const language = byJsonata(frame, state);
			const output = language
				? catcher.Output === undefined
					? errorOutput
					: evaluated(catcher.Output, { ...scope, errorOutput })
				: placedAt(catcher.ResultPath, scope.input, errorOutput);
			if (catcher.Assign !== undefined)
				Object.assign(
					frame.variables,
					(language
						? evaluated(catcher.Assign, { ...scope, errorOutput })
						: filledTemplate(catcher.Assign, { ...scope, input: errorOutput })) as object,
				);
			this.#around.moved(frame.execution, `${state.Type}StateExited`, name, output);
			this.#enter(frame, catcher.Next, output, settle);
		});
	}

	#scopeOf({ variables }: Frame, input: Json, context: Json): Scope {
		const { epochMs, simulation, random } = this.#around;
		return { input, context, variables, random, nowMs: epochMs + simulation.now };
	}

	/** A mistake of the definition, and what nobody has thought of, fails the state and does not end the run. */
	#guarded(settle: Settle, act: () => void): void {
		try {
			act();
		} catch (error) {
			if (error instanceof SimulatorError) throw error;
			const known = error instanceof StateError ? error : new StateError("States.Runtime", String(error));
			settle({ ok: false, error: known });
		}
	}

	#later({ cancels }: Frame, ms: number, act: () => void): void {
		const { simulation } = this.#around;
		const cancel = () => simulation.cancel(event);
		const event = simulation.at(simulation.now + ms, () => {
			cancels.delete(cancel);
			act();
		});
		cancels.add(cancel);
	}
}

function byJsonata({ machine }: Frame, { QueryLanguage }: State): boolean {
	return (QueryLanguage ?? machine.QueryLanguage ?? "JSONPath") === "JSONata";
}

/** A branch speaks the language of its machine unless it says otherwise. */
function withLanguage(branch: Machine, { machine }: Frame): Machine {
	return branch.QueryLanguage === undefined && machine.QueryLanguage !== undefined
		? { ...branch, QueryLanguage: machine.QueryLanguage }
		: branch;
}

/** @throws {StateError} States.Runtime when it is no time. */
function positive(name: string, value: Json): number {
	const seconds = typeof value === "number" ? value : Number.NaN;
	if (!(Number.isFinite(seconds) && seconds > 0))
		throw new StateError("States.Runtime", `${name} must be a positive number of seconds; it is ${JSON.stringify(value)}.`);
	return seconds;
}
