import { lengthLabel, momentLabel } from "#app/timeline/clock-label.ts";
import { startWord } from "#app/timeline/start-words.ts";
import { trafficOf } from "#app/traffic/traffic.ts";
import type { TrafficItem } from "#app/traffic/traffic-item.ts";
import type { Report, ReportedCall, ReportedEnvironment, ReportedInvocation } from "#sandbox/index.ts";

/** Something that one can stop at with the keyboard. Its id is also that of its row in the table. */
export type TimelineEvent = {
	id: string;
	at: number;
	/** The row it is drawn in, counted from above. */
	lane: number;
	environment: number | null;
	invocation: number | null;
	/** Id of what arrived, when it is an arrival; the same as `id`. */
	item?: string;
	/** All there is to know about it, in one sentence. */
	sentence: string;
};

const arrivalsLane = -1;
const throttledLane = 0;
const callsLane = Number.MAX_SAFE_INTEGER;

/** Every event of a run that the timeline draws, in the order of time. */
export function eventsOf(report: Report): TimelineEvent[] {
	const events = [
		...trafficOf(report).sections.flatMap(({ items }) => items.flatMap(arrivalEvent)),
		...report.environments.flatMap(startEvents),
		...report.environments.flatMap(initEvents),
		...report.invocations.map(invocationEvent),
		...report.environments.flatMap(shutdownEvent),
		...report.calls.map(callEvent),
	];
	return events.sort((a, b) => a.at - b.at || a.lane - b.lane);
}

/** One stop for each item: what a batch is made of came before it was one. */
function arrivalEvent(item: TrafficItem): TimelineEvent[] {
	const { id, arrivals, name, label, sentence, invocations } = item;
	const at = arrivals[0];
	if (at === undefined) return [];
	const what = label === null ? name : `${label}, ${name}`;
	return [
		{
			id,
			at,
			lane: arrivalsLane,
			environment: null,
			invocation: invocations[0] ?? null,
			item: id,
			sentence: `Arrived at ${momentLabel(at)}: ${what}. ${sentence}`,
		},
	];
}

function startEvents(environment: ReportedEnvironment): TimelineEvent[] {
	const { n, startedAt, downloadMs, restore } = environment;
	const of = { lane: n, environment: n, invocation: environment.invocations[0] ?? null };
	const length = restore?.durationMs ? ` in ${lengthLabel(restore.durationMs)}` : "";
	return [
		...(downloadMs
			? [{ ...of, id: `download-${n}`, at: startedAt, sentence: `Package fetched for environment ${n} in ${lengthLabel(downloadMs)}.` }]
			: []),
		...(restore
			? [
					{
						...of,
						id: `restore-${n}`,
						at: restore.startedAt,
						sentence: `Environment ${n} restored from the snapshot of environment ${restore.from}${length}.`,
					},
				]
			: []),
	];
}

/** What an INIT before the first request is for. */
function purposeOf({ initialization, startedAt }: ReportedEnvironment): string {
	if (initialization === "provisioned-concurrency") return ", for provisioned concurrency";
	return initialization === "snap-start" && startedAt < 0 ? ", for the snapshot of version 1" : "";
}

function initEvents(environment: ReportedEnvironment): TimelineEvent[] {
	return environment.inits.map((init, index) => ({
		id: `init-${environment.n}-${index + 1}`,
		at: init.startedAt,
		lane: environment.n,
		environment: environment.n,
		invocation: environment.invocations[0] ?? null,
		sentence: `${init.suppressed ? "Init repeated inside an invocation" : "Init"}, environment ${environment.n}${init.suppressed ? "" : purposeOf(environment)}, ${initEnd(init)}.`,
	}));
}

function initEnd(init: ReportedEnvironment["inits"][number]): string {
	const length = init.durationMs === null ? "" : ` after ${lengthLabel(init.durationMs)}`;
	if (init.status === "success") return `ready${length}`;
	if (init.status === "error") return `failed${length}${init.errorType ? `, ${init.errorType}` : ""}`;
	if (init.status === "timeout") return `timed out${length}`;
	return "not finished";
}

