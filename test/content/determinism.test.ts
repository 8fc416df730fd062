import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { traceDigests } from "./trace-digests.ts";

/** Digests from a new process on a machine of that time zone and language. */
async function inAnotherProcess(variables: Record<string, string>): Promise<Record<string, string[]>> {
	const args = ["--no-node-snapshot", resolve(import.meta.dirname, "trace-digests.ts")];
	const { stdout } = await promisify(execFile)(process.execPath, args, { env: { PATH: process.env.PATH, ...variables } });
	return JSON.parse(stdout);
}

describe("the solution of every exercise (S8)", { timeout: 60_000 }, () => {
	let here: Record<string, string[]>;
	beforeAll(async () => {
		here = await traceDigests(20);
	}, 60_000);

	it("gives the same trace twenty times in one process, byte for byte", () => {
		expect(Object.keys(here).length).toBeGreaterThan(0);
		for (const [slug, digests] of Object.entries(here)) expect(new Set(digests).size, slug).toBe(1);
	});

	it.each([
		{ TZ: "Pacific/Chatham", LANG: "de_DE.UTF-8", LC_ALL: "de_DE.UTF-8" },
		{ TZ: "America/St_Johns", LANG: "ar_EG.UTF-8", LC_ALL: "ar_EG.UTF-8" },
	])("gives the same trace in another process in $TZ with $LANG", async (variables) => {
		const there = await inAnotherProcess(variables);
		expect(there).toEqual(Object.fromEntries(Object.entries(here).map(([slug, digests]) => [slug, digests.slice(0, 1)])));
	});
});
