import type { StackQueue } from "#sandbox/stack/sqs.ts";
import { DEDUPLICATION_MS } from "./limits.ts";

/** What a FIFO queue was sent within the last 5 minutes; it knows an id also after its message was deleted (L317). */
export class Deduplication {
	#scope: StackQueue["deduplicationScope"];
	/** In the order of sending, so that the oldest come first. */
	#known = new Map<string, { at: number; messageId: string; sequence: number }>();

	constructor(scope: StackQueue["deduplicationScope"]) {
		this.#scope = scope;
	}

	/** @returns The message that was sent with this id, if that was within the last 5 minutes. */
	find(now: number, groupId: string, deduplicationId: string): { messageId: string; sequence: number } | undefined {
		for (const [key, { at }] of this.#known) {
			if (at + DEDUPLICATION_MS > now) break;
			this.#known.delete(key);
		}
		return this.#known.get(this.#key(groupId, deduplicationId));
	}

	remember(at: number, groupId: string, deduplicationId: string, sent: { messageId: string; sequence: number }): void {
		this.#known.set(this.#key(groupId, deduplicationId), { at, ...sent });
	}

	#key(groupId: string, deduplicationId: string): string {
		return this.#scope === "messageGroup" ? JSON.stringify([groupId, deduplicationId]) : deduplicationId;
	}
}
