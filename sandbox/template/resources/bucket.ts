import { ServiceDeliveries } from "#sandbox/iam/service-delivery.ts";
import type { StackNotification } from "#sandbox/stack/s3.ts";
import { generatedUuid } from "../generated-ids.ts";
import type { Properties } from "../properties.ts";
import { placed, type Reading, type ResourceReader } from "../reading.ts";

/** Lists of NotificationConfiguration, with the property that names the target. */
const LISTS = [
	["LambdaConfigurations", "Function"],
	["QueueConfigurations", "Queue"],
	["TopicConfigurations", "Topic"],
] as const;
const EVENT =
	/^s3:(ObjectCreated:(\*|Put|Post|Copy|CompleteMultipartUpload)|ObjectRemoved:(\*|Delete|DeleteMarkerCreated)|ObjectRestore:(\*|Post|Completed|Delete)|ReducedRedundancyLostObject|Replication:[A-Za-z*]+|LifecycleTransition|LifecycleExpiration:(\*|Delete|DeleteMarkerCreated)|IntelligentTiering|ObjectTagging:(\*|Put|Delete)|ObjectAcl:Put|TestEvent)$/;

/** AWS::S3::Bucket (L307 to L311). */
export const readBucket: ResourceReader = (resource, properties, reading) => {
	const { id } = resource;
	const name = reading.references.physicalName(id);
	if (!/^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name))
		properties.problem(
			"BucketName",
			"Bucket name should only contain lowercase characters, numbers, periods (.) and dashes (-), and have 3 to 63 of them.",
			`Rename ${JSON.stringify(name.slice(0, 100))}.`,
		);
	properties.ignore("BucketName", "BucketEncryption", "PublicAccessBlockConfiguration", "OwnershipControls", "AccessControl");
	const versioning = properties.part("VersioningConfiguration");
	const configuration = properties.part("NotificationConfiguration");
	const notifications = configuration ? readNotifications(id, configuration) : [];
	const eventBridge = configuration?.part("EventBridgeConfiguration");
	reading.stack.buckets.push({
		...placed(resource),
		name,
		arn: `arn:aws:s3:::${name}`,
		versioning: versioning?.oneOf("Status", ["Enabled", "Suspended"], "Suspended") === "Enabled",
		notifications,
		// The mere presence of an empty EventBridgeConfiguration turns it on as well.
		eventBridge: eventBridge?.flag("EventBridgeEnabled", true) ?? false,
	});
	eventBridge?.done();
	versioning?.done();
	configuration?.done();
	properties.notSimulated({
		LifecycleConfiguration: "Objects do not expire.",
		CorsConfiguration: "Browsers do not reach the bucket.",
		WebsiteConfiguration: "The bucket serves no website.",
		ReplicationConfiguration: "Objects are not copied to another bucket.",
		ObjectLockEnabled: "Objects can be overwritten.",
	});
	properties.done();
};

function readNotifications(id: string, configuration: Properties): StackNotification[] {
	const notifications: StackNotification[] = [];
	for (const [list, targetKey] of LISTS) {
		for (const part of configuration.parts(list, `${list} of ${id}`)) {
			const event = part.needed("Event", "Add for example Event: s3:ObjectCreated:*.");
			const targetArn = part.needed(targetKey, `Add for example ${targetKey}: !GetAtt Target.Arn.`);
			const { prefix, suffix } = readFilter(part);
			part.done();
			if (event === undefined || targetArn === undefined) continue;
			if (!EVENT.test(event))
				part.problem("Event", "The event is not supported for notifications", `${event} is none; use for example s3:ObjectCreated:*.`);
			const key = `${id} ${list} ${event} ${prefix} ${suffix} ${targetArn}`;
			const notification = { id: generatedUuid("notification", key), event, prefix, suffix, targetArn };
			if (notifications.some((other) => overlap(other, notification)))
				part.problem(
					"Event",
					"Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.",
					`Give the notifications of ${id} prefixes or suffixes that exclude each other, or fan out through a topic.`,
				);
			notifications.push(notification);
		}
	}
	return notifications;
}

function readFilter(part: Properties): { prefix: string; suffix: string } {
	const found = { prefix: "", suffix: "" };
	const filter = part.part("Filter");
	const key = filter?.part("S3Key");
	for (const rule of key?.parts("Rules") ?? []) {
		const name = (rule.text("Name") ?? "").toLowerCase();
		const value = rule.text("Value") ?? "";
		if (name !== "prefix" && name !== "suffix")
			rule.problem("Name", "filter rule name must be either prefix or suffix", `${JSON.stringify(name)} is neither.`);
		else if (found[name] !== "")
			rule.problem("Name", `Cannot specify more than one ${name} rule in a filter.`, "Make two notifications, or give the common part.");
		else found[name] = value;
		rule.done();
	}
	key?.done();
	filter?.done();
	return found;
}

/** L310: for the same type of event, prefixes and suffixes of two notifications must not both overlap. */
function overlap(a: StackNotification, b: StackNotification): boolean {
	const family = (event: string) => event.replace(/:[^:]*$/, "");
	const sameEvent = a.event === b.event || (family(a.event) === family(b.event) && (a.event.endsWith("*") || b.event.endsWith("*")));
	const prefixes = a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix);
	const suffixes = a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix);
	return sameEvent && prefixes && suffixes;
}

/**
 * S3 asks when the notification is set whether it may reach the target: FIFO queues and topics are none, and the policy of a queue or a
 * topic has to let S3 in (L310).
 */
export function checkBuckets({ stack, notes }: Reading): void {
	const targets = new Map([...stack.queues, ...stack.topics].map((target) => [target.arn, target]));
	const deliveries = new ServiceDeliveries(stack);
	for (const bucket of stack.buckets)
		for (const { targetArn } of bucket.notifications) {
			const target = targets.get(targetArn);
			const from = { principal: "s3.amazonaws.com", sourceArn: bucket.arn };
			const refusal = target && deliveries.refusal(targetArn, from);
			if (!target?.fifo && !refusal) continue;
			notes.problem(
				{ line: bucket.line, column: 1 },
				"Unable to validate the following destination configurations",
				target?.fifo
					? `${targetArn} is FIFO, to which S3 sends nothing. Use a standard one, or EventBridge.`
					: `The policy of ${target?.id} does not let s3.amazonaws.com in for ${bucket.id}: allow it ${targetArn.startsWith("arn:aws:sns:") ? "sns:Publish" : "sqs:SendMessage"} in a policy that the bucket depends on.`,
			);
		}
}
