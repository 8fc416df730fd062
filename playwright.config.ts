import { defineConfig } from "@playwright/test";

/** Each test starts its own server on a port and database of its own (test/support/server.ts), so that none sees another's progress. */
export default defineConfig({
	testDir: "test/e2e",
	testMatch: "**/*.e2e.ts",
	outputDir: "test-results",
	workers: 1,
	timeout: 60_000,
	expect: { timeout: 10_000 },
	retries: 0,
	reporter: [["list"]],
	use: {
		launchOptions: {
			executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
			args: [
				"--disable-gpu",
				"--disable-quic",
				"--no-first-run",
				"--disable-background-networking",
				"--disable-component-update",
				"--disable-sync",
			],
		},
		viewport: { width: 1440, height: 900 },
		locale: "en-GB",
		screenshot: "only-on-failure",
	},
});
