import { defineScenario } from "#sandbox/scenario.ts";

const shelves: Record<string, [item: string, cents: number][]> = {
	"c-ines": [
		["Wheelchair", 48_900],
		["Reading lamp", 3_900],
	],
	"c-tom": [
		["Tent", 17_900],
		["Stove", 6_450],
		["Rope", 2_200],
	],
	"c-guest-81": [["Reading lamp", 3_900]],
	"c-mara": [
		["Violin strings", 1_950],
		["Metronome", 2_990],
	],
};
const orders = Object.entries(shelves).flatMap(([customer, shelf]) =>
	shelf.map(([item, cents], n) => ({ customer, number: n + 1, item, cents })),
);
const pathOf = (customer: string, number: number) => `/customers/${customer}/orders/${number}`;

const ines = { customer: "c-ines", name: "Ines", orders: [1, 2] };
const tom = { customer: "c-tom", name: "Tom", orders: [3, 1] };
const guest = { customer: "c-guest-81", orders: [1] };
const mara = { customer: "c-mara", name: "Mara", orders: [1, 2] };

const strangers = "invocations[($i := $; $count($i.response.orders[customer != $i.event.customer]) > 0)]";
const wrongOrders = `(
	$answers := $$.calls[$exists(path)]{ path: [responseBody] };
	invocations[label != "fails" and (
		$i := $;
		$asked := [$map($i.event.orders, function($number) {
			$lookup($answers, "/customers/" & $i.event.customer & "/orders/" & $string($number))[0]
		})];
		$not([$i.response.orders] = $asked and $count($i.response.orders) = $count($i.event.orders))
	)]
)`;
const wrongGreetings =
	'invocations[label != "fails" and $not(response.greeting = "Hello " & ($exists(event.name) ? event.name : "guest"))]';

export default defineScenario({
	seed: 72,
	network: [
		{ host: "settings.internal", routes: [{ method: "GET", path: "/shop", latencyMs: 200, body: { currency: "EUR" } }] },
		{
			host: "orders.internal",
			routes: [
				...orders.map((order) => ({ method: "GET" as const, path: pathOf(order.customer, order.number), latencyMs: 20, body: order })),
				{ method: "GET", path: "/customers/:customer/orders/:number", latencyMs: 20, status: 404, body: { message: "no such order" } },
			],
		},
	],
	traffic: [
		{ at: 0, label: "Ines", event: ines },
		{ at: 40_000, label: "Tom", event: tom },
		{ at: 50_000, label: "a guest", event: guest },
		// The second order does not exist: the request fails after the first one was read.
		{ at: 60_000, label: "fails", event: { customer: "c-ines", name: "Ines", orders: [1, 9] } },
		{ at: 70_000, label: "Mara", event: mara },
		{ at: 80_000, label: "a guest again", event: guest },
		// Two at once need a second environment, and then the other of the two gets each customer.
		{ at: 90_000, label: "Tom, at once", event: tom },
		{ at: 90_000, label: "Ines, at once", event: ines },
		{ at: 100_000, label: "Mara, at once", event: mara },
		{ at: 100_000, label: "guest, at once", event: guest },
	],
	checks: [
		{
			id: "no-strangers",
			title: "No statement shows another customer's order",
			actual: `$count(${strangers})`,
			expected: 0,
			moment: `${strangers}[0].n`,
			why: "An environment serves one request after the other, and what stands outside the handler survives between them. Here it carried one customer's order into the statement of another.",
		},
		{
			id: "right-orders",
			title: "A statement lists the orders that were asked for, as they are",
			actual: `$count(${wrongOrders})`,
			expected: 0,
			moment: `${wrongOrders}[0].n`,
			why: "A statement has too many orders, too few, or other ones than the shop holds. It should have those of `event.orders`, in that order, as `readOrder` gives them.",
		},
		{
			id: "right-greeting",
			title: "Everybody is greeted by their own name, and a guest as guest",
			actual: `$count(${wrongGreetings})`,
			expected: 0,
			moment: `${wrongGreetings}[0].n`,
			why: "A name from an earlier request was still there when a request without one came. Choose the default inside the handler, for each request anew.",
		},
		{
			id: "right-currency",
			title: "Every statement has the currency of the shop",
			actual: '$count(invocations[label != "fails" and $not(response.currency = "EUR")])',
			expected: 0,
			moment: 'invocations[label != "fails" and $not(response.currency = "EUR")][0].n',
			why: "A statement has no currency, or another one than the settings give. `readSettings` returns a promise; what you keep between requests must have arrived before you use it.",
		},
		{
			id: "settings-once",
			title: "Each environment reads the settings once",
			actual: '$max(environments.($e := n; $count($$.calls[host = "settings.internal" and environment = $e])))',
			expected: 1,
			moment:
				'calls[host = "settings.internal"][($c := $; $exists($$.calls[host = "settings.internal" and environment = $c.environment and n < $c.n]))][0].invocation',
			why: "The settings are the same for every customer, so reading them for each request costs 200 ms and protects nobody. Keep them outside the handler.",
		},
	],
});
