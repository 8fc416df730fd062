import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { type RunningServer, startServer } from "../support/server.ts";

/** Its starter fails a batch of ten messages three times, after which they are moved to a dead-letter queue. */
const path = "/exercises/one-bad-order";

let server: RunningServer;
test.beforeEach(async () => {
	server = await startServer();
});
test.afterEach(async () => {
	await server.stop();
});

const traffic = (page: Page) => page.locator("#traffic");
const messageOf = (page: Page, order: string) => traffic(page).locator("#traffic-queue-1 li", { hasText: `"order":"${order}"` });

async function run(page: Page): Promise<void> {
	await page.goto(server.url + path);
	await page.locator(".monaco-editor .view-line").first().waitFor();
	await page.getByRole("button", { name: /^Run/ }).click();
	await expect(page.locator("#result h2")).toContainText("Not yet");
}

async function violations(page: Page): Promise<string[]> {
	const found = await new AxeBuilder({ page }).include("#traffic").include("#timeline").analyze();
	return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

test("by keyboard: from what arrived in the timeline to its life, and on to an attempt", async ({ page }) => {
	await run(page);
	const timeline = page.getByRole("application");
	await timeline.focus();
	await page.keyboard.press("Home");
	await expect(page.getByRole("status").filter({ hasText: /^Arrived at 0\.000 s: \{"order":"1001"\}/ })).toHaveCount(1);

	await page.keyboard.press("Enter");
	const row = messageOf(page, "1001");
	await expect(row.locator("summary")).toBeFocused();
	await expect(row.getByText("which is as often as the redrive policy allows, so SQS moved it to Unprintable.")).toBeVisible();
	await expect(row.getByRole("listitem")).toContainText(["sent", "received by", "invocation 1 failed", "visible again"]);
	await expect(row).toHaveAttribute("data-hot", "true");
	expect(await violations(page)).toEqual([]);

	await row.getByRole("link", { name: "invocation 3" }).focus();
	await page.keyboard.press("Enter");
	await expect(page.getByRole("region", { name: "Log of invocation 3" })).toBeVisible();
	await row.locator("summary").focus();
	await page.keyboard.press("Space");
	await expect(row.locator("details")).not.toHaveAttribute("open");
});

test("by mouse: only what went wrong, one message, and its chain in the timeline", async ({ page }) => {
	await run(page);
	await expect(traffic(page).locator("#traffic-queue-1 > ol > li")).toHaveCount(12);
	await traffic(page).getByRole("button", { name: "went wrong, 10" }).click();
	await expect(traffic(page).locator("#traffic-queue-1 > ol > li")).toHaveCount(10);

	await messageOf(page, "1007").locator("summary").click();
	await expect(page.getByRole("status").filter({ hasText: "Moment 0.120 s, invocation 1" })).toHaveCount(1);
	// A message that arrived once, and its three attempts.
	await expect(page.locator("#timeline [data-chain] rect")).toHaveCount(4);

	// An arrival that the list leaves out is in it again when it is chosen in the timeline.
	await page.locator('#timeline [data-event="message-1-11"]').click();
	await expect(messageOf(page, "1011")).toHaveAttribute("data-hot", "true");
	await expect(traffic(page).locator("#traffic-queue-1 > ol > li")).toHaveCount(12);
});

test("on a phone nothing is wider than the page", async ({ page }) => {
	await page.setViewportSize({ width: 390, height: 844 });
	await page.goto(server.url + path);
	await page.getByRole("button", { name: /^Run/ }).click();
	await messageOf(page, "1007").locator("summary").click();
	await expect(messageOf(page, "1007").getByText("Message ID")).toBeVisible();
	expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test("without scripts rows open and lead to the table of the timeline", async ({ browser }) => {
	const context = await browser.newContext({ javaScriptEnabled: false });
	const page = await context.newPage();
	await page.goto(server.url + path);
	await page.getByRole("button", { name: "Run" }).click();
	await messageOf(page, "1007").locator("summary").click();
	await expect(messageOf(page, "1007").getByText("Message ID")).toBeVisible();
	await expect(traffic(page).getByRole("button", { name: /went wrong/ })).toBeHidden();
	await messageOf(page, "1007").getByRole("link", { name: "invocation 1" }).click();
	await expect(page.locator("#row-invocation-1")).toBeInViewport();
	await context.close();
});
