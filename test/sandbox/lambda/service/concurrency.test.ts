import { describe, expect, it } from "vitest";
import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import { TokenBucket } from "#sandbox/kernel/token-bucket.ts";
import { FunctionConcurrency, UnreservedPool } from "#sandbox/lambda/service/concurrency.ts";
import { throttleAnswer, throttleBody } from "#sandbox/lambda/service/throttle.ts";
import type { Traffic } from "#sandbox/scenario.ts";
import { runStack } from "../../services/run-stack.ts";
import { eventsOf } from "../run-project.ts";

const quick = "export const handler = async (event, context) => ({ version: context.functionVersion, arn: context.invokedFunctionArn });";
const slow = "export const handler = async () => { await new Promise((r) => setTimeout(r, 1000)); };";

/** A first request that leaves an environment behind, and then many, 5 ms apart. */
const manyRequests = (count: number, more: Partial<Traffic> = {}): Traffic[] => [
	{ at: 0, function: "Fn", event: {} },
	{ at: 60_000, function: "Fn", event: {}, repeat: { count, everyMs: 5 }, ...more },
];

async function run(properties: string[], traffic: Traffic[], rest: { accountConcurrency?: number; code?: string } = {}) {
	const { code = quick, ...scenario } = rest;
	return runStack({ Fn: { code, properties } }, {}, { traffic, ...scenario });
}

const throttles = async (...args: Parameters<typeof run>) =>
	eventsOf(await run(...args), "invocation.throttled").map(({ reason }) => reason);

describe("requests per second", () => {
	it("are ten for each unit of reserved concurrency, so short invocations meet this limit first (L129, L144)", async () => {
		const reasons = await throttles(["ReservedConcurrentExecutions: 1"], manyRequests(30));
		// Thirty requests come within 145 ms: ten at once, and one more for the first 100 ms.
		expect(new Set(reasons)).toEqual(new Set(["ReservedFunctionInvocationRateLimitExceeded"]));
		expect(reasons).toHaveLength(30 - 11);
	});

	it("are ten for each unit of the account's concurrency (L129, L144)", async () => {
		const reasons = await throttles([], manyRequests(30), { accountConcurrency: 1 });
		expect(new Set(reasons)).toEqual(new Set(["FunctionInvocationRateLimitExceeded"]));
		expect(reasons).toHaveLength(30 - 11);
	});

	it("do not limit asynchronous invocations (L129)", async () => {
		const trace = await run(["ReservedConcurrentExecutions: 1"], manyRequests(30, { invocationType: "Event" }));
		expect(eventsOf(trace, "invocation.throttled")).toEqual([]);
		expect(eventsOf(trace, "invocation.ended")).toHaveLength(31);
	});

	it("beyond ten for each provisioned environment spill over to environments on demand (L138)", async () => {
		const properties = ["AutoPublishAlias: live", "ProvisionedConcurrencyConfig:", "  ProvisionedConcurrentExecutions: 1"];
		const trace = await run(properties, [{ at: 0, function: "Fn", event: {}, repeat: { count: 30, everyMs: 5 } }]);
		expect(eventsOf(trace, "invocation.throttled")).toEqual([]);
		const provisioned = new Set(
			eventsOf(trace, "environment.started").flatMap((one) => (one.initialization === "provisioned-concurrency" ? [one.environment] : [])),
		);
		const inProvisioned = eventsOf(trace, "invocation.ended").filter(({ environment }) => provisioned.has(environment));
		expect(inProvisioned).toHaveLength(11);
	});
});

