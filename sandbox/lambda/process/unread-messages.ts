import type { GuestOperation } from "./guest-messages.ts";

type Unread = { operation: string; text: string; steps: number };

/** What learner code tells without waiting for an answer. */
const TOLD: ReadonlySet<string> = new Set<GuestOperation>([
	...(["log", "stdout", "timer", "timerClear", "timerRef", "timerRefresh", "fetch", "fetchAbort"] as const),
	...(["loaded", "loadFailed", "respond", "respondWhenIdle", "fail", "failWhenIdle"] as const),
	...(["uncaught", "rejectionHeard", "outOfTime", "exit"] as const),
]);
/** Messages, and characters of them, that may lie unread: what they bring about, such as the end of the run, must not be long in coming. */
const MOST = 64;
const MOST_CHARACTERS = 100_000;

/**
 * Messages of one process that the host reads when the entry is over, or when it has to answer another one. Until then learner code has
 * the stack, which may be full; keeping a message needs next to nothing of it.
 */
export class UnreadMessages {
	#messages: Unread[] = [];
	#characters = 0;

	/** @returns false when the message cannot wait. */
	keep(operation: string, text: string, steps: number): boolean {
		const characters = this.#characters + text.length;
		if (!TOLD.has(operation) || characters > MOST_CHARACTERS || this.#messages.length >= MOST) return false;
		this.#messages.push({ operation, text, steps });
		this.#characters = characters;
		return true;
	}

	/** @returns Them all, in the order in which they came. */
	take(): readonly Unread[] {
		if (this.#messages.length === 0) return NONE;
		const messages = this.#messages;
		this.#messages = [];
		this.#characters = 0;
		return messages;
	}
}

const NONE: readonly Unread[] = [];
