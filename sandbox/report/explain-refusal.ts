import { parseArn } from "#sandbox/stack/arn.ts";

type Refusal = { code: string; message: string };

/** What lets a service in, by the service of the resource that it sends to. */
const CURES: Readonly<Record<string, { kind: string; add: string }>> = {
	sqs: { kind: "queue", add: "an AWS::SQS::QueuePolicy that allows it sqs:SendMessage under the condition of that aws:SourceArn" },
	sns: { kind: "topic", add: "an AWS::SNS::TopicPolicy that allows it sns:Publish under the condition of that aws:SourceArn" },
	lambda: { kind: "function", add: "an AWS::Lambda::Permission with this Principal and SourceArn" },
};

/**
 * Why a queue, a topic or a function did not let a service in, and what would.
 * @param from ARN of what sends.
 * @returns One sentence; null for a refusal of another kind.
 */
export function explainRefusal(from: string, { code, message }: Refusal): string | null {
	if (!/^(AccessDenied|AuthorizationError)/.test(code)) return null;
	const [, principal, resource = ""] = /^(?:User: )?(\S+\.amazonaws\.com) is not authorized .* on resource: (\S+)/.exec(message) ?? [];
	const target = parseArn(resource);
	const cure = target && Object.hasOwn(CURES, target.service) ? CURES[target.service] : undefined;
	if (!target || !cure || principal === undefined) return null;
	const name = target.resource.replace(/^function:/, "");
	const sender = senderOf(from);
	if (/explicit deny/.test(message))
		return `A Deny in the policy of the ${cure.kind} ${name} keeps out what ${principal} sends for ${sender}: its condition or principal must leave that out.`;
	return `Nothing allows ${principal} to send to the ${cure.kind} ${name} for ${sender}: add ${cure.add}.`;
}

/** A subscription sends in the name of its topic. */
function senderOf(arn: string): string {
	const parts = parseArn(arn);
	if (parts?.service !== "sns") return arn;
	return arn.split(":").slice(0, 6).join(":");
}