describe("concurrency", () => {
	it("leaves nothing for other versions when all reserved concurrency is provisioned (L135, L136)", async () => {
		const properties = [
			"ReservedConcurrentExecutions: 1",
			"AutoPublishAlias: live",
			"ProvisionedConcurrencyConfig:",
			"  ProvisionedConcurrentExecutions: 1",
		];
		const trace = await run(properties, [
			{ at: 0, function: "Fn", event: {} },
			{ at: 1000, function: "Fn", event: {}, qualifier: "$LATEST" },
		]);
		expect(eventsOf(trace, "invocation.throttled")).toMatchObject([
			{ invocation: 2, reason: "ReservedFunctionConcurrentInvocationLimitExceeded" },
		]);
	});

	it("of the account is what no function has reserved, and reserved concurrency is a guarantee and a cap (L128, L132)", async () => {
		const traffic: Traffic[] = ["Own", "Fn"].map((name, at) => ({ at, function: name, event: {}, repeat: { count: 4, everyMs: 0 } }));
		const functions = { Own: { code: slow, properties: ["ReservedConcurrentExecutions: 2"] }, Fn: { code: slow } };
		const trace = await runStack(functions, {}, { traffic, accountConcurrency: 5 });
		expect(eventsOf(trace, "invocation.throttled").map(({ invocation, reason }) => [invocation, reason])).toEqual([
			[3, "ReservedFunctionConcurrentInvocationLimitExceeded"],
			[4, "ReservedFunctionConcurrentInvocationLimitExceeded"],
			[8, "ConcurrentInvocationLimitExceeded"],
		]);
	});

	it("is free again at the moment an invocation ends (L126, L127)", async () => {
		const trace = await run(
			["ReservedConcurrentExecutions: 1"],
			[{ at: 0, function: "Fn", event: {}, repeat: { count: 3, everyMs: 5000 } }],
			{
				code: slow,
			},
		);
		expect(eventsOf(trace, "invocation.throttled")).toEqual([]);
		expect(eventsOf(trace, "environment.started")).toHaveLength(1);
	});
});

describe("the scaling rate", () => {
	const fn = { name: "Fn", service: {} } as BuiltFunction;
	const started = (concurrency: FunctionConcurrency, now: number, count: number) =>
		Array.from({ length: count }, () => concurrency.admitEnvironment(now)).filter((throttle) => throttle === undefined).length;

	it("lets a function add 1,000 environments at once and 100 each second after, without saving them up (L130)", () => {
		const concurrency = new FunctionConcurrency(fn, new UnreservedPool(10_000, [fn]));
		expect(started(concurrency, 0, 1_500)).toBe(1_000);
		expect(started(concurrency, 1_000, 1_500)).toBe(100);
		expect(started(concurrency, 1_050, 1_500)).toBe(5);
		expect(started(concurrency, 3_600_000, 1_500)).toBe(1_000);
		expect(concurrency.admitEnvironment(3_600_000)).toEqual({ reason: "ConcurrentInvocationLimitExceeded", limit: "scalingRate" });
	});

	it("is each function's own (L130)", () => {
		const pool = new UnreservedPool(10_000, [fn, fn]);
		const [one, other] = [new FunctionConcurrency(fn, pool), new FunctionConcurrency(fn, pool)];
		expect(started(one, 0, 1_500)).toBe(1_000);
		expect(started(other, 0, 1_500)).toBe(1_000);
	});
});

describe("a token bucket", () => {
	it("gives a whole token for each whole share of time, however it is asked", () => {
		const bucket = new TokenBucket(1, 10);
		const taken = Array.from({ length: 1001 }, (_, ms) => bucket.take(ms)).filter(Boolean);
		expect(taken).toHaveLength(11);
	});
});

describe("the answer to a throttled request", () => {
	it("is 429 with reason, message and Retry-After (L144)", () => {
		const answer = throttleAnswer({ reason: "ReservedFunctionConcurrentInvocationLimitExceeded" });
		expect(answer).toMatchObject({ statusCode: 429, error: { errorType: "TooManyRequestsException" }, retryAfterSeconds: 1 });
		expect(JSON.parse(throttleBody(answer))).toEqual({
			Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
			Type: "User",
			message: "Rate Exceeded.",
		});
		expect(throttleAnswer({ reason: "CallerRateLimitExceeded" }).error.errorMessage).toBe("Rate exceeded");
	});
});
