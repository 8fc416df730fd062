import { ACCOUNT, parseArn } from "#sandbox/stack/arn.ts";
import type { PolicyDocument } from "#sandbox/stack/iam.ts";
import type { Stack } from "#sandbox/stack/stack.ts";
import type { Delivery, DeliveryResult } from "../services/delivery.ts";
import { evaluate } from "./evaluate.ts";

/** Services that deliver in their own name, not under a role: what they reach must let them in by its own policy (L155). */
const IN_THEIR_OWN_NAME: ReadonlySet<string> = new Set([
	"sns.amazonaws.com",
	"events.amazonaws.com",
	"s3.amazonaws.com",
	"cloudwatch.amazonaws.com",
]);
/** What a delivery is for the target's policy. Functions have permissions of their own, buses take what services of the account send. */
const ACTIONS: Readonly<Record<string, string | undefined>> = { sqs: "sqs:SendMessage", sns: "sns:Publish" };

/**
 * The policy of a topic that has no other: whoever acts for the account of the topic. Alarms tell that account, S3 and EventBridge do not.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
const DEFAULT_OF_TOPIC: PolicyDocument = {
	Version: "2008-10-17",
	Statement: [
		{
			Effect: "Allow",
			Principal: { AWS: "*" },
			Action: ["SNS:Publish"],
			Resource: "*",
			Condition: { StringEquals: { "AWS:SourceOwner": ACCOUNT } },
		},
	],
};

type Sender = Delivery["from"];
type Refusal = Extract<DeliveryResult, { ok: false }>;

/** Decides whether queues and topics take what a service sends them, by their resource policies. */
export class ServiceDeliveries {
	#stack: Pick<Stack, "resourcePolicies">;
	#policies: ReadonlyMap<string, PolicyDocument[]> | undefined;
	/** Decisions by target and sender, which do not change within a run. */
	#known = new Map<string, Refusal | undefined>();

	constructor(stack: Pick<Stack, "resourcePolicies">) {
		this.#stack = stack;
	}

	/** @returns Why the target refuses; undefined when it takes the delivery, or when its policy has no say. */
	refusal(arn: string, from: Sender): Refusal | undefined {
		if (from.roleArn !== undefined || !IN_THEIR_OWN_NAME.has(from.principal)) return undefined;
		const key = `${arn} ${from.principal} ${from.sourceArn}`;
		if (!this.#known.has(key)) this.#known.set(key, this.#decide(arn, from));
		return this.#known.get(key);
	}

	#decide(arn: string, { principal, sourceArn }: Sender): Refusal | undefined {
		const service = parseArn(arn)?.service ?? "";
		const action = Object.hasOwn(ACTIONS, service) ? ACTIONS[service] : undefined;
		if (action === undefined) return undefined;
		const context: Record<string, string> = {
			"aws:sourcearn": sourceArn,
			"aws:sourceaccount": ACCOUNT,
			"aws:principalservicename": principal,
			"aws:principalisawsservice": "true",
			"aws:securetransport": "true",
			...(principal === "cloudwatch.amazonaws.com" ? { "aws:sourceowner": ACCOUNT } : {}),
		};
		const request = {
			action,
			resource: arn,
			context: new Map(Object.entries(context).map(([name, value]) => [name, [value]] as const)),
			principals: [principal],
		};
		const own = this.#documents.get(arn) ?? (service === "sns" ? [DEFAULT_OF_TOPIC] : []);
		const decision = evaluate({ identity: [], resource: own, boundary: undefined }, request);
		if (decision.allowed) return undefined;
		const why =
			decision.because === "explicitDeny"
				? "with an explicit deny in a resource-based policy"
				: `because no resource-based policy allows the ${action} action`;
		return {
			ok: false,
			code: service === "sns" ? "AuthorizationError" : "AccessDenied",
			message: `User: ${principal} is not authorized to perform: ${action} on resource: ${arn} ${why}`,
			retryable: false,
		};
	}

	/** By ARN; put together for the first delivery, since most runs have none. */
	get #documents(): ReadonlyMap<string, PolicyDocument[]> {
		if (this.#policies) return this.#policies;
		const byArn = new Map<string, PolicyDocument[]>();
		for (const { resources, document } of this.#stack.resourcePolicies)
			for (const arn of resources) byArn.set(arn, [...(byArn.get(arn) ?? []), document]);
		this.#policies = byArn;
		return byArn;
	}
}
