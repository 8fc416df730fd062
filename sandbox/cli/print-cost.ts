import type { Report } from "#sandbox/report/report.ts";

/** What the run costs by service and dimension, and a month of the same, for reading in a terminal. @returns Lines; none when nothing was used. */
export function costInWords({ cost }: Pick<Report, "cost">): string[] {
	const { dimensions, perMonth, notPriced } = cost;
	if (dimensions.length === 0) return [];
	return [
		"",
		"Cost",
		...dimensions.map(
			({ service, dimension, quantity, unit, usd }) => `  ${service}, ${dimension}: ${amountOf(quantity)} ${unit}, $${usd.toFixed(8)}`,
		),
		...(notPriced.length > 0 ? [`  Without the charges of ${notPriced.join(", ")}`] : []),
		`  The same over and over for a month: $${dollars(perMonth.usd)}, with the free tier $${dollars(perMonth.usdWithFreeTier)}`,
	];
}

function amountOf(quantity: number): string {
	return quantity.toLocaleString("en-US", quantity < 1_000 ? { maximumSignificantDigits: 4 } : { maximumFractionDigits: 0 });
}

function dollars(usd: number): string {
	return usd.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
