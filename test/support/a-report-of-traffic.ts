import type { Report } from "#sandbox/index.ts";

type Queue = Report["queues"][number];
type Message = Queue["messages"][number];
type Stream = Report["streams"][number];

/** A message that was sent at 0 and received by nobody, unless said otherwise. */
export function aMessage(overrides: Partial<Message>): Message {
	return {
		id: "5fea7756-0ea4-451a-a703-a558b933e274",
		body: { order: "1001" },
		groupId: null,
		sentAt: 0,
		from: null,
		movedFrom: null,
		movedTo: null,
		state: "deleted",
		endedAt: null,
		receiveCount: 0,
		receptions: [],
		invocations: [],
		copies: 0,
		...overrides,
	};
}

export function aQueue(overrides: Partial<Queue> & { name: string }): Queue {
	return {
		sent: 0,
		movedIn: 0,
		received: 0,
		deleted: 0,
		filtered: 0,
		movedOut: 0,
		expired: 0,
		deduplicated: 0,
		refused: [],
		oldestAgeMs: null,
		peakOldestAgeMs: 0,
		counts: [],
		messages: [],
		refusedMappings: [],
		...overrides,
	};
}

/** `GET /orders` of an HTTP API, answered 200 by a function after 20 ms. */
export function anHttpRequest(overrides: Partial<Report["http"][number]> & { n: number }): Report["http"][number] {
	const requestedAt = overrides.requestedAt ?? 0;
	return {
		label: null,
		front: "http",
		api: "OrdersApi",
		route: null,
		method: "GET",
		path: "/orders",
		requestedAt,
		respondedAt: requestedAt + 20,
		latencyMs: 20,
		status: 200,
		headers: {},
		body: null,
		invocation: null,
		authorizerInvocation: null,
		error: null,
		log: null,
		...overrides,
	};
}

export function anAsyncEvent(overrides: Partial<Report["asyncEvents"][number]>): Report["asyncEvents"][number] {
	return {
		n: 1,
		requestId: "6d1f0c2e-41b7-5c8a-9a53-000000000001",
		function: "OrdersFunction",
		qualifier: null,
		label: null,
		source: null,
		acceptedAt: 0,
		attempts: [],
		scheduled: [],
		outcome: "succeeded",
		condition: null,
		endedAt: null,
		sent: [],
		...overrides,
	};
}

/** A Kinesis stream of one shard with a mapping whose checkpoint is after the second record; a record for each key, numbered from 1. */
export function aStream({ keys, batches }: { keys: string[]; batches: Stream["mappings"][number]["batches"] }): Stream {
	const shard = "shardId-000000000000";
	const record = { shard, data: null, change: null, byTimeToLive: false };
	return {
		name: "Orders",
		source: "kinesis",
		records: keys.map((key, index) => ({ ...record, key, at: index * 10, sequenceNumber: String(index + 1) })),
		refused: [],
		mappings: [
			{
				name: "OrdersMapping",
				function: "OrdersFunction",
				shards: [{ shard, skipped: 0, filtered: 0, checkpoint: "2", peakIteratorAgeMs: 90 }],
				batches,
				discarded: [],
			},
		],
	};
}

/** A message of the topic Orders to the queue Mail, taken at once. */
export function aSending(overrides: Partial<Report["sendings"][number]>): Report["sendings"][number] {
	return {
		service: "sns",
		from: "arn:aws:sns:eu-central-1:123456789012:Orders",
		item: "f1041090-269d-4a0d-8234-63b85eae9c68",
		to: "arn:aws:sqs:eu-central-1:123456789012:Mail",
		attempts: 1,
		firstAt: 0,
		outcome: "delivered",
		endedAt: 30,
		id: null,
		deadLetter: null,
		error: null,
		refusal: null,
		retryAt: null,
		...overrides,
	};
}
