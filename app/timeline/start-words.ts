import { lengthLabel } from "#app/timeline/clock-label.ts";
import type { Report, ReportedEnvironment, ReportedInvocation } from "#sandbox/index.ts";

const words = {
	warm: "warm",
	provisioned: "provisioned",
	cold: "cold",
	spillover: "cold by spillover",
	restored: "restored",
} as const satisfies Record<NonNullable<ReportedInvocation["start"]>, string>;

/** How an invocation found its environment, in a word or three. */
export function startWord({ start, coldStart }: Pick<ReportedInvocation, "start" | "coldStart">): string {
	// Runs that were stored before reports told the start have none.
	return start ? words[start] : coldStart ? "cold" : "warm";
}

/** What an environment is when it did not start on demand, for the head of its lane; null when it did. */
export function environmentKind({ initialization, restore, startedAt }: ReportedEnvironment): string | null {
	if (initialization === "provisioned-concurrency") return "provisioned";
	if (initialization !== "snap-start") return null;
	return restore ? "from snapshot" : startedAt < 0 ? "for snapshot" : null;
}

/** What the run shows and AWS would refuse: a sentence for each function that begins from snapshots here. */
export function whatIfs({ functions }: Pick<Report, "functions">): string[] {
	return functions.flatMap(({ name, snapStart }) =>
		snapStart ? [`A what-if: ${name} has SnapStart here. For a ZIP package AWS answers ${snapStart.whatIf}`] : [],
	);
}

/** What an invocation waited for before its handler was entered: "fetch 28 ms, init 133 ms"; null when for nothing. */
export function waitedFor(environment: ReportedEnvironment, invocation: ReportedInvocation): string | null {
	if (!invocation.coldStart) return null;
	const { restore, downloadMs, inits } = environment;
	if (restore) return restore.durationMs === null ? null : `restore ${lengthLabel(restore.durationMs)}`;
	const init = inits[0]?.durationMs;
	const parts = [...(downloadMs ? [`fetch ${lengthLabel(downloadMs)}`] : []), ...(init ? [`init ${lengthLabel(init)}`] : [])];
	return parts.length > 0 ? parts.join(", ") : null;
}
