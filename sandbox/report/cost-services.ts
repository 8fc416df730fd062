import { quotaMs, quotaOf } from "#facts/index.ts";
import type { ReportedMetric } from "#sandbox/report/metrics/metric.ts";
import type { Trace, TraceEvent, TraceEventOf } from "#sandbox/trace/trace.ts";
import { BYTES_PER_GB, HOURS_PER_MONTH, type Meter, piecesOf, type Usage } from "./cost-tariffs.ts";

const HOUR_MS = 3_600_000;
const sqsStep = quotaOf("sqs.billed.step");
const sqsBatch = quotaOf("sqs.batch.max");
const snsStep = quotaOf("sns.billed.step");
const busStep = quotaOf("eventbridge.billed.step");
const webSocketStep = quotaOf("apigateway.websocket.billed.step");
const kinesisStep = quotaOf("kinesis.put.billed.step");
/** HTTP APIs are metered in pieces of 512 KB. */
const httpApiStep = 524_288;
const receiveWaitMs = quotaMs("lambda.mapping.sqs.wait");
const idlePollers = quotaOf("lambda.mapping.sqs.pollers.first");
const streamPollsPerSecond = quotaOf("lambda.mapping.dynamodb.polls");

type Queue = { fifo: boolean; requests: number; receives: Map<string, number> };

/**
 * What a run used of the services around its functions, counted from its trace.
 *
 * SQS: a message that the scenario or a service sends is one request, and one more for each further 64 KB of it; a call of the SDK is one.
 * A mapping receives and deletes in batches of ten. Its five pollers wait up to 20 s for messages: each ends at least every 20 s with
 * a receive, which is empty when it brought nothing (L184, L185). Lambda may fall back to two pollers, and AWS does not say when.
 */
export class ServiceUsage {
	#counts = new Map<Meter, number>();
	#queues = new Map<string, Queue>();
	#connections = new Map<string, number>();
	/** Shards by stream and source. */
	#shards = { kinesis: new Set<string>(), dynamodb: new Set<string>() };
	#functions: ReadonlySet<string>;
	#endedAt: number;

	constructor({ functions, events, endedAt }: Pick<Trace, "functions" | "events" | "endedAt">) {
		this.#functions = new Set(functions.map(({ name }) => name));
		this.#endedAt = endedAt;
		for (const event of events) this.#read(event);
	}

	/** @param metrics Of the run; those outside of AWS's own namespaces are custom ones, charged by the hours in which they have data. */
	usages(metrics: readonly ReportedMetric[]): Usage[] {
		for (const connected of this.#connections.values()) this.#connected(connected, this.#endedAt);
		this.#connections.clear();
		const hours = this.#endedAt / HOUR_MS;
		const kinesisShards = this.#shards.kinesis.size;
		const reads = (this.#shards.dynamodb.size * this.#endedAt * streamPollsPerSecond) / 1_000;
		return [
			...[...this.#counts].map(([meter, quantity]) => ({ meter, quantity })),
			...[...this.#queues.values()].flatMap((queue) => this.#queueUsage(queue)),
			{ meter: "kinesisShards", quantity: kinesisShards * hours, perMonth: kinesisShards * HOURS_PER_MONTH },
			{ meter: "dynamoDbStreamReads", quantity: reads },
			...metrics.filter(({ namespace }) => !namespace.startsWith("AWS/")).map(metricUsage),
		];
	}

	#read(event: TraceEvent): void {
		switch (event.kind) {
			case "queue.messageSent":
			case "queue.sendDeduplicated":
				this.#sent(event);
				break;
			case "queue.messagesReceived":
				// What a function receives itself is counted by its call.
				if (this.#functions.has(event.by)) break;
				this.#queue(event.queue).receives.set(event.by, (this.#queue(event.queue).receives.get(event.by) ?? 0) + batches(event));
				break;
			case "queue.messagesDeleted":
				if (event.why === "handled" || event.why === "filtered") this.#queue(event.queue).requests += batches(event);
				break;
			case "aws.called":
				if (event.service === "sqs") this.#add("sqsStandard", 1);
				break;
			case "topic.published":
				this.#published(event.topic, Buffer.byteLength(event.message));
				break;
			case "topic.deduplicated":
				this.#published(event.topic, 0);
				break;
			case "bus.eventPut":
				if (isCharged(event.event)) this.#add("busEvents", piecesOf(Buffer.byteLength(event.event), busStep));
				break;
			case "schedule.invoked":
				this.#add("schedules", 1);
				break;
			case "sending.delivered":
				this.#delivered(event.from, event.to, 1);
				break;
			case "services.condensed":
				this.#condensed(event);
				break;
			case "http.requested":
				this.#called(event.front, Buffer.byteLength(event.body ?? ""));
				break;
			case "http.condensed":
				this.#called(event.front, 0);
				break;
			case "stream.recordWritten":
				this.#shards[event.source].add(`${event.stream} ${event.shard}`);
				if (event.source === "kinesis") this.#add("kinesisPuts", piecesOf(event.bytes, kinesisStep));
				break;
			case "mapping.shardOpened":
				this.#shards[event.source].add(`${event.stream} ${event.shard}`);
				break;
			default:
				this.#readConnection(event);
		}
	}

	#readConnection(event: TraceEvent): void {
		if (event.kind === "websocket.answered" && event.action === "connect" && event.status === 101)
			this.#connections.set(event.connectionId, event.at);
		else if (event.kind === "websocket.requested" && event.action === "message")
			this.#add("webSocketMessages", piecesOf(Buffer.byteLength(event.body ?? ""), webSocketStep));
		else if (event.kind === "websocket.sent") this.#add("webSocketMessages", piecesOf(Buffer.byteLength(event.body), webSocketStep));
		else if (event.kind === "websocket.closed") {
			this.#connected(this.#connections.get(event.connectionId), event.at);
			this.#connections.delete(event.connectionId);
		}
	}

	#connected(from: number | undefined, until: number): void {
		if (from !== undefined) this.#add("webSocketMinutes", Math.ceil((until - from) / 60_000));
	}

	#sent(event: TraceEventOf<"queue.messageSent" | "queue.sendDeduplicated">): void {
		const queue = this.#queue(event.queue);
		if (event.kind === "queue.sendDeduplicated" || event.deduplicationId !== undefined) queue.fifo = true;
		const pieces = event.kind === "queue.messageSent" ? piecesOf(Buffer.byteLength(event.body), sqsStep) : 1;
		// The first request of what a role sends by the SDK is counted by its call.
		queue.requests += /:(?:sts|iam):/.test(event.from ?? "") ? pieces - 1 : pieces;
	}

	#queueUsage({ fifo, requests, receives }: Queue): Usage[] {
		const polls = idlePollers * Math.floor(this.#endedAt / receiveWaitMs);
		const usages: Usage[] = [{ meter: fifo ? "sqsFifo" : "sqsStandard", quantity: requests }];
		for (const full of receives.values())
			usages.push(
				{ meter: fifo ? "sqsFifo" : "sqsStandard", quantity: full },
				{ meter: fifo ? "sqsEmptyFifo" : "sqsEmpty", quantity: Math.max(0, polls - full) },
			);
		return usages;
	}

	#published(topic: string, bytes: number): void {
		const fifo = topic.endsWith(".fifo");
		this.#add(fifo ? "snsFifoPublishes" : "snsPublishes", piecesOf(bytes, snsStep));
		if (fifo) this.#add("snsFifoPublished", bytes / BYTES_PER_GB);
	}

