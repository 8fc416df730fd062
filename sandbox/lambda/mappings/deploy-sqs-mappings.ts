import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import { physicalNameOf } from "#sandbox/lambda/environment/execution-context.ts";
import type { Cloud } from "#sandbox/services/cloud.ts";
import type { SqsService } from "#sandbox/services/sqs/sqs-service.ts";
import { functionOfArn } from "#sandbox/stack/arn.ts";
import type { StackQueue } from "#sandbox/stack/sqs.ts";
import { SqsMapping } from "./sqs-mapping.ts";

/** Begins to poll the queues of all enabled mappings. What Lambda would refuse to create is told in the trace, and polls nothing. */
export function deploySqsMappings(cloud: Cloud, sqs: SqsService): void {
	for (const mapping of cloud.stack.mappings) {
		if (mapping.source.kind !== "sqs" || !mapping.enabled) continue;
		const queue = sqs.queueOfArn(mapping.source.arn);
		const named = functionOfArn(mapping.functionArn);
		const fn = cloud.lambda.functions.find((one) => physicalNameOf(one) === named?.name);
		const reason = queue && fn ? refusalOf(queue.config, fn) : "The event source, or the function, does not exist.";
		if (queue && fn && reason === undefined) new SqsMapping(cloud, mapping, queue, { name: fn.name, qualifier: named?.qualifier }).start();
		else
			cloud.run.recorder.record({
				at: cloud.run.simulation.now,
				kind: "queue.mappingRefused",
				mapping: mapping.id,
				queue: queue?.config.id ?? mapping.source.arn,
				reason: reason ?? "",
			});
	}
}

/**
 * What CreateEventSourceMapping refuses (L188).
 * @returns Its message; undefined when it creates the mapping.
 */
export function refusalOf(queue: StackQueue, fn: BuiltFunction): string | undefined {
	const timeoutSeconds = fn.timeoutMs / 1000;
	if (queue.visibilityTimeoutSeconds >= timeoutSeconds) return undefined;
	return `Queue visibility timeout: ${queue.visibilityTimeoutSeconds} seconds is less than Function timeout: ${timeoutSeconds} seconds`;
}
