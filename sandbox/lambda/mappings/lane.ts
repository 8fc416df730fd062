import type { ScheduledEvent } from "#sandbox/kernel/event-queue.ts";
import type { InvokeResult } from "#sandbox/lambda/service/invocation.ts";
import type { TraceEventOf } from "#sandbox/trace/trace.ts";
import { EntryQueue } from "./entry-queue.ts";
import { judgeAttempt, nextStep, type Verdict } from "./judge-attempt.ts";
import type { ShardReader } from "./shard-reader.ts";
import { type Batch, type Entry, newBatch, spanOf } from "./stream-batch.ts";
import { backoffMs, streamModel } from "./stream-model.ts";
import { TumblingWindow } from "./tumbling-window.ts";

/** What the trace tells of an attempt, but for what comes next. */
type Ended = Omit<TraceEventOf<"mapping.batchEnded">, "at" | "next">;

/**
 * One of the concurrent lines of batches of a shard (L201): records wait in order, and one batch at a time is handed to the function, until
 * that has succeeded or is given up.
 */
export class Lane {
	/** From 1 within the shard. */
	readonly #number: number;
	readonly #reader: ShardReader;
	readonly #waiting = new EntryQueue();
	/** Halves of a batch that are still to be tried, the next one last. */
	readonly #halves: Batch[] = [];
	readonly #window: TumblingWindow | undefined;
	/** The batch that is with the function, or waits to be tried again. */
	#current: Batch | undefined;
	#timer: ScheduledEvent | undefined;
	#pumping = false;

	constructor(number: number, reader: ShardReader) {
		this.#number = number;
		this.#reader = reader;
		const { tumblingWindowSeconds } = reader.mapping.config;
		if (tumblingWindowSeconds > 0) this.#window = new TumblingWindow(tumblingWindowSeconds, reader.mapping.cloud.run.epochMs);
	}

