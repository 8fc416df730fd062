import { AxeBuilder } from "@axe-core/playwright";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { type RunningServer, startServer } from "../support/server.ts";

const template = "lambda-screen-15";
const mended =
	'import { connect } from "./db.mjs";\nlet session;\nexport const handler = async (event) => {\n  session ??= connect();\n' +
	"  const db = await session;\n  const orders = await Promise.all(event.ids.map((id) => db.order(id)));\n  return { orders };\n};\n";

let server: RunningServer;
test.beforeEach(async () => {
	server = await startServer();
});
test.afterEach(async () => {
	await server.stop();
});

const field = (page: Page) => page.getByRole("textbox", { name: /^Your answer to/ });
const asked = (page: Page) => page.locator("article h1").first();
const saved = (page: Page) => page.locator("article").getByText(/^Saved/);

async function start(page: Page, mode: "Practice" | "Strict" = "Strict"): Promise<string> {
	await page.goto(`${server.url}/mock?template=${template}`);
	await page.getByRole("radio", { name: new RegExp(`^${mode}`) }).check();
	await page.getByRole("button", { name: "Start the clock" }).click();
	await expect(field(page)).toBeVisible();
	return page.url();
}

/** The time left as the server tells it to a page that opens the interview. */
async function openAndHearTime(page: Page, open: () => Promise<unknown>): Promise<number> {
	const heard = page.waitForResponse(
		(response) => response.url().endsWith("/answers") && response.request().postData()?.includes('"present"') === true,
	);
	await open();
	const { clock } = (await (await heard).json()) as { clock: { remainingMs: number } };
	return clock.remainingMs;
}

async function write(page: Page, text: string): Promise<void> {
	await field(page).fill(text);
	await expect(saved(page)).toBeVisible();
}

async function next(page: Page, act: () => Promise<unknown>): Promise<void> {
	const before = await field(page).getAttribute("id");
	const words = await page.locator("label[for=answer]").textContent();
	await act();
	await expect
		.poll(() =>
			page
				.locator(`label[for=${before}]`)
				.textContent({ timeout: 500 })
				.catch(() => null),
		)
		.not.toBe(words);
}

async function expectAccessible(page: Page): Promise<void> {
	const { violations } = await new AxeBuilder({ page }).analyze();
	expect(violations.map((violation) => `${violation.id}: ${violation.nodes[0]?.html}`)).toEqual([]);
}

