import { Heap } from "./heap.ts";
import type { SqsMessage } from "./message.ts";

/**
 * Which messages of a queue may be received, and in which order. The queue tells of every change of a message's state after it has made
 * it; stale entries are skipped by looking at the state.
 */
export interface MessageOrder {
	/** It was put into the queue, visible or still delayed. */
	added(message: SqsMessage): void;
	/** It was delayed, or in flight, and is visible now. */
	becameVisible(message: SqsMessage, before: "delayed" | "inFlight"): void;
	/** It was received. */
	received(message: SqsMessage): void;
	/** It is not in the queue any more. */
	removed(message: SqsMessage, before: SqsMessage["state"]): void;
	/**
	 * Messages that one ReceiveMessage may take, in order. The caller receives or removes each one that it is given before it asks for the
	 * next, or stops.
	 */
	receivable(): Iterable<SqsMessage>;
	/** Whether `receivable` would give any. */
	readonly hasReceivable: boolean;
}

/** A standard queue hands out by rank, which is nearly the order of sending (L316). */
export class StandardOrder implements MessageOrder {
	#visible = new Heap<{ rank: number; message: SqsMessage }>((a, b) => a.rank < b.rank);

	added(message: SqsMessage): void {
		if (message.state === "visible") this.#offer(message);
	}
	becameVisible(message: SqsMessage): void {
		this.#offer(message);
	}
	received(): void {}
	removed(): void {}

	get hasReceivable(): boolean {
		return this.#next() !== undefined;
	}

	*receivable(): Generator<SqsMessage> {
		for (let next = this.#next(); next; next = this.#next()) yield next;
	}

	#offer(message: SqsMessage): void {
		this.#visible.push({ rank: message.rank, message });
	}

	#next(): SqsMessage | undefined {
		for (let top = this.#visible.peek(); top; top = this.#visible.peek()) {
			if (top.message.state === "visible" && top.message.rank === top.rank) return top.message;
			this.#visible.pop();
		}
		return undefined;
	}
}

type Group = {
	/** In the order of sending. */
	readonly messages: Map<string, SqsMessage>;
	inFlight: number;
	/** Sequence by which it is in `#ready`; 0 when it is not. */
	offered: number;
};

/**
 * A FIFO queue keeps the order within each message group, and gives nothing of a group while any of its messages is in flight (L317,
 * L318). One ReceiveMessage takes as many messages of a group as it can before it takes of another; the group whose first message is the
 * oldest comes first.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 */
export class FifoOrder implements MessageOrder {
	#groups = new Map<string, Group>();
	/** Groups that may have a message to give, by the sequence of their first one. */
	#ready = new Heap<{ sequence: number; group: Group }>((a, b) => a.sequence < b.sequence);

	added(message: SqsMessage): void {
		const group = this.#groupOf(message);
		group.messages.set(message.messageId, message);
		// Behind another message it changes nothing.
		if (group.messages.size === 1) this.#offer(group);
	}

	becameVisible(message: SqsMessage, before: "delayed" | "inFlight"): void {
		const group = this.#groupOf(message);
		if (before === "inFlight") group.inFlight--;
		this.#offer(group);
	}

	received(message: SqsMessage): void {
		this.#groupOf(message).inFlight++;
	}

	removed(message: SqsMessage, before: SqsMessage["state"]): void {
		const group = this.#groupOf(message);
		if (before === "inFlight") group.inFlight--;
		group.messages.delete(message.messageId);
		if (group.messages.size === 0) this.#groups.delete(message.groupId ?? "");
		else this.#offer(group);
	}

	get hasReceivable(): boolean {
		return this.#nextGroup() !== undefined;
	}

	*receivable(): Generator<SqsMessage> {
		for (let group = this.#nextGroup(); group; group = this.#nextGroup())
			for (const message of group.messages.values()) {
				if (message.state !== "visible") break;
				yield message;
			}
	}

	#groupOf({ groupId = "" }: SqsMessage): Group {
		let group = this.#groups.get(groupId);
		if (!group) {
			group = { messages: new Map(), inFlight: 0, offered: 0 };
			this.#groups.set(groupId, group);
		}
		return group;
	}

	#offer(group: Group): void {
		const first = firstOf(group);
		if (!first || !isReady(group, first) || group.offered === first.sequence) return;
		group.offered = first.sequence;
		this.#ready.push({ sequence: first.sequence, group });
	}

	#nextGroup(): Group | undefined {
		for (let top = this.#ready.peek(); top; top = this.#ready.peek()) {
			const first = firstOf(top.group);
			if (first && first.sequence === top.sequence && isReady(top.group, first)) return top.group;
			this.#ready.pop();
			if (top.group.offered === top.sequence) top.group.offered = 0;
		}
		return undefined;
	}
}

function firstOf(group: Group): SqsMessage | undefined {
	return group.messages.values().next().value;
}

function isReady(group: Group, first: SqsMessage): boolean {
	return group.inFlight === 0 && first.state === "visible";
}
