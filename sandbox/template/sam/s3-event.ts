import { listNode, mapNode, referredId, refNode } from "../node-builders.ts";
import type { TemplateEntry, TemplateNode } from "../template-node.ts";
import type { TemplateResource } from "../template-resource.ts";
import type { Expansion } from "./expansion.ts";
import { permit, type SamEvent } from "./function-events.ts";

/** The event S3: SAM writes it into the NotificationConfiguration of the bucket, which has to stand in the same template. */
export function expandS3Event(event: SamEvent, expansion: Expansion): void {
	const { at, properties, target } = event;
	const node = properties.entry("Bucket")?.value;
	const id = node?.kind === "intrinsic" && node.name === "Ref" ? referredId(node) : undefined;
	const bucket = id === undefined ? undefined : expansion.resources.get(id);
	const events = properties.entry("Events");
	if (!events) properties.problem("Events", `${properties.owner} has no Events.`, "Add for example Events: s3:ObjectCreated:*.");
	const filter = properties.entry("Filter")?.value;
	if (bucket?.type !== "AWS::S3::Bucket") {
		properties.problem(
			"Bucket",
			"S3 events must reference an S3 bucket in the same template.",
			"Give Bucket: !Ref and the logical id of the bucket.",
		);
		return;
	}
	if (!events) return;
	const names = events.value.kind === "list" ? properties.items("Events") : [events.value];
	const one = (name: TemplateNode) => mapNode(name, { Event: name, Function: target.arn(at), Filter: filter });
	notify(bucket, names.map(one));
	permit(event, expansion, "s3.amazonaws.com", undefined);
	const permission = expansion.resources.get(`${event.id}Permission`);
	permission?.properties.set("SourceAccount", { ...at, value: refNode(at, "AWS::AccountId") });
	// S3 looks for the permission when the notification is set.
	bucket.dependsOn = [...bucket.dependsOn, `${event.id}Permission`];
}

/** Adds LambdaConfigurations to what the bucket says itself. */
function notify(bucket: TemplateResource, added: TemplateNode[]): void {
	const own = bucket.properties.get("NotificationConfiguration");
	const at = own ?? { line: bucket.line, column: bucket.column };
	const entries = new Map<string, TemplateEntry>(own?.value.kind === "map" ? own.value.entries : []);
	const before = entries.get("LambdaConfigurations");
	const items = before?.value.kind === "list" ? before.value.items : [];
	const place = before ?? at;
	entries.set("LambdaConfigurations", { line: place.line, column: place.column, value: listNode(place, [...items, ...added]) });
	bucket.properties.set("NotificationConfiguration", {
		line: at.line,
		column: at.column,
		value: { kind: "map", entries, line: at.line, column: at.column },
	});
}
