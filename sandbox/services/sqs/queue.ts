import { toTick } from "#sandbox/kernel/virtual-time.ts";
import type { CloudRun } from "#sandbox/services/cloud.ts";
import type { StackQueue } from "#sandbox/stack/sqs.ts";
import type { TraceEvent, TraceEventOf } from "#sandbox/trace/trace.ts";
import { Heap } from "./heap.ts";
import { MAX_IN_FLIGHT, RECEIVES_BEFORE_THE_BACK } from "./limits.ts";
import type { ReceivedMessage, SqsMessage } from "./message.ts";
import { FifoOrder, type MessageOrder, StandardOrder } from "./message-order.ts";
import { QueueTimer } from "./queue-timer.ts";
import { receiptHandleOf } from "./receipt-handle.ts";

export type WhyDeleted = TraceEventOf<"queue.messagesDeleted">["why"];

export type QueueCounts = { visible: number; inFlight: number; delayed: number };

/** What the queue needs of the service around it. */
export type QueueOwner = {
	readonly run: CloudRun;
	/** Puts a message that was received too often into the dead-letter queue. @returns Its logical id; undefined when there is no such queue. */
	redrive(message: SqsMessage, from: StackQueue): string | undefined;
};

export type Receive = {
	most: number;
	visibilityTimeoutMs: number;
	/** Logical id of who receives. */
	by: string;
	/** Asked about each message before it is taken; the first refusal ends the receive. */
	accept?: (message: SqsMessage) => boolean;
};

/** The messages of one queue and their states; what callers may ask for is checked in SqsService. */
export class Queue {
	readonly config: StackQueue;
	#owner: QueueOwner;
	#order: MessageOrder;
	#messages = new Map<string, SqsMessage>();
	#counts: QueueCounts = { visible: 0, inFlight: 0, delayed: 0 };
	#sequence = 0;
	/** Messages that become visible, by when. */
	#invisible = new Heap<{ at: number; message: SqsMessage }>((a, b) => a.at < b.at || (a.at === b.at && a.message.rank < b.message.rank));
	/** Messages by when they expire. */
	#expiring = new Heap<{ at: number; message: SqsMessage }>((a, b) => a.at < b.at);
	#wakeUp: QueueTimer;
	#expiry: QueueTimer;
	#listeners: (() => void)[] = [];
	/** Long polls, the one that waits longest first. */
	#waiting = new Set<() => void>();

	constructor(owner: QueueOwner, config: StackQueue) {
		this.#owner = owner;
		this.config = config;
		this.#order = config.fifo ? new FifoOrder() : new StandardOrder();
		const { simulation } = owner.run;
		this.#wakeUp = new QueueTimer(simulation, () => this.#promote());
		this.#expiry = new QueueTimer(simulation, () => this.#expire());
	}

	/** Present counts; what is due at this moment is visible. */
	get counts(): Readonly<QueueCounts> {
		this.#promote();
		return this.#counts;
	}

	get nextSequence(): number {
		return ++this.#sequence;
	}

	find(messageId: string): SqsMessage | undefined {
		return this.#messages.get(messageId);
	}

	/** Whether a receive would find a message now, or one to move to the dead-letter queue. */
	get hasReceivable(): boolean {
		this.#promote();
		return this.#counts.inFlight < MAX_IN_FLIGHT && this.#order.hasReceivable;
	}

	/** Calls whenever there may be a message to receive. A queue with a listener keeps the run going until its messages are visible. */
	onReceivable(listener: () => void): void {
		this.#listeners.push(listener);
	}

	/** Calls once, when there may be a message to receive. @returns Takes it back. */
	onceReceivable(listener: () => void): () => void {
		this.#waiting.add(listener);
		return () => this.#waiting.delete(listener);
	}

	/** Puts a message into the queue, in the state `delayed` or `visible`. */
	add(message: SqsMessage): void {
		this.#messages.set(message.messageId, message);
		this.#counts[message.state === "delayed" ? "delayed" : "visible"]++;
		this.#order.added(message);
		if (message.state === "delayed") this.#waitFor(message);
		const expiresAt = toTick(message.sentAt + this.config.messageRetentionSeconds * 1000);
		this.#expiring.push({ at: expiresAt, message });
		this.#expiring.compact(this.#messages.size, (entry) => entry.message.state !== "gone");
		this.#expiry.set(Math.max(this.#now, this.#expiring.peek()?.at ?? expiresAt), true);
		if (message.state === "visible") this.#tell();
	}

