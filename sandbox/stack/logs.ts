import type { StackResource } from "./stack.ts";

/** AWS::Logs::LogGroup */
export type StackLogGroup = StackResource & { name: string; arn: string; retentionDays: number | undefined };

/** AWS::Logs::SubscriptionFilter */
export type StackSubscriptionFilter = StackResource & { name: string; logGroupName: string; pattern: string; destinationArn: string };
