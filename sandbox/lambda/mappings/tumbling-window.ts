import type { Json } from "#sandbox/json-value.ts";
import { streamModel } from "./stream-model.ts";

type Open = { start: number; state: string; early: boolean };

/**
 * The tumbling window of one lane of a shard: which one is open, and its state (L210). Windows lie on whole multiples of their length
 * since 1970, by the time at which records arrived.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html
 */
export class TumblingWindow {
	readonly #lengthMs: number;
	readonly #epochMs: number;
	#open: Open | undefined;

	/** @param seconds 1 to 900. @param epochMs Calendar time at virtual time 0. */
	constructor(seconds: number, epochMs: number) {
		this.#lengthMs = seconds * 1_000;
		this.#epochMs = epochMs;
	}

	/** Virtual time at which the window begins that a record belongs to. */
	startOf(arrivedAt: number): number {
		return Math.floor((arrivedAt + this.#epochMs) / this.#lengthMs) * this.#lengthMs - this.#epochMs;
	}

	/** Start of the open window, if there is one. */
	get openStart(): number | undefined {
		return this.#open?.start;
	}

	/** Virtual time at which the open window ends even if no newer record closes it. */
	get closesAt(): number | undefined {
		return this.#open && this.#open.start + this.#lengthMs + streamModel.windowGraceMs;
	}

	/** Opens the window of a record, unless it is open. */
	open(arrivedAt: number): void {
		this.#open ??= { start: this.startOf(arrivedAt), state: "{}", early: false };
	}

	/** Fields of the event besides its records, as JSON text that begins with a comma. */
	eventFields(shardId: string, streamArn: string, closes: "final" | "early" | undefined): string {
		const { start, state } = this.#open ?? { start: 0, state: "{}" };
		const window = { start: this.#text(start), end: this.#text(start + this.#lengthMs) };
		const tail = {
			shardId,
			eventSourceARN: streamArn,
			isFinalInvokeForWindow: closes !== undefined,
			isWindowTerminatedEarly: closes === "early",
		};
		return `,"window":${JSON.stringify(window)},"state":${state},${JSON.stringify(tail).slice(1, -1)}`;
	}

	/** The open window for the trace. */
	traced(closes: "final" | "early" | undefined): { start: number; end: number; final: boolean; early: boolean } {
		const { start } = this.#open ?? { start: 0 };
		return { start, end: start + this.#lengthMs, final: closes !== undefined, early: closes === "early" };
	}

	/**
	 * Takes over the state that the handler returned.
	 * @returns false when there is none, which fails the invocation.
	 */
	keep(response: string): boolean {
		const state = stateIn(response);
		if (state === undefined || !this.#open) return state !== undefined;
		this.#open.state = JSON.stringify(state);
		this.#open.early = Buffer.byteLength(this.#open.state) > streamModel.stateBytes;
		return true;
	}

	/** Whether the state has outgrown what a shard may keep, so that the window ends early. */
	get tooLarge(): boolean {
		return this.#open?.early ?? false;
	}

	/** The window is over, and its state dropped. One that ended early goes on with a fresh state. */
	close(closes: "final" | "early"): void {
		if (closes === "early" && this.#open) this.#open = { start: this.#open.start, state: "{}", early: false };
		else this.#open = undefined;
	}

	#text(at: number): string {
		return new Date(this.#epochMs + at).toISOString().replace(".000Z", "Z");
	}
}

function stateIn(response: string): Json | undefined {
	try {
		const value = JSON.parse(response) as Json;
		if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, "state")) return undefined;
		return value.state ?? undefined;
	} catch {
		return undefined;
	}
}
