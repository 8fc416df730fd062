import type { StackResource } from "./stack.ts";

/** AWS::Kinesis::Stream */
export type StackStream = StackResource & { name: string; arn: string; shardCount: number; retentionHours: number; onDemand: boolean };
