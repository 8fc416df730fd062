import type { InvokeResult } from "#sandbox/lambda/service/invocation.ts";
import type { Cloud } from "#sandbox/services/cloud.ts";
import type { SqsMessage } from "#sandbox/services/sqs/message.ts";
import type { Queue } from "#sandbox/services/sqs/queue.ts";
import type { StackMapping } from "#sandbox/stack/mapping.ts";
import type { Lineage } from "#sandbox/trace/invocation-source.ts";
import type { TraceEventOf } from "#sandbox/trace/trace.ts";
import { batchResponse } from "./batch-response.ts";
import { SqsBatch } from "./sqs-batch.ts";
import { passesFilters } from "./sqs-filter.ts";
import { SqsPollers } from "./sqs-pollers.ts";
import { sqsRecord } from "./sqs-record.ts";

/** From a message's being there until a poller has it. Our choice; AWS publishes none. */
const RECEIVE_MS = 10;
/** How long Lambda waits before it invokes a throttled function again: our choice, doubled each time (L191). */
const FIRST_BACK_OFF_MS = 1_000;
const LONGEST_BACK_OFF_MS = 60_000;
/** How often pollers are added, or taken away. */
const SCALE_EVERY_MS = 1_000;

/** A function that a mapping invokes, as requests name it. */
export type MappedFunction = { name: string; qualifier: string | undefined };

type WhyReturned = TraceEventOf<"queue.batchReturned">["why"];

/**
 * Reads a queue in the name of a function (L172, L183-L197): receives batches, invokes the function synchronously with each, and deletes
 * what succeeded. What failed is left alone, and is visible again after the visibility timeout of the queue.
 * Batches are as full as the queue allows at the moment; AWS spreads messages over its pollers, so that its batches may be smaller.
 */
export class SqsMapping {
	#cloud: Cloud;
	#mapping: StackMapping;
	#queue: Queue;
	#function: MappedFunction;
	#pollers: SqsPollers;
	/** Batches that are invoked, or wait to be invoked again. */
	#underWay = 0;
	/** The batch that is being gathered. */
	#open: SqsBatch | undefined;
	#wakes = false;
	#scales = false;

	constructor(cloud: Cloud, mapping: StackMapping, queue: Queue, fn: MappedFunction) {
		this.#cloud = cloud;
		this.#mapping = mapping;
		this.#queue = queue;
		this.#function = fn;
		this.#pollers = new SqsPollers(mapping.maximumConcurrency, queue.config.fifo);
	}

	/** Begins to poll. */
	start(): void {
		this.#queue.onReceivable(() => this.#wake());
		if (this.#queue.hasReceivable) this.#wake();
	}

	get #now(): number {
		return this.#cloud.run.simulation.now;
	}

