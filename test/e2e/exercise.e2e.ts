import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { type RunningServer, startServer } from "../support/server.ts";

const slug = "reuse-the-client";
const mended =
	'import { connect } from "./db.mjs"; let session; export const handler = async (event) => { session ??= connect(); ' +
	"const db = await session; const orders = await Promise.all(event.ids.map((id) => db.order(id))); return { orders }; };";

let server: RunningServer;
test.beforeEach(async () => {
	server = await startServer();
});
test.afterEach(async () => {
	await server.stop();
});

/** Everything that the browser complains about: script errors, refused styles, failed requests. */
function complaintsOf(page: Page): string[] {
	const complaints: string[] = [];
	page.on("console", (message) => {
		if (message.type() === "error") complaints.push(message.text());
	});
	page.on("pageerror", (error) => complaints.push(error.message));
	return complaints;
}

async function openExercise(page: Page, path = `/exercises/${slug}`): Promise<void> {
	await page.goto(server.url + path);
	await page.locator(".monaco-editor .view-line").first().waitFor();
}

async function typeInEditor(page: Page, text: string): Promise<void> {
	await page.locator(".monaco-editor .view-lines").first().click();
	await page.keyboard.press("Control+a");
	await page.keyboard.type(text);
}

const editorText = (page: Page) => page.locator(".monaco-editor .view-lines").first();
const verdict = (page: Page) => page.locator("#result h2");

test("a learner runs, fails, mends by keyboard, and passes", async ({ page }) => {
	const complaints = complaintsOf(page);
	await openExercise(page);
	await expect(page.getByText("No run yet.")).toBeVisible();

	await page.keyboard.press("Control+Enter");
	await expect(verdict(page)).toContainText("Not yet");
	await expect(page.getByText("Each execution environment connects once").first()).toBeVisible();
	await expect(page.locator("#check-detail")).toContainText("Expected");
	await expect(page.getByRole("application")).toBeVisible();
	const failing = await new AxeBuilder({ page }).analyze();
	expect(failing.violations.map((violation) => `${violation.id}: ${violation.nodes[0]?.html}`)).toEqual([]);

	await typeInEditor(page, mended);
	await page.keyboard.press("Control+Enter");
	await expect(verdict(page)).toContainText("Passed");
	await expect(page.getByText("An interviewer would ask next")).toBeVisible();
	await expect(page.getByText("See one way to do it")).toBeVisible();
	await expect(page.getByText(/^Saved, revision/)).toBeVisible();

	await page.reload();
	await expect(verdict(page)).toContainText("Passed");
	await page.locator(".monaco-editor .view-line").first().waitFor();
	await expect(editorText(page)).toContainText("session");
	await page.goto(`${server.url}/exercises`);
	await expect(page.getByRole("listitem").filter({ hasText: "The connection that opened every time" })).toContainText("passed");
	expect(complaints).toEqual([]);
});

test("what is typed survives a reload and a server that is away", async ({ page }) => {
	await openExercise(page);
	await typeInEditor(page, "export const handler = 1;");
	await expect(page.getByText("Saved, revision", { exact: false })).toBeVisible();
	await server.kill();
	await page.keyboard.type(" // kept");
	await expect(page.getByText("Kept in this tab, trying again")).toBeVisible();
	server = await startServer({ port: server.port, databaseFile: server.databaseFile });
	await expect(page.getByText("Saved, revision", { exact: false })).toBeVisible({ timeout: 15_000 });
	await page.reload();
	await expect(editorText(page)).toContainText("kept");
});

test("two tabs do not overwrite each other: the second is asked", async ({ page, context }) => {
	await openExercise(page);
	const other = await context.newPage();
	// The other tab does not hear of what happens here before it saves itself.
	await other.route("**/draft", (route) => (route.request().method() === "GET" ? route.abort() : route.continue()));
	await openExercise(other);

	await typeInEditor(page, "// first tab");
	await expect(page.getByText("Saved, revision 1")).toBeVisible();
	await typeInEditor(other, "// second tab");
	await expect(other.getByText("This exercise was changed in another place")).toBeVisible();
	await expect(editorText(other)).toContainText("second tab");
	await other.getByRole("button", { name: "Keep mine" }).click();
	await expect(other.getByText("Saved, revision 2")).toBeVisible();
	// The first tab had nothing unsaved, so it follows.
	await expect(editorText(page)).toContainText("second tab", { timeout: 8000 });
});

