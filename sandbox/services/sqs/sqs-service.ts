import { RandomStream } from "#sandbox/kernel/random.ts";
import { SimulatorError } from "#sandbox/kernel/simulator-error.ts";
import { toTick } from "#sandbox/kernel/virtual-time.ts";
import type { Cloud } from "#sandbox/services/cloud.ts";
import type { Delivery, DeliveryResult } from "#sandbox/services/delivery.ts";
import type { StackQueue } from "#sandbox/stack/sqs.ts";
import type { SqsSend } from "#sandbox/traffic/send.ts";
import { refusalOf } from "./check-message.ts";
import { Deduplication } from "./deduplication.ts";
import { MAX_BATCH_ENTRIES, MAX_IN_FLIGHT, MAX_VISIBILITY_SECONDS, MAX_WAIT_SECONDS } from "./limits.ts";
import { type MessageInput, type ReceivedMessage, type SqsMessage, sequenceNumber } from "./message.ts";
import { contentDeduplicationId, md5OfAttributes, md5OfBody } from "./message-digest.ts";
import { Queue } from "./queue.ts";
import { readReceiptHandle } from "./receipt-handle.ts";
import { done, failed, invalidValue, type SqsResult } from "./sqs-error.ts";

/** SenderId of the scenario: a user of the account. */
const USER = "AIDACKCEVSQ6C2EXAMPLE";

export type SentMessage = { messageId: string; md5OfBody: string; md5OfAttributes: string | undefined; sequenceNumber: string | undefined };

export type ReceiveInput = {
	/** From 1 to 10; 1 when absent. */
	most?: number;
	/** From 0 to 43,200; the queue's own when absent. */
	visibilityTimeoutSeconds?: number;
	/** From 0 to 20; the queue's own when absent. */
	waitSeconds?: number;
	/** Logical id of the function that asks. */
	by: string;
};

/** The queues of a stack, and the operations of SQS on them. Whatever speaks its wire protocol translates to these. */
export class SqsService {
	#cloud: Cloud;
	#queues = new Map<string, Queue>();
	#byArn = new Map<string, Queue>();
	#deduplication = new Map<Queue, Deduplication>();
	#ids: RandomStream;
	/** Whether the scenario has messages come twice or out of order; drawn apart, so that it moves no other chance. */
	#chance: RandomStream;

