import { defineScenario } from "#sandbox/scenario.ts";

const entries = 400;
const web = {
	service: "http" as const,
	api: "ServerlessHttpApi",
	method: "POST" as const,
	path: "/entries",
	body: { account: 8400, cents: 1900 },
};
// While the import runs, three people at once every twenty seconds; when it is over, six.
const threes = Array.from({ length: 13 }, (_, n) => ({
	at: 10_000 + n * 20_000,
	label: "web",
	send: web,
	repeat: { count: 3, everyMs: 0 },
}));

const refused = 'http[$substringBefore(label, ":") = "web" and status != 201]';

export default defineScenario({
	seed: 5,
	durationMs: 420_000,
	network: [
		{ host: "ledger.internal", routes: [{ method: "POST", path: "/entries", latencyMs: 1_000, status: 201, body: { entry: "{#}" } }] },
	],
	traffic: [
		{
			at: 0,
			label: "import",
			send: { service: "sqs", queue: "Imports", body: { account: 1200, cents: 4500 } },
			repeat: { count: entries, everyMs: 10 },
		},
		...threes,
		{ at: 390_000, label: "rush", send: web, repeat: { count: 6, everyMs: 0 } },
	],
	checks: [
		{
			id: "five-connections",
			title: "The ledger never has more than five connections",
			actual: "totals.peakConcurrency",
			compare: "atMost",
			expected: 5,
			moment: "($at := concurrency[running > 5][0].at; invocations[startedAt >= $at][0].n)",
			why: "More than five invocations ran at the same time, and each holds a connection. Whatever calls it, a function runs as often at once as there are requests, unless its own concurrency is limited.",
		},
		{
			id: "website-answered",
			title: "The website is answered while the import runs",
			actual: `$count(${refused})`,
			expected: 0,
			moment: `${refused}[0].invocation`,
			why: "Somebody at the website was refused: all five places were taken by the import. The queue can wait and the website cannot, so the queue has to leave room.",
		},
		{
			id: "nothing-given-up",
			title: "No entry of the import ends in the dead-letter queue",
			actual: '$count(queues[name = "GivenUp"].messages)',
			expected: 0,
			moment: 'invocations[status = "throttled"][0].n',
			why: "Entries were given up, and not one of them had failed. A message that is received and refused has been received; after `maxReceiveCount` times it goes. Receive no more than you can work on.",
		},
		{
			id: "all-booked",
			title: "The import is done within six minutes",
			actual: '$count(queues[name = "Imports"].messages[state = "deleted" and endedAt < 360000])',
			expected: entries,
			moment: 'invocations[status = "throttled"][0].n',
			why: "Entries of the import were not booked in time. Two connections at a time are enough for it.",
		},
	],
});
