import { parseArn } from "#sandbox/stack/arn.ts";
import type { TraceEvent } from "#sandbox/trace/trace.ts";
import type { DimensionNames, MetricSink } from "./metric.ts";
import { SeriesCache } from "./series-cache.ts";

/**
 * Metrics of AWS/SNS by TopicName, of AWS/Events by RuleName, of AWS/Kinesis by StreamName. Rules are never throttled here, so that
 * ThrottledRules has no data points. Which rules an event has triggered is not told of every event of a long run: Invocations is.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export class SendingMetrics {
	#sns: SeriesCache;
	#events: SeriesCache;
	#kinesis: SeriesCache;
	#names: DimensionNames;
	/** Stream of Kinesis that a mapping reads. */
	#streams = new Map<string, string>();

	constructor(sink: MetricSink, names: DimensionNames) {
		this.#sns = new SeriesCache("AWS/SNS", sink);
		this.#events = new SeriesCache("AWS/Events", sink);
		this.#kinesis = new SeriesCache("AWS/Kinesis", sink);
		this.#names = names;
	}

	read(event: TraceEvent): void {
		switch (event.kind) {
			case "topic.published":
				this.#topic(event.topic, "NumberOfMessagesPublished", event.at, 1);
				if (event.filteredOut.length > 0) this.#topic(event.topic, "NumberOfNotificationsFilteredOut", event.at, event.filteredOut.length);
				break;
			case "sending.delivered":
				this.#delivered(event.from, event.at, 1);
				break;
			case "services.condensed":
				if (event.of === "topic.published") this.#topic(event.resource, "NumberOfMessagesPublished", event.at, event.count);
				else if (event.of === "sending.delivered") this.#delivered(event.resource, event.at, event.count);
				break;
			case "sending.failed":
				this.#failed(event.from, event.at, event.retryAt === undefined);
				break;
			case "sending.deadLettered":
				this.#rule(event.from, "InvocationsSentToDlq", event.at, 1);
				break;
			case "stream.recordWritten":
				if (event.source !== "kinesis") break;
				this.#stream(event.stream, "IncomingRecords", event.at, 1);
				this.#stream(event.stream, "IncomingBytes", event.at, event.bytes, "Bytes");
				break;
			case "stream.recordRefused":
				if (event.code === "ProvisionedThroughputExceededException")
					this.#stream(event.stream, "WriteProvisionedThroughputExceeded", event.at, 1);
				break;
			case "mapping.shardOpened":
				if (event.source === "kinesis") this.#streams.set(event.mapping, event.stream);
				break;
			case "mapping.batchInvoked": {
				const stream = this.#streams.get(event.mapping);
				if (stream !== undefined && event.iteratorAgeMs !== undefined && event.attempt === 1)
					this.#stream(stream, "GetRecords.IteratorAgeMilliseconds", event.at, event.iteratorAgeMs, "Milliseconds");
				break;
			}
		}
	}

	#delivered(from: string, at: number, count: number): void {
		const topic = topicOf(from);
		if (topic !== undefined) this.#topic(topic, "NumberOfNotificationsDelivered", at, count);
		this.#rule(from, "Invocations", at, count);
	}

	#failed(from: string, at: number, isLast: boolean): void {
		const topic = topicOf(from);
		if (topic !== undefined && isLast) this.#topic(topic, "NumberOfNotificationsFailed", at, 1);
		this.#rule(from, "Invocations", at, 1);
		if (isLast) this.#rule(from, "FailedInvocations", at, 1);
	}

	#topic(TopicName: string, metric: string, at: number, value: number): void {
		this.#sns.of(metric, { TopicName }).add(at, value);
	}

	#rule(from: string, metric: string, at: number, value: number): void {
		const parts = parseArn(from);
		const name = parts?.service === "events" ? parts.resource.replace(/^rule\//, "") : undefined;
		if (name !== undefined) this.#events.of(metric, { RuleName: name.slice(name.lastIndexOf("/") + 1) }).add(at, value);
	}

	#stream(stream: string, metric: string, at: number, value: number, unit = "Count"): void {
		this.#kinesis.of(metric, { StreamName: this.#names.stream(stream) }, unit).add(at, value);
	}
}

/** The ARN of a topic, or of a subscription to it. */
function topicOf(arn: string): string | undefined {
	const parts = parseArn(arn);
	return parts?.service === "sns" ? parts.resource.split(":")[0] : undefined;
}
