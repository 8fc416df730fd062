import { defineScenario } from "#sandbox/scenario.ts";

const minutes = 60_000;
const price = (body: unknown) => ({
	service: "http" as const,
	api: "ServerlessHttpApi",
	method: "POST" as const,
	path: "/price",
	body: body as never,
});

// A cart every second, half of them with a gift card; and every other minute an app from two years ago that sends no JSON.
const traffic = [
	{ at: 0, label: "gift", send: price({ items: ["lamp"], gift: { text: "For you" } }), repeat: { count: 840, everyMs: 2_000 } },
	{ at: 1_000, label: "cart", send: price({ items: ["rug", "vase"] }), repeat: { count: 840, everyMs: 2_000 } },
	{ at: 30_500, label: "old app", send: price("cart=lamp"), repeat: { count: 14, everyMs: 2 * minutes } },
];

const failed = 'http[status != 200 and $substringBefore(label, ":") != "old app"]';

export default defineScenario({
	seed: 1010,
	durationMs: 28 * minutes,
	deploy: [
		{ at: 2 * minutes + 5_000, function: "PriceFunction", codeUri: "v2/" },
		{ at: 11 * minutes + 5_000, function: "PriceFunction", codeUri: "v3/" },
	],
	traffic,
	checks: [
		{
			id: "few-errors",
			title: "At most fifteen customers see an error",
			actual: `$count(${failed})`,
			compare: "atMost",
			expected: 15,
			moment: `${failed}[0].invocation`,
			why: "The new version fails for every cart without a gift, and too many customers had it for too long. What they see is its share of the traffic, times the time until something stops it.",
		},
		{
			id: "bad-version-gone",
			title: "The version of 9:02 does not stay",
			actual: '$count(deployments[n = 1 and status in ["succeeded", "underWay"]])',
			expected: 0,
			moment: `${failed}[0].invocation`,
			why: "The deployment of the bad version did not end with a way back. CodeDeploy turns the alias back when an alarm rings that the deployment names, while it shifts.",
		},
		{
			id: "tenth-first",
			title: "A new version begins with a tenth of the customers at most",
			actual: "$count(deployments[routed[0].additional.weight > 0.1])",
			expected: 0,
			moment: `${failed}[0].invocation`,
			why: "A new version got more than a tenth of the customers in its first moment. However good the alarm is, it needs a minute at least, and in that time whoever has the new version has its errors.",
		},
		{
			id: "good-version-live",
			title: "The version of 9:11 has all customers within a quarter of an hour",
			actual: '$count(deployments[n = 2 and status = "succeeded" and endedAt - startedAt <= 930000])',
			expected: 1,
			moment: "http[requestedAt > 665000 and status != 200][0].invocation",
			why: "The good version did not get through in time. Errors that have nothing to do with it must not stop it, and the shift itself must not take longer than you can wait.",
		},
	],
});
