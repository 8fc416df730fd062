import { defineScenario } from "#sandbox/scenario.ts";

type Order = { at: number; order: string; card: string; cents: number };

// The mail is down from 10 s to 95 s: some receipts need one further attempt, some need two. 7004 buys what 7001 bought; 7006 has a card that
// is always declined.
const orders: Order[] = [
	{ at: 0, order: "7001", card: "c-21", cents: 1990 },
	{ at: 4_000, order: "7002", card: "c-44", cents: 12_900 },
	{ at: 12_000, order: "7003", card: "c-08", cents: 450 },
	{ at: 15_000, order: "7004", card: "c-21", cents: 1990 },
	{ at: 18_000, order: "7005", card: "c-63", cents: 7_700 },
	{ at: 22_000, order: "7006", card: "c-13", cents: 3_100 },
	{ at: 30_000, order: "7007", card: "c-90", cents: 2_250 },
	{ at: 40_000, order: "7008", card: "c-52", cents: 880 },
];
const good = orders.filter(({ order }) => order !== "7006").map(({ order, card, cents }) => ({ order, card, cents }));
const again = orders.filter(({ order }) => order === "7002").map((order) => ({ ...order, at: 34_000 }));

const charges = 'calls[method = "PUT" and host = "payments.internal" and status = 201]';
/** For each order that can be charged, the ids under which it was, with the right card and the right amount. */
const chargesOf = `(
	$charges := ${charges};
	[${JSON.stringify(good)}.($of := $; { "order": $of.order, "ids": $count($distinct($charges[
		body.order = $of.order and body.cents = $of.cents and $substringBefore($substringAfter(path, "/cards/"), "/") = $of.card
	].path)) })]
)`;
const receiptless = `(
	$receipts := calls[host = "mail.internal" and status = 200];
	$filter(${JSON.stringify(good.map(({ order }) => order))}, function($order) { $not("/receipts/" & $order in $receipts.path) })
)`;
const keptOrders = 'queues[name = "Unsettled"].messages.[body.requestPayload.order, body.order][0]';

export default defineScenario({
	seed: 7006,
	durationMs: 600_000,
	// Quiet for half a minute, and the environment is gone: a retry meets another one.
	idleLifetimeMs: 25_000,
	network: [
		{
			host: "payments.internal",
			routes: [
				{ method: "PUT", path: "/cards/c-13/charges/:id", latencyMs: 120, status: 402, body: { message: "declined" } },
				{ method: "PUT", path: "/cards/:card/charges/:id", latencyMs: { minMs: 90, maxMs: 180 }, status: 201, body: { charge: "{id}" } },
			],
		},
		{
			host: "mail.internal",
			routes: [
				{
					method: "PUT",
					path: "/receipts/:order",
					latencyMs: 30,
					status: 503,
					body: { message: "down" },
					between: { fromMs: 10_000, toMs: 95_000 },
				},
				{ method: "PUT", path: "/receipts/:order", latencyMs: 30, body: { mailed: "{order}" } },
			],
		},
	],
	asyncDuplicates: [{ function: "ChargeFunction", event: 1, afterMs: 7_000 }],
	traffic: [...orders, ...again].map(({ at, order, card, cents }) => ({
		at,
		label: `order ${order}`,
		invocationType: "Event" as const,
		event: { order, card, cents, sentAt: new Date(Date.UTC(2026, 10, 24, 9) + at).toISOString() },
	})),
	checks: [
		{
			id: "every-order-charged",
			title: "Every order with a good card is charged, with its amount",
			actual: `$count(${chargesOf}[ids = 0])`,
			expected: 0,
			moment: 'invocations[status != "succeeded"][0].n',
			why: "An order was never charged, or not with its own card and amount. The provider needs `order` and `cents` in the body, and the card in the path.",
		},
		{
			id: "one-charge-each",
			title: "No order is charged twice",
			actual: `$count(${chargesOf}[ids > 1])`,
			expected: 0,
			moment: `${charges}[($c := $; $count($$.${charges}[body.order = $c.body.order and n < $c.n and path != $c.path]) > 0)][0].invocation`,
			why: "An order was charged under two ids, so the provider took the money twice. An asynchronous event may run more than once: after an error, without one, and because the sender repeats itself.",
		},
		{
			id: "no-shared-charge",
			title: "No two orders share a charge",
			actual: `$count($distinct(${charges}.path).($path := $; $count($distinct($$.${charges}[path = $path].body.order)))[$ > 1])`,
			expected: 0,
			moment: `${charges}[($c := $; $count($$.${charges}[path = $c.path and n < $c.n and body.order != $c.body.order]) > 0)][0].invocation`,
			why: "Two orders used the same id, so the provider charged only the first of them. The key has to be the same for a repetition and different for another order.",
		},
		{
			id: "every-receipt",
			title: "Every charged customer has a receipt",
			actual: `$count(${receiptless})`,
			expected: 0,
			moment: 'calls[host = "mail.internal" and status = 503][0].invocation',
			why: "A customer paid and got no receipt. The mail was down for a minute and a half; attempts after that would have gone through, had the function asked for them by failing.",
		},
		{
			id: "declined-kept",
			title: "The declined order lies in the queue Unsettled, once",
			actual: `$count([${keptOrders}][$ = "7006"])`,
			expected: 1,
			moment: 'invocations[event.order = "7006"][-1].n',
			why: "The order whose card is declined is nowhere. After its last attempt Lambda throws an asynchronous event away, unless the function has a place for it.",
		},
		{
			id: "nothing-else-there",
			title: "No other order lies there",
			actual: `$count([${keptOrders}][$ != "7006"])`,
			expected: 0,
			moment: 'invocations[event.order != "7006" and status != "succeeded"][-1].n',
			why: "Somebody looks into an order for nothing: a further attempt did what was left to do, or would have done it. Only what cannot be charged belongs in that queue.",
		},
	],
});