test("a mock interview from the brief to the review of what was missed", async ({ page }) => {
	test.setTimeout(120_000);
	const complaints: string[] = [];
	page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
	page.on("pageerror", (error) => complaints.push(error.message));

	await page.goto(`${server.url}/mock`);
	await expectAccessible(page);
	await page.getByRole("link", { name: "The first call", exact: true }).click();
	await expect(page.getByText("The clock runs from the start until the end")).toBeVisible();
	await expectAccessible(page);
	await page.getByRole("button", { name: "Start the clock" }).click();

	await expect(page.getByText("About five minutes left for this part")).toBeVisible();
	await expect(page.getByRole("navigation")).toHaveCount(0);
	const first = await asked(page).textContent();
	await write(page, "Lambda runs my code in an execution environment, one request at a time. I pay per request and per GB-second.");
	await expectAccessible(page);
	await next(page, () => page.keyboard.press("Control+Enter"));
	await expect(asked(page)).not.toHaveText(first ?? "");
	await expect(field(page)).toBeFocused();
	await next(page, () => page.getByRole("button", { name: "Skip" }).click());
	await next(page, () => page.getByRole("button", { name: "Skip" }).click());
	await next(page, () => page.getByRole("button", { name: "Skip" }).click());

	await write(page, "The whole batch comes back after the visibility timeout, the good ones too.");
	await next(page, () => page.getByRole("button", { name: "Answer" }).click());
	await expect(page.getByText(/^Follow-up, level 2 of/)).toBeVisible();
	await expect(page.getByText("The whole batch comes back after the visibility timeout, the good ones too.")).toBeVisible();
	await expectAccessible(page);
	while ((await page.getByText(/^Follow-up, level/).count()) > 0) {
		const level = await page
			.getByText(/^Follow-up, level/)
			.last()
			.textContent();
		await field(page).fill("I would look at the age of the oldest message.");
		await page.keyboard.press("Control+Enter");
		await expect(page.locator("label[for=answer]").or(page.getByRole("button", { name: /^Run/ }))).toBeAttached();
		await expect.poll(async () => (await page.getByText(/^Follow-up, level/).allTextContents()).at(-1) ?? "none").not.toBe(level);
	}

	const code = page.getByRole("textbox", { name: /orders\.mjs/ });
	await expect(code).toBeVisible();
	await expectAccessible(page);
	await page.getByRole("button", { name: /^Run/ }).click();
	await expect(page.getByText("Not yet", { exact: false })).toBeVisible({ timeout: 20_000 });
	await code.fill(mended);
	await page.keyboard.press("Control+Enter");
	await expect(page.getByText("Run 2")).toBeVisible({ timeout: 20_000 });
	await expect(page.locator("#run-result .verdict")).toContainText("Passed");
	await expectAccessible(page);
	await page.getByRole("button", { name: "Hand it in" }).click();

	await expect(page.getByRole("heading", { name: "That was it. How did it go?" })).toBeVisible();
	await expectAccessible(page);
	await page
		.getByRole("group", { name: /Communication/ })
		.getByRole("radio", { name: "lean yes" })
		.check();
	await page.getByRole("button", { name: "On to the marks" }).click();
	for (let number = 1; number <= 5; number += 1) {
		await expect(page.getByText(`Marking, question ${number} of 5`)).toBeVisible();
		await expect(page.getByRole("heading", { name: "In thirty seconds" })).toHaveCount(0);
		const points = page.locator("input[name=point]");
		for (const point of await points.all()) await expect(point).not.toBeChecked();
		if (number === 1) {
			for (const point of await points.all()) await point.check();
			await expectAccessible(page);
		}
		await page.getByRole("button", { name: /model answer/ }).click();
		await expect(page.getByRole("heading", { name: "In thirty seconds" })).toBeVisible();
		if (number === 1) await expectAccessible(page);
		await page.getByRole("link", { name: number < 5 ? "Next question" : "To the report" }).click();
	}

	await expect(page).toHaveURL(/\/report$/);
	await expect(page.getByRole("heading", { name: "Where the time went" })).toBeVisible();
	const headline = await page.locator("h1").textContent();
	expect(headline).toMatch(/^(Evidence for|Not yet)/);
	await expect(page.getByRole("img", { name: /Evidence for strong yes, not rated/ })).not.toHaveCount(0);
	await expect(page.getByText("due for review now").first()).toBeVisible();
	await expectAccessible(page);
	await page.reload();
	await expect(page.locator("h1")).toHaveText(headline ?? "");

	const markdown = await page.request.get(`${page.url()}?format=md`);
	expect(markdown.headers()["content-type"]).toContain("text/markdown");
	expect(await markdown.text()).toContain("## Where the time went");
	const json = (await (await page.request.get(`${page.url()}?format=json`)).json()) as { questions: { madeDue: boolean }[] };
	expect(json.questions.map(({ madeDue }) => madeDue)).toEqual([false, true, true, true, true]);

	await page.goto(`${server.url}/review`);
	await expect(page.getByText(first ?? "nothing")).toHaveCount(0);
	await expect(page.locator("main")).toContainText(/handler|Lambda|SQS|memory/i);
	expect(complaints).toEqual([]);
});

test("a reload in the middle keeps the question, the words and the time that has passed", async ({ page }) => {
	const url = await start(page);
	await write(page, "First answer.");
	await next(page, () => page.getByRole("button", { name: "Answer" }).click());
	const question = await asked(page).textContent();
	await field(page).fill("Written, and the page goes before a save is due");
	const before = await openAndHearTime(page, () => page.reload());
	await expect(asked(page)).toHaveText(question ?? "");
	await expect(field(page)).toHaveValue("Written, and the page goes before a save is due");
	await page.waitForTimeout(1500);
	const after = await openAndHearTime(page, () => page.goto(url));
	expect(before - after).toBeGreaterThan(1400);
	expect(after).toBeGreaterThan(14 * 60_000);
});

test("closing the tab and coming back goes on; in practice mode the clock stood still, in strict mode it ran", async ({ context }) => {
	for (const [mode, runs] of [
		["Practice", false],
		["Strict", true],
	] as const) {
		const page = await context.newPage();
		const url = await start(page, mode);
		await write(page, `Kept in ${mode} mode`);
		const before = await openAndHearTime(page, () => page.reload());
		await page.close({ runBeforeUnload: true });
		await new Promise((resolve) => setTimeout(resolve, 4000));
		const back = await context.newPage();
		const after = await openAndHearTime(back, () => back.goto(url));
		await expect(field(back)).toHaveValue(`Kept in ${mode} mode`);
		if (runs) expect(before - after).toBeGreaterThan(3900);
		else expect(before - after).toBeLessThan(2500);
		await back.goto(`${server.url}/mock`);
		await expect(back.getByRole("link", { name: "Go on with The first call" }).first()).toBeVisible();
		await back.close();
	}
});

