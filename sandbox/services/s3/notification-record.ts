import { ACCOUNT } from "#sandbox/stack/arn.ts";
import type { StackBucket } from "#sandbox/stack/s3.ts";

/** What happened to an object. */
export type ObjectChange = {
	key: string;
	/** Without `s3:`, for example `ObjectCreated:Put`. */
	event: string;
	/** Absent for a removal. */
	object: { bytes: number; etag: string } | undefined;
	versionId: string | undefined;
	sequencer: string;
	/** ISO 8601 with milliseconds. */
	time: string;
	requestId: string;
	hostId: string;
};

/** Version of the record's schema that S3 sends in 2026 (L279). */
const EVENT_VERSION = "2.5";
const PRINCIPAL_ID = "AWS:AROAEXAMPLEEXAMPLEXAM:client";
const OWNER_ID = "A3NL1KOZZKEXAMPLE";
const SOURCE_IP = "203.0.113.7";

/**
 * The JSON text of a notification: one record (L279).
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function notificationBody(bucket: StackBucket, configurationId: string, region: string, change: ObjectChange): string {
	const { object, versionId } = change;
	return JSON.stringify({
		Records: [
			{
				eventVersion: EVENT_VERSION,
				eventSource: "aws:s3",
				awsRegion: region,
				eventTime: change.time,
				eventName: change.event,
				userIdentity: { principalId: PRINCIPAL_ID },
				requestParameters: { sourceIPAddress: SOURCE_IP },
				responseElements: { "x-amz-request-id": change.requestId, "x-amz-id-2": change.hostId },
				s3: {
					s3SchemaVersion: "1.0",
					configurationId,
					bucket: { name: bucket.name, ownerIdentity: { principalId: OWNER_ID }, arn: bucket.arn },
					object: {
						key: encodeKey(change.key),
						...(object ? { size: object.bytes, eTag: object.etag } : {}),
						...(versionId === undefined ? {} : { versionId }),
						sequencer: change.sequencer,
					},
				},
			},
		],
	});
}

/** A form's encoding, with slashes left alone: a space is `+` (L309). */
export function encodeKey(key: string): string {
	return encodeURIComponent(key.toWellFormed())
		.replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
		.replaceAll("%20", "+")
		.replaceAll("%2F", "/");
}

/** What a queue or a topic gets when the configuration is made: another shape than any notification (L311). */
export function testEvent(bucket: StackBucket, time: string, ids: { requestId: string; hostId: string }): string {
	return JSON.stringify({
		Service: "Amazon S3",
		Event: "s3:TestEvent",
		Time: time,
		Bucket: bucket.name,
		RequestId: ids.requestId,
		HostId: ids.hostId,
	});
}

const reasons: Readonly<Record<string, string>> = {
	"ObjectCreated:Put": "PutObject",
	"ObjectCreated:Post": "POST Object",
	"ObjectCreated:Copy": "CopyObject",
	"ObjectCreated:CompleteMultipartUpload": "CompleteMultipartUpload",
	"ObjectRemoved:Delete": "DeleteObject",
	"ObjectRemoved:DeleteMarkerCreated": "DeleteObject",
};

/**
 * What the bus `default` gets. Unlike in notifications, the key stands as it is.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function busEvent(bucket: StackBucket, change: ObjectChange): string {
	const { object, versionId } = change;
	const deletion = change.event === "ObjectRemoved:DeleteMarkerCreated" ? "Delete Marker Created" : "Permanently Deleted";
	return JSON.stringify({
		source: "aws.s3",
		"detail-type": object ? "Object Created" : "Object Deleted",
		resources: [bucket.arn],
		detail: {
			version: "0",
			"event-version": "1.0",
			bucket: { name: bucket.name },
			object: {
				key: change.key,
				...(object ? { size: object.bytes, etag: object.etag } : {}),
				...(versionId === undefined ? {} : { "version-id": versionId }),
				sequencer: change.sequencer,
			},
			"request-id": change.requestId,
			requester: ACCOUNT,
			"source-ip-address": SOURCE_IP,
			reason: reasons[change.event],
			...(object ? {} : { "deletion-type": deletion }),
		},
	});
}
