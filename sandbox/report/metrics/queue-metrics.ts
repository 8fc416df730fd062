import type { TraceEvent } from "#sandbox/trace/trace.ts";
import type { DimensionNames, MetricSink } from "./metric.ts";
import { SeriesCache } from "./series-cache.ts";

type Message = { state: "delayed" | "visible" | "inFlight"; visibleAt: number; since: number };

/**
 * Metrics of AWS/SQS, by QueueName. What the redrive policy moves to a dead-letter queue is not sent there, and its age counts from the
 * move.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export class QueueMetrics {
	#series: SeriesCache;
	#names: DimensionNames;
	/** Messages that are in a queue now. */
	#queues = new Map<string, Map<string, Message>>();

	constructor(sink: MetricSink, names: DimensionNames) {
		this.#series = new SeriesCache("AWS/SQS", sink);
		this.#names = names;
	}

	read(event: TraceEvent): void {
		switch (event.kind) {
			case "queue.messageSent": {
				const { at, queue, message, visibleAt } = event;
				this.#count(queue, "NumberOfMessagesSent", at, 1);
				this.#messages(queue).set(message, { state: visibleAt > at ? "delayed" : "visible", visibleAt, since: at });
				break;
			}
			case "queue.messagesReceived":
				this.#count(event.queue, "NumberOfMessagesReceived", event.at, event.messages.length);
				for (const id of event.messages) this.#hide(event.queue, id, event.visibleAt);
				break;
			case "queue.visibilityChanged":
				this.#hide(event.queue, event.message, event.visibleAt);
				break;
			case "queue.copyLeft":
				this.#messages(event.queue).set(event.message, { state: "inFlight", visibleAt: event.visibleAt, since: event.at });
				break;
			case "queue.messagesDeleted":
				if (event.why !== "purged" && event.why !== "expired")
					this.#count(event.queue, "NumberOfMessagesDeleted", event.at, event.messages.length);
				for (const id of event.messages) this.#messages(event.queue).delete(id);
				break;
			case "queue.messageMoved":
				this.#messages(event.queue).delete(event.message);
				this.#messages(event.to).set(event.message, { state: "visible", visibleAt: event.at, since: event.at });
				break;
		}
	}

	/** Once a minute SQS says how many messages there are, and how old the oldest is. */
	sample(at: number): void {
		for (const [queue, messages] of this.#queues) {
			const counts = { delayed: 0, visible: 0, inFlight: 0 };
			let oldest = at;
			for (const { state, visibleAt, since } of messages.values()) {
				counts[visibleAt <= at ? "visible" : state]++;
				oldest = Math.min(oldest, since);
			}
			this.#count(queue, "ApproximateNumberOfMessagesVisible", at, counts.visible);
			this.#count(queue, "ApproximateNumberOfMessagesNotVisible", at, counts.inFlight);
			this.#count(queue, "ApproximateNumberOfMessagesDelayed", at, counts.delayed);
			this.#series.of("ApproximateAgeOfOldestMessage", this.#dimensions(queue), "Seconds").add(at, Math.floor((at - oldest) / 1000));
		}
	}

	#messages(queue: string): Map<string, Message> {
		let messages = this.#queues.get(queue);
		if (!messages) {
			messages = new Map();
			this.#queues.set(queue, messages);
		}
		return messages;
	}

	#hide(queue: string, id: string, visibleAt: number): void {
		const message = this.#messages(queue).get(id);
		if (message) Object.assign(message, { state: "inFlight", visibleAt });
	}

	#count(queue: string, metric: string, at: number, value: number): void {
		this.#series.of(metric, this.#dimensions(queue)).add(at, value);
	}

	#dimensions(queue: string): Record<string, string> {
		return { QueueName: this.#names.queue(queue) };
	}
}
