import type { Json } from "#sandbox/json-value.ts";
import type { StackResource } from "./stack.ts";

/** AWS::SNS::Topic */
export type StackTopic = StackResource & { name: string; arn: string; fifo: boolean; contentBasedDeduplication: boolean };

/** AWS::SNS::Subscription, or one within a topic. */
export type StackSubscription = StackResource & {
	arn: string;
	topicArn: string;
	protocol: "lambda" | "sqs" | "firehose" | "http" | "https" | "email" | "email-json" | "sms";
	endpoint: string;
	filterPolicy: Json | undefined;
	filterPolicyScope: "MessageAttributes" | "MessageBody";
	rawMessageDelivery: boolean;
	deadLetterTargetArn: string | undefined;
};
