import { lengthLabel } from "#app/timeline/clock-label.ts";
import { namesByRequest } from "#app/traffic/sent-contents.ts";
import type { Tone, TrafficDetail, TrafficItem, TrafficSection, TrafficStep } from "#app/traffic/traffic-item.ts";
import { countOf, invocationStep, joined, nameOfArn, shownText } from "#app/traffic/traffic-words.ts";
import type { Report } from "#sandbox/index.ts";

type AsyncEvent = Report["asyncEvents"][number];

const conditions = {
	RetriesExhausted: "all attempts had failed",
	EventAgeExceeded: "it had become too old",
	ZeroReservedConcurrency: "the reserved concurrency of the function is zero",
	RecursiveInvocation: "it had gone round in a loop",
	InvocationRejected: "the invocation was refused",
} as const satisfies Record<NonNullable<AsyncEvent["condition"]>, string>;

const reasons = {
	functionError: "since the function failed",
	throttle: "since the function was throttled",
	duplicate: "since an event may be delivered twice",
} as const satisfies Record<AsyncEvent["scheduled"][number]["because"], string>;

const destinations = {
	deadLetterQueue: "dead-letter queue",
	onSuccess: "destination for success",
	onFailure: "destination for failure",
} as const satisfies Record<AsyncEvent["sent"][number]["to"], string>;

/** Events that Lambda took into its own queue, with their attempts; one section for all functions. */
export function asyncEventSections(report: Report): TrafficSection[] {
	const events = report.asyncEvents ?? [];
	if (events.length === 0) return [];
	const names = namesByRequest(report);
	const count = (outcome: AsyncEvent["outcome"]) => events.filter((event) => event.outcome === outcome).length;
	const attempts = events.reduce((sum, event) => sum + event.attempts.length, 0);
	return [
		{
			id: "async-events",
			title: "Asynchronous events",
			noun: "event",
			facts: joined([
				`${events.length.toLocaleString("en")} accepted with 202`,
				countOf(attempts, "attempt"),
				`${count("succeeded").toLocaleString("en")} succeeded`,
				count("dropped") > 0 && `${count("dropped").toLocaleString("en")} dropped`,
				count("pending") > 0 && `${count("pending").toLocaleString("en")} pending at the end`,
			]),
			items: events.map((event) => eventItem(report, event, names.get(event.requestId))),
			notes: [],
		},
	];
}

const tones = { succeeded: "good", dropped: "bad", pending: "open" } as const satisfies Record<AsyncEvent["outcome"], Tone>;

function eventItem(report: Report, event: AsyncEvent, sent: string | undefined): TrafficItem {
	const { n, acceptedAt, attempts, outcome, label, source } = event;
	const from = source && source.service !== "lambda" ? ` from ${nameOfArn(source.resource)}` : "";
	const to = `${event.function}${event.qualifier ? `:${event.qualifier}` : ""}`;
	return {
		id: `async-event-${n}`,
		at: acceptedAt,
		arrivals: [acceptedAt],
		name: sent === undefined ? `${to}${from}` : `${sent}${from} to ${to}`,
		label,
		outcome: joined([outcome, attempts.length !== 1 && countOf(attempts.length, "attempt")]),
		tone: tones[outcome],
		invocations: attempts,
		retries: true,
		sentence: eventSentence(event),
		detail: () => eventDetail(report, event),
	};
}

function eventSentence({ outcome, condition, attempts, sent, acceptedAt, endedAt }: AsyncEvent): string {
	const after = countOf(attempts.length, "attempt");
	const kept = sent.filter(({ error }) => error === null).map(({ to, target }) => `${destinations[to]}, ${nameOfArn(target)}`);
	if (outcome === "succeeded") {
		const told = kept.length > 0 ? `, and a record went to the ${kept.join(" and the ")}` : "";
		return `It succeeded after ${after}, ${lengthLabel((endedAt ?? acceptedAt) - acceptedAt)} after it was accepted${told}.`;
	}
	if (outcome === "pending") return `The run ended after ${after}, before it succeeded or was dropped.`;
	const why = condition === null ? "" : ` because ${conditions[condition]}`;
	const where = kept.length > 0 ? `, and it was kept: ${kept.join(" and ")}` : ", and nothing kept it: it is lost";
	return `It was dropped after ${after}${why}${where}.`;
}

function eventDetail(report: Report, event: AsyncEvent): TrafficDetail {
	const { acceptedAt, attempts, scheduled, sent, outcome, condition, endedAt, source, requestId } = event;
	const by = source ? ` from ${nameOfArn(source.resource)}` : "";
	const steps: TrafficStep[] = [step(acceptedAt, `accepted${by}: the caller has its 202`)];
	attempts.forEach((n, index) => {
		steps.push(invocationStep(report, n, `attempt ${index + 1}: `));
	});
	for (const { at, dueAt, because } of scheduled)
		steps.push(step(at, `${because === "duplicate" ? "comes again in" : "waits"} ${lengthLabel(dueAt - at)}, ${reasons[because]}`));
	if (outcome === "dropped" && endedAt !== null)
		steps.push({ ...step(endedAt, `dropped${condition ? `, ${conditions[condition]}` : ""}`), tone: "bad" });
	for (const { at, to, target, error } of sent) {
		const what = `${destinations[to]}, ${nameOfArn(target)}`;
		const text = error ? `${what}, did not take it: ${error.code}, ${error.message}` : `sent to the ${what}`;
		steps.push({ ...step(at, text), tone: error ? "bad" : "plain" });
	}
	steps.sort((a, b) => a.at - b.at);
	const first = attempts[0] === undefined ? undefined : report.invocations[attempts[0] - 1];
	return {
		steps,
		texts: [...(first ? [{ term: "Event", text: shownText(first.event) }] : []), { term: "Request ID", text: requestId }],
	};
}

function step(at: number, text: string): TrafficStep {
	return { at, text, tone: "plain", invocation: null };
}
