import type { TraceEvent, TraceEventOf } from "#sandbox/trace/trace.ts";

/** A later deployment of a function, and how its alias moved (Part F of the laws). */
export type ReportedDeployment = {
	n: number;
	function: string;
	/** What was deployed: the number of a version, or $LATEST of a function without an alias. */
	version: string;
	alias: string | null;
	/** Version that the alias pointed to before. */
	from: string | null;
	/** DeploymentPreference of the template; null when the alias moved without CodeDeploy. */
	type: string | null;
	startedAt: number;
	endedAt: number | null;
	/** unchanged: it brought nothing new; underWay: the run ended before. */
	status: "succeeded" | "rolledBack" | "failed" | "unchanged" | "underWay";
	reason: string | null;
	/** Where the alias pointed to from each time on; `weight` is the share of the additional version, from 0 to 1. */
	routed: { at: number; version: string; additional: { version: string; weight: number } | null }[];
	hooks: { at: number; phase: string; status: "Succeeded" | "Failed"; invocation: number | null; reason: string | null }[];
};

/** A change of the state of a CloudWatch alarm over functions. `value` is that of the last period, null without data. */
export type ReportedAlarmChange = { at: number; alarm: string; from: string; to: string; value: number | null };

/** @returns Later deployments in the order in which they began: `deployments[i].n === i + 1`. */
export function deploymentsOf(events: readonly TraceEvent[]): ReportedDeployment[] {
	const reported: ReportedDeployment[] = [];
	for (const event of events) {
		if (event.kind === "deployment.began") reported.push(begun(event));
		if (!("deployment" in event)) continue;
		const of = reported[event.deployment - 1];
		if (!of) continue;
		if (event.kind === "alias.routed") of.routed.push({ at: event.at, version: event.version, additional: event.additional ?? null });
		else if (event.kind === "deployment.hook") {
			const { at, phase, status, invocation = null, reason = null } = event;
			of.hooks.push({ at, phase, status, invocation, reason });
		} else if (event.kind === "deployment.ended")
			Object.assign(of, { endedAt: event.at, status: event.status, reason: event.reason ?? null });
	}
	return reported;
}

function begun(event: TraceEventOf<"deployment.began">): ReportedDeployment {
	return {
		n: event.deployment,
		function: event.function,
		version: event.version,
		alias: event.alias ?? null,
		from: event.from ?? null,
		type: event.type ?? null,
		startedAt: event.at,
		endedAt: null,
		status: "underWay",
		reason: null,
		routed: [],
		hooks: [],
	};
}

export function alarmChangesOf(events: readonly TraceEvent[]): ReportedAlarmChange[] {
	return events.flatMap((event) => {
		if (event.kind !== "alarm.stateChanged") return [];
		const { at, alarm, from, to, value = null } = event;
		return [{ at, alarm, from, to, value }];
	});
}