function invocationEvent(invocation: ReportedInvocation): TimelineEvent {
	return {
		id: `invocation-${invocation.n}`,
		at: invocation.startedAt ?? invocation.requestedAt,
		lane: invocation.environment ?? throttledLane,
		environment: invocation.environment,
		invocation: invocation.n,
		sentence: `${invocationSentence(invocation)}.`,
	};
}

const endings = {
	succeeded: "succeeded",
	failed: "failed",
	crashed: "crashed",
	timedOut: "timed out",
	throttled: "throttled",
	rejected: "refused",
	unfinished: "not finished",
} as const satisfies Record<ReportedInvocation["status"], string>;

/** How an invocation ended, in words. */
export function endingOf(status: ReportedInvocation["status"]): string {
	return endings[status];
}

function invocationSentence(invocation: ReportedInvocation): string {
	const name = invocation.label === null ? `Invocation ${invocation.n}` : `Invocation ${invocation.n}, ${invocation.label}`;
	if (invocation.status === "throttled") return `${name}, throttled at ${momentLabel(invocation.requestedAt)}: nothing ran`;
	if (invocation.status === "rejected")
		return `${name}, refused at ${momentLabel(invocation.requestedAt)} with ${invocation.error?.errorType}: nothing ran`;
	const where = `environment ${invocation.environment}, ${startWord(invocation)}`;
	const after = invocation.durationMs === null ? "" : ` after ${lengthLabel(invocation.durationMs)}`;
	const error = invocation.error ? `, ${invocation.error.errorType}` : "";
	return `${name}, ${where}, ${endings[invocation.status]}${after}${error}`;
}

const endReasons = {
	spindown: "idle for long",
	timeout: "reset after a timeout",
	failure: "reset after a failure",
	snapshot: "its snapshot taken",
} as const;

function shutdownEvent(environment: ReportedEnvironment): TimelineEvent[] {
	const { endedAt, endReason } = environment;
	if (endedAt === null || endReason === null || endReason === "scenarioEnd") return [];
	return [
		{
			id: `shutdown-${environment.n}`,
			at: endedAt,
			lane: environment.n,
			environment: environment.n,
			invocation: environment.invocations.at(-1) ?? null,
			sentence: `Environment ${environment.n} shut down at ${momentLabel(endedAt)}, ${endReasons[endReason]}.`,
		},
	];
}

function callEvent(call: ReportedCall): TimelineEvent {
	const during = call.invocation === null ? "during init" : `by invocation ${call.invocation}`;
	return {
		id: `call-${call.n}`,
		at: call.at,
		lane: callsLane,
		environment: call.environment,
		invocation: call.invocation,
		sentence: `${call.method} ${call.host}${call.path} ${during}, ${callEnd(call)}.`,
	};
}

function callEnd(call: ReportedCall): string {
	if (call.failure !== null) return `failed: ${call.failure}`;
	if (call.status === null || call.endedAt === null) return "not answered";
	return `answered ${call.status} after ${lengthLabel(call.endedAt - call.at)}`;
}

/**
 * Moves by one event in time, or to the event of the neighbouring lane that is nearest in time.
 * @param current Index into `events`; -1 when none is chosen yet.
 * @returns Index of the chosen event, `current` when there is none in that direction.
 */
export function moveBetweenEvents(
	events: readonly TimelineEvent[],
	current: number,
	move: "previous" | "next" | "first" | "last" | "laneAbove" | "laneBelow",
): number {
	if (events.length === 0) return -1;
	if (move === "first" || (current < 0 && move !== "last")) return 0;
	if (move === "last") return events.length - 1;
	if (move === "next") return Math.min(events.length - 1, current + 1);
	if (move === "previous") return Math.max(0, current - 1);
	const from = events[current];
	if (!from) return 0;
	const lanes = [...new Set(events.map((event) => event.lane))].sort((a, b) => a - b);
	const lane = lanes[lanes.indexOf(from.lane) + (move === "laneAbove" ? -1 : 1)];
	if (lane === undefined) return current;
	let nearest = current;
	let distance = Number.POSITIVE_INFINITY;
	events.forEach((event, index) => {
		if (event.lane !== lane || Math.abs(event.at - from.at) >= distance) return;
		[nearest, distance] = [index, Math.abs(event.at - from.at)];
	});
	return nearest;
}
