import { z } from "zod";
import { jsonProtocol } from "../wire/json-protocol.ts";
import { type Answer, done, failed, operation } from "../wire/operation.ts";
import type { ServiceApi } from "../wire/service-api.ts";
import { inBatch } from "./batch.ts";
import { bytesOf } from "./check-message.ts";
import { MAX_MESSAGE_BYTES } from "./limits.ts";
import { messageInput, messageMembers, receivedMembers, sentMembers } from "./message-members.ts";
import type { Queue } from "./queue.ts";
import { queueAttributes } from "./queue-attributes.ts";
import { failed as refused, type SqsResult } from "./sqs-error.ts";
import type { SqsService } from "./sqs-service.ts";

const queueUrl = z.string();
const batch = <S extends z.ZodRawShape>(members: S) =>
	z.object({ QueueUrl: queueUrl, Entries: z.array(z.object({ Id: z.string(), ...members })) });

/**
 * The operations of Amazon SQS that handlers call.
 * @param epochMs Calendar time at virtual time 0.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html
 */
export function sqsApi(sqs: SqsService, { epochMs, arnOfName }: { epochMs: number; arnOfName: (name: string) => string }): ServiceApi {
	const arnOf = ({ QueueUrl }: { QueueUrl: string }) => arnOfName(QueueUrl.slice(QueueUrl.lastIndexOf("/") + 1));
	const needs = (action: string) => (input: { QueueUrl: string }) => [{ action: `sqs:${action}`, resource: arnOf(input) }];
	/** Runs with the queue, or tells that there is none. */
	const withQueue = <O>({ QueueUrl }: { QueueUrl: string }, run: (queue: Queue) => SqsResult<O>): Answer<O> => {
		const queue = sqs.findQueue(QueueUrl);
		return answerOf(queue.ok ? run(queue.value) : queue);
	};
	return {
		title: "Amazon SQS",
		hosts: ["sqs"],
		protocol: jsonProtocol("1.0", { target: "AmazonSQS", queryCompatible: true }),
		operations: {
			GetQueueUrl: operation({
				input: z.object({ QueueName: z.string() }),
				needs: ({ QueueName }) => [{ action: "sqs:GetQueueUrl", resource: arnOfName(QueueName) }],
				run: ({ QueueName }) => withQueue({ QueueUrl: QueueName }, ({ config }) => ({ ok: true, value: { QueueUrl: config.url } })),
			}),
			ListQueues: operation({
				input: z.object({ QueueNamePrefix: z.string().optional() }),
				needs: () => [{ action: "sqs:ListQueues", resource: arnOfName("*") }],
				run: ({ QueueNamePrefix = "" }) =>
					done({ QueueUrls: sqs.queues.filter(({ config }) => config.name.startsWith(QueueNamePrefix)).map(({ config }) => config.url) }),
			}),
			SendMessage: operation({
				input: z.object({ QueueUrl: queueUrl, ...messageMembers }),
				needs: needs("SendMessage"),
				run: (input, { caller }) =>
					withQueue(input, (queue) => {
						const sent = sqs.send(queue, messageInput(input, caller));
						return sent.ok ? { ok: true, value: sentMembers(sent.value) } : sent;
					}),
			}),
			ReceiveMessage: operation({
				input: z.object({
					QueueUrl: queueUrl,
					MaxNumberOfMessages: z.number().optional(),
					VisibilityTimeout: z.number().optional(),
					WaitTimeSeconds: z.number().optional(),
					AttributeNames: z.array(z.string()).optional(),
					MessageSystemAttributeNames: z.array(z.string()).optional(),
					MessageAttributeNames: z.array(z.string()).optional(),
				}),
				needs: needs("ReceiveMessage"),
				run: (input, { caller, reply }) => {
					const queue = sqs.findQueue(input.QueueUrl);
					if (!queue.ok) return answerOf(queue);
					const { MaxNumberOfMessages: most, VisibilityTimeout: visibilityTimeoutSeconds, WaitTimeSeconds: waitSeconds } = input;
					const wanted = {
						system: [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])],
						own: input.MessageAttributeNames ?? [],
					};
					const asked = {
						...(most === undefined ? {} : { most }),
						...(visibilityTimeoutSeconds === undefined ? {} : { visibilityTimeoutSeconds }),
						...(waitSeconds === undefined ? {} : { waitSeconds }),
						by: caller.function ?? caller.principalArn,
					};
					sqs.receive(queue.value, asked, (result) => {
						if (!result.ok) reply(answerOf(result));
						else
							reply(done(result.value.length === 0 ? {} : { Messages: result.value.map((one) => receivedMembers(one, wanted, epochMs)) }));
					});
					return undefined;
				},
			}),
			DeleteMessage: operation({
				input: z.object({ QueueUrl: queueUrl, ReceiptHandle: z.string() }),
				needs: needs("DeleteMessage"),
				run: (input) => withQueue(input, (queue) => sqs.delete(queue, input.ReceiptHandle)),
			}),
			SendMessageBatch: operation({
				input: batch(messageMembers),
				needs: needs("SendMessage"),
				run: (input, { caller }) =>
					withQueue(input, (queue) => {
						const bytes = input.Entries.reduce((sum, entry) => sum + bytesOf(messageInput(entry, caller)), 0);
						if (bytes > MAX_MESSAGE_BYTES)
							return refused(
								"AWS.SimpleQueueService.BatchRequestTooLong",
								`Batch requests cannot be longer than ${MAX_MESSAGE_BYTES} bytes. You have sent ${bytes} bytes.`,
								"BatchRequestTooLong",
							);
						return inBatch(input.Entries, (entry) => {
							const sent = sqs.send(queue, messageInput(entry, caller));
							return sent.ok ? { ok: true, value: sentMembers(sent.value) } : sent;
						});
					}),
			}),
			DeleteMessageBatch: operation({
				input: batch({ ReceiptHandle: z.string() }),
				needs: needs("DeleteMessage"),
				run: (input) =>
					withQueue(input, (queue) => inBatch(input.Entries, ({ ReceiptHandle }) => nothingOf(sqs.delete(queue, ReceiptHandle)))),
			}),
			ChangeMessageVisibilityBatch: operation({
				input: batch({ ReceiptHandle: z.string(), VisibilityTimeout: z.number() }),
				needs: needs("ChangeMessageVisibility"),
				run: (input) =>
					withQueue(input, (queue) =>
						inBatch(input.Entries, ({ ReceiptHandle, VisibilityTimeout }) =>
							nothingOf(sqs.changeVisibility(queue, ReceiptHandle, VisibilityTimeout)),
						),
					),
			}),
			GetQueueAttributes: operation({
				input: z.object({ QueueUrl: queueUrl, AttributeNames: z.array(z.string()).default([]) }),
				needs: needs("GetQueueAttributes"),
				run: (input) => withQueue(input, (queue) => ({ ok: true, value: { Attributes: queueAttributes(queue, input.AttributeNames) } })),
			}),
			PurgeQueue: operation({
				input: z.object({ QueueUrl: queueUrl }),
				needs: needs("PurgeQueue"),
				run: (input) =>
					withQueue(input, (queue) => {
						queue.purge();
						return { ok: true, value: {} };
					}),
			}),
			ChangeMessageVisibility: operation({
				input: z.object({ QueueUrl: queueUrl, ReceiptHandle: z.string(), VisibilityTimeout: z.number() }),
				needs: needs("ChangeMessageVisibility"),
				run: (input) => withQueue(input, (queue) => sqs.changeVisibility(queue, input.ReceiptHandle, input.VisibilityTimeout)),
			}),
		},
	};
}

/** A success that says no more. */
function nothingOf(result: SqsResult<null>): SqsResult<object> {
	return result.ok ? { ok: true, value: {} } : result;
}

function answerOf<O>(result: SqsResult<O>): Answer<O> {
	if (result.ok) return done(result.value);
	const { name, code, message } = result.error;
	return failed(name, message, { code });
}
