import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		include: ["test/**/*.test.{ts,tsx}"],
		exclude: ["test/e2e/**"],
		// isolated-vm asks for the flag, and vitest's thread pool refuses it.
		pool: "forks",
		execArgv: ["--no-node-snapshot"],
		testTimeout: 20_000,
		hookTimeout: 30_000,
	},
});
