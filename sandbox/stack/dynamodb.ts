import type { StackResource } from "./stack.ts";

export type KeyAttribute = { name: string; type: "S" | "N" | "B" };
export type StackIndex = {
	name: string;
	partitionKey: KeyAttribute;
	sortKey: KeyAttribute | undefined;
	projection: { kind: "ALL" | "KEYS_ONLY" } | { kind: "INCLUDE"; attributes: string[] };
};

/** AWS::DynamoDB::Table, or AWS::Serverless::SimpleTable. */
export type StackTable = StackResource & {
	name: string;
	arn: string;
	partitionKey: KeyAttribute;
	sortKey: KeyAttribute | undefined;
	globalIndexes: StackIndex[];
	localIndexes: StackIndex[];
	billing: { mode: "PAY_PER_REQUEST" } | { mode: "PROVISIONED"; readUnits: number; writeUnits: number };
	timeToLiveAttribute: string | undefined;
	stream: { arn: string; view: "KEYS_ONLY" | "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES" } | undefined;
};
