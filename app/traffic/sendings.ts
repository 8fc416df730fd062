import { lengthLabel } from "#app/timeline/clock-label.ts";
import { contentsOf, sentName } from "#app/traffic/sent-contents.ts";
import type { Tone, TrafficDetail, TrafficItem, TrafficSection, TrafficStep } from "#app/traffic/traffic-item.ts";
import { countOf, invocationStep, joined, nameOfArn, shownText } from "#app/traffic/traffic-words.ts";
import type { Report } from "#sandbox/index.ts";

type Sending = Report["sendings"][number];

const senders = {
	events: "rule",
	scheduler: "schedule",
	sns: "topic",
	s3: "bucket",
	logs: "log group",
} as const satisfies Record<Sending["service"], string>;

const outcomes = {
	delivered: ["delivered", "good"],
	deadLettered: ["dead-lettered", "bad"],
	dropped: ["dropped", "bad"],
	pending: ["not yet delivered", "open"],
} as const satisfies Record<Sending["outcome"], readonly [string, Tone]>;

/** What topics, rules, schedules, buckets and log groups sent to their targets; one section for each sender. */
export function sendingSections(report: Report): TrafficSection[] {
	const bySender = new Map<string, Sending[]>();
	for (const sending of report.sendings ?? []) {
		const sender = senderOf(sending);
		const of = bySender.get(sender);
		if (of) of.push(sending);
		else bySender.set(sender, [sending]);
	}
	const asyncByRequest = new Map((report.asyncEvents ?? []).map((event) => [event.requestId, event]));
	const contents = contentsOf(report);
	const sections = [...bySender].map(([from, sendings], index) => ({
		id: `sent-${index + 1}`,
		title: `Sent by ${senders[sendings[0]?.service ?? "sns"]} ${nameOfArn(from)}`,
		noun: "delivery",
		facts: sendingFacts(sendings),
		items: sendings.map((sending, n) =>
			sendingItem(
				report,
				sending,
				asyncByRequest.get(sending.id ?? "")?.attempts ?? [],
				contents.get(sending.item),
				`sent-${index + 1}-${n + 1}`,
			),
		),
		notes: [],
	}));
	const notes = serviceNotes(report);
	if (notes.length === 0) return sections;
	return [...sections, { id: "not-sent", title: "Not sent", noun: "delivery", facts: "", items: [], notes }];
}

/** A topic sends by one ARN for each subscription, `…:Topic:id`: they are told together. */
function senderOf({ service, from }: Sending): string {
	return service === "sns" ? from.split(":").slice(0, 6).join(":") : from;
}

function serviceNotes({ topicMessages = [], busEvents = [], notDelivering = [], condensed = [] }: Report): string[] {
	const leftOut = new Map<string, number>();
	for (const { topic, filteredOut } of topicMessages)
		if (filteredOut.length > 0) leftOut.set(topic, (leftOut.get(topic) ?? 0) + filteredOut.length);
	const unmatched = busEvents.filter(({ rules, refused }) => rules.length === 0 && refused === null).length;
	return [
		...notDelivering.map(({ resource, because }) => `${resource} sends nothing: ${because}`),
		...topicMessages.flatMap(({ topic, refused }) =>
			refused ? [`A message to ${topic} was refused, ${refused.code}: ${refused.message}`] : [],
		),
		...busEvents.flatMap(({ bus, refused }) => (refused ? [`An event to ${bus} was refused, ${refused.code}: ${refused.message}`] : [])),
		...[...leftOut].map(([topic, count]) => `${topic}: filter policies of subscriptions left out ${countOf(count, "delivery")}.`),
		...(unmatched > 0 ? [`${countOf(unmatched, "event")} of buses: no rule matched them.`] : []),
		...condensed.map(
			({ of, resource, count }) => `Of a long run only the count is kept: ${count.toLocaleString("en")} more ${of} of ${resource}.`,
		),
	];
}

function sendingFacts(sendings: readonly Sending[]): string {
	const count = (outcome: Sending["outcome"]) => sendings.filter((sending) => sending.outcome === outcome).length;
	const attempts = sendings.reduce((sum, sending) => sum + sending.attempts, 0);
	return joined([
		countOf(sendings.length, "delivery"),
		attempts > sendings.length && countOf(attempts, "attempt"),
		...(["delivered", "deadLettered", "dropped", "pending"] as const).map(
			(outcome) => count(outcome) > 0 && `${count(outcome).toLocaleString("en")} ${outcomes[outcome][0]}`,
		),
	]);
}

function sendingItem(report: Report, sending: Sending, invocations: readonly number[], content: unknown, id: string): TrafficItem {
	const [outcome, tone] = outcomes[sending.outcome];
	return {
		id,
		at: sending.firstAt,
		arrivals: [],
		name: `${sentName(sending, content)} to ${nameOfArn(sending.to)}`,
		label: null,
		outcome: joined([outcome, sending.attempts > 1 && countOf(sending.attempts, "attempt")]),
		tone,
		invocations,
		retries: true,
		sentence: sendingSentence(sending),
		detail: () => sendingDetail(report, sending, invocations, content),
	};
}

function sendingSentence({ outcome, attempts, deadLetter, refusal, error, retryAt, firstAt, endedAt, to }: Sending): string {
	const because = refusal ? ` ${refusal}` : error ? ` The last answer was ${error.code}: ${error.message}` : "";
	const tried = countOf(attempts, "attempt");
	if (outcome === "delivered")
		return `${nameOfArn(to)} took it ${attempts === 1 ? "at once" : `after ${tried}, ${lengthLabel((endedAt ?? firstAt) - firstAt)} after the first`}.`;
	if (outcome === "deadLettered") return `After ${tried} it went to the dead-letter queue ${nameOfArn(deadLetter ?? "")}.${because}`;
	if (outcome === "dropped") return `After ${tried} it was given up, and nothing kept it.${because}`;
	return `The run ended after ${tried}${retryAt === null ? "" : `; the next was due ${lengthLabel(retryAt - firstAt)} after the first`}.${because}`;
}

function sendingDetail(report: Report, sending: Sending, invocations: readonly number[], content: unknown): TrafficDetail {
	const { firstAt, endedAt, outcome, to, from, item, deadLetter, error, id } = sending;
	const plain = (at: number, text: string): TrafficStep => ({ at, text, tone: "plain", invocation: null });
	const steps = [plain(firstAt, `sent by ${nameOfArn(from)}`)];
	if (outcome === "delivered" && endedAt !== null) steps.push({ ...plain(endedAt, `taken by ${nameOfArn(to)}`), tone: "good" });
	if (outcome === "deadLettered" && endedAt !== null)
		steps.push({ ...plain(endedAt, `moved to ${nameOfArn(deadLetter ?? "")}`), tone: "bad" });
	if (outcome === "dropped" && endedAt !== null) steps.push({ ...plain(endedAt, "given up"), tone: "bad" });
	for (const n of invocations) steps.push(invocationStep(report, n));
	return {
		steps,
		texts: [
			...(content === undefined ? [] : [{ term: "Content", text: shownText(content) }]),
			{ term: "Item", text: item },
			...(id === null ? [] : [{ term: "ID at the target", text: id }]),
			...(error === null ? [] : [{ term: "Last error", text: `${error.code}: ${error.message}` }]),
		],
	};
}