	/** Position of the first record that is not done; undefined when there is none. */
	get lowest(): number | undefined {
		return (this.#current?.entries[0] ?? this.#halves.at(-1)?.entries[0] ?? this.#waiting.first)?.position;
	}

	add(entry: Entry): void {
		this.#waiting.add(entry);
	}

	/** Hands over the next batch, if there is one and its time has come. */
	pump(): void {
		if (this.#pumping) return;
		this.#pumping = true;
		// A loop, since any number of batches in a row may turn out to be too old without a call of the function.
		for (let batch = this.#next(); batch; batch = this.#next()) this.#try(batch);
		this.#pumping = false;
	}

	/** The batch whose time has come; when it has not, a timer will look again. */
	#next(): Batch | undefined {
		const { mapping } = this.#reader;
		if (this.#current) return undefined;
		const half = this.#halves.pop();
		if (half) return half;
		const closes = this.#closingWindow();
		if (closes) return newBatch(mapping.nextBatch(), [], { closes });
		const { simulation } = mapping.cloud.run;
		simulation.cancel(this.#timer);
		this.#timer = undefined;
		const dueAt = this.#dueAt();
		if (dueAt === undefined) return undefined;
		if (dueAt <= mapping.now) return newBatch(mapping.nextBatch(), this.#take());
		this.#timer = simulation.at(dueAt, () => this.pump());
		return undefined;
	}

	/** Whether the open window is over: a newer record is there, its time has passed, or its state is too large (L210). */
	#closingWindow(): "final" | "early" | undefined {
		const window = this.#window;
		if (window?.openStart === undefined) return undefined;
		if (window.tooLarge) return "early";
		const first = this.#waiting.first?.record;
		const isOver = first ? window.startOf(first.arrivedAt) > window.openStart : this.#reader.mapping.now >= (window.closesAt ?? 0);
		return isOver ? "final" : undefined;
	}

	/** When the next batch or the end of the window is due; undefined when nothing is to come. */
	#dueAt(): number | undefined {
		const first = this.#waiting.first;
		if (!first) return this.#window?.closesAt;
		const { batchSize, maximumBatchingWindowSeconds } = this.#reader.mapping.config;
		const isFull = this.#waiting.length >= batchSize || this.#waiting.bytes >= streamModel.batchBytes;
		return isFull ? this.#reader.mapping.now : Math.max(this.#reader.mapping.now, first.polledAt + maximumBatchingWindowSeconds * 1_000);
	}

	/** Takes the records of the next batch: as many as may be, of one window (L172). */
	#take(): Entry[] {
		const { batchSize } = this.#reader.mapping.config;
		const entries: Entry[] = [];
		const start = this.#waiting.first && this.#window?.startOf(this.#waiting.first.record.arrivedAt);
		let bytes = this.#window ? streamModel.stateBytes : 64; // Room for what stands around the records.
		for (let next = this.#waiting.first; next && entries.length < batchSize; next = this.#waiting.first) {
			bytes += next.bytes;
			if (entries.length > 0 && bytes > streamModel.batchBytes) break;
			if (this.#window && this.#window.startOf(next.record.arrivedAt) !== start) break;
			entries.push(next);
			this.#waiting.take();
		}
		return entries;
	}

	#try(batch: Batch): void {
		this.#current = batch;
		const { mapping } = this.#reader;
		batch.entries = mapping.withoutExpired(batch, this.#reader.place.shard);
		const [first] = batch.entries;
		if (!first && !batch.closes) {
			this.#finish();
			return;
		}
		if (first) this.#window?.open(first.record.arrivedAt);
		const tail = this.#window?.eventFields(this.#reader.place.shard, mapping.source.arn, batch.closes) ?? "";
		const payload = `{"Records":[${batch.entries.map(({ text }) => text).join()}]${tail}}`;
		batch.tries++;
		let told = false;
		let early: InvokeResult | undefined;
		// A refusal is answered within the call; the trace tells the attempt before its outcome.
		const invocation = mapping.invoke(batch, payload, (result) => {
			if (told) this.#onResult(batch, result);
			else early = result;
		});
		const last = batch.entries.at(-1);
		mapping.record({
			kind: "mapping.batchInvoked",
			...this.#reader.place,
			batch: batch.n,
			attempt: batch.tries,
			lane: this.#number,
			invocation,
			...spanOf(batch.entries),
			...(last ? { iteratorAgeMs: mapping.now - last.record.arrivedAt } : {}),
			...(this.#window ? { window: this.#window.traced(batch.closes) } : {}),
		});
		told = true;
		if (early) this.#onResult(batch, early);
	}

	#onResult(batch: Batch, result: InvokeResult): void {
		const { mapping } = this.#reader;
		const window = this.#window;
		const verdict = judgeAttempt(result, batch, mapping.config, window && ((response) => window.keep(response)));
		if (result.status === "succeeded" || result.status === "functionError") {
			batch.attempts++;
			batch.last = { requestId: result.requestId, executedVersion: result.executedVersion, lineage: result.lineage };
		}
		const done = verdict.outcome === "itemFailures" ? verdict.failedFrom : 0;
		const step = nextStep(verdict, batch, batch.entries.length - done, mapping.config);
		const ended: Ended = {
			kind: "mapping.batchEnded",
			...this.#reader.place,
			batch: batch.n,
			attempt: batch.tries,
			outcome: verdict.outcome,
			...("problem" in verdict && verdict.problem !== undefined ? { problem: verdict.problem } : {}),
			...("checkpoint" in verdict ? { checkpoint: verdict.checkpoint } : {}),
		};
		batch.entries = batch.entries.slice(done);
		switch (step) {
			case "done":
				mapping.record({ ...ended, next: "done" });
				if (batch.closes) window?.close(batch.closes);
				this.#finish();
				break;
			case "discard":
				mapping.record({ ...ended, next: "discard" });
				mapping.discard(batch, batch.entries, this.#reader.place.shard, "RetryAttemptsExhausted", functionErrorOf(verdict));
				if (batch.closes) window?.close(batch.closes);
				this.#finish();
				break;
			case "split": {
				const middle = batch.entries.length >> 1;
				const front = newBatch(mapping.nextBatch(), batch.entries.slice(0, middle), { of: batch });
				const back = newBatch(mapping.nextBatch(), batch.entries.slice(middle), { of: batch });
				const retryAt = mapping.now + backoffMs(streamModel.retryMs, 1);
				mapping.record({ ...ended, next: "split", into: [front.n, back.n], retryAt });
				this.#halves.push(back);
				this.#retry(front, retryAt);
				break;
			}
			case "retry":
				batch.retries++;
				this.#pause(batch, ended, backoffMs(streamModel.retryMs, ++batch.failuresInRow));
				break;
			case "retryForFree": {
				const throttled = verdict.outcome === "throttled";
				const pauseMs = throttled ? backoffMs(streamModel.throttleMs, ++batch.throttlesInRow) : backoffMs(streamModel.retryMs, 1);
				this.#pause(batch, ended, pauseMs);
				break;
			}
		}
	}

	#pause(batch: Batch, ended: Ended, pauseMs: number): void {
		const retryAt = this.#reader.mapping.now + pauseMs;
		this.#reader.mapping.record({ ...ended, next: "retry", retryAt });
		this.#retry(batch, retryAt);
	}

	#retry(batch: Batch, at: number): void {
		this.#current = batch;
		this.#reader.advance();
		this.#reader.mapping.cloud.run.simulation.at(at, () => this.#try(batch));
	}

	#finish(): void {
		this.#current = undefined;
		this.#reader.advance();
		this.pump();
	}
}

/** L209: what the handler reports itself is no error of the function. */
function functionErrorOf({ outcome }: Verdict): "Unhandled" | null {
	return outcome === "functionError" || outcome === "rejected" ? "Unhandled" : null;
}
