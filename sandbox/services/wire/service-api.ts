import type { Operation } from "./operation.ts";
import type { Protocol } from "./protocol.ts";

/** A service as its endpoint offers it. */
export type ServiceApi = {
	/** Name for people, as in "Amazon SQS". */
	readonly title: string;
	/** First label of its endpoints' names, and of a signature's scope: `sqs`. Several when they differ. */
	readonly hosts: readonly string[];
	readonly protocol: Protocol;
	readonly operations: { readonly [name: string]: Operation };
};
