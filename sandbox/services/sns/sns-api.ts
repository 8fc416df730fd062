import { z } from "zod";
import type { MessageAttribute } from "../delivery.ts";
import { type Answer, type Caller, done, failed, operation } from "../wire/operation.ts";
import { queryProtocol } from "../wire/query-protocol.ts";
import type { ServiceApi } from "../wire/service-api.ts";
import type { SnsService } from "./sns-service.ts";

const attribute = z.object({ DataType: z.string(), StringValue: z.string().optional(), /** Base64. */ BinaryValue: z.string().optional() });
const message = {
	Message: z.string(),
	Subject: z.string().optional(),
	MessageStructure: z.string().optional(),
	MessageAttributes: z.record(z.string(), attribute).optional(),
	MessageGroupId: z.string().optional(),
	MessageDeduplicationId: z.string().optional(),
};
type Message = z.output<z.ZodObject<typeof message>>;

/** Entries of one PublishBatch. */
const MOST_ENTRIES = 10;

/**
 * The operations of Amazon SNS that handlers call.
 * @see https://docs.aws.amazon.com/sns/latest/api/welcome.html
 */
export function snsApi(sns: SnsService): ServiceApi {
	const publish = (topicArn: string, members: Message, caller: Caller): Answer<{ MessageId: string }> => {
		const result = sns.publish(topicArn, publishInput(members), { lineage: caller.lineage });
		if (result.ok) return done({ MessageId: result.id ?? "" });
		return failed(exceptions[result.code] ?? result.code, result.message, {
			code: result.code,
			status: result.code === "NotFound" ? 404 : 400,
		});
	};
	return {
		title: "Amazon SNS",
		hosts: ["sns"],
		protocol: queryProtocol({ namespace: "http://sns.amazonaws.com/doc/2010-03-31/" }),
		operations: {
			Publish: operation({
				input: z.object({
					TopicArn: z.string().optional(),
					TargetArn: z.string().optional(),
					PhoneNumber: z.string().optional(),
					...message,
				}),
				needs: ({ TopicArn, TargetArn }) => [{ action: "sns:Publish", resource: TopicArn ?? TargetArn ?? "*" }],
				run: (input, { caller }) => {
					const arn = input.TopicArn ?? input.TargetArn;
					if (arn !== undefined) return publish(arn, input, caller);
					if (input.PhoneNumber !== undefined) return failed("NotSimulated", "Text messages to telephones are not simulated.");
					return failed("InvalidParameterException", "Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter", {
						code: "InvalidParameter",
					});
				},
			}),
			PublishBatch: operation({
				input: z.object({
					TopicArn: z.string(),
					PublishBatchRequestEntries: z.array(z.object({ Id: z.string(), ...message })).default([]),
				}),
				needs: ({ TopicArn }) => [{ action: "sns:Publish", resource: TopicArn }],
				run: ({ TopicArn, PublishBatchRequestEntries: entries }, { caller }) => {
					const problem = batchProblem(entries.map(({ Id }) => Id));
					if (problem) return problem;
					const answers = entries.map((entry) => ({ Id: entry.Id, answer: publish(TopicArn, entry, caller) }));
					return done({
						Successful: answers.flatMap(({ Id, answer }) => (answer.ok ? [{ Id, ...answer.output }] : [])),
						Failed: answers.flatMap(({ Id, answer }) =>
							answer.ok ? [] : [{ Id, Code: answer.error.code ?? answer.error.name, Message: answer.error.message, SenderFault: true }],
						),
					});
				},
			}),
		},
	};
}

/** Names of exceptions by the codes of the service. */
const exceptions: Readonly<Record<string, string>> = { InvalidParameter: "InvalidParameterException", NotFound: "NotFoundException" };

function batchProblem(ids: readonly string[]) {
	if (ids.length === 0)
		return failed("EmptyBatchRequestException", "The batch request doesn't contain any entries.", { code: "EmptyBatchRequest" });
	if (ids.length > MOST_ENTRIES)
		return failed("TooManyEntriesInBatchRequestException", "The batch request contains more entries than permissible.", {
			code: "TooManyEntriesInBatchRequest",
		});
	if (new Set(ids).size < ids.length)
		return failed("BatchEntryIdsNotDistinctException", "Two or more batch entries in the request have the same Id.", {
			code: "BatchEntryIdsNotDistinct",
		});
	return undefined;
}

function publishInput({ Message, Subject, MessageStructure, MessageAttributes, MessageGroupId, MessageDeduplicationId }: Message) {
	return {
		message: MessageStructure === "json" ? defaultMessage(Message) : Message,
		subject: Subject,
		attributes: MessageAttributes && readAttributes(MessageAttributes),
		groupId: MessageGroupId,
		deduplicationId: MessageDeduplicationId,
	};
}

/** With MessageStructure "json" each protocol has a text of its own; those that the simulator delivers by get the default one. */
function defaultMessage(text: string): string {
	try {
		const { default: message } = JSON.parse(text) as { default?: unknown };
		if (typeof message === "string") return message;
	} catch {
		// Sent as it is.
	}
	return text;
}

function readAttributes(given: NonNullable<Message["MessageAttributes"]>): Record<string, MessageAttribute> {
	return Object.fromEntries(
		Object.entries(given).map(([name, { DataType, StringValue, BinaryValue }]) => [
			name,
			{ type: DataType, value: BinaryValue ?? StringValue ?? "" },
		]),
	);
}
