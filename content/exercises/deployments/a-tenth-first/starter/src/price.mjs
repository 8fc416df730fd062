const cents = new Map([
	["lamp", 4900],
	["rug", 12_900],
	["vase", 2400],
]);

export const handler = async ({ body }) => {
	const { items } = JSON.parse(body);
	return { totalCents: items.reduce((sum, item) => sum + cents.get(item), 0) };
};
