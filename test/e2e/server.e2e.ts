import { expect, test } from "@playwright/test";
import { type RunningServer, startServer } from "../support/server.ts";

test.describe("the server", () => {
	let server: RunningServer;
	test.beforeAll(async () => {
		server = await startServer();
	});
	test.afterAll(() => server.stop());

	test("says in JSON how it is", async ({ request }) => {
		const response = await request.get(`${server.url}/healthz`);
		expect(response.status()).toBe(200);
		expect(response.headers()["cache-control"]).toBe("no-store");
		const health = await response.json();
		expect(health).toMatchObject({ status: "ok", version: expect.stringMatching(/^\d+\.\d+\.\d+$/), database: { ok: true } });
		expect(health.workers.closed).toBe(false);
		expect(health.content.problems).toBe(0);
	});

	for (const path of ["/", "/questions", "/exercises", "/mock", "/progress", "/settings", "/healthz", "/favicon.svg", "/no-such-page"]) {
		test(`sends a strict policy with ${path}`, async ({ request }) => {
			const headers = (await request.get(server.url + path)).headers();
			const policy = headers["content-security-policy"] ?? "";
			expect(policy).toContain("default-src 'self'");
			expect(policy).toContain("frame-ancestors 'none'");
			expect(policy).toMatch(/script-src 'self'(?: 'nonce-[A-Za-z0-9+/=]+')?;/);
			expect(policy).not.toContain("unsafe-eval");
			expect(headers["x-content-type-options"]).toBe("nosniff");
		});
	}

	test("gives each document a nonce of its own", async ({ request }) => {
		const policies = await Promise.all([1, 2].map(async () => (await request.get(`${server.url}/`)).headers()["content-security-policy"]));
		expect(policies[0]).not.toBe(policies[1]);
	});

	test("answers 404 where there is no page, question, exercise or interview", async ({ request }) => {
		for (const path of [
			"/no-such-page",
			"/questions/no-such-question",
			"/exercises/no-such-exercise",
			"/mock/no-such-interview",
			"/questions/__proto__",
			"/exercises/constructor",
			"/exercises/..%2f..%2fetc%2fpasswd",
		]) {
			const response = await request.get(server.url + path);
			expect(response.status(), path).toBe(404);
			expect(await response.text(), path).not.toContain("node_modules");
		}
	});

	test("changes nothing for a page of another site, by whatever address", async ({ request }) => {
		const targets = [
			"/settings",
			"/review",
			"/exercises/reuse-the-client/draft",
			"/exercises/reuse-the-client/runs",
			"/mock",
			"/settings.data",
		];
		for (const target of targets) {
			const foreign = await request.post(server.url + target, { headers: { Origin: "https://attacker.example" }, form: { theme: "dark" } });
			expect(foreign.status(), target).toBe(403);
			const nobody = await request.post(server.url + target, { form: { theme: "dark" } });
			expect(nobody.status(), target).toBe(403);
		}
		const rebound = await request.get(`${server.url}/questions`, { headers: { Host: `attacker.example:${server.port}` } });
		expect(rebound.status()).toBe(421);
		expect(await (await request.get(`${server.url}/settings`)).text()).not.toMatch(/<html[^>]*data-theme="dark"/);
	});

	test("refuses a body that is too large, and says so", async ({ request }) => {
		const response = await request.post(`${server.url}/settings`, {
			headers: { Origin: server.url, "Content-Type": "application/json" },
			data: Buffer.alloc(3 * 1024 * 1024, "x"),
		});
		expect(response.status()).toBe(413);
		expect(await response.text()).toContain("larger than");
	});

	test("refuses a form of the wrong shape without a stack trace", async ({ request }) => {
		const response = await request.post(`${server.url}/settings`, { headers: { Origin: server.url }, form: { theme: "purple" } });
		expect(response.status()).toBe(400);
		expect(await response.text()).not.toMatch(/at .*\.(ts|js):\d+/);
	});

	test("never leads to another site after a form", async ({ request }) => {
		for (const returnTo of ["https://attacker.example", "//attacker.example", "/\\attacker.example", "javascript:alert(1)"]) {
			const response = await request.post(`${server.url}/settings`, {
				headers: { Origin: server.url },
				form: { theme: "light", returnTo },
				maxRedirects: 0,
			});
			expect(response.headers().location, returnTo).toBe("/");
		}
	});
});

test("a server whose port is taken says so in one line and ends", async () => {
	const first = await startServer();
	await expect(startServer({ port: first.port })).rejects.toThrow(/Port \d+ is taken by another program/);
	await first.stop();
});

test("a server that is stopped ends within seconds and says that progress is saved", async () => {
	const server = await startServer();
	const before = Date.now();
	await server.stop();
	expect(Date.now() - before).toBeLessThan(5000);
	expect(server.output()).toContain("Your progress is saved");
});
