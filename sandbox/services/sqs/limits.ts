import { quotaMs, quotaOf } from "#facts/index.ts";

/** Quotas of SQS (L313, L314, L317, L319), and what the simulator adds where AWS publishes nothing. */

/** Body and attributes of a message, and of a batch of messages together (L313). */
export const MAX_MESSAGE_BYTES = quotaOf("sqs.message.size");
export const MAX_MESSAGE_ATTRIBUTES = quotaOf("sqs.attributes.max");
/** Entries of a batch request, and messages of one ReceiveMessage. */
export const MAX_BATCH_ENTRIES = quotaOf("sqs.batch.max");
export const MAX_DELAY_SECONDS = quotaOf("sqs.delay.max");
export const MAX_WAIT_SECONDS = quotaOf("sqs.wait.max");
/** 12 hours, counted from when the message was received (L314). */
export const MAX_VISIBILITY_SECONDS = quotaOf("sqs.visibility.max");
/** Messages of one queue that are received and not yet deleted (L319). */
export const MAX_IN_FLIGHT = quotaOf("sqs.in-flight.max");
/** How long a FIFO queue knows a deduplication id (L317). */
export const DEDUPLICATION_MS = quotaMs("sqs.fifo.deduplication");
/** With a larger maxReceiveCount, a message that was received so often goes behind all others (L322). */
export const RECEIVES_BEFORE_THE_BACK = 3;
