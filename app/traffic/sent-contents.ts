import { shortText } from "#app/traffic/traffic-words.ts";
import type { Report } from "#sandbox/index.ts";

/** What was published, by the id that its deliveries have. */
export function contentsOf({ topicMessages = [], busEvents = [], scheduleRuns = [] }: Report): Map<string, unknown> {
	const contents = new Map<string, unknown>();
	for (const { id, message } of topicMessages) if (id !== null) contents.set(id, message);
	for (const { id, source, detailType, detail } of busEvents)
		if (id !== null) contents.set(id, { source, "detail-type": detailType, detail });
	for (const { executionId, input } of scheduleRuns) contents.set(executionId, input);
	return contents;
}

/** What a reader knows it by: the key of an object, the content, or else its id. */
export function sentName({ service, item }: Report["sendings"][number], content: unknown): string {
	if (service === "s3") return shortText(item.slice(0, item.lastIndexOf(" ")));
	return content === undefined || content === null ? item : shortText(content);
}

/** For asynchronous events that a service sent: what it was, by their request id. */
export function namesByRequest(report: Report): Map<string, string> {
	const contents = contentsOf(report);
	return new Map(
		(report.sendings ?? []).flatMap((sending) =>
			sending.id === null ? [] : [[sending.id, sentName(sending, contents.get(sending.item))]],
		),
	);
}
