import type { StackTarget } from "#sandbox/stack/eventbridge.ts";
import type { Properties } from "../properties.ts";

const INPUTS = ["Input", "InputPath", "InputTransformer"];

/** One target of a rule (L327). @returns undefined after a problem. */
export function readTarget(target: Properties): StackTarget | undefined {
	const arn = target.needed("Arn", "Add for example Arn: !GetAtt Function.Arn.");
	const targetId = target.needed("Id", "Add an Id that is unique within the rule.");
	const given = INPUTS.filter((key) => target.has(key));
	if (given.length > 1)
		target.problem(
			given[1] as string,
			`Only one of Input, InputPath, or InputTransformer must be provided for target ${targetId}.`,
			`Keep one of ${given.join(", ")}.`,
		);
	const read: Omit<StackTarget, "arn" | "targetId"> = {
		input: readInput(target),
		retry: readRetry(target, 60, 86_400),
		deadLetterArn: readDeadLetterArn(target),
		messageGroupId: target.part("SqsParameters")?.text("MessageGroupId"),
	};
	const roleArn = target.text("RoleArn");
	target.done();
	if (arn === undefined || targetId === undefined) return undefined;
	return { targetId, arn, ...read, ...(roleArn === undefined ? {} : { roleArn }) };
}

function readInput(target: Properties): StackTarget["input"] {
	const text = target.text("Input");
	if (text !== undefined) return { kind: "constant", text };
	const path = target.text("InputPath");
	if (path !== undefined) return { kind: "path", path };
	const transformer = target.part("InputTransformer");
	if (!transformer) return undefined;
	const template = transformer.needed("InputTemplate", "Add for example InputTemplate: '{\"id\": <id>}'.");
	const map = transformer.part("InputPathsMap");
	const paths = Object.fromEntries((map?.keys() ?? []).map((key) => [key, map?.text(key) ?? ""]));
	transformer.done();
	return template === undefined ? undefined : { kind: "transformer", paths, template };
}

/** RetryPolicy of a target of a rule or a schedule (L327, L335). */
export function readRetry(target: Properties, leastAge: number, mostAge: number): StackTarget["retry"] {
	const policy = target.part("RetryPolicy");
	const retry = {
		maximumEventAgeSeconds:
			policy?.whole("MaximumEventAgeInSeconds", { min: leastAge, max: mostAge, fallback: mostAge, unit: "seconds" }) ?? mostAge,
		maximumRetryAttempts: policy?.whole("MaximumRetryAttempts", { min: 0, max: 185, fallback: 185, unit: "attempts" }) ?? 185,
	};
	policy?.done();
	return retry;
}

export function readDeadLetterArn(target: Properties): string | undefined {
	const config = target.part("DeadLetterConfig");
	const arn = config?.text("Arn");
	config?.done();
	return arn;
}
