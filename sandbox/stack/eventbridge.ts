import type { Json } from "#sandbox/json-value.ts";
import type { StackResource } from "./stack.ts";

/** AWS::Events::EventBus; the bus `default` is always there. */
export type StackBus = StackResource & { name: string; arn: string };

/** What a rule or a schedule sends to. */
export type StackTarget = {
	/** Id within the rule. */
	targetId: string;
	arn: string;
	/** At most one of the three: a constant, a part of the event, or a template over parts of it. */
	input:
		| { kind: "constant"; text: string }
		| { kind: "path"; path: string }
		| { kind: "transformer"; paths: Record<string, string>; template: string }
		| undefined;
	retry: { maximumEventAgeSeconds: number; maximumRetryAttempts: number };
	deadLetterArn: string | undefined;
	/** For a FIFO queue. */
	messageGroupId: string | undefined;
	/** EventBridge sends under this role, and the policy of the target is not asked. */
	roleArn?: string | undefined;
};

/** AWS::Events::Rule, with a pattern or a schedule or both. */
export type StackRule = StackResource & {
	name: string;
	arn: string;
	busName: string;
	enabled: boolean;
	pattern: Json | undefined;
	scheduleExpression: string | undefined;
	targets: StackTarget[];
};
