import { lengthLabel, momentLabel } from "#app/timeline/clock-label.ts";
import type { Tone, TrafficItem, TrafficSection, TrafficStep } from "#app/traffic/traffic-item.ts";
import { countOf, invocationStep, joined, nameOfArn, shownText } from "#app/traffic/traffic-words.ts";
import type { Report } from "#sandbox/index.ts";

type Stream = Report["streams"][number];
type Mapping = Stream["mappings"][number];
type Attempt = Mapping["batches"][number];
type Discard = Mapping["discarded"][number];
type Place = { shard: string; index: number };
/** Records of a shard by sequence number, counted from 1: a number that a person can compare. */
type Places = Map<string, Place>;

const outcomes = {
	succeeded: "succeeded",
	functionError: "failed",
	itemFailures: "named failed records",
	malformedResponse: "gave an answer that does not name failures as it should",
	missingState: "gave no state for its window",
	throttled: "throttled",
	rejected: "refused",
} as const satisfies Record<NonNullable<Attempt["outcome"]>, string>;

const nexts = {
	done: "its records are done",
	retry: "it is tried again, and the shard waits for it",
	split: "it is cut in two halves (bisect), and each is tried alone",
	discard: "it is given up",
} as const satisfies Record<NonNullable<Attempt["next"]>, string>;

const conditions = {
	RetryAttemptsExhausted: "all attempts had failed",
	RecordAgeExceeded: "they had become too old",
	Expired: "the stream no longer keeps them",
} as const satisfies Record<Discard["condition"], string>;

/** A section for each mapping of a stream, and one for a stream that nothing reads. */
export function streamSections(report: Report): TrafficSection[] {
	return (report.streams ?? []).flatMap((stream, index) => {
		const places: Places = new Map();
		const counts = new Map<string, number>();
		for (const { shard, sequenceNumber } of stream.records) {
			const count = (counts.get(shard) ?? 0) + 1;
			counts.set(shard, count);
			places.set(`${shard}\n${sequenceNumber}`, { shard, index: count });
		}
		if (stream.mappings.length === 0) return [streamSection(report, stream, undefined, places, `stream-${index + 1}`)];
		return stream.mappings.map((mapping, n) => streamSection(report, stream, mapping, places, `stream-${index + 1}-${n + 1}`));
	});
}

function streamSection(report: Report, stream: Stream, mapping: Mapping | undefined, places: Places, id: string): TrafficSection {
	const shards = new Set([...stream.records.map(({ shard }) => shard), ...(mapping?.shards ?? []).map(({ shard }) => shard)]);
	const batches = mapping ? batchItems(report, stream, mapping, places, id) : [];
	const discarded = (mapping?.discarded ?? []).reduce((sum, { records }) => sum + records, 0);
	return {
		id,
		title: mapping ? `Batches of ${stream.name} for ${mapping.function}` : `Records of ${stream.name}`,
		noun: "batch",
		facts: joined([
			`${countOf(stream.records.length, "record")} in ${countOf(shards.size, "shard")}`,
			mapping &&
				`${countOf(batches.filter(({ invocations }) => invocations.length > 0).length, "batch")} in ${countOf(mapping.batches.length, "attempt")}`,
			discarded > 0 && `${countOf(discarded, "record")} given up`,
		]),
		items: batches,
		notes: [
			...(mapping ? shardNotes(stream, mapping, places) : ["No mapping reads it."]),
			...(mapping?.discarded ?? []).map(discardNote),
			...stream.refused.map(({ at, key, code }) => `A write of key ${key} was refused at ${momentLabel(at)}: ${code}.`),
		],
	};
}

function shardNotes(stream: Stream, mapping: Mapping, places: Places): string[] {
	return mapping.shards.map(({ shard, checkpoint, skipped, filtered, peakIteratorAgeMs }) => {
		const total = stream.records.filter((record) => record.shard === shard).length;
		const done = checkpoint === null ? 0 : (places.get(`${shard}\n${checkpoint}`)?.index ?? 0);
		return `${shortShard(shard)}: ${joined([
			checkpoint === null ? `no checkpoint, of ${countOf(total, "record")}` : `checkpoint after record ${done} of ${total}`,
			skipped > 0 && `${skipped} skipped, since they were there before`,
			filtered > 0 && `${filtered} filtered out`,
			peakIteratorAgeMs > 0 && `iterator age at most ${lengthLabel(peakIteratorAgeMs)}`,
		])}.`;
	});
}

function discardNote({ at, shard, condition, records, sentTo, error }: Discard): string {
	const where =
		sentTo === null
			? "Nothing notes them down."
			: error === null
				? `A note about them went to ${nameOfArn(sentTo)}.`
				: `${nameOfArn(sentTo)} did not take the note about them: ${error}.`;
	return `${countOf(records, "record")} of ${shortShard(shard)} given up at ${momentLabel(at)}, because ${conditions[condition]}. ${where}`;
}

/** "shard 2" for Kinesis' own names, which differ in their last figures only. */
function shortShard(shard: string): string {
	const number = /^shardId-0*(\d+)/.exec(shard)?.[1];
	return number !== undefined && number.length < 6 ? `shard ${number}` : shard;
}

