import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		include: ["test/**/*.test.{ts,tsx}"],
		exclude: ["test/e2e/**"],
		// isolated-vm asks for the flag, and vitest's thread pool refuses it.
		pool: "forks",
		execArgv: ["--no-node-snapshot"],
		// One core is left to nobody: where there are two, both work, and worker processes of the tests wait for each other.
		maxWorkers: Math.max(2, availableParallelism() - 1),
		// A loaded machine is slow, not wrong.
		testTimeout: 60_000,
		hookTimeout: 60_000,
	},
});
