import type { TrafficStep } from "#app/traffic/traffic-item.ts";
import type { Report } from "#sandbox/index.ts";

/** Longer machine-written texts are cut, and say how long they are. */
const longestText = 1200;
const longestName = 72;

/** @returns JSON on several lines, or the text itself; cut when it is long. */
export function shownText(value: unknown): string {
	const text = typeof value === "string" ? value : (JSON.stringify(value, null, 1) ?? "nothing").replace(/\n\s*/g, " ");
	return text.length > longestText ? `${text.slice(0, longestText)} … (${text.length.toLocaleString("en")} characters)` : text;
}

/** A body as the name of its row. */
export function shortText(value: unknown): string {
	const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
	return text.length > longestName ? `${text.slice(0, longestName - 1)}…` : text;
}

/** The part of an ARN that a reader knows it by; any other name as it is. */
export function nameOfArn(arn: string): string {
	if (!arn.startsWith("arn:")) return arn;
	const resource = arn.split(":").slice(5).join(":");
	return resource.replace(/^(function|rule|event-bus|schedule|log-group|stream|table|stateMachine|target)[:/]/, "") || arn;
}

const endings = {
	succeeded: "succeeded",
	failed: "failed",
	crashed: "crashed",
	timedOut: "timed out",
	throttled: "was throttled",
	rejected: "was refused",
	unfinished: "did not finish",
} as const;

/** "invocation 3 failed, TypeError". */
export function invocationEnd(report: Report, n: number): string {
	const invocation = report.invocations[n - 1];
	if (!invocation) return `invocation ${n}`;
	const error = invocation.error && invocation.status !== "timedOut" ? `, ${invocation.error.errorType}` : "";
	return `invocation ${n} ${endings[invocation.status]}${error}`;
}

/** The end of an invocation as a step of what caused it, at the time of its end. */
export function invocationStep(report: Report, n: number, before = ""): TrafficStep {
	const invocation = report.invocations[n - 1];
	const bad = invocation !== undefined && invocation.status !== "succeeded" && invocation.status !== "unfinished";
	const text = `${before}${invocationEnd(report, n)}`;
	return { at: invocation?.endedAt ?? invocation?.requestedAt ?? 0, text, tone: bad ? "bad" : "plain", invocation: n };
}

/** "once", "twice", "5 times". */
export function times(count: number): string {
	return count === 1 ? "once" : count === 2 ? "twice" : `${count.toLocaleString("en")} times`;
}

/** "1 message", "1,204 messages", "2 retries". */
export function countOf(count: number, noun: string): string {
	const many = /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : /(s|ch|x)$/.test(noun) ? `${noun}es` : `${noun}s`;
	return `${count.toLocaleString("en")} ${count === 1 ? noun : many}`;
}

/** Parts that are there, with commas. */
export function joined(parts: readonly (string | false | null | undefined)[]): string {
	return parts.filter((part): part is string => typeof part === "string" && part !== "").join(", ");
}