	#delivered(from: string, to: string, count: number): void {
		if (!from.includes(":sns:")) return;
		if (to.includes(":lambda:")) this.#add("snsToLambda", count);
		else if (to.includes(":sqs:")) this.#add("snsToSqs", count);
	}

	/** Their sizes are not recorded: each counts as a small one. */
	#condensed({ of, resource, count }: TraceEventOf<"services.condensed">): void {
		if (of === "topic.published") this.#add(resource.endsWith(".fifo") ? "snsFifoPublishes" : "snsPublishes", count);
		else if (of === "bus.eventPut") this.#add("busEvents", count);
	}

	#called(front: TraceEventOf<"http.requested">["front"], bytes: number): void {
		if (front === "rest") this.#add("restCalls", 1);
		else if (front === "http") this.#add("httpCalls", piecesOf(bytes, httpApiStep));
	}

	#queue(name: string): Queue {
		let queue = this.#queues.get(name);
		if (!queue) {
			queue = { fifo: false, requests: 0, receives: new Map() };
			this.#queues.set(name, queue);
		}
		return queue;
	}

	#add(meter: Meter, quantity: number): void {
		this.#counts.set(meter, (this.#counts.get(meter) ?? 0) + quantity);
	}
}

function batches({ messages }: { messages: readonly string[] }): number {
	return Math.ceil(messages.length / sqsBatch);
}

/** Management events of AWS services are free; events of applications and the data events of S3 are not. */
function isCharged(event: string): boolean {
	return !/"source":"aws\.(?!s3")/.test(event.slice(0, 400));
}

/** A metric that gets data in an hour is charged for that hour. */
function metricUsage({ periods }: ReportedMetric): Usage {
	const hours = new Set(periods.map(({ at }) => Math.floor(at / HOUR_MS))).size;
	return { meter: "customMetrics", quantity: hours / HOURS_PER_MONTH, perMonth: 1 };
}

const priced: ReadonlySet<string> = new Set(["sqs", "sns", "events", "scheduler", "lambda", "kinesis", "execute-api", "logs"]);
const names: Readonly<Record<string, string>> = {
	dynamodb: "DynamoDB",
	s3: "S3",
	secretsmanager: "Secrets Manager",
	ssm: "Systems Manager",
	kms: "KMS",
	states: "Step Functions",
	sts: "STS",
	monitoring: "CloudWatch requests",
	"cognito-idp": "Cognito",
};

/** Services that functions called or the run used, and whose own charges are not counted. */
export function notPricedOf(events: readonly TraceEvent[]): string[] {
	const found = new Set<string>();
	for (const event of events) {
		if (event.kind === "aws.called" && !priced.has(event.service) && event.service !== "sts")
			found.add(names[event.service] ?? event.service);
		else if (event.kind === "bucket.objectCreated") found.add("S3");
		else if (event.kind === "table.itemChanged") found.add("DynamoDB");
		else if (event.kind === "execution.started") found.add("Step Functions");
		else if (event.kind === "http.requested" && event.front === "loadBalancer") found.add("Elastic Load Balancing");
	}
	return [...found].sort();
}