	get #hasPoller(): boolean {
		return this.#open !== undefined || this.#underWay < this.#pollers.limit;
	}

	/** A message may be there: a poller has it a little later. Pollers that are all busy look again when one of them is free. */
	#wake(): void {
		if (this.#wakes) return;
		if (!this.#hasPoller) {
			this.#scale();
			return;
		}
		this.#wakes = true;
		this.#cloud.run.simulation.at(this.#now + RECEIVE_MS, () => {
			this.#wakes = false;
			this.#poll();
		});
	}

	#poll(): void {
		while (this.#hasPoller && this.#queue.hasReceivable) this.#gather();
		if (this.#queue.hasReceivable) this.#scale();
	}

	/** Receives into the open batch, and sends it off when it is full or need not wait (L172). */
	#gather(): void {
		const { batchSize, maximumBatchingWindowSeconds, id } = this.#mapping;
		const batch = this.#open ?? new SqsBatch();
		this.#open = batch;
		const { region } = this.#cloud.run.scenario;
		let full = false;
		const received = this.#queue.receive({
			most: batchSize - batch.length,
			visibilityTimeoutMs: this.#queue.config.visibilityTimeoutSeconds * 1000,
			by: id,
			accept: (message) => {
				full = !batch.hasRoomFor(message);
				if (!full) batch.reserve(message);
				return !full;
			},
		});
		const filtered: SqsMessage[] = [];
		for (const one of received) {
			const record = sqsRecord(one, this.#queue.config, region, this.#cloud.run.epochMs);
			if (passesFilters(this.#mapping.filters, record)) batch.add(one, record);
			else filtered.push(one.message);
		}
		this.#queue.remove(filtered, "filtered");
		batch.settle();
		if (batch.length === 0) this.#open = undefined;
		else if (full || batch.length >= batchSize || maximumBatchingWindowSeconds === 0) this.#sendOff(batch);
		else if (!batch.closing)
			batch.closing = this.#cloud.run.simulation.at(this.#now + maximumBatchingWindowSeconds * 1000, () => this.#sendOff(batch));
	}

	#sendOff(batch: SqsBatch): void {
		this.#open = undefined;
		this.#cloud.run.simulation.cancel(batch.closing);
		this.#underWay++;
		this.#invoke(batch, 1);
		if (this.#queue.hasReceivable) this.#wake();
	}

	#invoke(batch: SqsBatch, attempt: number): void {
		const { name, qualifier } = this.#function;
		const lineage = longestOf(batch.messages.map((message) => message.lineage));
		this.#cloud.lambda.invoke(
			{
				function: name,
				...(qualifier === undefined ? {} : { qualifier }),
				payload: batch.event,
				source: {
					service: "sqs",
					resource: this.#queue.config.arn,
					invocationType: "RequestResponse",
					attempt,
					records: batch.messages.map(({ messageId }) => messageId),
				},
				...(lineage ? { lineage } : {}),
			},
			(result) => this.#judge(batch, attempt, result),
		);
	}

	#judge(batch: SqsBatch, attempt: number, result: InvokeResult): void {
		switch (result.status) {
			case "succeeded":
				this.#succeeded(batch, result.invocation, result.response);
				break;
			case "functionError":
				// Partial responses say that failures are expected: polling goes on as before (L195).
				if (!this.#mapping.reportBatchItemFailures) this.#pollers.backOff();
				this.#return(batch.messages, result.invocation, "functionError");
				break;
			case "throttled":
				this.#pollers.backOff();
				if (this.#triesAgain(batch, attempt)) return;
				this.#return(batch.messages, result.invocation, "throttled");
				break;
			case "rejected":
				this.#return(batch.messages, result.invocation, "rejected");
		}
		this.#underWay--;
		if (this.#queue.hasReceivable) this.#wake();
	}

	/** A throttled batch is tried again while its messages are invisible, and then let go (L191). */
	#triesAgain(batch: SqsBatch, attempt: number): boolean {
		const at = this.#now + Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** (attempt - 1));
		if (at >= batch.invisibleUntil) return false;
		this.#cloud.run.simulation.at(at, () => this.#invoke(batch, attempt + 1));
		return true;
	}

	#succeeded(batch: SqsBatch, invocation: number, response: string): void {
		this.#pollers.succeeded();
		if (!this.#mapping.reportBatchItemFailures) {
			this.#delete(batch, batch.messages, invocation);
			return;
		}
		const verdict = batchResponse(response, (messageId) => batch.has(messageId));
		if (verdict.kind === "failure") {
			this.#return(batch.messages, invocation, "malformedResponse", verdict.problem);
			return;
		}
		const failed = new Set(verdict.kind === "itemFailures" ? verdict.failed : []);
		const [returned, handled] = [true, false].map((is) => batch.messages.filter(({ messageId }) => failed.has(messageId) === is));
		if (returned && returned.length > 0) this.#return(returned, invocation, "reported");
		if (handled && handled.length > 0) this.#delete(batch, handled, invocation);
	}

	/** A message that was received again meanwhile is not deleted: the handle that this batch has is not the latest any more. */
	#delete(batch: SqsBatch, messages: readonly SqsMessage[], invocation: number): void {
		this.#queue.remove(
			messages.filter((message) => batch.holds(message)),
			"handled",
			invocation,
		);
	}

	#return(messages: readonly SqsMessage[], invocation: number, why: WhyReturned, problem?: string): void {
		this.#cloud.run.recorder.record({
			at: this.#now,
			kind: "queue.batchReturned",
			mapping: this.#mapping.id,
			queue: this.#queue.config.id,
			messages: messages.map(({ messageId }) => messageId),
			invocation,
			why,
			...(problem === undefined ? {} : { problem }),
		});
	}

	/** Adds pollers each second while there is a backlog (L184). */
	#scale(): void {
		if (this.#scales) return;
		this.#scales = true;
		this.#cloud.run.simulation.at(
			this.#now + SCALE_EVERY_MS,
			() => {
				this.#scales = false;
				const backlog = !this.#hasPoller && this.#queue.hasReceivable;
				this.#pollers.tick(backlog);
				if (this.#queue.hasReceivable && !this.#wakes) this.#wake();
				if (!this.#pollers.isSettled(backlog)) this.#scale();
			},
			{ background: true },
		);
	}
}

/** Of messages that belong to several chains, the longest counts. */
function longestOf(lineages: readonly (Lineage | undefined)[]): Lineage | undefined {
	const lengthOf = (lineage: Lineage | undefined) => (lineage ? Math.max(0, ...Object.values(lineage.counts)) : -1);
	return lineages.reduce((longest, one) => (lengthOf(one) > lengthOf(longest) ? one : longest), undefined);
}
