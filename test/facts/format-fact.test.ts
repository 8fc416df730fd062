import { describe, expect, it } from "vitest";
import { factIds, formatFact } from "#facts/index.ts";

describe("a fact in words", () => {
	it.each([
		["lambda.timeout.max", "15 minutes"],
		["lambda.timeout.default", "3 seconds"],
		["lambda.init.timeout.provisioned", "130 seconds"],
		["lambda.async.age.max", "6 hours"],
		["sqs.retention.max", "14 days"],
		["eventbridge.retry.period", "24 hours"],
		["states.standard.duration.max", "1 year"],
		["lambda.memory.one-vcpu", "1,769 MB"],
		["lambda.payload.sync.request", "6 MB"],
		["lambda.payload.sync.response", "6,291,556 bytes"],
		["lambda.package.image", "10 GB"],
		["lambda.concurrency.account", "1,000 concurrent executions"],
		["lambda.mapping.kinesis.polls", "1 poll per second and shard"],
		["lambda.managed.fee", "15 % of the on-demand price of EC2"],
	] as const)("writes the limit %s as “%s”", (id, text) => expect(formatFact(id)).toBe(text));

	it.each([
		["lambda.price.requests", "$0.20 per million requests"],
		["lambda.price.gb-second.x86.tier1", "$0.0000166667 per GB-second"],
		["lambda.price.ephemeral-storage", "$0.0000000309 per GB-second"],
		["lambda.price.poller-hour.sqs", "$0.00925 per event poller unit-hour"],
		["apigateway.price.rest.tier1", "$3.50 per million API calls"],
		["sns.price.delivery.email", "$2.00 per 100,000 emails"],
		["sns.price.delivery.lambda", "free of charge"],
		["lambda.free.requests", "1 million requests per month"],
		["lambda.free.gb-seconds", "400,000 GB-seconds per month"],
		["cloudwatch.free.metrics", "10 metrics per month"],
		["apigateway.free.http", "1 million API calls per month, for 12 months"],
	] as const)("writes the price %s as “%s”", (id, text) => expect(formatFact(id)).toBe(text));

	it("writes the end of a runtime as a day", () => {
		expect(formatFact("lambda.runtime.nodejs24")).toBe("30 April 2028");
		expect(formatFact("lambda.runtime.nodejs26")).toBe("nodejs26.x (preview)");
	});

	it("leaves out the noun, or writes exact units, when asked", () => {
		expect(formatFact("lambda.price.requests", { noun: false })).toBe("$0.20 per million");
		expect(formatFact("lambda.concurrency.account", { noun: false })).toBe("1,000");
		expect(formatFact("lambda.timeout.max", { exact: true })).toBe("900 seconds");
		expect(formatFact("lambda.payload.async", { exact: true })).toBe("1,048,576 bytes");
	});

	it("can write every one of them", () => {
		for (const id of factIds) expect(formatFact(id), id).toMatch(/^[$\w].{1,60}$/);
	});
});