	constructor(cloud: Cloud) {
		this.#cloud = cloud;
		const { seed } = cloud.run.scenario;
		this.#ids = new RandomStream(seed, "sqs message ids");
		this.#chance = new RandomStream(seed, "sqs at least once");
		const owner = { run: cloud.run, redrive: (message: SqsMessage, from: StackQueue) => this.#redrive(message, from) };
		for (const config of cloud.stack.queues) {
			const queue = new Queue(owner, config);
			this.#queues.set(config.id, queue);
			this.#byArn.set(config.arn, queue);
			if (config.fifo) this.#deduplication.set(queue, new Deduplication(config.deduplicationScope));
			cloud.register(config.arn, { receive: (delivery) => this.#deliver(queue, delivery) });
		}
		cloud.accept("sqs", (send) => this.#takeFromScenario(send));
	}

	/** @returns undefined when there is no queue of that ARN. */
	queueOfArn(arn: string): Queue | undefined {
		return this.#byArn.get(arn);
	}

	/** @param nameOrUrl Name, or the URL that GetQueueUrl answers. */
	findQueue(nameOrUrl: string): SqsResult<Queue> {
		for (const queue of this.#queues.values()) if (queue.config.url === nameOrUrl || queue.config.name === nameOrUrl) return done(queue);
		return failed("AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.", "QueueDoesNotExist");
	}

	/** All queues, in the order of the template. */
	get queues(): Queue[] {
		return [...this.#queues.values()];
	}

	/** SendMessage. A duplicate to a FIFO queue is accepted, gets the id of the first, and is not put into the queue (L317). */
	send(queue: Queue, input: MessageInput): SqsResult<SentMessage> {
		const { config } = queue;
		const { recorder } = this.#cloud.run;
		const from = input.from ? { from: input.from.sourceArn } : {};
		const refusal = refusalOf(input, config);
		if (refusal) {
			const { code, message: reason } = refusal.error;
			recorder.record({ at: this.#now, kind: "queue.sendRefused", queue: config.id, code, reason, ...from });
			return refusal;
		}
		const { groupId = "" } = input;
		const deduplicationId = config.fifo ? (input.deduplicationId ?? contentDeduplicationId(input.body)) : undefined;
		const deduplication = this.#deduplication.get(queue);
		if (deduplication && deduplicationId !== undefined) {
			const earlier = deduplication.find(this.#now, groupId, deduplicationId);
			if (earlier) {
				recorder.record({ at: this.#now, kind: "queue.sendDeduplicated", queue: config.id, message: earlier.messageId, ...from });
				return done(sentMessage(earlier.messageId, input, earlier.sequence));
			}
		}
		const message = this.#newMessage(queue, input, deduplicationId);
		if (deduplication && deduplicationId !== undefined) deduplication.remember(this.#now, groupId, deduplicationId, message);
		recorder.record({
			at: this.#now,
			kind: "queue.messageSent",
			queue: config.id,
			message: message.messageId,
			body: message.body,
			...(input.attributes && Object.keys(input.attributes).length > 0 ? { attributes: input.attributes } : {}),
			...(input.groupId === undefined ? {} : { groupId: input.groupId }),
			...(deduplicationId === undefined ? {} : { deduplicationId }),
			...from,
			visibleAt: message.visibleAt,
		});
		queue.add(message);
		return done(sentMessage(message.messageId, input, config.fifo ? message.sequence : undefined));
	}

	/**
	 * ReceiveMessage. Answers at once when there is a message, or when it does not wait; else as soon as one can be received, at the
	 * latest when the time is over (long polling).
	 * @param onResult Called once.
	 */
	receive(queue: Queue, input: ReceiveInput, onResult: (result: SqsResult<ReceivedMessage[]>) => void): void {
		const { config } = queue;
		const { most = 1, visibilityTimeoutSeconds = config.visibilityTimeoutSeconds, waitSeconds = config.receiveWaitSeconds, by } = input;
		if (!(most >= 1 && most <= MAX_BATCH_ENTRIES)) {
			onResult(invalidValue(most, "MaxNumberOfMessages", `Must be between 1 and ${MAX_BATCH_ENTRIES}, if provided.`));
			return;
		}
		if (!(waitSeconds >= 0 && waitSeconds <= MAX_WAIT_SECONDS)) {
			onResult(invalidValue(waitSeconds, "WaitTimeSeconds", `Must be >= 0 and <= ${MAX_WAIT_SECONDS}, if provided.`));
			return;
		}
		const badTimeout = refusalOfTimeout(visibilityTimeoutSeconds);
		if (badTimeout) {
			onResult(badTimeout);
			return;
		}
		if (!config.fifo && waitSeconds === 0 && queue.counts.inFlight >= MAX_IN_FLIGHT) {
			const text = `Too many messages in flight: at most ${MAX_IN_FLIGHT}.`;
			onResult(failed("OverLimit", text));
			return;
		}
		const take = () => queue.receive({ most, visibilityTimeoutMs: visibilityTimeoutSeconds * 1000, by });
		const found = take();
		if (found.length > 0 || waitSeconds === 0) {
			onResult(done(found));
			return;
		}
		const { simulation } = this.#cloud.run;
		const deadline = toTick(simulation.now + waitSeconds * 1000);
		const poll = () => {
			const stopWaiting = queue.onceReceivable(() => {
				simulation.cancel(giveUp);
				const late = take();
				// What could be received has only been moved to the dead-letter queue: the poll goes on.
				if (late.length === 0 && simulation.now < deadline) poll();
				else onResult(done(late));
			});
			const giveUp = simulation.at(deadline, () => {
				stopWaiting();
				onResult(done([]));
			});
		};
		poll();
	}

	/**
	 * DeleteMessage. A message that is gone already is no error. A standard queue accepts the handle of an earlier reception, and does not
	 * delete; a FIFO queue refuses a handle whose visibility timeout is over (L315).
	 */
	delete(queue: Queue, receiptHandle: string): SqsResult<null> {
		const found = this.#received(queue, receiptHandle);
		if (!found.ok) return found;
		const { message, latest } = found.value;
		if (!message) return done(null);
		if (queue.config.fifo && (message.state !== "inFlight" || !latest))
			return invalidValue(receiptHandle, "ReceiptHandle", "The receipt handle has expired.");
		if (latest) queue.remove([message], "requested");
		return done(null);
	}

	/** ChangeMessageVisibility. @param seconds From 0, which makes it visible at once. */
	changeVisibility(queue: Queue, receiptHandle: string, seconds: number): SqsResult<null> {
		const badTimeout = refusalOfTimeout(seconds);
		if (badTimeout) return badTimeout;
		const found = this.#received(queue, receiptHandle);
		if (!found.ok) return found;
		const { message, latest } = found.value;
		if (!message || !latest || message.state !== "inFlight")
			return invalidValue(receiptHandle, "ReceiptHandle", "Message does not exist or is not available for visibility timeout change.");
		const visibleAt = toTick(this.#now + seconds * 1000);
		if (visibleAt > (message.receivedAt ?? this.#now) + MAX_VISIBILITY_SECONDS * 1000)
			return invalidValue(
				seconds,
				"VisibilityTimeout",
				`Total VisibilityTimeout for the message is beyond the limit [${MAX_VISIBILITY_SECONDS} seconds]`,
			);
		queue.changeVisibility(message, visibleAt);
		return done(null);
	}

	get #now(): number {
		return this.#cloud.run.simulation.now;
	}

	#received(queue: Queue, receiptHandle: string): SqsResult<{ message: SqsMessage | undefined; latest: boolean }> {
		const handle = readReceiptHandle(receiptHandle);
		if (!handle) return failed("ReceiptHandleIsInvalid", `The input receipt handle "${receiptHandle}" is not a valid receipt handle.`);
		// A timeout that ends at this very moment is over.
		void queue.counts;
		const message = queue.find(handle.messageId);
		return done({ message, latest: message?.receiveCount === handle.reception });
	}

	#newMessage(queue: Queue, input: MessageInput, deduplicationId: string | undefined): SqsMessage {
		const { config } = queue;
		const { attributes = {} } = input;
		const sequence = queue.nextSequence;
		const delaySeconds = config.fifo ? config.delaySeconds : (input.delaySeconds ?? config.delaySeconds);
		const { duplicateRate, outOfOrderRate } = this.#cloud.run.scenario.sqs;
		return {
			messageId: this.#ids.uuid(),
			body: input.body,
			md5OfBody: md5OfBody(input.body),
			attributes,
			md5OfAttributes: md5OfAttributes(attributes),
			senderId: input.senderId ?? USER,
			groupId: input.groupId,
			deduplicationId,
			traceHeader: input.traceHeader,
			lineage: input.lineage,
			deadLetterSourceArn: undefined,
			sentAt: this.#now,
			sequence,
			// Behind up to ten that come later.
			rank: !config.fifo && this.#happens(outOfOrderRate) ? sequence + this.#chance.between(1, 10) : sequence,
			state: delaySeconds > 0 ? "delayed" : "visible",
			visibleAt: toTick(this.#now + delaySeconds * 1000),
			receiveCount: 0,
			firstReceivedAt: undefined,
			receivedAt: undefined,
			leavesCopy: !config.fifo && this.#happens(duplicateRate),
		};
	}

	#happens(rate: number): boolean {
		return rate > 0 && this.#chance.between(0, 1) < rate;
	}

	/** A standard queue keeps the time of sending, so that it does not live longer; a FIFO queue sets it anew (L321). */
	#redrive(message: SqsMessage, from: StackQueue): string | undefined {
		const target = from.redrive && this.#byArn.get(from.redrive.deadLetterTargetArn);
		if (!target || target.config.fifo !== from.fifo) return undefined;
		const { config } = target;
		const sentAt = config.fifo ? this.#now : message.sentAt;
		this.#cloud.run.recorder.record({
			at: this.#now,
			kind: "queue.messageMoved",
			queue: from.id,
			message: message.messageId,
			to: config.id,
			receiveCount: message.receiveCount,
			sentAt,
		});
		const sequence = target.nextSequence;
		target.add({
			...message,
			sentAt,
			deadLetterSourceArn: from.arn,
			sequence,
			rank: sequence,
			state: "visible",
			visibleAt: this.#now,
			leavesCopy: false,
		});
		return config.id;
	}

	#deliver(queue: Queue, { body, attributes, groupId, deduplicationId, lineage, from }: Delivery): DeliveryResult {
		const result = this.send(queue, {
			body,
			from,
			...(attributes ? { attributes } : {}),
			...(groupId === undefined ? {} : { groupId }),
			...(deduplicationId === undefined ? {} : { deduplicationId }),
			...(lineage ? { lineage } : {}),
		});
		if (result.ok) return { ok: true, id: result.value.messageId };
		return { ok: false, code: result.error.code, message: result.error.message, retryable: false };
	}

	#takeFromScenario({ service: _, queue: id, body, ...rest }: SqsSend): void {
		const queue = this.#queues.get(id);
		if (!queue) throw new SimulatorError("UNKNOWN_QUEUE", `The traffic sends to ${id}; the template has no such queue.`);
		this.send(queue, { body: typeof body === "string" ? body : JSON.stringify(body), ...present(rest) });
	}
}

/** Without the keys whose value is undefined. */
function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
	return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
}

function sentMessage(messageId: string, { body, attributes = {} }: MessageInput, sequence: number | undefined): SentMessage {
	return {
		messageId,
		md5OfBody: md5OfBody(body),
		md5OfAttributes: md5OfAttributes(attributes),
		sequenceNumber: sequence === undefined ? undefined : sequenceNumber(sequence),
	};
}

function refusalOfTimeout(seconds: number) {
	if (seconds >= 0 && seconds <= MAX_VISIBILITY_SECONDS) return undefined;
	return invalidValue(seconds, "VisibilityTimeout", `Must be between 0 and ${MAX_VISIBILITY_SECONDS}, if provided.`);
}
