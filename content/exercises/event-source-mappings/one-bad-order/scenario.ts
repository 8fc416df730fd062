import { defineScenario } from "#sandbox/scenario.ts";

// 1007 has no address, and the warehouse is busy when 1004 comes for the first time.
const orders = Array.from({ length: 12 }, (_, n) => String(1001 + n));
const printed = orders.filter((order) => order !== "1007");

const labelsOf = `(
	$labels := calls[status = 201];
	[${JSON.stringify(printed)}.($order := $; { "order": $order, "count": $count($labels[path = "/orders/" & $order & "/label"]) })]
)`;

export default defineScenario({
	seed: 4107,
	network: [
		{
			host: "warehouse.internal",
			routes: [
				{ method: "POST", path: "/orders/1007/label", latencyMs: 40, status: 422, body: { message: "no address" } },
				{
					method: "POST",
					path: "/orders/1004/label",
					latencyMs: 40,
					status: 503,
					body: { message: "busy" },
					between: { fromMs: 0, toMs: 30_000 },
				},
				{ method: "POST", path: "/orders/:id/label", latencyMs: 40, status: 201, body: { label: "L-{id}" } },
			],
		},
	],
	traffic: orders.map((order, n) => ({ at: n * 20, label: `order ${order}`, send: { service: "sqs", queue: "Orders", body: { order } } })),
	checks: [
		{
			id: "all-good-orders",
			title: "Every order with an address has a label",
			actual: `$count(${labelsOf}[count = 0])`,
			expected: 0,
			moment: "calls[status != 201][0].invocation",
			why: "An order that could be printed never was. A message is deleted as soon as the function says that its batch is done; what failed for a moment has to be named, so that it comes back.",
		},
		{
			id: "one-label-each",
			title: "No order has two labels",
			actual: `$count(${labelsOf}[count > 1])`,
			expected: 0,
			moment: `calls[status = 201][($c := $; $count($$.calls[status = 201 and path = $c.path and n < $c.n]) > 0)][0].invocation`,
			why: "An order was printed again, because a message of its batch failed and the whole batch came back. Only what failed may come back: the function names it, and the mapping has to be told to listen.",
		},
		{
			id: "bad-order-kept",
			title: "The order without an address lies in the dead-letter queue",
			actual: '$count(queues[name = "Unprintable"].messages[body.order = "1007" and state = "visible"])',
			expected: 1,
			moment: 'calls[path = "/orders/1007/label"][0].invocation',
			why: "The order that can never be printed is gone, or still going round. It has to fail each time, alone, until SQS moves it to where people look.",
		},
		{
			id: "nothing-else-there",
			title: "No other order lies there",
			actual: '$count(queues[name = "Unprintable"].messages[body.order != "1007"])',
			expected: 0,
			why: "Orders that could have been printed were moved to the dead-letter queue, because they failed three times together with the one that cannot be.",
		},
		{
			id: "few-invocations",
			title: "At most eight invocations",
			actual: "$count(invocations)",
			compare: "atMost",
			expected: 8,
			why: "Orders are read one by one, or far more often than needed. Twelve messages fit into two batches; what fails comes back twice more.",
		},
	],
});
