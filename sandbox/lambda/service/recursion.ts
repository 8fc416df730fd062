import { quotaOf } from "#facts/index.ts";
import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import type { Lineage } from "#sandbox/trace/invocation-source.ts";
import type { FunctionError } from "#sandbox/trace/trace.ts";

/** So often a function may be invoked in one chain; AWS says "about 16" (L149). */
const MAX_IN_CHAIN = quotaOf("lambda.recursion.max");

/**
 * How Invoke refuses a request that would go on with a loop (L149-L151). Chains are counted through SQS, SNS, S3 and Lambda itself: who
 * sends on in the name of an invocation hands its lineage over. DynamoDB hands none over, so loops through it are not detected (L150).
 * @returns undefined when it is no loop, or the function allows loops.
 */
export function loopRefusal(fn: BuiltFunction, lineage: Lineage | undefined): { statusCode: 400; error: FunctionError } | undefined {
	if (lineage === undefined || (lineage.counts[fn.name] ?? 0) < MAX_IN_CHAIN || fn.service?.recursiveLoop === "Allow") return undefined;
	return {
		statusCode: 400,
		error: {
			errorType: "RecursiveInvocationException",
			errorMessage:
				"Lambda has detected your function being invoked in a recursive loop with other AWS resources and stopped your function's invocation.",
		},
	};
}

/** The chain with one more invocation at its end: what everything that this invocation sends carries on. */
export function lineageWith(before: Lineage | undefined, name: string, invocation: number): Lineage {
	const counts = { ...before?.counts, [name]: (before?.counts[name] ?? 0) + 1 };
	return { invocation, counts };
}
