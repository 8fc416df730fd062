import type { StackAlarm, StackCompositeAlarm, StackMetricAlarm } from "#sandbox/stack/cloudwatch.ts";
import type { Cloud } from "../cloud.ts";
import { actOn } from "./alarm-actions.ts";
import { type AlarmRule, parseAlarmRule } from "./alarm-rule.ts";
import { type AlarmState, alarmStateOf } from "./alarm-state.ts";
import { LiveMetrics } from "./live-metrics.ts";
import { type MathValue, parseMetricMath } from "./metric-math.ts";
import { alarmTime, initialReason, reasonOf, type StateReason } from "./state-reason.ts";

/** Between the end of a period and the evaluation of alarms over it. CloudWatch publishes no figure. */
const EVALUATION_DELAY_MS = 5_000;

type Values = (endsAt: number) => (number | undefined)[];
type Watched<Alarm extends StackAlarm = StackAlarm> = { alarm: Alarm; state: StateReason };
type Composite = Watched<StackCompositeAlarm> & { rule: AlarmRule };

/**
 * CloudWatch: alarms over the metrics of functions, queues, topics, rules, APIs and streams (L124, L182), their states and what they do.
 * Without alarms it costs nothing.
 */
export class CloudWatchService {
	#cloud: Cloud;
	#live: LiveMetrics;
	/** By name. */
	#alarms = new Map<string, Watched>();
	#composites: Composite[] = [];
	#listeners: ((alarm: StackAlarm, state: AlarmState) => void)[] = [];

	constructor(cloud: Cloud) {
		this.#cloud = cloud;
		this.#live = new LiveMetrics(cloud);
		const { recorder, simulation } = cloud.run;
		for (const { id, uuid, countsEvents } of cloud.stack.mappings)
			if (countsEvents) recorder.record({ at: simulation.now, kind: "mapping.metricsEnabled", mapping: id, uuid });
		for (const alarm of cloud.stack.alarms) {
			const watched = { alarm, state: initialReason(this.#epochNow) };
			this.#alarms.set(alarm.name, watched);
			if (alarm.kind === "composite") {
				const rule = parseAlarmRule(alarm.rule);
				if (rule) this.#composites.push(Object.assign(watched, { alarm, rule }));
			} else {
				const values = this.#valuesOf(alarm);
				if (values) this.#evaluateLater(Object.assign(watched, { alarm }), values);
			}
		}
		this.#live.start();
	}

	/** @returns undefined for a name that is no alarm. */
	stateOf(alarmName: string): AlarmState | undefined {
		return this.#alarms.get(alarmName)?.state.value;
	}

	/** Called at each change of the state of an alarm. */
	onChange(listener: (alarm: StackAlarm, state: AlarmState) => void): void {
		this.#listeners.push(listener);
	}

	get #epochNow(): number {
		return this.#cloud.run.epochMs + this.#cloud.run.simulation.now;
	}

	/** @returns undefined for an expression that is not simulated, which the template has named. */
	#valuesOf(alarm: StackMetricAlarm): Values | undefined {
		const { evaluationPeriods: periods } = alarm;
		if (alarm.kind !== "math") {
			const series = this.#live.watch(alarm, periods);
			return (endsAt) => series.valuesUntil(endsAt, periods);
		}
		const parts = alarm.queries.map((query) => {
			if ("expression" in query) return { id: query.id, math: parseMetricMath(query.expression) };
			return { id: query.id, series: this.#live.watch({ ...query.stat, periodSeconds: alarm.periodSeconds }, periods) };
		});
		const returned = alarm.queries.find(({ returnData }) => returnData)?.id;
		if (returned === undefined || parts.some((part) => part.math && "problem" in part.math)) return undefined;
		return (endsAt) => {
			const values = new Map<string, MathValue>();
			for (const { id, series } of parts) if (series) values.set(id, series.valuesUntil(endsAt, periods));
			// An expression may use others that stand behind it.
			let waiting = parts.filter(({ math }) => math);
			for (let known = -1; waiting.length > 0 && known !== waiting.length; ) {
				known = waiting.length;
				waiting = waiting.filter(({ id, math }) => {
					if (!math || "problem" in math || !math.ids.every((one) => values.has(one))) return true;
					values.set(id, math.evaluate(values));
					return false;
				});
			}
			const value = values.get(returned) ?? [];
			return Array.from({ length: periods }, (_, i) => (typeof value === "number" ? value : value[i]));
		};
	}

	#evaluateLater(watched: Watched<StackMetricAlarm>, values: Values): void {
		const { simulation, epochMs } = this.#cloud.run;
		const periodMs = watched.alarm.periodSeconds * 1000;
		const endsAt = (Math.floor((epochMs + simulation.now) / periodMs) + 1) * periodMs;
		const evaluate = () => {
			this.#evaluate(watched, endsAt, values(endsAt));
			this.#evaluateLater(watched, values);
		};
		simulation.at(Math.max(endsAt - epochMs, simulation.now) + EVALUATION_DELAY_MS, evaluate, { background: true });
	}

	#evaluate(watched: Watched<StackMetricAlarm>, endsAt: number, values: (number | undefined)[]): void {
		const { alarm, state } = watched;
		const next = alarmStateOf(alarm, values, state.value);
		if (next === state.value) return;
		this.#change(watched, reasonOf(alarm, next, state.value, values, { now: this.#epochNow, endsAt }), values.at(-1));
		this.#evaluateComposites();
	}

	/** Composite alarms may name each other: first their states are settled, level by level, then told. */
	#evaluateComposites(): void {
		const next = new Map<string, AlarmState>();
		const stateOf = (name: string) => next.get(name) ?? this.stateOf(name);
		for (let level = 0, changed = true; changed && level <= this.#composites.length; level++) {
			changed = false;
			for (const { alarm, rule } of this.#composites) {
				const state = rule.holds(stateOf) ? "ALARM" : "OK";
				changed ||= state !== stateOf(alarm.name);
				next.set(alarm.name, state);
			}
		}
		for (const composite of this.#composites) {
			const value = next.get(composite.alarm.name) ?? composite.state.value;
			if (value === composite.state.value) continue;
			this.#change(composite, { value, reason: reasonOfComposite(composite, value, stateOf), timestamp: alarmTime(this.#epochNow) });
		}
	}

	#change(watched: Watched, state: StateReason, value?: number): void {
		const { alarm, state: previousState } = watched;
		watched.state = state;
		const { recorder, simulation, scenario, epochMs } = this.#cloud.run;
		recorder.record({
			at: simulation.now,
			kind: "alarm.stateChanged",
			alarm: alarm.name,
			from: previousState.value,
			to: state.value,
			...(value === undefined ? {} : { value }),
		});
		for (const listener of this.#listeners) listener(alarm, state.value);
		actOn(this.#cloud, { alarm, region: scenario.region, state, previousState, createdAt: epochMs });
	}
}

function reasonOfComposite({ alarm, rule }: Composite, state: AlarmState, stateOf: (name: string) => AlarmState | undefined): string {
	const arns = rule.alarms.filter((name) => stateOf(name) === state).map((name) => alarm.arn.replace(/alarm:.*$/, `alarm:${name}`));
	return arns.length === 0 ? `${alarm.rule} evaluates to ${state}` : `${arns.join(", ")} transitioned to ${state}`;
}
