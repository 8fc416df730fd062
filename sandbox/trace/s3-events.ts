import { z } from "zod";

const at = z.number().min(-1_000_000);
const changed = {
	at,
	/** Name. */
	bucket: z.string(),
	key: z.string(),
	label: z.string().optional(),
	/** As notifications name it, without `s3:`. */
	event: z.string(),
	/** Hexadecimal; of changes of the same key, the later has the larger one (L307). */
	sequencer: z.string(),
	versionId: z.string().optional(),
	/** Ids of the notification configurations that it fits. */
	notifications: z.array(z.string()),
};

export const s3Events = [
	z.strictObject({ ...changed, kind: z.literal("bucket.objectCreated"), bytes: z.number().int().min(0), etag: z.string() }),
	z.strictObject({ ...changed, kind: z.literal("bucket.objectRemoved") }),
	/** S3 would have refused the notification configuration; nothing is sent by it. */
	z.strictObject({ at, kind: z.literal("bucket.notificationRefused"), bucket: z.string(), notification: z.string(), message: z.string() }),
	/** A request to a bucket that is not there. */
	z.strictObject({ at, kind: z.literal("bucket.requestRefused"), bucket: z.string(), code: z.string(), message: z.string() }),
] as const;
