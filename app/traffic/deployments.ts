import { lengthLabel } from "#app/timeline/clock-label.ts";
import type { Tone, TrafficItem, TrafficSection, TrafficStep } from "#app/traffic/traffic-item.ts";
import { countOf, joined } from "#app/traffic/traffic-words.ts";
import type { Report } from "#sandbox/index.ts";

type Deployment = Report["deployments"][number];

const statuses = {
	succeeded: ["succeeded", "good"],
	rolledBack: ["rolled back", "bad"],
	failed: ["failed", "bad"],
	unchanged: ["brought nothing new", "plain"],
	underWay: ["under way at the end", "open"],
} as const satisfies Record<Deployment["status"], readonly [string, Tone]>;

/** Later deployments of the run: how the weight of the new version grew, what its hooks and alarms said. */
export function deploymentSections(report: Report): TrafficSection[] {
	const deployments = report.deployments ?? [];
	if (deployments.length === 0) return [];
	return [
		{
			id: "deployments",
			title: "Deployments",
			noun: "deployment",
			facts: joined([
				countOf(deployments.length, "deployment"),
				...(["succeeded", "rolledBack", "failed"] as const).map((status) => {
					const count = deployments.filter((deployment) => deployment.status === status).length;
					return count > 0 && `${count} ${statuses[status][0]}`;
				}),
			]),
			items: deployments.map((deployment) => deploymentItem(report, deployment)),
			notes: [],
		},
	];
}

function deploymentItem(report: Report, deployment: Deployment): TrafficItem {
	const { n, function: name, version, from, status, startedAt, endedAt, hooks, type, reason } = deployment;
	const [outcome, tone] = statuses[status];
	return {
		id: `deployment-${n}`,
		at: startedAt,
		arrivals: [],
		name: `${name}, version ${from === null ? version : `${from} to ${version}`}`,
		label: null,
		outcome: joined([outcome, endedAt !== null && (endedAt > startedAt ? `after ${lengthLabel(endedAt - startedAt)}` : "at once")]),
		tone,
		invocations: hooks.flatMap(({ invocation }) => invocation ?? []),
		retries: false,
		sentence: deploymentSentence(deployment),
		detail: () => ({
			steps: deploymentSteps(report, deployment),
			weights: weightSteps(deployment, report.endedAt),
			texts: [
				...(type === null ? [] : [{ term: "Preference", text: type }]),
				...(reason === null ? [] : [{ term: "Reason", text: reason }]),
				...servedTexts(report, deployment),
			],
		}),
	};
}

function deploymentSentence({ status, type, version, from, reason }: Deployment): string {
	const why = reason === null ? "" : ` ${reason.replace(/\.?$/, ".")}`;
	if (status === "unchanged") return "The code and the settings were the same as before, so there was nothing to shift.";
	if (status === "rolledBack") return `All traffic went back to version ${from ?? "before"}.${why}`;
	if (status === "failed") return `Version ${version} did not get all of the traffic.${why}`;
	if (status === "underWay") return `The run ended while traffic was being shifted to version ${version}.`;
	return type === null
		? `Version ${version} has all traffic at once.`
		: `Version ${version} got all of the traffic, step by step (${type}).`;
}

/** "90 % version 1, 10 % version 2". */
function weightText({ version, additional }: Deployment["routed"][number]): string {
	if (!additional) return `100 % version ${version}`;
	const share = Math.round(additional.weight * 1000) / 10;
	return `${Math.round((100 - share) * 10) / 10} % version ${version}, ${share} % version ${additional.version}`;
}

function deploymentSteps(report: Report, { routed, hooks, startedAt, endedAt, status, reason }: Deployment): TrafficStep[] {
	const [outcome, tone] = statuses[status];
	const steps: TrafficStep[] = [
		{ at: startedAt, text: "began", tone: "plain", invocation: null },
		...routed.map((step) => ({ at: step.at, text: weightText(step), tone: "plain" as const, invocation: null })),
		...hooks.map(({ at, phase, status, invocation, reason }) => ({
			at,
			text: joined([`${phase} ${status.toLowerCase()}`, reason]),
			tone: status === "Failed" ? ("bad" as const) : ("plain" as const),
			invocation,
		})),
		...(report.alarmChanges ?? [])
			.filter(({ at }) => at >= startedAt && at <= (endedAt ?? report.endedAt))
			.map(({ at, alarm, from, to }) => ({
				at,
				text: `alarm ${alarm}: ${from} to ${to}`,
				tone: to === "ALARM" ? ("bad" as const) : ("plain" as const),
				invocation: null,
			})),
	];
	steps.sort((a, b) => a.at - b.at);
	if (endedAt !== null) steps.push({ at: endedAt, text: joined([outcome, reason]), tone, invocation: null });
	return steps;
}

/** How many invocations each version served while both had traffic. */
function servedTexts({ invocations, endedAt: runEnd }: Report, deployment: Deployment): { term: string; text: string }[] {
	const versions = new Map<string, { served: number; failed: number }>();
	for (const { function: name, executedVersion, requestedAt, status } of invocations) {
		if (name !== deployment.function || executedVersion === undefined) continue;
		if (requestedAt < deployment.startedAt || requestedAt > (deployment.endedAt ?? runEnd)) continue;
		const of = versions.get(executedVersion) ?? { served: 0, failed: 0 };
		of.served++;
		if (status === "failed" || status === "crashed" || status === "timedOut") of.failed++;
		versions.set(executedVersion, of);
	}
	const text = [...versions].map(
		([version, { served, failed }]) => `version ${version}: ${countOf(served, "invocation")}, ${failed} failed`,
	);
	return text.length > 0 ? [{ term: "Served meanwhile", text: text.join("; ") }] : [];
}

/** Share of the newer version over time, for a step line: from 0 to 1, a step at each change. */
function weightSteps({ routed, version, endedAt, startedAt }: Deployment, runEnd: number): { at: number; weight: number }[] {
	const steps = routed.map(({ at, version: main, additional }) => ({
		at,
		weight: additional?.version === version ? additional.weight : main === version ? 1 : 0,
	}));
	const last = steps.at(-1);
	return [{ at: startedAt, weight: 0 }, ...steps, ...(last ? [{ at: endedAt ?? runEnd, weight: last.weight }] : [])];
}
