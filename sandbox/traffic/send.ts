import { z } from "zod";
import { jsonSchema } from "#sandbox/json-value.ts";

/** Logical id of a resource in the template. */
const id = z.string().min(1).max(255);
const attributes = z.record(z.string(), z.strictObject({ type: z.string(), value: z.string() }));
const headers = z.record(z.string(), z.union([z.string(), z.array(z.string()).max(64)]));

/** A message to a queue. A body that is not a text is sent as JSON. */
export const sqsSendSchema = z.strictObject({
	service: z.literal("sqs"),
	queue: id,
	body: jsonSchema,
	attributes: attributes.optional(),
	groupId: z.string().max(128).optional(),
	deduplicationId: z.string().max(128).optional(),
	delaySeconds: z.number().int().min(0).max(900).optional(),
});
export type SqsSend = z.infer<typeof sqsSendSchema>;

export const snsSendSchema = z.strictObject({
	service: z.literal("sns"),
	topic: id,
	message: jsonSchema,
	subject: z.string().max(100).optional(),
	attributes: attributes.optional(),
	groupId: z.string().max(128).optional(),
	deduplicationId: z.string().max(128).optional(),
});
export type SnsSend = z.infer<typeof snsSendSchema>;

export const eventsSendSchema = z.strictObject({
	service: z.literal("events"),
	/** Logical id of a bus, or `default`. */
	bus: id.default("default"),
	source: z.string().max(256),
	detailType: z.string().max(128),
	detail: jsonSchema,
	resources: z.array(z.string()).max(10).default([]),
});
export type EventsSend = z.infer<typeof eventsSendSchema>;

/** StartReplay: what a bus took between two virtual times, out of an archive of all its events. */
export const replaySendSchema = z.strictObject({
	service: z.literal("replay"),
	/** Logical id of a bus, or `default`. */
	bus: id.default("default"),
	/** As events carry it in `replay-name`. */
	name: z
		.string()
		.max(64)
		.regex(/^[.\-_A-Za-z0-9]+$/),
	fromMs: z.number().min(0),
	toMs: z.number().min(0),
	/** Names of the rules that get the events; all that match when absent. */
	rules: z.array(z.string()).optional(),
});
export type ReplaySend = z.infer<typeof replaySendSchema>;

export const kinesisSendSchema = z.strictObject({
	service: z.literal("kinesis"),
	stream: id,
	partitionKey: z.string().min(1).max(256),
	/** A value that is not a text is sent as JSON. */
	data: jsonSchema,
});
export type KinesisSend = z.infer<typeof kinesisSendSchema>;

/** A write to a table, by whomever; its stream carries it. Items and keys are plain JSON. */
export const dynamodbSendSchema = z.strictObject({
	service: z.literal("dynamodb"),
	table: id,
	/** `put` takes the whole item, `delete` its key. */
	action: z.enum(["put", "delete"]),
	item: z.record(z.string(), jsonSchema),
});
export type DynamodbSend = z.infer<typeof dynamodbSendSchema>;

export const s3SendSchema = z.strictObject({
	service: z.literal("s3"),
	bucket: id,
	action: z.enum(["put", "copy", "multipart", "delete"]).default("put"),
	key: z.string().min(1).max(1024),
	/** Text of the object; its size counts unless `bytes` says otherwise. */
	body: z.string().max(1_000_000).default(""),
	bytes: z.number().int().min(0).optional(),
	/** How often each notification of it arrives: at least once, sometimes more (L307). Once when absent. */
	deliveries: z.number().int().min(1).max(5).optional(),
});
export type S3Send = z.infer<typeof s3SendSchema>;

/** A request to an API or a load balancer of the template, or to the URL of a function. */
export const httpSendSchema = z.strictObject({
	service: z.literal("http"),
	/** Logical id of the API or the load balancer, or of a function with a URL. `ServerlessRestApi` and `ServerlessHttpApi` are what SAM makes for events. */
	api: id,
	method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]).default("GET"),
	/** With its query, percent-encoded as a browser sends it; without the stage. */
	path: z.string().startsWith("/").max(8192),
	headers: headers.default({}),
	/** A value that is not a text is sent as JSON, with its content-type. */
	body: jsonSchema.optional(),
	/** Instead of `body`: bytes. */
	bodyBase64: z.base64().max(16_000_000).optional(),
	/** Signed with Signature Version 4, by a principal that IAM allows to call. */
	signed: z.boolean().optional(),
	/**
	 * Claims of a token that takes the place of `{jwt}` in the headers, signed by the issuer that the API's authorizer trusts. Issuer, audience,
	 * and times from now to an hour later are as that authorizer wants them, unless a claim says otherwise; null leaves one out.
	 */
	jwt: z.record(z.string(), jsonSchema).optional(),
	sourceIp: z.string().default("203.0.113.7"),
});
export type HttpSend = z.infer<typeof httpSendSchema>;

export const websocketSendSchema = z.strictObject({
	service: z.literal("websocket"),
	api: id,
	/** Names the connection within the scenario. */
	connection: z.string().min(1).max(64),
	action: z.enum(["connect", "message", "disconnect"]),
	body: jsonSchema.optional(),
	headers: headers.default({}),
	query: z.record(z.string(), z.string()).default({}),
});
export type WebsocketSend = z.infer<typeof websocketSendSchema>;

/** What a scenario sends to a resource that is no function. */
export const sendSchema = z.discriminatedUnion("service", [
	sqsSendSchema,
	snsSendSchema,
	eventsSendSchema,
	replaySendSchema,
	kinesisSendSchema,
	dynamodbSendSchema,
	s3SendSchema,
	httpSendSchema,
	websocketSendSchema,
]);
export type Send = z.infer<typeof sendSchema>;