function batchItems(report: Report, stream: Stream, mapping: Mapping, places: Places, id: string): TrafficItem[] {
	const batches = new Map<string, Attempt[]>();
	for (const attempt of mapping.batches) {
		const key = `${attempt.shard}\n${attempt.batch}`;
		const of = batches.get(key);
		if (of) of.push(attempt);
		else batches.set(key, [attempt]);
	}
	const written = new Map<string, Stream["records"]>();
	for (const record of stream.records) {
		const of = written.get(record.shard);
		if (of) of.push(record);
		else written.set(record.shard, [record]);
	}
	/** How many records of each shard have a batch already: what is tried again does not arrive again. */
	const claimed = new Map<string, number>();
	const read = [...batches.values()].flatMap((attempts) => {
		const first = attempts[0];
		if (!first) return [];
		const to = places.get(`${first.shard}\n${first.last}`)?.index ?? 0;
		const from = Math.max(claimed.get(first.shard) ?? 0, (places.get(`${first.shard}\n${first.first}`)?.index ?? 1) - 1);
		const arrivals = (written.get(first.shard) ?? []).slice(from, Math.max(from, to)).map(({ at }) => at);
		claimed.set(first.shard, Math.max(claimed.get(first.shard) ?? 0, to));
		const records = (written.get(first.shard) ?? []).slice((places.get(`${first.shard}\n${first.first}`)?.index ?? 1) - 1, to);
		return [batchItem({ report, mapping, attempts, first, arrivals, records, places, id: `${id}-batch-${first.shard}-${first.batch}` })];
	});
	const waiting = [...written].flatMap(([shard, records]) => {
		const skipped = mapping.shards.find((one) => one.shard === shard)?.skipped ?? 0;
		const unread = records.slice(Math.max(claimed.get(shard) ?? 0, skipped));
		return unread.length === 0 ? [] : [unreadItem(shard, unread, records.length, `${id}-unread-${shard}`)];
	});
	return [...read, ...waiting];
}

/** What stands behind the last batch of a shard when the run ends: often the price of a batch that is tried again and again. */
function unreadItem(shard: string, records: Stream["records"], total: number, id: string): TrafficItem {
	const first = total - records.length + 1;
	return {
		id,
		at: records[0]?.at ?? 0,
		arrivals: records.map(({ at }) => at),
		name: `${shortShard(shard)}, ${first === total ? `record ${first}` : `records ${first} to ${total}`}`,
		label: null,
		outcome: "in no batch",
		tone: "open",
		invocations: [],
		retries: false,
		sentence: "No invocation had had them when the run ended: the shard is read in order, or a filter left them out.",
		detail: () => ({
			steps: [
				{ at: records[0]?.at ?? 0, text: `${countOf(records.length, "record")} written from here on`, tone: "plain", invocation: null },
			],
			texts: [{ term: "Records", text: shownText(records.map(({ key, data }) => ({ key, ...(data === null ? {} : { data }) }))) }],
		}),
	};
}

type Batch = {
	report: Report;
	mapping: Mapping;
	attempts: Attempt[];
	first: Attempt;
	arrivals: number[];
	records: Stream["records"];
	places: Places;
	id: string;
};

function batchItem({ report, mapping, attempts, first, arrivals, records, places, id }: Batch): TrafficItem {
	const last = attempts.at(-1) ?? first;
	const place = (attempt: Attempt) => {
		const [from, to] = [attempt.first, attempt.last].map((number) => places.get(`${attempt.shard}\n${number}`)?.index);
		if (from === undefined || to === undefined) return countOf(attempt.records, "record");
		return from === to ? `record ${from}` : `records ${from} to ${to}`;
	};
	const tone: Tone = last.next === null ? "open" : last.next === "done" ? "good" : last.next === "retry" ? "open" : "bad";
	const ended = { done: "done", retry: "to be tried again", split: "cut in two", discard: "given up" } as const;
	return {
		id,
		at: first.at,
		arrivals,
		name: `${shortShard(first.shard)}, batch ${first.batch}: ${place(first)}`,
		label: null,
		outcome: joined([last.next === null ? "under way" : ended[last.next], attempts.length > 1 && countOf(attempts.length, "attempt")]),
		tone,
		invocations: attempts.map(({ invocation }) => invocation),
		retries: true,
		sentence: batchSentence(mapping, attempts, last),
		detail: () => ({
			steps: attempts.flatMap((attempt): TrafficStep[] => {
				const read = { at: attempt.at, text: `attempt ${attempt.attempt}: ${place(attempt)}`, tone: "plain", invocation: null } as const;
				const end = attemptEnd(attempt);
				return [read, invocationStep(report, attempt.invocation), ...(end ? [end] : [])];
			}),
			texts: [
				...(records.length > 0
					? [{ term: "Records", text: shownText(records.map(({ key, data }) => ({ key, ...(data === null ? {} : { data }) }))) }]
					: []),
				...(last.iteratorAgeMs === null ? [] : [{ term: "Iterator age", text: lengthLabel(last.iteratorAgeMs) }]),
				{ term: "Last sequence number", text: first.last },
			],
		}),
	};
}

function attemptEnd({ endedAt, at, outcome, next }: Attempt): TrafficStep | null {
	if (next === null) return null;
	const bad = next !== "done";
	return {
		at: endedAt ?? at,
		text: bad && outcome ? `${outcomes[outcome]}: ${nexts[next]}` : nexts[next],
		tone: bad ? "bad" : "good",
		invocation: null,
	};
}

function batchSentence({ function: name }: Mapping, attempts: readonly Attempt[], { next, outcome }: Attempt): string {
	const tried = countOf(attempts.length, "attempt");
	if (next === null || outcome === null) return `The run ended before ${name} had answered.`;
	if (next === "done") return `${name} did it in ${tried}, and the checkpoint of the shard moves on.`;
	return `After ${tried} the last one ${outcomes[outcome] === "failed" ? "failed" : `was: ${outcomes[outcome]}`}; ${nexts[next]}.`;
}
