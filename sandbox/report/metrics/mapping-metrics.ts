import type { TraceEvent, TraceEventOf } from "#sandbox/trace/trace.ts";
import type { MetricSink } from "./metric.ts";
import { SeriesCache } from "./series-cache.ts";

/**
 * The EventCount metrics of event source mappings whose MetricsConfig asks for them (L182), by EventSourceMappingUUID. An event counts as
 * invoked each time that a function ran with it. FailedInvokeEventCount has items that a function reported as failed, and events that came
 * to no invocation: the batch was throttled until it was let go, or Invoke refused it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
 */
export class MappingMetrics {
	#series: SeriesCache;
	/** Those that ask for metrics, by logical id. */
	#uuids = new Map<string, string>();
	/** Who has received a message of a queue. */
	#receivers = new Map<string, string>();
	/** Records of a batch of a stream under way. */
	#batches = new Map<string, number>();
	/** Batches that a split has made: their records are polled already. */
	#split = new Set<string>();

	constructor(sink: MetricSink) {
		this.#series = new SeriesCache("AWS/Lambda", sink);
	}

	read(event: TraceEvent): void {
		if (event.kind === "mapping.metricsEnabled") this.#uuids.set(event.mapping, event.uuid);
		if (this.#uuids.size === 0) return;
		switch (event.kind) {
			case "queue.messagesReceived":
				if (!this.#uuids.has(event.by)) break;
				this.#add(event.by, "PolledEventCount", event.at, event.messages.length);
				for (const id of event.messages) this.#receivers.set(id, event.by);
				break;
			case "queue.messagesDeleted":
				this.#deleted(event);
				break;
			case "queue.batchReturned": {
				const { mapping, why, at, messages } = event;
				const ran = why !== "throttled" && why !== "rejected";
				if (ran) this.#add(mapping, "InvokedEventCount", at, messages.length);
				if (!ran || why === "reported") this.#add(mapping, "FailedInvokeEventCount", at, messages.length);
				for (const id of messages) this.#receivers.delete(id);
				break;
			}
			case "mapping.recordsFiltered":
				this.#add(event.mapping, "PolledEventCount", event.at, event.records);
				this.#add(event.mapping, "FilteredOutEventCount", event.at, event.records);
				break;
			case "mapping.batchInvoked":
				this.#invoked(event);
				break;
			case "mapping.batchEnded":
				this.#ended(event);
				break;
			case "mapping.recordsDiscarded":
				this.#add(event.mapping, "DroppedEventCount", event.at, event.records);
				if (event.sent && event.sent.error === undefined)
					this.#add(event.mapping, "OnFailureDestinationDeliveredEventCount", event.at, event.records);
				break;
		}
	}

	#deleted({ at, messages, why }: TraceEventOf<"queue.messagesDeleted">): void {
		const counts = new Map<string, number>();
		for (const id of messages) {
			const by = this.#receivers.get(id);
			if (by === undefined) continue;
			this.#receivers.delete(id);
			counts.set(by, (counts.get(by) ?? 0) + 1);
		}
		for (const [mapping, count] of counts) {
			if (why === "filtered") this.#add(mapping, "FilteredOutEventCount", at, count);
			if (why !== "handled") continue;
			this.#add(mapping, "InvokedEventCount", at, count);
			this.#add(mapping, "DeletedEventCount", at, count);
		}
	}

	#invoked(event: TraceEventOf<"mapping.batchInvoked">): void {
		const { mapping, shard, batch, attempt, records, at } = event;
		if (!this.#uuids.has(mapping)) return;
		const key = `${mapping} ${shard} ${batch}`;
		if (attempt === 1 && !this.#split.delete(key)) this.#add(mapping, "PolledEventCount", at, records);
		this.#batches.set(key, records);
	}

	#ended({ mapping, shard, batch, outcome, at, into }: TraceEventOf<"mapping.batchEnded">): void {
		const key = `${mapping} ${shard} ${batch}`;
		const records = this.#batches.get(key);
		if (records === undefined) return;
		this.#batches.delete(key);
		for (const half of into ?? []) this.#split.add(`${mapping} ${shard} ${half}`);
		const ran = outcome !== "throttled" && outcome !== "rejected";
		if (ran) this.#add(mapping, "InvokedEventCount", at, records);
		if (!ran || outcome === "itemFailures") this.#add(mapping, "FailedInvokeEventCount", at, records);
	}

	#add(mapping: string, metric: string, at: number, value: number): void {
		const EventSourceMappingUUID = this.#uuids.get(mapping);
		if (EventSourceMappingUUID !== undefined) this.#series.of(metric, { EventSourceMappingUUID }).add(at, value);
	}
}