test("a reset asks first and can be undone", async ({ page }) => {
	await openExercise(page);
	await typeInEditor(page, "// my own text");
	await expect(page.getByText("Saved, revision 1")).toBeVisible();
	await page.getByRole("button", { name: "Reset" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Reset", exact: true }).click();
	await expect(editorText(page)).toContainText("connect");
	await page.getByRole("button", { name: "Undo the reset" }).click();
	await expect(editorText(page)).toContainText("my own text");
});

test("the keyboard is never trapped: Escape leaves the editor, tabs go by arrows, the timeline by arrows and Enter", async ({ page }) => {
	await openExercise(page);
	await page.keyboard.press("Control+Enter");
	await expect(verdict(page)).toContainText("Not yet");
	await page.keyboard.press("e");
	await expect(page.locator(".monaco-editor.focused")).toHaveCount(1);
	await page.keyboard.press("Escape");
	const tab = page.getByRole("tab", { selected: true });
	await expect(tab).toBeFocused();
	await page.keyboard.press("ArrowRight");
	await expect(page.getByRole("tab", { selected: true })).toContainText("read-only");

	await page.getByRole("application").focus();
	// From the package being fetched to INIT, and on to the invocation.
	await page.keyboard.press("Home");
	await page.keyboard.press("ArrowRight");
	await page.keyboard.press("ArrowRight");
	await expect(page.getByRole("status").filter({ hasText: /^Invocation 1, .*environment 1, cold/ })).toHaveCount(1);
	await page.keyboard.press("Enter");
	await expect(page.getByRole("region", { name: "Log of invocation 1" })).toBeFocused();
});

test("without scripts a form runs the code", async ({ browser }) => {
	const context = await browser.newContext({ javaScriptEnabled: false });
	const page = await context.newPage();
	await page.goto(`${server.url}/exercises/${slug}`);
	await page.getByLabel("src/orders.mjs, text").fill(mended);
	await page.getByRole("button", { name: "Run" }).click();
	await expect(verdict(page)).toContainText("Passed");
	await expect(page.getByLabel("src/orders.mjs, text")).toHaveValue(mended);
	await context.close();
});

test("what code prints is text, never markup", async ({ page }) => {
	const complaints = complaintsOf(page);
	await openExercise(page);
	await typeInEditor(page, 'export const handler = async () => { console.log("<img src=x onerror=alert(1)>"); return { orders: [] }; };');
	await page.keyboard.press("Control+Enter");
	await expect(page.getByRole("list", { name: /^Log/ })).toContainText("<img src=x onerror=alert(1)>");
	expect(await page.locator("img").count()).toBe(0);
	expect(complaints).toEqual([]);
});

test("a run comes back at once, again and again", async ({ page }) => {
	await openExercise(page);
	const times: number[] = [];
	for (let run = 1; run <= 9; run++) {
		const before = await page.evaluate(() => performance.now());
		await page.keyboard.press("Control+Enter");
		await expect(page.getByText(`Run ${run}, `)).toBeVisible();
		times.push((await page.evaluate(() => performance.now())) - before);
		// A worker process takes a moment to be warm again.
		await page.waitForTimeout(400);
	}
	times.sort((a, b) => a - b);
	console.log(`run to verdict: median ${times[4]?.toFixed(0)} ms, all ${times.map((ms) => ms.toFixed(0)).join(" ")}`);
	// The bar is 300 ms at the median on a quiet machine (docs); tests share theirs with others, so only a hang fails here.
	expect(times[4]).toBeLessThan(3000);
});
