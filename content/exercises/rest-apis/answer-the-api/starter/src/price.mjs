const zoneCents = { DE: 490, AT: 790, FR: 890 };

/** The price of a parcel in cents: a base by country, and 120 for each kilogram begun. */
export function priceCents(weightKg, country) {
	return (zoneCents[country] ?? 1490) + 120 * Math.ceil(weightKg);
}
