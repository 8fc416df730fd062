import type { StackBucket, StackNotification } from "#sandbox/stack/s3.ts";

/** Whether a change is one that a notification configuration asks for: by event, prefix and suffix, without wildcards (L310, L311). */
export function isWanted({ event, prefix, suffix }: StackNotification, change: { event: string; key: string }): boolean {
	return coversEvent(event, `s3:${change.event}`) && change.key.startsWith(prefix) && change.key.endsWith(suffix);
}

/** `s3:ObjectCreated:*` covers `s3:ObjectCreated:Put`. */
function coversEvent(wanted: string, event: string): boolean {
	return wanted === event || (wanted.endsWith(":*") && event.startsWith(wanted.slice(0, -1)));
}

/**
 * Why S3 would refuse configurations of a bucket (L310): a FIFO queue or topic as the target, or two for the same event whose prefixes
 * and suffixes both overlap.
 */
export function configurationProblems({ notifications }: StackBucket): { id: string; message: string }[] {
	const problems: { id: string; message: string }[] = [];
	for (const [index, one] of notifications.entries()) {
		if (one.targetArn.endsWith(".fifo"))
			problems.push({
				id: one.id,
				message: "Unable to validate the following destination configurations: FIFO targets are not supported.",
			});
		else if (notifications.slice(0, index).some((other) => overlap(one, other)))
			problems.push({
				id: one.id,
				message:
					"Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.",
			});
	}
	return problems;
}

function overlap(a: StackNotification, b: StackNotification): boolean {
	const sameEvent = coversEvent(a.event, b.event) || coversEvent(b.event, a.event);
	const prefixes = a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix);
	return sameEvent && prefixes && (a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix));
}
