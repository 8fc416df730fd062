import { lengthLabel, momentLabel } from "#app/timeline/clock-label.ts";
import { startWord, waitedFor } from "#app/timeline/start-words.ts";
import styles from "#app/timeline/timeline.module.css";
import type { TimelineEvent } from "#app/timeline/timeline-events.ts";
import { endingOf } from "#app/timeline/timeline-events.ts";
import { trafficOf } from "#app/traffic/traffic.ts";
import type { Report } from "#sandbox/index.ts";

type Fact = { term: string; text: string };

/** What is known about one event, beside its mark. Every fact in it is in the table too. */
export function TimelineCard({ report, event, left, top }: { report: Report; event: TimelineEvent; left: number; top: number }) {
	const { title, facts } = contentOf(report, event);
	return (
		<div className={styles.card} style={{ left, top }} aria-hidden="true">
			<p className={styles.cardTitle}>{title}</p>
			<dl>
				{facts.map((fact) => (
					<div key={fact.term}>
						<dt>{fact.term}</dt>
						<dd>{fact.text}</dd>
					</div>
				))}
			</dl>
		</div>
	);
}

function contentOf(report: Report, event: TimelineEvent): { title: string; facts: Fact[] } {
	if (event.item !== undefined) return arrivalContent(report, event.item, event);
	if (event.id.startsWith("call-")) return callContent(report, event);
	if (event.id.startsWith("invocation-")) return invocationContent(report, event);
	return { title: event.sentence.replace(/\.$/, ""), facts: [{ term: "from", text: momentLabel(event.at) }] };
}

function arrivalContent(report: Report, id: string, event: TimelineEvent): { title: string; facts: Fact[] } {
	const item = trafficOf(report).byId.get(id);
	if (!item) return { title: event.sentence, facts: [] };
	const { name, label, outcome, invocations, sentence } = item;
	return {
		title: label === null ? name : `${label}: ${name}`,
		facts: [
			{ term: "arrived", text: momentLabel(event.at) },
			{ term: "outcome", text: outcome },
			{ term: invocations.length === 1 ? "invocation" : "invocations", text: invocations.slice(0, 8).join(", ") || "none" },
			{ term: "why", text: sentence },
		],
	};
}

function callContent(report: Report, event: TimelineEvent): { title: string; facts: Fact[] } {
	const call = report.calls[Number(event.id.slice("call-".length)) - 1];
	if (!call) return { title: event.sentence, facts: [] };
	return {
		title: `${call.method} ${call.path}`,
		facts: [
			{ term: "host", text: call.host },
			{ term: "at", text: momentLabel(call.at) },
			{ term: "by", text: call.invocation === null ? `init, environment ${call.environment}` : `invocation ${call.invocation}` },
			{ term: "answer", text: call.failure ?? (call.status === null ? "none" : String(call.status)) },
			...(call.endedAt === null ? [] : [{ term: "took", text: lengthLabel(call.endedAt - call.at) }]),
		],
	};
}

function invocationContent(report: Report, event: TimelineEvent): { title: string; facts: Fact[] } {
	const invocation = event.invocation === null ? undefined : report.invocations[event.invocation - 1];
	if (!invocation) return { title: event.sentence, facts: [] };
	const title = invocation.label === null ? `Invocation ${invocation.n}` : `Invocation ${invocation.n}, ${invocation.label}`;
	if (invocation.environment === null) {
		return {
			title,
			facts: [
				{ term: "refused", text: momentLabel(invocation.requestedAt) },
				{ term: "reason", text: invocation.throttleReason ?? invocation.error?.errorType ?? endingOf(invocation.status) },
			],
		};
	}
	const facts: Fact[] = [
		{ term: "ran in", text: `environment ${invocation.environment}, ${startWord(invocation)}` },
		{ term: "from", text: momentLabel(event.at) },
	];
	const environment = report.environments[invocation.environment - 1];
	const waited = environment ? waitedFor(environment, invocation) : null;
	if (waited) facts.push({ term: "waited for", text: waited });
	if (invocation.durationMs !== null) {
		const billed = invocation.billedMs === null ? "" : `, billed ${invocation.billedMs} ms`;
		facts.push({ term: "duration", text: `${invocation.durationMs.toFixed(2)} ms${billed}` });
	}
	const error = invocation.error ? `, ${invocation.error.errorType}` : "";
	facts.push({ term: "ended", text: `${endingOf(invocation.status)}${error}` });
	if (invocation.error) facts.push({ term: "message", text: invocation.error.errorMessage.slice(0, 140) });
	return { title, facts };
}