	/** Takes messages, which are invisible from then on; moves those to the dead-letter queue that were received too often (L320). */
	receive({ most, visibilityTimeoutMs, by, accept }: Receive): ReceivedMessage[] {
		this.#promote();
		this.#expire();
		const received: ReceivedMessage[] = [];
		// A sum of hundredths may lie between two ticks, and an event is due at one.
		const visibleAt = toTick(this.#now + visibilityTimeoutMs);
		if (most > 0)
			for (const message of this.#order.receivable()) {
				if (this.#redriven(message)) continue;
				if (this.#counts.inFlight >= MAX_IN_FLIGHT || accept?.(message) === false) break;
				received.push(this.#take(message, visibleAt));
				if (received.length === most) break;
			}
		if (received.length > 0)
			this.#record({
				at: this.#now,
				kind: "queue.messagesReceived",
				queue: this.config.id,
				messages: received.map(({ message }) => message.messageId),
				by,
				visibleAt,
			});
		return received;
	}

	/** @param visibleAt Virtual time; the present makes it visible at once. */
	changeVisibility(message: SqsMessage, visibleAt: number): void {
		message.visibleAt = visibleAt;
		this.#record({ at: this.#now, kind: "queue.visibilityChanged", queue: this.config.id, message: message.messageId, visibleAt });
		this.#waitFor(message);
		this.#promote();
	}

	/** Deletes messages, or lets them expire; those that are gone already are left out. One that leaves a copy stays, once, and is visible again when its time has come. */
	remove(messages: readonly SqsMessage[], why: WhyDeleted, invocation?: number): void {
		const present = messages.filter(({ state }) => state !== "gone");
		if (present.length === 0) return;
		this.#record({
			at: this.#now,
			kind: "queue.messagesDeleted",
			queue: this.config.id,
			messages: present.map(({ messageId }) => messageId),
			why,
			...(invocation === undefined ? {} : { invocation }),
		});
		for (const message of present) {
			if (message.leavesCopy && message.state === "inFlight" && why !== "expired" && why !== "purged") this.#leaveCopy(message);
			else this.#drop(message);
		}
	}

	/** Every message is gone. */
	purge(): void {
		this.remove([...this.#messages.values()], "purged");
	}

	get #now(): number {
		return this.#owner.run.simulation.now;
	}

	#record(event: TraceEvent): void {
		this.#owner.run.recorder.record(event);
	}

	#take(message: SqsMessage, visibleAt: number): ReceivedMessage {
		this.#counts.visible--;
		this.#counts.inFlight++;
		message.state = "inFlight";
		message.visibleAt = visibleAt;
		message.receiveCount++;
		message.firstReceivedAt ??= this.#now;
		message.receivedAt = this.#now;
		this.#order.received(message);
		this.#waitFor(message);
		return { message, receiptHandle: receiptHandleOf(message) };
	}

	#redriven(message: SqsMessage): boolean {
		const { redrive } = this.config;
		if (!redrive || message.receiveCount < redrive.maxReceiveCount) return false;
		const to = this.#owner.redrive(message, this.config);
		if (to === undefined) return false;
		this.#drop(message);
		return true;
	}

	#leaveCopy(message: SqsMessage): void {
		message.leavesCopy = false;
		this.#record({
			at: this.#now,
			kind: "queue.copyLeft",
			queue: this.config.id,
			message: message.messageId,
			visibleAt: message.visibleAt,
		});
	}

	#drop(message: SqsMessage): void {
		const before = message.state;
		if (before === "gone") return;
		message.state = "gone";
		this.#counts[before]--;
		this.#messages.delete(message.messageId);
		this.#order.removed(message, before);
		if (this.#counts.inFlight + this.#counts.delayed === 0) this.#wakeUp.clear();
		// What is left of its FIFO group may be received now.
		if (this.config.fifo) this.#tell();
	}

	#waitFor(message: SqsMessage): void {
		this.#invisible.push({ at: message.visibleAt, message });
		const live = this.#counts.inFlight + this.#counts.delayed;
		this.#invisible.compact(live, isWaiting);
		const first = this.#invisible.peek();
		if (first) this.#wakeUp.set(Math.max(this.#now, first.at), this.#listeners.length === 0);
	}

	/** Makes visible what is due. */
	#promote(): void {
		let changed = false;
		for (let top = this.#invisible.peek(); top; top = this.#invisible.peek()) {
			if (isWaiting(top)) {
				if (top.at > this.#now) break;
				this.#makeVisible(top.message);
				changed = true;
			}
			this.#invisible.pop();
		}
		const next = this.#invisible.peek();
		if (next) this.#wakeUp.set(next.at, this.#listeners.length === 0);
		else this.#wakeUp.clear();
		if (changed) this.#tell();
	}

	#makeVisible(message: SqsMessage): void {
		const before = message.state === "delayed" ? "delayed" : "inFlight";
		message.state = "visible";
		this.#counts[before]--;
		this.#counts.visible++;
		const { fifo, redrive } = this.config;
		const goesBack = redrive && redrive.maxReceiveCount > RECEIVES_BEFORE_THE_BACK && message.receiveCount >= RECEIVES_BEFORE_THE_BACK;
		if (!fifo && before === "inFlight" && goesBack) message.rank = this.nextSequence;
		this.#order.becameVisible(message, before);
	}

	#expire(): void {
		const expired: SqsMessage[] = [];
		for (let top = this.#expiring.peek(); top && (top.message.state === "gone" || top.at <= this.#now); top = this.#expiring.peek()) {
			if (top.message.state !== "gone") expired.push(top.message);
			this.#expiring.pop();
		}
		const next = this.#expiring.peek();
		if (next) this.#expiry.set(next.at, true);
		this.remove(expired, "expired");
	}

	#tell(): void {
		for (const waiting of this.#waiting) {
			if (!this.#order.hasReceivable) return;
			this.#waiting.delete(waiting);
			waiting();
		}
		if (this.#order.hasReceivable) for (const listener of this.#listeners) listener();
	}
}

function isWaiting({ at, message }: { at: number; message: SqsMessage }): boolean {
	return (message.state === "inFlight" || message.state === "delayed") && message.visibleAt === at;
}
