/** `good` and `bad` end well and badly; `open`: the run ended before; `plain` is neither. Always shown with a word. */
export type Tone = "good" | "bad" | "open" | "plain";

/** One thing that happened to an item, at a virtual time in milliseconds. */
export type TrafficStep = { at: number; text: string; tone: Tone; invocation: number | null };

/** A text that a machine wrote, such as a body, with what it is. */
export type TrafficText = { term: string; text: string };

/** What is folded away until the item is opened. */
export type TrafficDetail = {
	steps: TrafficStep[];
	texts: TrafficText[];
	/** Of a deployment: the share of the new version, from 0 to 1, from each time on. */
	weights?: readonly { at: number; weight: number }[];
};

/** A message, request, event, batch or deployment: one row of the page. Times are virtual milliseconds. */
export type TrafficItem = {
	/** Of its row in the page, and of its mark in the timeline. */
	id: string;
	at: number;
	/** When it, or what it is made of, came in from outside: a mark each in the timeline's row of arrivals. */
	arrivals: readonly number[];
	name: string;
	/** Label that the scenario gave it. */
	label: string | null;
	/** In a few words: "deleted", "502 after 3 s". */
	outcome: string;
	tone: Tone;
	/** Numbers of all invocations that had it, in order: its chain. */
	invocations: readonly number[];
	/** Each of its invocations after the first is an attempt that followed on the one before. */
	retries: boolean;
	/** What became of it and why, in one sentence. */
	sentence: string;
	/** Made only for items that are shown, since a run may have a hundred thousand. */
	detail: () => TrafficDetail;
};

/** Items of one queue, API, stream and so on. */
export type TrafficSection = {
	id: string;
	title: string;
	/** What an item is called, for counting: "message". */
	noun: string;
	/** Totals in one line. */
	facts: string;
	items: readonly TrafficItem[];
	/** What else is to be known: what was refused, left out, condensed. */
	notes: readonly string[];
};
