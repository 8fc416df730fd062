import type { LogLine } from "#sandbox/report/report.ts";
import type { TraceEvent } from "#sandbox/trace/trace.ts";

/** @returns Every log event of platform and functions, as CloudWatch would show it, in order. */
export function logOf(events: readonly TraceEvent[]): LogLine[] {
	const lines: LogLine[] = [];
	for (const event of events) {
		if (event.kind !== "log") continue;
		lines.push({
			at: event.at,
			environment: event.environment,
			invocation: event.invocation ?? null,
			source: event.source,
			level: event.level ?? null,
			text: event.text,
		});
	}
	return lines;
}
