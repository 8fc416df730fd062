import type { Json } from "#sandbox/json-value.ts";
import type { StreamRecord } from "../streams/stream-source.ts";
import { textHash } from "../streams/stream-source.ts";

/** What a record needs to know of its place. */
export type KinesisPlace = { streamArn: string; region: string; shardId: string; epochMs: number };

/** A record of a Kinesis stream, as mappings read it. */
export class KinesisRecord implements StreamRecord {
	readonly sequenceNumber: string;
	readonly arrivedAt: number;
	readonly orderHash: number;
	readonly #place: KinesisPlace;
	readonly #partitionKey: string;
	readonly #data: string;

	/** @param data Text of the record's bytes, in UTF-8. @param arrivedAt Virtual time in milliseconds. */
	constructor(place: KinesisPlace, sequenceNumber: string, partitionKey: string, data: string, arrivedAt: number) {
		this.#place = place;
		this.sequenceNumber = sequenceNumber;
		this.#partitionKey = partitionKey;
		this.#data = data;
		this.arrivedAt = arrivedAt;
		this.orderHash = textHash(partitionKey);
	}

	/** L287. */
	render(roleArn: string): string {
		const { shardId, region, streamArn } = this.#place;
		return JSON.stringify({
			kinesis: { ...this.#fields, data: Buffer.from(this.#data).toString("base64"), approximateArrivalTimestamp: this.#arrival },
			eventSource: "aws:kinesis",
			eventVersion: "1.0",
			eventID: `${shardId}:${this.sequenceNumber}`,
			eventName: "aws:kinesis:record",
			invokeIdentityArn: roleArn,
			awsRegion: region,
			eventSourceARN: streamArn,
		});
	}

	/** `data` as the JSON that it holds, or as text when it holds none, beside the other fields of `kinesis` (L179). */
	filterView(): Json {
		let data: Json = this.#data;
		try {
			data = JSON.parse(this.#data) as Json;
		} catch {
			// A text: only a pattern for texts can match it.
		}
		return { ...this.#fields, data, approximateArrivalTimestamp: this.#arrival };
	}

	get #fields() {
		return { kinesisSchemaVersion: "1.0", partitionKey: this.#partitionKey, sequenceNumber: this.sequenceNumber };
	}

	/** Seconds since 1970, with milliseconds. */
	get #arrival(): number {
		return Math.round(this.#place.epochMs + this.arrivedAt) / 1_000;
	}
}
