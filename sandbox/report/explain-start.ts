import type { Report, ReportedEnvironment, ReportedInvocation } from "#sandbox/report/report.ts";

/** @returns Why an invocation had a cold start, or none, in a sentence or two; null when it was throttled. Plain text. */
export function explainStart(report: Report, invocation: ReportedInvocation): string | null {
	const environment = invocation.environment === null ? undefined : report.environments[invocation.environment - 1];
	if (!environment) return null;
	const { n } = environment;
	switch (invocation.start) {
		case "restored":
			return `No INIT: environment ${n} was restored from the snapshot of environment ${environment.restore?.from}${ms(invocation.restoreMs)}. What INIT computed is the same in every environment.`;
		case "provisioned":
			return `No cold start: provisioned concurrency had environment ${n} initialised before the request came.`;
		case "spillover":
			return `${whySpilled(report, invocation)} ${waitedFor(environment)}`;
		case "cold":
			return `${whyCold(report, invocation)} ${waitedFor(environment)}`;
		default:
			return `No cold start: environment ${n} was idle, kept from an earlier request.`;
	}
}

function waitedFor({ downloadMs, inits }: ReportedEnvironment): string {
	const fetched = downloadMs ? [`fetching the package${ms(downloadMs)}`] : [];
	return `The caller waited for ${[...fetched, `INIT${ms(inits[0]?.durationMs ?? null)}`].join(" and ")}.`;
}

function whyCold(report: Report, invocation: ReportedInvocation): string {
	const first = report.invocations.find((other) => other.function === invocation.function);
	if (first?.n === invocation.n) return "Cold start: it was the first request, and there was no environment.";
	return "Cold start: every environment was busy, or had been shut down.";
}

/** Why no provisioned environment took it (L138). */
function whySpilled(report: Report, invocation: ReportedInvocation): string {
	const ready = report.environments.filter(
		(one) =>
			one.function === invocation.function &&
			one.initialization === "provisioned-concurrency" &&
			one.inits.some((init) => init.status === "success" && (init.endedAt ?? 0) <= invocation.requestedAt),
	);
	if (ready.length === 0) return "Cold start: no provisioned environment had come through INIT.";
	const busy = ready.length === 1 ? "the provisioned environment was busy" : "all provisioned environments were busy";
	return `Cold start by spillover: ${busy}, so that a new one was started on demand.`;
}

function ms(length: number | null): string {
	return length === null ? "" : ` (${length.toFixed(2)} ms)`;
}
