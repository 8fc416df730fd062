import { physicalNameOf, qualifiedVersion } from "#sandbox/lambda/environment/execution-context.ts";
import type { InvocationFact } from "#sandbox/lambda/service/lambda-service.ts";
import type { StackAlarm } from "#sandbox/stack/cloudwatch.ts";
import type { CloudRun } from "../cloud.ts";
import { type AlarmState, alarmStateOf } from "./alarm-state.ts";
import { MetricSeries } from "./metric-series.ts";

/** Between the end of a period and the evaluation of alarms over it. CloudWatch publishes no figure. */
const EVALUATION_DELAY_MS = 5_000;

type Watched = { alarm: StackAlarm; series: MetricSeries; state: AlarmState };

/**
 * The metrics of AWS/Lambda that alarms of the stack look at (Invocations, Errors, Throttles, Duration), and those alarms. Data points are
 * counted as they come, for each alarm on its own: what nobody watches costs nothing, and memory does not grow with time.
 */
export class LambdaMetrics {
	#run: CloudRun;
	#watched: Watched[] = [];
	/** Alarms by FunctionName of their dimensions; those over all functions under "". */
	#byFunction = new Map<string, Watched[]>();
	#listeners: ((alarm: StackAlarm, state: AlarmState) => void)[] = [];

	/** @param alarms Those of other namespaces and metrics are left alone. */
	constructor(run: CloudRun, alarms: readonly StackAlarm[]) {
		this.#run = run;
		for (const alarm of alarms) {
			if (alarm.namespace !== "AWS/Lambda" || !(alarm.metric in dataPointOf)) continue;
			const series = new MetricSeries(alarm.periodSeconds, alarm.statistic, alarm.evaluationPeriods);
			const watched: Watched = { alarm, series, state: "INSUFFICIENT_DATA" };
			this.#watched.push(watched);
			const name = alarm.dimensions.FunctionName ?? "";
			this.#byFunction.set(name, [...(this.#byFunction.get(name) ?? []), watched]);
			this.#evaluateLater(watched);
		}
	}

	/** Whether any alarm looks at these metrics: if not, nobody needs to observe invocations. */
	get isWatched(): boolean {
		return this.#watched.length > 0;
	}

	/** @returns undefined for a name that is no alarm over these metrics. */
	stateOf(alarmName: string): AlarmState | undefined {
		return this.#watched.find(({ alarm }) => alarm.name === alarmName)?.state;
	}

	/** Called at each change of the state of an alarm. */
	onChange(listener: (alarm: StackAlarm, state: AlarmState) => void): void {
		this.#listeners.push(listener);
	}

	/** Counts the data points of an invocation. */
	add(fact: InvocationFact): void {
		const name = physicalNameOf(fact.fn);
		for (const watched of this.#byFunction.get(name) ?? []) this.#addTo(watched, fact, name);
		for (const watched of this.#byFunction.get("") ?? []) this.#addTo(watched, fact, name);
	}

	#addTo({ alarm, series }: Watched, fact: InvocationFact, name: string): void {
		const { Resource, ExecutedVersion } = alarm.dimensions;
		// Resource is the function with what the request named: `orders`, `orders:live`, `orders:2` (L218).
		if (Resource !== undefined && Resource !== name && Resource !== `${name}:${fact.qualifier ?? ""}`) return;
		if (ExecutedVersion !== undefined && ExecutedVersion !== qualifiedVersion(fact.fn)) return;
		const value = dataPointOf[alarm.metric as keyof typeof dataPointOf](fact);
		if (value !== undefined) series.add(this.#run.epochMs + fact.at, value);
	}

	#evaluateLater(watched: Watched): void {
		const { simulation, epochMs } = this.#run;
		const periodMs = watched.alarm.periodSeconds * 1000;
		const endsAt = (Math.floor((epochMs + simulation.now) / periodMs) + 1) * periodMs;
		const evaluate = () => {
			this.#evaluate(watched, endsAt);
			this.#evaluateLater(watched);
		};
		simulation.at(Math.max(endsAt - epochMs, simulation.now) + EVALUATION_DELAY_MS, evaluate, { background: true });
	}

	#evaluate(watched: Watched, endsAt: number): void {
		const { alarm, series, state: before } = watched;
		const values = series.valuesUntil(endsAt, alarm.evaluationPeriods);
		const state = alarmStateOf(alarm, values, before);
		if (state === before) return;
		watched.state = state;
		const value = values.at(-1);
		this.#run.recorder.record({
			at: this.#run.simulation.now,
			kind: "alarm.stateChanged",
			alarm: alarm.name,
			from: before,
			to: state,
			...(value === undefined ? {} : { value }),
		});
		for (const listener of this.#listeners) listener(alarm, state);
	}
}

/** The data point of an invocation for each metric; undefined when it has none. Errors and Throttles have one of 0 each time all is well. */
const dataPointOf = {
	Invocations: (fact: InvocationFact) => (fact.kind === "ended" ? 1 : undefined),
	Errors: (fact: InvocationFact) => (fact.kind === "ended" ? Number(fact.failed) : undefined),
	Throttles: (fact: InvocationFact) => Number(fact.kind === "throttled"),
	Duration: (fact: InvocationFact) => (fact.kind === "ended" ? fact.durationMs : undefined),
};
