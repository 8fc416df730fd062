import type { LogLine, Report } from "#sandbox/index.ts";

export type LogFilter = "invocation" | "all" | "errors";

/** Whether a line tells of something that went wrong. */
export function isErrorLine(line: LogLine): boolean {
	if (line.level === "ERROR" || line.level === "FATAL") return true;
	return (
		line.source === "platform" &&
		/Task timed out|Status: (?:error|timeout)|"status":"(?:error|timeout)"|Runtime\.|Extension\./.test(line.text)
	);
}

/** Lines of one invocation: its own, and the init of its environment when it waited for it. */
export function invocationLines(report: Report, number: number): LogLine[] {
	const invocation = report.invocations[number - 1];
	if (!invocation) return [];
	const { environment, coldStart, startedAt } = invocation;
	return report.log.filter((line) => {
		if (line.invocation === number) return true;
		return line.invocation === null && coldStart && line.environment === environment && startedAt !== null && line.at <= startedAt;
	});
}

export function filteredLines(report: Report, filter: LogFilter, invocation: number): LogLine[] {
	if (filter === "all") return report.log;
	return filter === "errors" ? report.log.filter(isErrorLine) : invocationLines(report, invocation);
}

/** Index of the line that was the last one written at a moment; -1 when the moment is before all of them. */
export function lineAtMoment(lines: readonly LogLine[], at: number, invocation: number | null): number {
	return lines.findLastIndex((line) => line.at <= at + 0.0005 && (invocation === null || line.invocation === invocation));
}
