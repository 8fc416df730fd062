import { parseJsonText } from "#sandbox/report/json-text.ts";
import type { Json } from "#sandbox/scenario.ts";
import type { TraceEvent } from "#sandbox/trace/trace.ts";

/** Why a service refused a request. */
type Refused = { code: string; message: string } | null;

/** An entry of PutEvents, or an event of a scheduled rule (then `bus` is null). Times in virtual milliseconds. */
export type ReportedBusEvent = {
	at: number;
	bus: string | null;
	/** null when the entry was refused. */
	id: string | null;
	label: string | null;
	source: string | null;
	detailType: string | null;
	detail: Json;
	/** Names of the rules that it matched. */
	rules: string[];
	refused: Refused;
};

/** A message to a topic. */
export type ReportedTopicMessage = {
	at: number;
	topic: string;
	id: string | null;
	label: string | null;
	/** Parsed when it is JSON, else the text. */
	message: Json;
	/** Logical ids of subscriptions: those it is sent to, and those whose filter policy leaves it out. */
	subscriptions: string[];
	filteredOut: string[];
	/** A FIFO topic took it for one that it has already. */
	duplicate: boolean;
	refused: Refused;
};

/** One invocation of its target by a schedule of EventBridge Scheduler. `at` is after `scheduledAt` in a flexible time window. */
export type ReportedScheduleRun = { at: number; schedule: string; scheduledAt: number; executionId: string; input: Json };

/** An object that was created, replaced or deleted. */
export type ReportedObjectChange = {
	at: number;
	bucket: string;
	key: string;
	label: string | null;
	/** For example `ObjectCreated:Put`. */
	event: string;
	/** null for a deletion. */
	bytes: number | null;
	etag: string | null;
	versionId: string | null;
	sequencer: string;
	/** Ids of the notification configurations that it fits. */
	notifications: string[];
};

/** A batch of log events that a subscription filter sent to its destination. */
export type ReportedLogForward = { at: number; filter: string; logGroup: string; logStream: string; batch: string; events: number };

/** Something of the template by which nothing is ever sent: AWS would have refused it, or it is not simulated. */
export type ReportedNotDelivering = { resource: string; because: string };

/** In place of events that went as usual, after the first 20,000 of them: how many, by kind and by bus, topic, bucket or sender. */
export type ReportedCondensed = { of: string; resource: string; at: number; until: number; count: number };

export type EventServices = {
	busEvents: ReportedBusEvent[];
	topicMessages: ReportedTopicMessage[];
	scheduleRuns: ReportedScheduleRun[];
	objectChanges: ReportedObjectChange[];
	logForwards: ReportedLogForward[];
	notDelivering: ReportedNotDelivering[];
	condensed: ReportedCondensed[];
};

/** What buses, topics, schedules, buckets and log groups were given, each in the order of time. */
export function eventServicesOf(events: readonly TraceEvent[]): EventServices {
	const report: EventServices = {
		busEvents: [],
		topicMessages: [],
		scheduleRuns: [],
		objectChanges: [],
		logForwards: [],
		notDelivering: [],
		condensed: [],
	};
	for (const event of events) add(report, event);
	return report;
}

function add(report: EventServices, event: TraceEvent): void {
	switch (event.kind) {
		case "bus.eventPut":
		case "bus.entryRefused":
		case "rule.due":
			report.busEvents.push(busEventOf(event));
			break;
		case "topic.published":
		case "topic.publishRefused":
		case "topic.deduplicated":
			report.topicMessages.push(topicMessageOf(event));
			break;
		case "schedule.invoked": {
			const { at, schedule, scheduledAt, executionId, input } = event;
			report.scheduleRuns.push({ at, schedule, scheduledAt, executionId, input: parseJsonText(input) });
			break;
		}
		case "bucket.objectCreated":
		case "bucket.objectRemoved": {
			const { at, bucket, key, sequencer, notifications, label = null, versionId = null } = event;
			const object = event.kind === "bucket.objectCreated" ? { bytes: event.bytes, etag: event.etag } : { bytes: null, etag: null };
			report.objectChanges.push({ at, bucket, key, label, event: event.event, ...object, versionId, sequencer, notifications });
			break;
		}
		case "logs.forwarded": {
			const { kind: _, ...forward } = event;
			report.logForwards.push(forward);
			break;
		}
		case "services.condensed": {
			const { kind: _, ...counted } = event;
			report.condensed.push(counted);
			break;
		}
		case "schedule.refused":
			report.notDelivering.push({ resource: event.schedule, because: event.message });
			break;
		case "subscription.notDelivering":
			report.notDelivering.push({ resource: event.subscription, because: event.because });
			break;
		case "bucket.notificationRefused":
			report.notDelivering.push({ resource: `${event.bucket}: ${event.notification}`, because: event.message });
			break;
		case "logs.filterRefused":
			report.notDelivering.push({ resource: event.filter, because: event.because });
			break;
	}
}

function busEventOf(event: Extract<TraceEvent, { kind: "bus.eventPut" | "bus.entryRefused" | "rule.due" }>): ReportedBusEvent {
	const base = { at: event.at, label: null, source: null, detailType: null, detail: null, rules: [], refused: null };
	if (event.kind === "rule.due")
		return { ...base, bus: null, id: event.eventId, source: "aws.events", detailType: "Scheduled Event", detail: {}, rules: [event.rule] };
	const label = event.label ?? null;
	if (event.kind === "bus.entryRefused")
		return { ...base, bus: event.bus, id: null, label, refused: { code: event.code, message: event.message } };
	// An event that nests too deeply stays a text, in `detail`.
	const envelope = parseJsonText(event.event);
	const parts = envelope !== null && typeof envelope === "object" && !Array.isArray(envelope) ? envelope : { detail: envelope };
	return {
		...base,
		bus: event.bus,
		id: event.eventId,
		label,
		source: textOf(parts.source),
		detailType: textOf(parts["detail-type"]),
		detail: parts.detail ?? null,
		rules: event.rules,
	};
}

function textOf(value: Json | undefined): string | null {
	return typeof value === "string" ? value : null;
}

function topicMessageOf(
	event: Extract<TraceEvent, { kind: "topic.published" | "topic.publishRefused" | "topic.deduplicated" }>,
): ReportedTopicMessage {
	const { at, topic, label = null } = event;
	const base = { at, topic, label, message: null, subscriptions: [], filteredOut: [], duplicate: false, refused: null };
	if (event.kind === "topic.publishRefused") return { ...base, id: null, refused: { code: event.code, message: event.message } };
	if (event.kind === "topic.deduplicated") return { ...base, id: event.messageId, duplicate: true };
	const { messageId: id, subscriptions, filteredOut } = event;
	return { ...base, id, message: parseJsonText(event.message), subscriptions, filteredOut };
}
