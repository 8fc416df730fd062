import { randomUUID } from "node:crypto";

async function put(url, body) {
	const response = await fetch(url, { method: "PUT", body: JSON.stringify(body) });
	if (!response.ok) throw new Error(`${new URL(url).hostname} answered ${response.status} for order ${body.order}.`);
}

const charged = new Set();

export const handler = async ({ order, card, cents }) => {
	if (!charged.has(order)) await put(`https://payments.internal/cards/${card}/charges/${randomUUID()}`, { order, cents });
	charged.add(order);
	await put(`https://mail.internal/receipts/${order}`, { order, cents });
};
