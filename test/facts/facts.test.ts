import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type FactId, factIds, factOf, isFactId, pricesAsOf, quotaMs, quotaOf, sources, unitPriceUsd } from "#facts/index.ts";

const date = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);
const sourced = {
	source: z.string().refine((id) => id in sources),
	law: z
		.string()
		.regex(/^L\d{1,3}$/)
		.optional(),
	unverified: z.string().min(20).optional(),
};
const price = z.strictObject({
	...sourced,
	usd: z.number().min(0).max(10),
	per: z.union([z.literal(1), z.literal(1_000), z.literal(10_000), z.literal(100_000), z.literal(1_000_000)]),
	unit: z.string().min(2),
	upTo: z.number().positive().optional(),
});
const allowance = z.strictObject({ ...sourced, free: z.number().positive(), unit: z.string().min(2), months: z.literal(12).optional() });
const quota = z.strictObject({
	...sourced,
	value: z.number().int().positive(),
	unit: z.string().min(1),
	adjustable: z.literal(true).optional(),
});
const runtime = z.strictObject({
	...sourced,
	name: z.string().regex(/^[a-z][a-z0-9.]+$/),
	stage: z.enum(["preview", "supported", "deprecated"]),
	deprecation: date.nullable(),
	blockCreate: date.nullable(),
	blockUpdate: date.nullable(),
});

const kindOf = (id: string) =>
	id.startsWith("lambda.runtime.") ? runtime : id.includes(".free.") ? allowance : id.includes(".price.") ? price : quota;

describe("the tables of facts", () => {
	it.each(factIds)("has a whole entry for %s", (id) => {
		expect(id).toMatch(/^[a-z0-9]+(\.[a-z0-9-]+){1,6}$/);
		expect(kindOf(id).safeParse(factOf(id)).error).toBeUndefined();
	});

	it("names a source for everything, with the day on which it was compared", () => {
		for (const { title, address, checked } of Object.values(sources)) {
			expect(title.length).toBeGreaterThan(8);
			expect(URL.parse(address)?.protocol).toBe("https:");
			expect(date.safeParse(checked).success).toBe(true);
			expect(checked >= pricesAsOf).toBe(true);
		}
	});

	it("uses every source", () => {
		const used = new Set(factIds.map((id) => factOf(id).source));
		expect(Object.keys(sources).filter((id) => !used.has(id as keyof typeof sources))).toEqual([]);
	});

	it("lists what is unverified among the open questions", () => {
		const questions = readFileSync("docs/open-questions.md", "utf8");
		const open = factIds.filter((id) => factOf(id).unverified !== undefined);
		expect(open.length).toBeGreaterThan(0);
		expect(open.filter((id) => !questions.includes(`\`${id}\``))).toEqual([]);
	});

	it("lets each tier of a price begin where the one before ends, at a lower price, and only the last one go on for ever", () => {
		const families = Map.groupBy(
			factIds.filter((id) => /\.tier\d$/.test(id)),
			(id) => id.replace(/\.tier\d$/, ""),
		);
		expect(families.size).toBeGreaterThan(8);
		for (const ids of families.values()) {
			const tiers = ids.map((id) => price.parse(factOf(id)));
			expect(ids.map((id) => Number(id.at(-1)))).toEqual(ids.map((_, index) => index + 1));
			for (const [index, tier] of tiers.entries()) {
				const next = tiers[index + 1];
				expect(tier.upTo === undefined, ids[index]).toBe(next === undefined);
				if (next) expect(next.usd < tier.usd && (next.upTo ?? Number.POSITIVE_INFINITY) > (tier.upTo ?? 0), ids[index]).toBe(true);
			}
		}
	});

	it("knows no id but its own", () => {
		expect(isFactId("lambda.timeout.max")).toBe(true);
		for (const id of ["lambda.timeout", "toString", "__proto__", ""]) expect(isFactId(id), id).toBe(false);
		expect(() => factOf("lambda.timeout.longest" as FactId)).toThrow("There is no fact lambda.timeout.longest");
	});
});

describe("prices of Lambda in us-east-1", () => {
	it("are those of both architectures in three tiers (L232)", () => {
		const tiers = (architecture: "x86" | "arm64") =>
			([1, 2, 3] as const).map((tier) => price.parse(factOf(`lambda.price.gb-second.${architecture}.tier${tier}`)));
		expect(tiers("x86").map(({ usd, upTo }) => [usd, upTo])).toEqual([
			[0.0000166667, 6e9],
			[0.000015, 15e9],
			[0.0000133334, undefined],
		]);
		expect(tiers("arm64").map(({ usd, upTo }) => [usd, upTo])).toEqual([
			[0.0000133334, 7.5e9],
			[0.0000120001, 18.75e9],
			[0.0000106667, undefined],
		]);
	});

	it("make provisioned concurrency worth its price from 60 % utilisation on (L233)", () => {
		const allocated = unitPriceUsd("lambda.price.provisioned.allocated.x86");
		const saved = unitPriceUsd("lambda.price.gb-second.x86.tier1") - unitPriceUsd("lambda.price.provisioned.duration.x86");
		expect(allocated / saved).toBeCloseTo(0.6, 4);
	});
});

describe("limits", () => {
	it("are numbers of the unit that they name", () => {
		expect(quotaOf("lambda.timeout.max")).toBe(900);
		expect(quotaMs("lambda.timeout.max")).toBe(900_000);
		expect(quotaMs("lambda.shutdown.extension.internal")).toBe(500);
		expect(quotaOf("lambda.payload.sync.request")).toBe(6_291_456);
		expect(() => quotaMs("lambda.payload.async")).toThrow("is not a time");
	});
});
