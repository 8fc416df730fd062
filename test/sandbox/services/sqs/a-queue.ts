import type { StackMapping } from "#sandbox/stack/mapping.ts";
import type { StackQueue } from "#sandbox/stack/sqs.ts";
import type { Trace, TraceEventOf } from "#sandbox/trace/trace.ts";

const region = "eu-central-1";

/** A standard queue with the defaults of CloudFormation. */
export function aQueue(id: string, differences: Partial<StackQueue> = {}): StackQueue {
	const name = differences.fifo ? `${id}.fifo` : id;
	return {
		id,
		line: 1,
		name,
		arn: `arn:aws:sqs:${region}:123456789012:${name}`,
		url: `https://sqs.${region}.amazonaws.com/123456789012/${name}`,
		fifo: false,
		contentBasedDeduplication: false,
		deduplicationScope: "queue",
		delaySeconds: 0,
		visibilityTimeoutSeconds: 30,
		messageRetentionSeconds: 345_600,
		maximumMessageBytes: 1_048_576,
		receiveWaitSeconds: 0,
		redrive: undefined,
		...differences,
	};
}

/** The redrive policy that moves to a queue. */
export function redriveTo(target: StackQueue, maxReceiveCount: number): StackQueue["redrive"] {
	return { deadLetterTargetArn: target.arn, maxReceiveCount };
}

/** A mapping from a queue to a function by its logical id, with the defaults of Lambda. */
export function aMapping(queue: StackQueue, fn: string, differences: Partial<StackMapping> = {}): StackMapping {
	return {
		id: `${fn}${queue.id}`,
		line: 1,
		uuid: "11111111-2222-4333-8444-555555555555",
		source: { kind: "sqs", arn: queue.arn },
		functionArn: `arn:aws:lambda:${region}:123456789012:function:${fn}`,
		enabled: true,
		batchSize: 10,
		maximumBatchingWindowSeconds: 0,
		filters: [],
		reportBatchItemFailures: false,
		maximumConcurrency: undefined,
		startingPosition: undefined,
		parallelizationFactor: 1,
		bisectBatchOnFunctionError: false,
		maximumRecordAgeSeconds: -1,
		maximumRetryAttempts: -1,
		tumblingWindowSeconds: 0,
		onFailureArn: undefined,
		...differences,
	};
}

/** A message of the scenario to a queue. */
export function message(
	queue: string,
	body: string,
	rest: { at?: number; groupId?: string; deduplicationId?: string; delaySeconds?: number } = {},
) {
	const { at = 0, ...send } = rest;
	return { at, send: { service: "sqs" as const, queue, body, ...send } };
}

export function eventsOf<K extends Trace["events"][number]["kind"]>(trace: Trace, kind: K): TraceEventOf<K>[] {
	return trace.events.filter((event): event is TraceEventOf<K> => event.kind === kind);
}

type Records = { Records: { messageId: string; body: string; attributes: Record<string, string> }[] };

/** When the function was asked to handle which bodies, in order. */
export function batchesOf(trace: Trace): { at: number; bodies: string[] }[] {
	return eventsOf(trace, "invocation.requested").map(({ at, event }) => ({
		at,
		bodies: (JSON.parse(event) as Records).Records.map(({ body }) => body),
	}));
}
