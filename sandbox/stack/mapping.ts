import type { Json } from "#sandbox/json-value.ts";
import type { StackResource } from "./stack.ts";

/** AWS::Lambda::EventSourceMapping. Limits and defaults by source are applied already (Part E of the laws). */
export type StackMapping = StackResource & {
	/** As Lambda names it; drawn from the logical id, so that equal templates give equal ones. */
	uuid: string;
	source: { kind: "sqs" | "kinesis" | "dynamodb"; arn: string };
	/** ARN with the qualifier, if any. */
	functionArn: string;
	enabled: boolean;
	batchSize: number;
	/** 0 to 300. */
	maximumBatchingWindowSeconds: number;
	/** Patterns as EventBridge has them; a record that none of them matches is dropped. Empty: all pass. */
	filters: Json[];
	reportBatchItemFailures: boolean;
	/** MetricsConfig asks for the EventCount metrics (L182). */
	countsEvents?: true;
	/** SQS only: ScalingConfig. */
	maximumConcurrency: number | undefined;
	/** Streams only. */
	startingPosition: { kind: "LATEST" | "TRIM_HORIZON" } | { kind: "AT_TIMESTAMP"; epochMs: number } | undefined;
	parallelizationFactor: number;
	bisectBatchOnFunctionError: boolean;
	/** -1: without end. */
	maximumRecordAgeSeconds: number;
	/** -1: without end. */
	maximumRetryAttempts: number;
	tumblingWindowSeconds: number;
	/** A queue, a topic or a bucket. */
	onFailureArn: string | undefined;
};
