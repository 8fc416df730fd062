import { defineScenario } from "#sandbox/scenario.ts";

// Thirty readings of three meters, four a second. The fourteenth, which m-2 sends, is no reading.
const meters = ["m-1", "m-2", "m-3"];
const readings = Array.from({ length: 30 }, (_, n) => ({
	at: n * 250,
	meter: meters[n % 3] as string,
	reading: Math.floor(n / 3) + 1,
	kwh: 18_204 + 7 * n,
}));
const bad = 13;
const good = readings.filter((_, n) => n !== bad).map(({ meter, reading }) => ({ meter, reading }));
const latest = meters.map((meter) => ({ meter, reading: 10 }));

const stored = 'calls[method = "PUT" and host = "billing.internal" and status = 200]';
const missing = `(
	$stored := ${stored};
	$filter(${JSON.stringify(good)}, function($of) {
		$count($stored[path = "/meters/" & $of.meter and body.reading = $of.reading and endedAt < 180000]) = 0
	})
)`;
const backwards = `(
	$stored := ${stored};
	$filter(${JSON.stringify(latest)}, function($of) { $not(($stored[path = "/meters/" & $of.meter]^(endedAt))[-1].body.reading = $of.reading) })
)`;

export default defineScenario({
	seed: 1414,
	durationMs: 200_000,
	network: [
		{
			host: "billing.internal",
			routes: [
				{
					method: "PUT",
					path: "/meters/m-3",
					latencyMs: 20,
					status: 503,
					body: { message: "busy" },
					between: { fromMs: 0, toMs: 8_000 },
				},
				{ method: "PUT", path: "/meters/:meter", latencyMs: { minMs: 20, maxMs: 90 }, body: { meter: "{meter}" } },
			],
		},
	],
	traffic: readings.map(({ at, meter, reading, kwh }, n) => ({
		at,
		label: n === bad ? `${meter}: no reading` : `${meter}: ${reading}`,
		send: {
			service: "kinesis" as const,
			stream: "Readings",
			partitionKey: meter,
			data: n === bad ? "E7 LOW BATTERY" : { meter, reading, kwh },
		},
	})),
	checks: [
		{
			id: "all-stored",
			title: "Every good reading is stored within three minutes",
			actual: `$count(${missing})`,
			expected: 0,
			moment: 'invocations[status != "succeeded" or response.batchItemFailures[0]][0].n',
			why: "A good reading was not stored in time, or never. A failed batch is tried again before anything behind it in its shard, until its records expire unless told otherwise; and what is given up takes with it whatever is in the same batch.",
		},
		{
			id: "newest-last",
			title: "The billing ends with the newest reading of each meter",
			actual: `$count(${backwards})`,
			expected: 0,
			moment: `calls[path = "/meters/" & ${backwards}[0].meter and status = 200][-1].invocation`,
			why: "An older reading of a meter arrived after a newer one, and the billing keeps what comes last. Records of one partition key reach your handler in order; the handler must not let them race.",
		},
		{
			id: "bad-one-noted",
			title: "A note of the bad record lies in the queue BadReadings",
			actual: '$count(queues[name = "BadReadings"].messages[body.KinesisBatchInfo.batchSize = 1])',
			expected: 1,
			moment: 'invocations[status != "succeeded" or response.batchItemFailures[0]][-1].n',
			why: "The record that nobody can read was skipped, and nobody will know. When Lambda gives a record up, it can send a note of where it lies in the stream to a destination of the mapping.",
		},
		{
			id: "only-the-bad-one",
			title: "Nothing else is given up",
			actual: "$sum(streams.mappings.discarded.records)",
			compare: "atMost",
			expected: 1,
			moment: 'invocations[status != "succeeded" or response.batchItemFailures[0]][-1].n',
			why: "Good records were given up together with the bad one, since they were in its batch when the attempts were used up. A batch that is cut on each failure ends with one record.",
		},
		{
			id: "stored-once",
			title: "Nearly every reading is stored once: at most three repetitions",
			actual: `$count(${stored}) - ${good.length}`,
			compare: "atMost",
			expected: 3,
			moment: `${stored}[($c := $; $count($$.${stored}[path = $c.path and body.reading = $c.body.reading and n < $c.n]) > 0)][0].invocation`,
			why: "Readings that were stored were stored again and again. Lambda repeats everything from the first record that failed: tell it which one that is, and do nothing behind it.",
		},
	],
});
