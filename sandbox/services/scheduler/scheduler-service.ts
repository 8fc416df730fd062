import { RandomStream } from "#sandbox/kernel/random.ts";
import type { StackSchedule } from "#sandbox/stack/scheduler.ts";
import type { Cloud } from "../cloud.ts";
import type { Delivery } from "../delivery.ts";
import { backOff } from "../sending/retry-plan.ts";
import { type GivenUp, sendWithRetries } from "../sending/send-with-retries.ts";
import { parseSchedule, type Schedule } from "./schedule-expression.ts";
import { universalCalls } from "./universal-target.ts";

const PRINCIPAL = "scheduler.amazonaws.com";
const MINUTE_MS = 60_000;

/** EventBridge Scheduler (L332-L336): invokes a target at times, under a role of the schedule. */
export class SchedulerService {
	#cloud: Cloud;
	#ids: RandomStream;
	#windows: RandomStream;
	#backOff: RandomStream;
	/** By ARN: those that there are. What a schedule had planned that is gone, or that another took the place of, does not happen. */
	#schedules = new Map<string, StackSchedule>();

	constructor(cloud: Cloud) {
		this.#cloud = cloud;
		const { seed } = cloud.run.scenario;
		this.#ids = new RandomStream(seed, "execution ids");
		this.#windows = new RandomStream(seed, "flexible time windows");
		this.#backOff = new RandomStream(seed, "back-off of schedules");
		for (const schedule of cloud.stack.schedules) this.put(schedule);
	}

	get schedules(): readonly StackSchedule[] {
		return [...this.#schedules.values()];
	}

	find(arn: string): StackSchedule | undefined {
		return this.#schedules.get(arn);
	}

	/** Creates a schedule, or puts it in place of the one with its ARN. */
	put(schedule: StackSchedule): void {
		this.#schedules.set(schedule.arn, schedule);
		if (schedule.enabled) this.#start(schedule);
	}

	/** @returns Whether there was one. */
	delete(arn: string): boolean {
		return this.#schedules.delete(arn);
	}

	#start(schedule: StackSchedule): void {
		const { simulation, recorder, epochMs } = this.#cloud.run;
		const parsed = parseSchedule(schedule.expression, schedule.timezone, "schedule");
		if (!parsed.ok) {
			recorder.record({ at: simulation.now, kind: "schedule.refused", schedule: schedule.name, message: parsed.problem });
			return;
		}
		const oneTime = parsed.schedule.kind === "at";
		const created = epochMs + Math.max(0, simulation.now);
		// Start and end are ignored for one-time schedules.
		const starts = oneTime || schedule.startDate === undefined ? created : Math.max(created, Date.parse(schedule.startDate));
		const ends = oneTime || schedule.endDate === undefined ? Number.POSITIVE_INFINITY : Date.parse(schedule.endDate);
		// A rate begins at once, or at its start date; a cron expression may be due at that very moment as well.
		this.#plan(
			schedule,
			parsed.schedule,
			parsed.schedule.kind === "rate" ? starts : parsed.schedule.next(starts - 1, starts),
			starts,
			ends,
		);
	}

	#plan(schedule: StackSchedule, times: Schedule, due: number | undefined, starts: number, ends: number): void {
		const { simulation, recorder, epochMs } = this.#cloud.run;
		if (due === undefined || due > ends) {
			recorder.record({ at: simulation.now, kind: "schedule.completed", schedule: schedule.name });
			if (schedule.deletedAfterCompletion) this.#schedules.delete(schedule.arn);
			return;
		}
		simulation.at(due - epochMs, () => {
			if (this.#schedules.get(schedule.arn) !== schedule) return;
			const window = schedule.flexibleWindowMinutes * MINUTE_MS;
			const delay = window === 0 ? 0 : Math.floor(this.#windows.between(0, window));
			if (delay === 0) this.#invoke(schedule, due);
			else simulation.at(simulation.now + delay, () => this.#invoke(schedule, due));
			this.#plan(schedule, times, times.next(due, starts), starts, ends);
		});
	}

	#invoke(schedule: StackSchedule, due: number): void {
		const { simulation, recorder, epochMs } = this.#cloud.run;
		const executionId = this.#ids.hex(16);
		const scheduledTime = new Date(due).toISOString().replace(/\.\d+Z$/, "Z");
		const inputOf = (attempt: number) => withContext(schedule, { scheduledTime, executionId, attempt });
		recorder.record({
			at: simulation.now,
			kind: "schedule.invoked",
			schedule: schedule.name,
			executionId,
			scheduledAt: due - epochMs,
			input: inputOf(1),
		});
		const from = { principal: PRINCIPAL, sourceArn: schedule.arn };
		const groupId = schedule.messageGroupId === undefined ? {} : { groupId: schedule.messageGroupId };
		const { deadLetterArn } = schedule;
		const deadLetter = (input: string) =>
			deadLetterArn === undefined
				? undefined
				: {
						arn: deadLetterArn,
						deliveryOf: (givenUp: GivenUp) => ({
							body: input,
							from,
							attributes: attributesOf(schedule, executionId, scheduledTime, givenUp),
						}),
					};
		const send = (to: string, deliveryOf: (attempt: number) => Delivery, invalid?: { code: string; message: string }) =>
			sendWithRetries(this.#cloud, {
				from: schedule.arn,
				item: executionId,
				to,
				delivery: deliveryOf,
				...(invalid ? { invalid } : {}),
				retry: backOff(schedule.retry, this.#backOff),
				deadLetter: deadLetter(inputOf(1)),
			});
		const universal = universalCalls(schedule.targetArn, inputOf(1), this.#cloud.run.scenario.region);
		if (!universal) send(schedule.targetArn, (attempt) => ({ body: inputOf(attempt), from, ...groupId }));
		else if (!universal.ok) send(schedule.targetArn, () => ({ body: inputOf(1), from }), universal.problem);
		else for (const { arn, ...delivery } of universal.calls) send(arn, () => ({ ...delivery, from }));
	}
}

/**
 * The input with its context attributes filled in; an empty event when there is none (L285).
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
function withContext(schedule: StackSchedule, of: { scheduledTime: string; executionId: string; attempt: number }): string {
	const values: Record<string, string> = {
		"schedule-arn": schedule.arn,
		"scheduled-time": of.scheduledTime,
		"execution-id": of.executionId,
		"attempt-number": String(of.attempt),
	};
	return (schedule.input ?? "{}").replace(/<aws\.scheduler\.([a-z-]+)>/g, (found, name: string) => values[name] ?? found);
}

/**
 * Message attributes of a dead-letter queue. Unlike rules, Scheduler passes on the target's own error code.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
 */
function attributesOf(
	schedule: StackSchedule,
	executionId: string,
	scheduledTime: string,
	{ refusal, attempts, exhausted }: GivenUp,
): Delivery["attributes"] {
	const text = (value: string) => ({ type: "String", value });
	return {
		ERROR_CODE: text(refusal.code),
		ERROR_MESSAGE: text(refusal.message),
		EXECUTION_ID: text(executionId),
		...(exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: text(exhausted) }),
		IS_PAYLOAD_TRUNCATED: text("false"),
		RETRY_ATTEMPTS: { type: "Number", value: String(attempts - 1) },
		SCHEDULED_TIME: text(scheduledTime),
		SCHEDULE_ARN: text(schedule.arn),
		TARGET_ARN: text(schedule.targetArn),
	};
}
