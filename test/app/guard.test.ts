import { describe, expect, it } from "vitest";
import { maxBodyBytes, refusal } from "#app/server/guard.ts";

const rules = { hostnames: ["localhost", "127.0.0.1", "[::1]"] };
const own = { host: "localhost:3000" };

describe("the guard, on the name it is called by (W1)", () => {
	it.each(["localhost:3000", "localhost", "127.0.0.1:3000", "[::1]:3000", "LOCALHOST:3000"])("answers as %s", (host) => {
		expect(refusal({ method: "GET", headers: { host } }, rules)).toBeNull();
	});

	it.each([
		["a rebound name", "attacker.example:3000"],
		["a name that begins like ours", "localhost.attacker.example"],
		["a name that ends like ours", "evil-localhost"],
		["a user and a name", "localhost:3000@attacker.example"],
		["another address", "192.168.1.5:3000"],
		["a wildcard resolver", "127.0.0.1.nip.io"],
		["two names", "localhost, attacker.example"],
		["an empty name", ""],
		["no name", undefined],
		["a path", "localhost/x"],
	])("refuses %s", (_, host) => {
		expect(refusal({ method: "GET", headers: { host } }, rules)?.status).toBe(421);
	});
});

describe("the guard, on requests that change something (W2)", () => {
	const methods = ["POST", "PUT", "PATCH", "DELETE"];

	it.each(methods)("lets %s of the own page through", (method) => {
		expect(refusal({ method, headers: { ...own, origin: "http://localhost:3000" } }, rules)).toBeNull();
		expect(refusal({ method, headers: { ...own, "sec-fetch-site": "same-origin" } }, rules)).toBeNull();
	});

	it.each(methods)("refuses %s of a foreign page, of another port, of an opaque origin, and of nobody", (method) => {
		for (const origin of ["https://attacker.example", "http://localhost:8080", "null", "http://localhost:3000.attacker.example"]) {
			expect(refusal({ method, headers: { ...own, origin } }, rules)?.status, origin).toBe(403);
		}
		expect(refusal({ method, headers: { ...own, "sec-fetch-site": "cross-site" } }, rules)?.status).toBe(403);
		expect(refusal({ method, headers: { ...own, "sec-fetch-site": "same-site" } }, rules)?.status).toBe(403);
		expect(refusal({ method, headers: own }, rules)?.status).toBe(403);
	});

	it("does not take a same-origin claim for a foreign origin", () => {
		const headers = { ...own, origin: "https://attacker.example", "sec-fetch-site": "same-origin" };
		expect(refusal({ method: "POST", headers }, rules)?.status).toBe(403);
	});
});

describe("the guard, on reading", () => {
	it("lets a link of another site lead here, but nothing of it load or embed us", () => {
		const cross = { ...own, "sec-fetch-site": "cross-site" };
		expect(refusal({ method: "GET", headers: { ...cross, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" } }, rules)).toBeNull();
		expect(refusal({ method: "GET", headers: { ...cross, "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" } }, rules)?.status).toBe(
			403,
		);
		expect(refusal({ method: "GET", headers: { ...cross, "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script" } }, rules)?.status).toBe(
			403,
		);
	});
});

describe("the guard, on sizes (W11)", () => {
	const post = { ...own, origin: "http://localhost:3000" };

	it("refuses a body that says it is too large", () => {
		expect(refusal({ method: "POST", headers: { ...post, "content-length": String(maxBodyBytes + 1) } }, rules)?.status).toBe(413);
		expect(refusal({ method: "POST", headers: { ...post, "content-length": String(maxBodyBytes) } }, rules)).toBeNull();
	});

	it("refuses a body that does not say how long it is", () => {
		expect(refusal({ method: "POST", headers: { ...post, "transfer-encoding": "chunked" } }, rules)?.status).toBe(411);
	});
});
