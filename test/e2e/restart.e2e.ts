import { expect, type Page, test } from "@playwright/test";
import { type RunningServer, startServer } from "../support/server.ts";

/** What a learner left behind in each part of the product. */
async function expectProgress(page: Page, server: RunningServer, interview: string): Promise<void> {
	await page.goto(`${server.url}/questions?show=seen`);
	await expect(page.getByRole("link", { name: /An SQS batch of ten contains one broken message/ })).toBeVisible();
	await page.goto(`${server.url}/exercises/reuse-the-client`);
	await expect(page.locator("#result h2")).toContainText("Not yet");
	await page.goto(interview.replace(/^http:\/\/localhost:\d+/, server.url));
	await expect(page.getByRole("textbox").first()).toHaveValue("Three things come to my mind.");
	await page.goto(server.url);
	await expect(page.getByRole("main")).toContainText("The connection that opened every time");
	await expect(page.getByRole("main")).toContainText("The first call");
}

test("progress of every kind survives a restart of the server, and its death", async ({ page }) => {
	let server = await startServer();
	const { databaseFile } = server;
	try {
		await page.goto(`${server.url}/questions/sqs-poison-message?reveal=1`);
		await page.waitForLoadState("networkidle");
		await page.getByRole("button", { name: /Got it/ }).click();
		await expect(
			page
				.getByRole("region", { name: /Graded|Grade/ })
				.or(page.getByRole("status"))
				.first(),
		).toBeVisible();

		await page.goto(`${server.url}/exercises/reuse-the-client`);
		await page.locator(".monaco-editor .view-line").first().waitFor();
		await page.keyboard.press("Control+Enter");
		await expect(page.locator("#result h2")).toContainText("Not yet");

		await page.goto(`${server.url}/mock?template=lambda-screen-15`);
		await page.getByRole("button", { name: "Start the clock" }).click();
		await page.waitForURL(/\/mock\/[0-9a-f-]{36}/);
		const interview = page.url();
		await page.waitForLoadState("networkidle");
		await page.getByRole("textbox").first().fill("Three things come to my mind.");
		await expect(page.getByText(/^Saved/).first()).toBeVisible();
		await page.waitForTimeout(1000);

		await server.stop();
		server = await startServer({ databaseFile });
		await expectProgress(page, server, interview);

		await server.kill();
		server = await startServer({ databaseFile });
		await expectProgress(page, server, interview);
	} finally {
		await server.stop();
	}
});
