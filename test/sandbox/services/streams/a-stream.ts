import type { ScenarioInput, Traffic } from "#sandbox/scenario.ts";
import type { StackTable } from "#sandbox/stack/dynamodb.ts";
import type { StackStream } from "#sandbox/stack/kinesis.ts";
import type { StackMapping } from "#sandbox/stack/mapping.ts";
import type { InvocationSource } from "#sandbox/trace/invocation-source.ts";
import type { Trace, TraceEvent, TraceEventOf } from "#sandbox/trace/trace.ts";

const REGION = "eu-central-1";
export const epochMs = Date.parse("2026-11-24T09:00:00.000Z");
export const functionArn = `arn:aws:lambda:${REGION}:123456789012:function:Fn`;
export const streamArn = `arn:aws:kinesis:${REGION}:123456789012:stream/Events`;
export const tableStreamArn = `arn:aws:dynamodb:${REGION}:123456789012:table/Orders/stream/2026-11-24T09:00:00.000`;

export function aStream(more: Partial<StackStream> = {}): StackStream {
	return { id: "Events", line: 1, name: "Events", arn: streamArn, shardCount: 1, retentionHours: 24, onDemand: false, ...more };
}

export function aTable(more: Partial<StackTable> = {}): StackTable {
	return {
		id: "Orders",
		line: 1,
		name: "Orders",
		arn: `arn:aws:dynamodb:${REGION}:123456789012:table/Orders`,
		partitionKey: { name: "id", type: "S" },
		sortKey: undefined,
		globalIndexes: [],
		localIndexes: [],
		billing: { mode: "PROVISIONED", readUnits: 5, writeUnits: 5 },
		timeToLiveAttribute: undefined,
		stream: { arn: tableStreamArn, view: "NEW_AND_OLD_IMAGES" },
		...more,
	};
}

/** Defaults of Lambda, but that it reads from the beginning. */
export function aMapping(more: Partial<StackMapping> = {}): StackMapping {
	return {
		id: "Mapping",
		line: 1,
		uuid: "11111111-2222-4333-8444-555555555555",
		source: { kind: "kinesis", arn: streamArn },
		functionArn,
		enabled: true,
		batchSize: 100,
		maximumBatchingWindowSeconds: 0,
		filters: [],
		reportBatchItemFailures: false,
		maximumConcurrency: undefined,
		startingPosition: { kind: "TRIM_HORIZON" },
		parallelizationFactor: 1,
		bisectBatchOnFunctionError: false,
		maximumRecordAgeSeconds: -1,
		maximumRetryAttempts: -1,
		tumblingWindowSeconds: 0,
		onFailureArn: undefined,
		...more,
	};
}

/** A mapping of the stream of the table. */
export const aTableMapping = (more: Partial<StackMapping> = {}) => aMapping({ source: { kind: "dynamodb", arn: tableStreamArn }, ...more });

type Put = Omit<ScenarioInput["traffic"][number], "send">;

/** A record for the stream, all of it under one key unless another is given. */
export function put(data: unknown, { at = 0, key = "k", ...more }: Partial<Put> & { key?: string } = {}): ScenarioInput["traffic"][number] {
	return { at, ...more, send: { service: "kinesis", stream: "Events", partitionKey: key, data: data as Traffic["event"] & {} } };
}

/** A write to the table. */
export function write(action: "put" | "delete", item: Record<string, unknown>, at = 0): ScenarioInput["traffic"][number] {
	return { at, send: { service: "dynamodb", table: "Orders", action, item: item as Record<string, string> } };
}

export const eventsOf = <K extends TraceEvent["kind"]>(trace: Trace, kind: K): TraceEventOf<K>[] =>
	trace.events.filter((event): event is TraceEventOf<K> => event.kind === kind);

export type StreamEvent = {
	Records: {
		kinesis?: { data: string; partitionKey: string; sequenceNumber: string; approximateArrivalTimestamp: number };
		dynamodb?: { Keys: Record<string, unknown>; SequenceNumber: string };
		eventName: string;
	}[];
	window?: { start: string; end: string };
	state?: Record<string, number>;
	isFinalInvokeForWindow?: boolean;
	isWindowTerminatedEarly?: boolean;
};

/** Events of the invocations, with their source. */
export function invokedWith(trace: Trace): { at: number; event: StreamEvent; source: InvocationSource | undefined }[] {
	return eventsOf(trace, "invocation.requested").map(({ at, event, source }) => ({ at, event: JSON.parse(event) as StreamEvent, source }));
}

/** The data of each invocation's records, as text. */
export function dataOf(trace: Trace): string[][] {
	return invokedWith(trace).map(({ event }) => event.Records.map(({ kinesis }) => Buffer.from(kinesis?.data ?? "", "base64").toString()));
}

/** Handler code that knows `data`, the texts of the records. */
export const handlerOf = (body: string) => `
const decoded = (event) => event.Records.map((r) => Buffer.from(r.kinesis.data, "base64").toString());
export const handler = async (event) => { const data = decoded(event); ${body} };`;
