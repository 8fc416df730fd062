import { defineScenario } from "#sandbox/scenario.ts";

type OrderEvent = { type: "placed" | "paid" | "cancelled"; order: string; digital: boolean; paidCents: number };

const events: OrderEvent[] = [
	{ type: "placed", order: "301", digital: false, paidCents: 0 },
	{ type: "placed", order: "302", digital: true, paidCents: 0 },
	{ type: "paid", order: "301", digital: false, paidCents: 4900 },
	{ type: "placed", order: "303", digital: false, paidCents: 0 },
	{ type: "cancelled", order: "303", digital: false, paidCents: 0 },
	{ type: "paid", order: "302", digital: true, paidCents: 2500 },
	{ type: "placed", order: "304", digital: false, paidCents: 0 },
	{ type: "paid", order: "304", digital: false, paidCents: 12_900 },
	{ type: "cancelled", order: "304", digital: false, paidCents: 12_900 },
	{ type: "cancelled", order: "302", digital: true, paidCents: 2500 },
];
const list = (some: OrderEvent[]) => JSON.stringify(some.map(({ order }) => order));
const packed = list(events.filter(({ type, digital }) => type === "placed" && !digital));
const refunded = list(events.filter(({ type, paidCents }) => type === "cancelled" && paidCents > 0));
const packs = 'calls[host = "warehouse.internal" and status = 200]';
const refunds = 'calls[host = "bank.internal" and status = 200]';
const order = '$substringAfter($substringAfter(path, "/"), "/")';
const archived = 'queues[name = "Archive"].messages';

export default defineScenario({
	seed: 326,
	network: [
		{ host: "warehouse.internal", routes: [{ method: "PUT", path: "/orders/:id", latencyMs: 30, body: { packing: "{id}" } }] },
		{ host: "bank.internal", routes: [{ method: "PUT", path: "/refunds/:id", latencyMs: 80, body: { refunded: "{id}" } }] },
	],
	traffic: events.map((event, n) => ({
		at: n * 3_000,
		label: `${event.type} ${event.order}`,
		send: {
			service: "sns" as const,
			topic: "Orders",
			message: event,
			attributes: { type: { type: "String", value: event.type } },
		},
	})),
	checks: [
		{
			id: "all-packed",
			title: "Every order for the warehouse is packed",
			actual: `$count($filter(${packed}, function($order) { $not($order in ${packs}.path.$substringAfter("/orders/")) }))`,
			expected: 0,
			moment: "invocations[0].n",
			why: "An order that has to be packed never reached the warehouse. If nothing comes through a filter, compare it with a message: where does it look, and of which type is the value there?",
		},
		{
			id: "nothing-else-packed",
			title: "Nothing else is packed, and nothing twice",
			actual: `$count(${packs}[$not(${order} in ${packed})]) + $count(${packs}) - $count($distinct(${packs}.path))`,
			expected: 0,
			moment: `$exists(${packs}[$not(${order} in ${packed})]) ? ${packs}[$not(${order} in ${packed})][0].invocation : ${packs}[-1].invocation`,
			why: "The warehouse was sent for something that it cannot pack, or sent twice. The subscription of `PackFunction` lets through what is not a new order, or an order without a parcel.",
		},
		{
			id: "right-refunds",
			title: "Whoever has paid and cancels is paid back, and nobody else",
			actual: `$sort(${refunds}.${order})`,
			expected: JSON.parse(refunded).sort(),
			moment: `$exists(${refunds}) ? ${refunds}[0].invocation : invocations[0].n`,
			why: "A refund is missing, or there is one too many. The subscription of `RefundFunction` may only let through cancellations of orders for which something was paid.",
		},
		{
			id: "called-when-concerned",
			title: "No function is called for what does not concern it",
			actual: "$count(invocations)",
			compare: "atMost",
			expected: JSON.parse(packed).length + JSON.parse(refunded).length,
			moment: "invocations[-1].n",
			why: "A function was called for an event that is none of its business, and that is paid for. A filter policy leaves such messages out before they become invocations.",
		},
		{
			id: "archive-complete",
			title: "The archive has every event",
			actual: `$count(${archived})`,
			expected: events.length,
			moment: "invocations[-1].n",
			why: "An event is missing in the queue `Archive`. A subscription without a filter policy gets every message of the topic.",
		},
		{
			id: "archive-raw",
			title: "Messages in the archive are the events themselves",
			actual: `$count(${archived}[$exists(body.order) and $exists(body.paidCents)])`,
			expected: events.length,
			moment: "invocations[-1].n",
			why: "A message in the queue `Archive` is a notification of SNS, with the event as a text inside. The subscription can deliver the bare message instead.",
		},
	],
});
