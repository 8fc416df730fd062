/** Quotas of SQS (L313, L314, L317, L319), and what the simulator adds where AWS publishes nothing. */

/** Body and attributes of a message, and of a batch of messages together (L313). */
export const MAX_MESSAGE_BYTES = 1_048_576;
export const MAX_MESSAGE_ATTRIBUTES = 10;
/** Entries of a batch request, and messages of one ReceiveMessage. */
export const MAX_BATCH_ENTRIES = 10;
export const MAX_DELAY_SECONDS = 900;
export const MAX_WAIT_SECONDS = 20;
/** 12 hours, counted from when the message was received (L314). */
export const MAX_VISIBILITY_SECONDS = 43_200;
/** Messages of one queue that are received and not yet deleted (L319). */
export const MAX_IN_FLIGHT = 120_000;
/** How long a FIFO queue knows a deduplication id (L317). */
export const DEDUPLICATION_MS = 300_000;
/** With a larger maxReceiveCount, a message that was received so often goes behind all others (L322). */
export const RECEIVES_BEFORE_THE_BACK = 3;
