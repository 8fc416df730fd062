import type { Json } from "#sandbox/json-value.ts";
import type { StreamRecord } from "../streams/stream-source.ts";
import type { Item } from "./attribute-value.ts";

export type ChangeName = "INSERT" | "MODIFY" | "REMOVE";

type Content = {
	eventID: string;
	eventName: ChangeName;
	region: string;
	streamArn: string;
	createdAtSeconds: number;
	keys: Item;
	images: { NewImage?: Item; OldImage?: Item };
	sequenceNumber: string;
	bytes: number;
	view: string;
	/** Deleted by Time to Live. */
	expired: boolean;
	/** Virtual time in milliseconds. */
	arrivedAt: number;
	orderHash: number;
};

/** A record of a table's stream, as mappings read it. */
export class TableRecord implements StreamRecord {
	readonly sequenceNumber: string;
	readonly arrivedAt: number;
	readonly orderHash: number;
	readonly #content: Content;

	constructor(content: Content) {
		this.sequenceNumber = content.sequenceNumber;
		this.arrivedAt = content.arrivedAt;
		this.orderHash = content.orderHash;
		this.#content = content;
	}

	render(): string {
		return JSON.stringify(this.#event);
	}

	/** The whole record: patterns name `eventName`, `dynamodb`, `userIdentity` (L179). */
	filterView(): Json {
		return this.#event as unknown as Json;
	}

	/** L286. */
	get #event() {
		const { eventID, eventName, region, createdAtSeconds, keys, images, sequenceNumber, bytes, view, streamArn, expired } = this.#content;
		return {
			eventID,
			eventName,
			eventVersion: "1.1",
			eventSource: "aws:dynamodb",
			awsRegion: region,
			dynamodb: {
				ApproximateCreationDateTime: createdAtSeconds,
				Keys: keys,
				...images,
				SequenceNumber: sequenceNumber,
				SizeBytes: bytes,
				StreamViewType: view,
			},
			eventSourceARN: streamArn,
			...(expired ? { userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" } } : {}),
		};
	}
}
