import { defineScenario } from "#sandbox/scenario.ts";

const batch = (name: string, size: number) => ({ entries: Array.from({ length: size }, (_, n) => `${name}-${n + 1}`) });

/** Pairs of bookings that follow one another, of which the second was sent before the first was confirmed. */
const overlaps = `$zip(calls, calls[n > 1])[
	$[0].invocation = $[1].invocation and ($[0].endedAt = null or $[1].at < $[0].endedAt)
]`;

export default defineScenario({
	seed: 214,
	network: [
		{
			host: "ledger.internal",
			routes: [{ method: "POST", path: "/entries", latencyMs: { minMs: 120, maxMs: 400 }, status: 201, body: { booking: "b-{#}" } }],
		},
	],
	traffic: [
		{ at: 0, function: "HourlyFunction", label: "fits: 2 entries", event: batch("ten", 2) },
		{ at: 60_000, function: "HourlyFunction", label: "large: 30 entries", event: batch("eleven", 30) },
		{ at: 120_000, function: "HourlyFunction", label: "fits: no entries", event: batch("twelve", 0) },
		{ at: 180_000, function: "HourlyFunction", label: "fits: 3 entries", event: batch("thirteen", 3) },
		{ at: 240_000, function: "HourlyFunction", label: "large: 25 entries", event: batch("fourteen", 25) },
		{ at: 300_000, function: "NightlyFunction", label: "fits: 14 entries", event: batch("monday", 14) },
		{ at: 360_000, function: "NightlyFunction", label: "large: 60 entries", event: batch("tuesday", 60) },
		{ at: 420_000, function: "NightlyFunction", label: "large: 55 entries", event: batch("wednesday", 55) },
	],
	checks: [
		{
			id: "no-timeouts",
			title: "No invocation runs into its timeout",
			actual: '$count(invocations[status = "timedOut"])',
			expected: 0,
			moment: 'invocations[status = "timedOut"][0].n',
			why: "At the timeout Lambda ends the invocation, and nothing tells your code: no exception, no `finally`. What it had done by then stays done, and the caller learns only that the time was over.",
		},
		{
			id: "nothing-lost",
			title: "Every entry is either done or remaining, in order",
			actual: '$count(invocations[status != "succeeded" or [$append([response.done], [response.remaining])] != [event.entries]])',
			expected: 0,
			moment: 'invocations[status != "succeeded" or [$append([response.done], [response.remaining])] != [event.entries]][0].n',
			why: "`done` followed by `remaining` must be the entries of the event. An entry in neither list is lost without a trace, and one in both is booked twice.",
		},
		{
			id: "done-is-what-was-sent",
			title: "Done is exactly what was sent to the ledger",
			actual: "$count(invocations[($i := $; [$i.response.done] != [$$.calls[invocation = $i.n].body.entry])])",
			expected: 0,
			moment: "invocations[($i := $; [$i.response.done] != [$$.calls[invocation = $i.n].body.entry])][0].n",
			why: "The entries that the ledger received in this invocation are not the ones that it reports as done. If it received one that you call remaining, the next batch books it again.",
		},
		{
			id: "one-at-a-time",
			title: "The ledger gets one booking at a time",
			actual: `$count(${overlaps})`,
			expected: 0,
			moment: `${overlaps}[0][1].invocation`,
			why: "A booking was sent before the one before it was confirmed. Wait for each with `await`: what stands behind a function often scales less than the function.",
		},
		{
			id: "finishes-what-fits",
			title: "A batch that fits is finished",
			actual: '$count(invocations[$substringBefore(label, ":") = "fits"].response.remaining)',
			expected: 0,
			moment: 'invocations[$substringBefore(label, ":") = "fits" and $count(response.remaining) > 0][0].n',
			why: "There was time for all entries, and some were left. A number of entries or of seconds that is written into the code fits one timeout; ask the context how much is left.",
		},
		{
			id: "uses-its-time",
			title: "A batch that does not fit uses at least 70 % of the time",
			actual: `$floor($min(invocations[$substringBefore(label, ":") = "large"].(
				$i := $;
				100 * $i.durationMs / $$.functions[name = $i.function].timeoutMs
			)))`,
			compare: "atLeast",
			expected: 70,
			moment: `invocations[$substringBefore(label, ":") = "large" and (
				$i := $;
				$i.durationMs < 0.7 * $$.functions[name = $i.function].timeoutMs
			)][0].n`,
			why: "It went home early, so the rest needs more invocations than it should. Leave a margin for one slow entry and for the answer, not more.",
		},
	],
});
