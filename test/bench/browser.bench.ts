import { chromium } from "@playwright/test";
import { startServer } from "../support/server.ts";
import { compare, type Figure, timeMs } from "./measure.ts";

const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

/** From the key to the verdict on the screen, as a learner sees it, beside a page of the same server. Needs a build and a Chromium. */
export async function browserFigures(): Promise<Figure[]> {
	const server = await startServer();
	const browser = await chromium.launch({ executablePath, args: ["--disable-gpu", "--disable-background-networking"] });
	try {
		const page = await browser.newPage();
		await page.goto(`${server.url}/exercises/reuse-the-client`);
		await page.locator(".monaco-editor .view-line").first().waitFor();
		await page.keyboard.press("Control+Enter");
		await page.locator("#result h2").waitFor();
		let runs = 1;
		const run = async () => {
			// The next worker gets warm while a learner reads and types.
			await page.waitForTimeout(1500);
			runs += 1;
			return timeMs(async () => {
				await page.keyboard.press("Control+Enter");
				await page.getByText(`Run ${runs},`).first().waitFor();
			});
		};
		const health = async () => timeMs(async () => page.evaluate(async () => (await fetch("/healthz")).text()));
		return [
			await compare(
				"in the browser",
				"ms",
				{ name: "from Run to verdict", run },
				{ name: "a health check from the page", run: health },
				15,
			),
		];
	} finally {
		await browser.close();
		await server.stop();
	}
}
