import { describe, expect, it } from "vitest";
import { costOf, tieredUsd } from "#sandbox/report/cost.ts";
import { furtherRequests } from "#sandbox/report/cost-sizes.ts";
import { HOURS_PER_MONTH, type Usage } from "#sandbox/report/cost-tariffs.ts";

const MONTH_MS = HOURS_PER_MONTH * 3_600_000;
/** What was used in a whole month. */
const monthOf = (...usages: Usage[]) => costOf(usages, MONTH_MS).perMonth;

describe("worked examples of AWS's pricing pages", () => {
	it("has 3 million requests of 120 ms at 1,536 MB for $2.73 with the free tier (L232)", () => {
		const month = monthOf({ meter: "lambdaRequests", quantity: 3e6 }, { meter: "lambdaDurationX86", quantity: 3e6 * 0.12 * 1.5 });
		expect(month.dimensions.map(({ usdWithFreeTier }) => usdWithFreeTier)).toEqual([expect.closeTo(0.4, 6), expect.closeTo(2.33, 2)]);
		expect(month.usdWithFreeTier).toBeCloseTo(2.73, 2);
		expect(month.usd).toBeCloseTo(0.6 + 9.0, 2);
	});

	it("has 3 million requests of 1 s at 512 MB for $18.73 with the free tier (L232)", () => {
		const month = monthOf({ meter: "lambdaRequests", quantity: 3e6 }, { meter: "lambdaDurationX86", quantity: 1.5e6 });
		expect(month.usdWithFreeTier).toBeCloseTo(18.73, 2);
	});

	it("has a thousand provisioned environments of 1 GB for two hours and 1.2 million requests of 1 s for $41.91, none of it free (L233)", () => {
		const month = monthOf(
			{ meter: "lambdaRequests", quantity: 1.2e6, notFree: 1.2e6 },
			{ meter: "lambdaAllocatedX86", quantity: 1_000 * 7_200 },
			{ meter: "lambdaProvisionedX86", quantity: 1.2e6, notFree: 1.2e6 },
		);
		expect(month.dimensions.map(({ usd }) => Number(usd.toFixed(2)))).toEqual([0.24, 30, 11.67]);
		expect(month.usdWithFreeTier).toBeCloseTo(41.91, 2);
	});

	it("has 216 million calls of an HTTP API for $216", () => {
		expect(monthOf({ meter: "httpCalls", quantity: 216e6 }).usd).toBeCloseTo(216, 6);
	});

	it("has 60 TB of a function's logs for $12,500", () => {
		expect(monthOf({ meter: "logs", quantity: 60_000 }).usd).toBeCloseTo(12_500, 6);
	});

	it("has 100 million Express workflows of 10 s at 64 MB for $382.97 of duration", () => {
		const tiers = [
			"states.price.express.duration.tier1",
			"states.price.express.duration.tier2",
			"states.price.express.duration.tier3",
		] as const;
		expect(tieredUsd(tiers, (1e9 * 64) / 1024 / 3600)).toBeCloseTo(382.97, 2);
	});
});

describe("the price of a month", () => {
	it("falls from tier to tier, on each architecture by its own thresholds (L232)", () => {
		const x86 = (quantity: number) => monthOf({ meter: "lambdaDurationX86", quantity }).usd;
		const arm64 = (quantity: number) => monthOf({ meter: "lambdaDurationArm", quantity }).usd;
		expect(x86(6e9)).toBeCloseTo(6e9 * 0.0000166667, 4);
		expect(x86(16e9)).toBeCloseTo(6e9 * 0.0000166667 + 9e9 * 0.000015 + 1e9 * 0.0000133334, 4);
		expect(arm64(6e9)).toBeCloseTo(6e9 * 0.0000133334, 4);
		expect(arm64(20e9)).toBeCloseTo(7.5e9 * 0.0000133334 + 11.25e9 * 0.0000120001 + 1.25e9 * 0.0000106667, 4);
	});

	it("repeats the run until 730 hours are over", () => {
		const { perMonth, usd } = costOf([{ meter: "lambdaRequests", quantity: 10 }], 3_600_000);
		expect(usd).toBeCloseTo(0.000002, 12);
		expect(perMonth).toMatchObject({ times: 730, dimensions: [{ quantity: 7_300, usd: expect.closeTo(0.00146, 8), usdWithFreeTier: 0 }] });
	});

	it("takes what is kept all the time from the month, not from the run", () => {
		const { perMonth, dimensions } = costOf([{ meter: "kinesisShards", quantity: 0.5, perMonth: 730 }], 1_800_000);
		expect(dimensions).toMatchObject([{ quantity: 0.5, usd: 0.0075 }]);
		expect(perMonth.usd).toBeCloseTo(10.95, 6);
	});

	it("gives one allowance once, however many dimensions share it", () => {
		const month = monthOf({ meter: "lambdaDurationX86", quantity: 300_000 }, { meter: "lambdaDurationArm", quantity: 300_000 });
		expect(month.dimensions.map(({ usdWithFreeTier }) => usdWithFreeTier)).toEqual([0, expect.closeTo(200_000 * 0.0000133334, 8)]);
	});

	it("leaves out what was not used, and is nothing for a run without time", () => {
		expect(costOf([{ meter: "logs", quantity: 0 }], 1_000).dimensions).toEqual([]);
		expect(costOf([{ meter: "lambdaRequests", quantity: 1 }], 0).perMonth).toMatchObject({ times: 0, usd: 0 });
	});
});

describe("a large asynchronous event (L47)", () => {
	it.each([
		[1, 0],
		[262_144, 0],
		[262_145, 1],
		[262_144 + 65_536, 1],
		[262_144 + 65_537, 2],
		[1_048_576, 12],
	])("of %i bytes is %i requests more", (bytes, more) => expect(furtherRequests(bytes)).toBe(more));
});
