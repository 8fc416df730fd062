import type { Trace } from "#sandbox/trace/trace.ts";
import type { InsightsLogEvent } from "./discovered-fields.ts";

/**
 * All events of the log groups of a run. Groups of functions are named by logical id, `/aws/lambda/ID`. Lines that a long run has left out
 * are not there.
 */
export function logEventsOf({ startsAt, events }: Pick<Trace, "startsAt" | "events">): InsightsLogEvent[] {
	const epochMs = Date.parse(startsAt);
	const streams = new Map<number, { logGroup: string; logStream: string }>();
	return events.flatMap((event): InsightsLogEvent[] => {
		const timestamp = Math.floor(epochMs + event.at);
		if (event.kind === "environment.started")
			streams.set(event.environment, { logGroup: `/aws/lambda/${event.function}`, logStream: event.logStream });
		if (event.kind === "logs.written") return [{ logGroup: event.logGroup, logStream: event.logStream, timestamp, message: event.message }];
		const stream = event.kind === "log" ? streams.get(event.environment) : undefined;
		return event.kind === "log" && stream ? [{ ...stream, timestamp, message: event.text }] : [];
	});
}
