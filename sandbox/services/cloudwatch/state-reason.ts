import type { StackMetricAlarm } from "#sandbox/stack/cloudwatch.ts";
import type { AlarmState } from "./alarm-state.ts";

/** What CloudWatch says about the state of an alarm. Times as it writes them: `2026-11-24T09:01:05.000+0000`. */
export type StateReason = { value: AlarmState; reason: string; reasonData?: string; timestamp: string };

const COMPARED: Readonly<Record<StackMetricAlarm["comparison"], string>> = {
	GreaterThanThreshold: "greater than",
	GreaterThanOrEqualToThreshold: "greater than or equal to",
	LessThanThreshold: "less than",
	LessThanOrEqualToThreshold: "less than or equal to",
};

/** The state of an alarm that was just created. */
export function initialReason(epochMs: number): StateReason {
	return { value: "INSUFFICIENT_DATA", reason: "Unchecked: Initial alarm creation", timestamp: alarmTime(epochMs) };
}

/**
 * Why an alarm over metrics has gone to a state, in the words of CloudWatch.
 * @param values One for each evaluation period, the oldest first. @param endsAt Calendar time at which the last of them ends.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export function reasonOf(
	alarm: StackMetricAlarm,
	state: AlarmState,
	before: AlarmState,
	values: readonly (number | undefined)[],
	{ now, endsAt }: { now: number; endsAt: number },
): StateReason {
	const periodMs = alarm.periodSeconds * 1000;
	// The newest first, as the console lists them.
	const known = values
		.flatMap((value, i) => (value === undefined ? [] : [{ value, startsAt: endsAt - (values.length - i) * periodMs }]))
		.toReversed();
	const oldest = known.at(-1);
	const reasonData = JSON.stringify({
		version: "1.0",
		queryDate: alarmTime(now),
		...(oldest ? { startDate: alarmTime(oldest.startsAt) } : {}),
		...(alarm.kind === "math" ? {} : { statistic: alarm.statistic }),
		period: alarm.periodSeconds,
		recentDatapoints: known.map(({ value }) => value).toReversed(),
		threshold: alarm.threshold,
		evaluatedDatapoints: known.map(({ value, startsAt }) => ({ timestamp: alarmTime(startsAt), value })),
	});
	return { value: state, reason: sentence(alarm, state, before, known, values.length), reasonData, timestamp: alarmTime(now) };
}

function sentence(
	alarm: StackMetricAlarm,
	state: AlarmState,
	before: AlarmState,
	known: readonly { value: number; startsAt: number }[],
	periods: number,
): string {
	const missing = periods - known.length;
	if (state === "INSUFFICIENT_DATA") return `Insufficient Data: ${counted(missing, "datapoint")} ${were(missing)} unknown.`;
	const threshold = decimal(alarm.threshold);
	const was = state === "ALARM" ? "" : "not ";
	const needed = state === "ALARM" ? alarm.datapointsToAlarm : alarm.evaluationPeriods - alarm.datapointsToAlarm + 1;
	const transition = `(minimum ${counted(needed, "datapoint")} for ${before} -> ${state} transition)`;
	if (known.length === 0) {
		const treated = alarm.treatMissingData === "breaching" ? "Breaching" : "NonBreaching";
		return `Threshold Crossed: no datapoints were received for ${counted(periods, "period")} and ${counted(periods, "missing datapoint")} ${were(periods)} treated as [${treated}].`;
	}
	const list = known.map(({ value, startsAt }) => `${decimal(value)} (${shortTime(startsAt)})`).join(", ");
	return `Threshold Crossed: ${known.length} out of the last ${counted(periods, "datapoint")} [${list}] ${were(known.length)} ${was}${COMPARED[alarm.comparison]} the threshold (${threshold}) ${transition}.`;
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
const were = (count: number) => (count === 1 ? "was" : "were");
/** Whole numbers are written with a decimal, as Java does. */
const decimal = (value: number) => (Number.isInteger(value) ? value.toFixed(1) : String(value));

export function alarmTime(epochMs: number): string {
	return new Date(epochMs).toISOString().replace("Z", "+0000");
}

/** `24/11/26 09:01:00` */
function shortTime(epochMs: number): string {
	const [date = "", time = ""] = new Date(epochMs).toISOString().split("T");
	const [year = "", month, day] = date.split("-");
	return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
}
