import { type AllowanceId, allowanceOf, factOf, type PriceId, pricesAsOf, pricesRegion, unitPriceUsd } from "#facts/index.ts";
import { HOURS_PER_MONTH, type Meter, type Tariff, tariffs, type Usage } from "./cost-tariffs.ts";

/** What a run costs, in US dollars. */
export type ReportedCost = {
	/** Day and Region of the prices (facts/prices.ts). */
	asOf: string;
	region: string;
	/** Sum of the dimensions: first tiers, no free tier. */
	usd: number;
	dimensions: CostDimension[];
	/** The same traffic over and over for 730 hours. */
	perMonth: {
		/** How often the run fits into a month: 730 hours divided by its virtual duration. */
		times: number;
		/** With the tiers of prices; without the free tier, and with those allowances of it that never end. */
		usd: number;
		usdWithFreeTier: number;
		dimensions: MonthlyDimension[];
	};
	/** Services that the run used and whose own charges are left out. */
	notPriced: string[];
};

export type CostDimension = {
	/** As AWS calls it: `Lambda`, `API Gateway`. */
	service: string;
	/** What of it is charged: `requests`, `duration, arm64`. */
	dimension: string;
	/** In units: `requests`, `GB-seconds`, `GB`. */
	quantity: number;
	unit: string;
	/** US dollars for one unit, in the first tier. */
	unitPriceUsd: number;
	usd: number;
};

export type MonthlyDimension = { service: string; dimension: string; quantity: number; unit: string; usd: number; usdWithFreeTier: number };

/**
 * Prices what a run used (L47, L226, L231-L234).
 * @param usages In any order; those of one meter are added up.
 * @param endedAtMs Virtual duration of the run.
 */
export function costOf(usages: readonly Usage[], endedAtMs: number, notPriced: readonly string[] = []): ReportedCost {
	const times = endedAtMs > 0 ? (HOURS_PER_MONTH * 3_600_000) / endedAtMs : 0;
	const used = meters.flatMap((meter) => {
		const own = usages.filter((usage) => usage.meter === meter && usage.quantity > 0);
		return own.length === 0 ? [] : [{ meter, own }];
	});
	const dimensions = used.map(({ meter, own }): CostDimension => {
		const { service, dimension, tiers } = tariffs[meter];
		const quantity = sum(own.map((usage) => usage.quantity));
		const price = unitPriceUsd(tiers[0]);
		return { service, dimension, quantity, unit: unitOf(tiers[0]), unitPriceUsd: price, usd: quantity * price };
	});
	const allowances = new Map<AllowanceId, number>();
	const monthly = used.map(({ meter, own }): MonthlyDimension => {
		const tariff: Tariff = tariffs[meter];
		const quantity = sum(own.map((usage) => usage.perMonth ?? usage.quantity * times));
		const notFree = sum(own.map((usage) => (usage.notFree ?? 0) * times));
		const charged = quantity - takeFree(tariff.free, quantity - notFree, allowances);
		const { service, dimension, tiers } = tariff;
		return {
			service,
			dimension,
			quantity,
			unit: unitOf(tiers[0]),
			usd: tieredUsd(tiers, quantity),
			usdWithFreeTier: tieredUsd(tiers, charged),
		};
	});
	return {
		asOf: pricesAsOf,
		region: pricesRegion,
		usd: sum(dimensions.map(({ usd }) => usd)),
		dimensions,
		perMonth: {
			times,
			usd: sum(monthly.map(({ usd }) => usd)),
			usdWithFreeTier: sum(monthly.map(({ usdWithFreeTier }) => usdWithFreeTier)),
			dimensions: monthly,
		},
		notPriced: [...notPriced],
	};
}

const meters = Object.keys(tariffs) as Meter[];

/** The price of a month's quantity, each part at the price of the tier that it falls into. @returns US dollars. */
export function tieredUsd(tiers: readonly PriceId[], quantity: number): number {
	let usd = 0;
	let from = 0;
	for (const id of tiers) {
		const upTo = upToOf(id);
		usd += Math.max(0, Math.min(quantity, upTo) - from) * unitPriceUsd(id);
		from = upTo;
	}
	return usd;
}

/** Takes of an allowance what is left of it, at most so much. Allowances of the first year of an account are none. */
function takeFree(id: AllowanceId | undefined, wanted: number, taken: Map<AllowanceId, number>): number {
	if (id === undefined) return 0;
	const before = taken.get(id) ?? 0;
	const free = Math.min(Math.max(0, wanted), allowanceOf(id) - before);
	taken.set(id, before + free);
	return free;
}

function upToOf(id: PriceId): number {
	const fact = factOf(id);
	return ("upTo" in fact ? fact.upTo : undefined) ?? Number.POSITIVE_INFINITY;
}

function unitOf(id: PriceId): string {
	const fact = factOf(id);
	return "unit" in fact ? fact.unit : "";
}

function sum(values: readonly number[]): number {
	return values.reduce((total, value) => total + value, 0);
}
