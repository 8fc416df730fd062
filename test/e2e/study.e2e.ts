import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { type Database, listReviews, makeDueNow, openDatabase, saveSettings } from "../../db/index.ts";
import { type RunningServer, startServer } from "../support/server.ts";

const question = "sqs-poison-message";
const threeDue = ["who-invokes-how", "async-timeout", question];

let server: RunningServer;
test.beforeEach(async () => {
	server = await startServer();
});
test.afterEach(() => server.stop());

/** For so long after the answer appears a press is taken for one meant for the button before. */
const settle = (page: Page) => page.waitForTimeout(250);

/** Keys work once scripts have loaded; buttons and links do before. */
const keysWork = (page: Page) => page.waitForLoadState("networkidle");

/** What the learner did, read and changed beside the running server. */
function withDatabase<Result>(work: (db: Database) => Result): Result {
	const opened = openDatabase(server.databaseFile, { now: new Date() });
	if (!opened.ok) throw new Error(opened.problem.message);
	try {
		return work(opened.db);
	} finally {
		opened.close();
	}
}

/** As if their time had come: the one named first has waited longest. */
function makeDue(questions: readonly string[]): void {
	withDatabase((db) => {
		questions.forEach((id, index) => {
			makeDueNow(db, id, new Date(Date.now() - (questions.length - index) * 60_000), "added");
		});
	});
}

const reviews = () => withDatabase((db) => listReviews(db, new Date(0)));
const bar = (page: Page) => page.getByRole("region", { name: /Grade|Reveal/ });

test.describe("a learner studies a question by mouse", () => {
	test("thinks, reveals, ticks what she said, grades, and takes the grade back", async ({ page }) => {
		await page.goto(server.url);
		await expect(page.getByRole("heading", { level: 1 })).toHaveText("Walk into your interview warm.");
		await expect(page.getByRole("link", { name: "Study a question" })).toBeVisible();

		await page.goto(`${server.url}/questions`);
		await page.getByLabel("Words").fill("broken message");
		await page.getByRole("button", { name: "Find" }).click();
		await page.getByRole("link", { name: /SQS batch of ten/ }).click();
		await expect(page.getByText("In thirty seconds")).toBeHidden();

		await page.getByLabel(/Your answer/).fill("The whole batch comes back, so I turn on ReportBatchItemFailures.");
		await page.reload();
		await expect(page.getByLabel(/Your answer/)).toHaveValue(/whole batch/);
		await page.getByRole("button", { name: "Reveal the answer" }).click();
		await expect(page.getByRole("heading", { name: "In thirty seconds" })).toBeFocused();
		await expect(page.getByText("suggested: you wrote “whole batch”")).toBeVisible();

		const points = page.getByRole("region", { name: "Key points" });
		await points.getByRole("checkbox").first().check();
		await expect(points.getByRole("status")).toContainText("1 of 6 points");
		await page.reload();
		await expect(points.getByRole("checkbox").first()).toBeChecked();
		await page.getByText("The queue is FIFO. What changes?").click();
		await expect(page.getByText("Order inside a message group.")).toBeVisible();

		await page.getByRole("button", { name: /Got it/ }).click();
		await expect(page.getByText("Got it. Back in 2 days.").first()).toBeVisible();
		await page.getByRole("button", { name: "undo" }).click();
		await page.getByRole("button", { name: /Missed/ }).click();
		await expect(page.getByText("Missed. Back in 10 min.").first()).toBeVisible();
		expect(reviews().map(({ rating, undoneAt }) => [rating, undoneAt === null])).toEqual([
			[3, false],
			[1, true],
		]);
	});

	test("finds a question that does not exist missing, and is told so", async ({ page }) => {
		const response = await page.goto(`${server.url}/questions/constructor`);
		expect(response?.status()).toBe(404);
		await expect(page.getByText("There is no question of that name.")).toBeVisible();
	});
});

