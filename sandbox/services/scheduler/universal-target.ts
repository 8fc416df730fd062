import { z } from "zod";
import { arnOf, functionArn } from "#sandbox/stack/arn.ts";
import type { Delivery } from "../delivery.ts";

type Call = { arn: string } & Omit<Delivery, "from">;
type Calls = { ok: true; calls: Call[] } | { ok: false; problem: { code: string; message: string } };

const sendMessage = z.object({
	QueueUrl: z.string(),
	MessageBody: z.string(),
	MessageGroupId: z.string().optional(),
	MessageDeduplicationId: z.string().optional(),
});
const publish = z.object({ TopicArn: z.string(), Message: z.string() });
const invoke = z.object({ FunctionName: z.string(), Payload: z.string().default("{}") });
const putEvents = z.object({
	Entries: z.array(
		z.object({
			EventBusName: z.string().default("default"),
			Source: z.string(),
			DetailType: z.string(),
			Detail: z.string(),
			Resources: z.array(z.string()).default([]),
		}),
	),
});

/**
 * A universal target, `arn:aws:scheduler:::aws-sdk:SERVICE:ACTION`, whose input is the request of an API: SendMessage, Publish, Invoke
 * and PutEvents are simulated.
 * @returns undefined when the ARN is of another kind.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
 */
export function universalCalls(targetArn: string, input: string, region: string): Calls | undefined {
	const [, action] = /^arn:aws:scheduler:::aws-sdk:([a-z0-9]+:[A-Za-z0-9]+)$/.exec(targetArn) ?? [];
	if (action === undefined) return undefined;
	try {
		return { ok: true, calls: callsOf(action, JSON.parse(input), region) };
	} catch (error) {
		if (error instanceof z.ZodError || error instanceof SyntaxError)
			return { ok: false, problem: { code: "ValidationException", message: `The input is not a request of ${action}.` } };
		throw error;
	}
}

function callsOf(action: string, request: unknown, region: string): Call[] {
	if (action === "sqs:sendMessage") {
		const { QueueUrl, MessageBody, MessageGroupId, MessageDeduplicationId } = sendMessage.parse(request);
		const arn = arnOf("sqs", region, QueueUrl.split("/").at(-1) ?? "");
		return [
			{
				arn,
				body: MessageBody,
				...(MessageGroupId === undefined ? {} : { groupId: MessageGroupId }),
				...(MessageDeduplicationId === undefined ? {} : { deduplicationId: MessageDeduplicationId }),
			},
		];
	}
	if (action === "sns:publish") {
		const { TopicArn, Message } = publish.parse(request);
		return [{ arn: TopicArn, body: Message }];
	}
	if (action === "lambda:invoke") {
		const { FunctionName, Payload } = invoke.parse(request);
		const arn = FunctionName.startsWith("arn:") ? FunctionName : functionArn(region, FunctionName);
		return [{ arn, body: Payload }];
	}
	if (action === "eventbridge:putEvents")
		return putEvents.parse(request).Entries.map(({ EventBusName, Source, DetailType, Detail, Resources }) => ({
			arn: EventBusName.startsWith("arn:") ? EventBusName : arnOf("events", region, `event-bus/${EventBusName}`),
			body: JSON.stringify({ source: Source, "detail-type": DetailType, resources: Resources, detail: JSON.parse(Detail) as unknown }),
		}));
	// An action that nothing here takes: its own ARN, which no resource has, refuses.
	return [{ arn: action, body: JSON.stringify(request) }];
}