test("a power cut in the middle loses neither words nor the place, and gives no time back", async ({ page }) => {
	const url = await start(page);
	await write(page, "Before the cut");
	await next(page, () => page.getByRole("button", { name: "Answer" }).click());
	const question = await asked(page).textContent();
	await write(page, "Half of the second answer");
	const before = await openAndHearTime(page, () => page.reload());
	const { databaseFile, port } = server;
	await server.kill();
	await field(page).fill("Half of the second answer, and more while the server was down");
	await expect(page.getByText("Kept in this tab, trying again")).toBeVisible();
	server = await startServer({ databaseFile, port });
	await expect(saved(page)).toBeVisible({ timeout: 15_000 });
	const after = await openAndHearTime(page, () => page.goto(url));
	await expect(asked(page)).toHaveText(question ?? "");
	await expect(field(page)).toHaveValue("Half of the second answer, and more while the server was down");
	expect(after).toBeLessThan(before);
});

test("a second tab reads, and writes only after it took over", async ({ context }) => {
	const first = await context.newPage();
	const url = await start(first);
	await write(first, "From the first tab");
	const second = await context.newPage();
	await second.goto(url);
	await expect(second.getByText("This interview is open in another tab.")).toBeVisible();
	await expect(field(second)).toHaveAttribute("readonly", "");
	await expectAccessible(second);
	await second.getByRole("button", { name: "Take over here" }).click();
	await expect(second.getByText("This interview is open in another tab.")).toHaveCount(0);
	await expect(field(second)).toHaveValue("From the first tab");
	await write(second, "From the second tab");
	await first.bringToFront();
	await field(first).fill("Written too late");
	await expect(first.getByText("This interview is open in another tab.")).toBeVisible();
	await second.reload();
	await expect(field(second)).toHaveValue("From the second tab");
});

test("a pause hides the question and stops the clock", async ({ page }) => {
	await start(page, "Practice");
	const question = await asked(page).textContent();
	await page.getByRole("button", { name: "Pause" }).click();
	await expect(page.getByRole("heading", { name: "Paused" })).toBeVisible();
	await expect(page.getByText(question ?? "")).toHaveCount(0);
	await page.reload();
	await expect(page.getByRole("heading", { name: "Paused" })).toBeVisible();
	await expectAccessible(page);
	await page.getByRole("button", { name: "Go on" }).click();
	await expect(asked(page)).toHaveText(question ?? "");
});

test("the clock speaks when asked, hides, and takes five more minutes", async ({ page }) => {
	await start(page);
	const status = page.locator("section[aria-label=Time] [role=status]");
	await expect(page.getByRole("button", { name: "hear the clock" })).toBeVisible();
	await expect(status).toHaveText("");
	await page.keyboard.press("c");
	await expect(status).toHaveText("About five minutes left for this part, 15 of 15 left in all.");
	await page.keyboard.press("x");
	await expect(page.getByText("20 of 20 left in all, counted by the server")).toBeVisible();
	await page.keyboard.press("Shift+C");
	await expect(page.getByText("20 of 20 left in all, counted by the server")).toHaveCount(0);
	await page.reload();
	await expect(page.getByText("The clock is hidden")).toBeVisible();
});

test.describe("without scripts", () => {
	test("an interview is started, answered, run, finished and marked by forms alone", async ({ browser }) => {
		const context: BrowserContext = await browser.newContext({ javaScriptEnabled: false });
		const page = await context.newPage();
		await start(page);
		const first = await asked(page).textContent();
		await field(page).fill("One.\nTwo.");
		await page.getByRole("button", { name: "Answer" }).click();
		await expect(asked(page)).not.toHaveText(first ?? "");
		for (let count = 0; count < 4; count += 1) await page.getByRole("button", { name: "Skip" }).click();
		await page.getByRole("button", { name: /^Run/ }).click();
		await expect(page.getByText("Run 1")).toBeVisible({ timeout: 20_000 });
		await page.getByText("Finish early").click();
		await page.getByRole("button", { name: "Finish now" }).click();
		await page.getByRole("button", { name: "On to the marks" }).click();
		await expect(page.getByText("One.\nTwo.")).toBeVisible();
		for (let number = 1; number <= 5; number += 1) {
			await page.getByRole("button", { name: /model answer/ }).click();
			await page.getByRole("link", { name: number < 5 ? "Next question" : "To the report" }).click();
		}
		await expect(page.getByRole("heading", { name: "Where the time went" })).toBeVisible();
		await context.close();
	});
});