test.describe("a learner reviews by keyboard alone", () => {
	test("reveals, grades, undoes, suspends and leaves", async ({ page }) => {
		makeDue(threeDue);
		await page.goto(`${server.url}/review`);
		await expect(page.getByText("1 of 3", { exact: true })).toBeVisible();
		await keysWork(page);
		await page.keyboard.press("Space");
		await expect(page.getByRole("heading", { name: "In thirty seconds" })).toBeFocused();
		await settle(page);
		await page.keyboard.press("1");

		await expect(page.getByText("2 of 3", { exact: true })).toBeVisible();
		await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
		await expect(page.getByRole("status").first()).toHaveText(/Graded: missed, back in 10 min. Card 2 of 3./);
		const second = await page.getByRole("heading", { level: 1 }).textContent();
		await page.keyboard.press("Space");
		await expect(page.getByRole("heading", { name: "In thirty seconds" })).toBeFocused();
		await page.reload();
		await keysWork(page);
		await expect(page.getByRole("heading", { name: "In thirty seconds" })).toBeVisible();
		await page.keyboard.press("2");
		await expect(page.getByText("3 of 3", { exact: true })).toBeVisible();

		await page.keyboard.press("u");
		await expect(page.getByText("2 of 3", { exact: true })).toBeVisible();
		await expect(page.getByRole("heading", { level: 1 })).toHaveText(second ?? "");
		await page.keyboard.press("Space");
		await expect(page.getByRole("heading", { name: "In thirty seconds" })).toBeFocused();
		await settle(page);
		await page.keyboard.press("Space");
		await expect(page.getByText("3 of 3", { exact: true })).toBeVisible();

		await page.keyboard.press("s");
		await expect(page.getByRole("heading", { level: 1 })).toHaveText("2 cards, one missed.");
		await expect(page.getByText("The next card is due in 10 min.")).toBeVisible();
		await expect(page.getByText(/^Suspended/)).toBeVisible();
		await page.keyboard.press("Escape");
		await expect(page).toHaveURL(`${server.url}/`);
		expect(reviews().filter((review) => review.undoneAt === null)).toHaveLength(2);
	});

	test("reads which keys there are, and a sequence does not press its last key alone", async ({ page }) => {
		makeDue(threeDue);
		await page.goto(`${server.url}/review`);
		await keysWork(page);
		await page.keyboard.press("Shift+?");
		await expect(page.getByRole("dialog")).toContainText("Reveal the answer");
		await page.keyboard.press("Escape");
		await page.keyboard.press("g");
		await page.keyboard.press("s");
		await expect(page).toHaveURL(`${server.url}/questions`);
		await expect(page.getByText("3 cards are due")).toBeVisible();
	});

	test("has four grades when she wants them", async ({ page }) => {
		withDatabase((db) => saveSettings(db, { gradeButtons: 4 }));
		makeDue([question]);
		await page.goto(`${server.url}/review?card=${question}&reveal=1`);
		await expect(bar(page).getByRole("button", { name: /^(Missed|Hard|Got it|Easy)/ })).toHaveCount(4);
		await keysWork(page);
		await page.keyboard.press("4");
		await expect(page.getByRole("heading", { level: 1 })).toHaveText("One card, none missed.");
		expect(reviews()[0]?.rating).toBe(4);
	});
});

test.describe("a grade counts once", () => {
	test("when two tabs show the same card", async ({ context }) => {
		makeDue([question]);
		const [first, second] = [await context.newPage(), await context.newPage()];
		for (const page of [first, second]) await page.goto(`${server.url}/review?card=${question}&reveal=1`);
		await first.getByRole("button", { name: /Got it/ }).click();
		await expect(first.getByText("One card, none missed.")).toBeVisible();
		await second.getByRole("button", { name: /Missed/ }).click();
		await expect(second.getByText("graded already").last()).toBeVisible();
		expect(reviews().map((review) => review.rating)).toEqual([3]);
	});

	test("when the button is pressed twice", async ({ page }) => {
		makeDue([question]);
		await page.goto(`${server.url}/review?card=${question}&reveal=1`);
		await page.getByRole("button", { name: /Missed/ }).dblclick();
		await expect(page.getByText("One card, one missed.")).toBeVisible();
		expect(reviews()).toHaveLength(1);
	});
});

test.describe("without scripts", () => {
	test.use({ javaScriptEnabled: false });

	test("study and review work as plain forms", async ({ page }) => {
		await page.goto(`${server.url}/questions?q=broken+message&level=intermediate`);
		await page.getByRole("link", { name: /SQS batch of ten/ }).click();
		await expect(page.getByLabel(/Your answer/)).toBeHidden();
		await page.getByRole("button", { name: "Reveal the answer" }).click();
		await page.getByRole("button", { name: /Missed/ }).click();
		await expect(page.getByText("Missed. Back in 10 min.").first()).toBeVisible();

		makeDue(threeDue);
		await page.goto(`${server.url}/review`);
		await page.getByRole("button", { name: "Reveal the answer" }).click();
		await page.getByRole("button", { name: /Got it/ }).click();
		await expect(page.getByText("2 of 3", { exact: true })).toBeVisible();
		await page.getByRole("button", { name: "undo" }).click();
		await expect(page.getByText("1 of 3", { exact: true })).toBeVisible();
	});
});

for (const colorScheme of ["light", "dark"] as const) {
	test.describe(`in ${colorScheme} colours`, () => {
		test.use({ colorScheme });
		test("the pages of study have no fault that axe finds, and none is wider than a phone", async ({ page }) => {
			test.setTimeout(180_000);
			const paths = [
				"/",
				"/questions",
				"/questions?show=due",
				`/questions/${question}`,
				`/questions/${question}?reveal=1`,
				"/review",
				"/progress",
			];
			for (const path of paths) {
				if (path === "/review") makeDue(threeDue);
				for (const width of [1440, 390]) {
					await page.setViewportSize({ width, height: 900 });
					await page.goto(server.url + path);
					const { violations } = await new AxeBuilder({ page }).analyze();
					expect(violations.map(({ id, nodes }) => `${path} ${width}: ${id} ${nodes[0]?.target}`)).toEqual([]);
					expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
				}
			}
		});
	});
}
