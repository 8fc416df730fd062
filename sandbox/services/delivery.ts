import type { Lineage } from "#sandbox/trace/invocation-source.ts";

/** An attribute of a message, as SQS and SNS have them. Binary values are base64. */
export type MessageAttribute = { type: string; value: string };

/** Something that one service sends to a resource of another. */
export type Delivery = {
	/**
	 * As it arrives: JSON text, or plain text where the target takes it. For a bus the event as patterns see it, without what the bus adds:
	 * `{ "source", "detail-type", "resources", "detail" }`. For a bucket the text of the object.
	 */
	body: string;
	/** For a bucket: the key of the object. */
	key?: string;
	/**
	 * Who sends it: the principal, such as `sns.amazonaws.com`, and the ARN that a permission may name as aws:SourceArn.
	 * `lambda.amazonaws.com` for destinations and dead-letter queues of a function, which are sent under its execution role.
	 */
	from: {
		principal: string;
		sourceArn: string /** It sends under this role: the policy of the target is not asked. */;
		roleArn?: string | undefined;
	};
	attributes?: Readonly<Record<string, MessageAttribute>>;
	/** For topics. */
	subject?: string;
	/** For FIFO targets. */
	groupId?: string;
	deduplicationId?: string;
	lineage?: Lineage;
};

/** Whether the target has taken it. A refusal that would pass by itself may be tried again. */
export type DeliveryResult =
	| { ok: true /** Id that the target gave it, if any. */; id?: string }
	| { ok: false; code: string; message: string; retryable: boolean };

/** A resource that can be sent to by its ARN. Delivery is at once: latency and retries are the sender's. */
export type DeliveryTarget = { receive(delivery: Delivery): DeliveryResult };
