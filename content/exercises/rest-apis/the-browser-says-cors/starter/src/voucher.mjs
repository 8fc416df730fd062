export const handler = async (event) => {
	const { code } = JSON.parse(event.body);
	const response = await fetch(`https://vouchers.internal/vouchers/${encodeURIComponent(code)}`);
	const { cents } = await response.json();
	return { statusCode: 200, basket: event.pathParameters.basket, discountCents: cents };
};
