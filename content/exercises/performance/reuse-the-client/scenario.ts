import { defineScenario } from "#sandbox/scenario.ts";

// Each request asks for two different ones of eight orders, and the pairs hardly ever repeat.
const id = (n: number) => String(1001 + (n % 8));
const request = (n: number, at: number, label: string) => ({ at, label, event: { ids: [id(n), id(n + 1 + (n % 7))] } });

const quiet = Array.from({ length: 12 }, (_, n) => request(n, n * 2_000, `quiet ${n + 1}`));
const firstRush = Array.from({ length: 6 }, (_, n) => request(n + 12, 30_000, `rush ${n + 1}`));
const secondRush = Array.from({ length: 6 }, (_, n) => request(n + 18, 34_000, `second rush ${n + 1}`));

/** Answers that are not what the database said during that invocation. Calls are grouped first, so that each is looked at once. */
const wrongAnswers = `(
	$callsOf := $$.calls[$exists(invocation)]{ $string(invocation): [$] };
	invocations[(
		$i := $;
		$calls := $lookup($callsOf, $string($i.n));
		$said := [$map($i.event.ids, function($id) { ($calls[path = "/orders/" & $id].responseBody)[-1] })];
		$not($count($said) = $count($i.event.ids) and [$i.response.orders] = $said)
	)]
)`;

export default defineScenario({
	seed: 1009,
	network: [
		{
			host: "orders-db.internal",
			routes: [
				{ method: "POST", path: "/session", latencyMs: 250, status: 201, body: { session: "s-{#}" } },
				// Two orders leave the warehouse while the requests come in.
				{
					method: "GET",
					path: "/orders/1002",
					latencyMs: 15,
					body: { id: "1002", status: "shipped", revision: "2" },
					between: { fromMs: 9_000, toMs: 3_600_000 },
				},
				{
					method: "GET",
					path: "/orders/1005",
					latencyMs: 15,
					body: { id: "1005", status: "shipped", revision: "2" },
					between: { fromMs: 32_000, toMs: 3_600_000 },
				},
				{ method: "GET", path: "/orders/1007", latencyMs: 15, body: { id: "1007", status: "delivered", revision: "4" } },
				{ method: "GET", path: "/orders/:id", latencyMs: 15, body: { id: "{id}", status: "packed", revision: "1" } },
			],
		},
	],
	traffic: [...quiet, ...firstRush, ...secondRush],
	checks: [
		{
			id: "all-succeed",
			title: "Every request is answered",
			actual: '$count(invocations[status != "succeeded"])',
			expected: 0,
			moment: 'invocations[status != "succeeded"][0].n',
			why: "A request ended without an answer. Look at its log: an error that leaves the handler is the answer of the function, and a timeout throws away all that the environment kept in memory.",
		},
		{
			id: "right-answers",
			title: "Every answer is what the database says at that moment",
			actual: `$count(${wrongAnswers})`,
			expected: 0,
			moment: `${wrongAnswers}[0].n`,
			why: "At least one answer holds orders that were not read from the database for this request. What outlives a request in an environment is shown to the next customer, so keep there only what is the same for all of them.",
		},
		{
			id: "connects-once",
			title: "Each execution environment connects once",
			actual: '$max(environments.($e := n; $count($$.calls[path = "/session" and environment = $e])))',
			expected: 1,
			moment:
				'calls[path = "/session"][($c := $; $exists($$.calls[path = "/session" and environment = $c.environment and n < $c.n]))][0].invocation',
			why: "An environment opened a session although it had one. Code inside the handler runs for every request; what is kept outside of it lives as long as the environment does.",
		},
		{
			id: "warm-is-fast",
			title: "A warm request takes at most 60 ms",
			actual: "$max(invocations[coldStart = false].durationMs)",
			compare: "atMost",
			expected: 60,
			moment: "invocations[coldStart = false and durationMs > 60][0].n",
			why: "A request on a warm environment waited for something that was there already, or for its two lookups one after the other and more. Two lookups of 15 ms are all that it needs.",
		},
		{
			id: "each-environment-its-own",
			title: "Six requests at once are served over six connections",
			actual: '$count($distinct(calls[path = "/session"].environment))',
			expected: 6,
			why: "Six requests at the same moment need six environments, and environments share no memory. So the number of connections is the number of environments, which is why a database must be protected by limiting concurrency.",
		},
	],
});
