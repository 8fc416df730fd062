import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { Project } from "#sandbox/outcome.ts";
import { aDeed, aStubPool, builtFor, isAlive, oneRequest, root, until } from "../../support/stub-pool.ts";

async function pidOf(run: Promise<{ status: string; trace?: { events: unknown[] } }>): Promise<number> {
	const outcome = await run;
	const [event] = outcome.trace?.events ?? [];
	return Number((event as { text: string }).text);
}

describe("a pool", () => {
	it("keeps workers warm, and replaces each that is used", async () => {
		const { pool } = aStubPool();
		await until(() => pool.state().ready === 2);
		const first = await pidOf(pool.run(aDeed("say pid"), oneRequest));
		await until(() => pool.state().ready === 2);
		const second = await pidOf(pool.run(aDeed("say pid"), oneRequest));
		expect(second).not.toBe(first);
		await until(() => !isAlive(first) && !isAlive(second));
		await until(() => pool.state().spawned === 4); // Replacements are started once the runs are under way.
		expect(pool.state()).toMatchObject({ busy: 0, queued: 0, spawned: 4, crashed: 0, closed: false });
		await pool.close();
	});

	it("serves a run that comes before the first worker is ready", async () => {
		const { pool } = aStubPool();
		expect(await pool.run(aDeed("answer"), oneRequest)).toMatchObject({ status: "completed" });
		await pool.close();
	});

	it("runs as many at the same time as it has workers, queues the others, and refuses beyond the bound", async () => {
		const { pool } = aStubPool({ workers: 2, queueLimit: 3, limits: { wallMs: 500 } });
		const runs = Array.from({ length: 7 }, () => pool.run(aDeed("silence"), oneRequest));
		expect(pool.state()).toMatchObject({ busy: 2, queued: 3 });
		const outcomes = await Promise.all(runs);
		expect(outcomes.filter(({ status }) => status === "stopped")).toHaveLength(5);
		expect(outcomes.filter((outcome) => outcome.status === "refused" && outcome.reason === "queueFull")).toHaveLength(2);
		expect(await pool.run(aDeed("answer"), oneRequest)).toMatchObject({ status: "completed" });
		await pool.close();
	});

	it("lets a modest learner's runs begin at the next turn, and refuses a greedy one's beyond half of the queue (S9)", async () => {
		const { pool } = aStubPool({ workers: 2, queueLimit: 16, limits: { wallMs: 400, startMs: 60_000 } });
		const ended: string[] = [];
		const run = async (share: string, deed: string) => {
			const outcome = await pool.run(aDeed(deed), oneRequest, { share });
			ended.push(outcome.status === "refused" ? `${share} refused` : share);
			return outcome;
		};
		const greedy = Array.from({ length: 14 }, () => run("greedy", "silence"));
		await until(() => ended.length === 4);
		expect(ended).toEqual(Array(4).fill("greedy refused"));
		const before = ended.length;
		for (let i = 0; i < 3; i++) expect(await run("modest", "answer")).toMatchObject({ status: "completed" });
		// For each run of hers, one turn of each worker at most.
		expect(ended.slice(before).filter((share) => share === "greedy").length).toBeLessThanOrEqual(3 * 2);
		await Promise.all(greedy);
		await pool.close();
	}, 120_000);

	it("does not let one endless run delay the others", async () => {
		const { pool } = aStubPool({ limits: { wallMs: 60_000 } });
		await until(() => pool.state().ready === 2);
		let endlessIsOver = false;
		const endless = pool.run(aDeed("silence"), oneRequest).then(() => {
			endlessIsOver = true;
		});
		for (let i = 0; i < 3; i++) await pool.run(aDeed("answer"), oneRequest);
		expect(endlessIsOver).toBe(false);
		await pool.close();
		await endless;
	});

	it("cancels a queued and a running run", async () => {
		const { pool, faults } = aStubPool({ workers: 1, limits: { wallMs: 10_000 } });
		const running = new AbortController();
		const queued = new AbortController();
		const first = pool.run(aDeed("silence"), oneRequest, { signal: running.signal });
		const second = pool.run(aDeed("silence"), oneRequest, { signal: queued.signal });
		const third = pool.run(aDeed("answer"), oneRequest);
		queued.abort();
		expect(await second).toMatchObject({ status: "refused", reason: "cancelled" });
		await until(() => pool.state().ready >= 1);
		running.abort();
		expect(await first).toMatchObject({ status: "refused", reason: "cancelled" });
		expect(await third).toMatchObject({ status: "completed" });
		expect(await pool.run(aDeed("answer"), oneRequest, { signal: AbortSignal.abort() })).toMatchObject({ reason: "cancelled" });
		expect(faults).toEqual([]);
		await pool.close();
	});

	it("leaves no process when it closes, and answers every run", async () => {
		const { pool } = aStubPool({ workers: 1, limits: { wallMs: 10_000 } });
		const pid = await pidOf(pool.run(aDeed("say pid"), oneRequest));
		const runs = [pool.run(aDeed("silence"), oneRequest), pool.run(aDeed("silence"), oneRequest)];
		await until(() => pool.state().ready >= 1);
		await Promise.all([pool.close(), pool.close()]);
		for (const run of runs) expect(await run).toMatchObject({ status: "refused", reason: "closing" });
		expect(await pool.run(aDeed("answer"), oneRequest)).toMatchObject({ status: "refused", reason: "closing" });
		expect(pool.state()).toMatchObject({ ready: 0, busy: 0, queued: 0, closed: true });
		expect(isAlive(pid)).toBe(false);
	});

	it.each(["crashing-worker.ts", "dying-idle-worker.ts", "hasty-worker.ts", "not-there.ts"])(
		"gives up after a few tries when workers die before their run: %s",
		async (file) => {
			const { pool, faults } = aStubPool({}, { workerFile: file });
			const outcome = await pool.run(aDeed("answer"), oneRequest);
			// A worker that dies a moment after it got ready may have been given the run by then.
			expect(["simulatorFailed", "stopped"]).toContain(outcome.status);
			await until(() => faults.length >= 3, 30_000);
			// A pool that does not give up would have started many more by now.
			await new Promise((resolve) => setTimeout(resolve, 1_500));
			expect(pool.state().spawned).toBeLessThanOrEqual(8);
			await pool.close();
		},
		60_000,
	);

	it.each([
		["an absolute path", { "/etc/x.js": "" }],
		["a path that leaves the project", { "a/../../x.js": "" }],
		["a name that is no name", { __proto__x: "", "a//b": "" }],
		["too many files", Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`f${i}.js`, ""]))],
		["too much text", { "big.js": "x".repeat(4_000_001) }],
	])("does not build %s", async (_, files) => {
		const { pool } = aStubPool({ workers: 1 });
		expect(await pool.run({ files: files as Record<string, string> }, oneRequest)).toMatchObject({ status: "notBuilt", problems: [{}] });
		expect(await pool.run({ files: JSON.parse('{"__proto__":"x"}') }, oneRequest)).toMatchObject({
			status: expect.stringMatching(/notBuilt|stopped|simulatorFailed/),
		});
		await pool.close();
	});

	it("builds one project at a time, so that none is blamed for another", async () => {
		let building = 0;
		let most = 0;
		const build = async () => {
			building += 1;
			most = Math.max(most, building);
			await new Promise((resolve) => setTimeout(resolve, 20));
			building -= 1;
			return builtFor("answer");
		};
		const { pool } = aStubPool({}, { build });
		await Promise.all([1, 2, 3].map(() => pool.run(aDeed("answer"), oneRequest)));
		expect(most).toBe(1);
		await pool.close();
	});

	it("ends a build that takes too long, and goes on", async () => {
		let stopped = 0;
		const build = (project: Project) =>
			project.files["template.yaml"] === "slow" ? new Promise<never>(() => {}) : Promise.resolve(builtFor("answer"));
		const stopBuilds = async () => {
			stopped += 1;
		};
		const { pool } = aStubPool({ limits: { buildMs: 200 } }, { build, stopBuilds });
		const [slow, quick] = await Promise.all([pool.run(aDeed("slow"), oneRequest), pool.run(aDeed("answer"), oneRequest)]);
		expect(slow).toMatchObject({ status: "notBuilt", problems: [{ message: /longer than 0.2 seconds/ }] });
		expect(quick).toMatchObject({ status: "completed" });
		expect(stopped).toBe(1);
		await pool.close();
	});

	it("takes a build that throws as a fault of ours", async () => {
		const build = async () => {
			throw new Error("secret source");
		};
		const { pool, faults } = aStubPool({}, { build });
		expect(await pool.run(aDeed("answer"), oneRequest)).toMatchObject({ status: "simulatorFailed" });
		expect(JSON.stringify(faults)).not.toContain("secret source");
		await pool.close();
	});

	it("reports a scenario that is not valid as our fault", async () => {
		const { pool, faults } = aStubPool({ workers: 1 });
		expect(await pool.run(aDeed("answer"), { ...oneRequest, traffic: [] })).toMatchObject({ status: "simulatorFailed" });
		expect(faults[0]?.what).toMatch(/traffic/);
		await pool.close();
	});
});

describe.runIf(process.platform === "linux")("workers whose server dies", () => {
	async function orphans(...words: string[]): Promise<number[]> {
		const file = resolve(root, "test/fixtures/workers/orphaning-server.ts");
		const stdout = await new Promise<string>((resolve) => {
			execFile(process.execPath, [file, ...words], (_error, out) => resolve(out));
		});
		const pids = stdout.trim().split(" ").map(Number);
		expect(pids.length).toBeGreaterThanOrEqual(2);
		return pids;
	}

	it("end by themselves while they wait", async () => {
		const pids = await orphans();
		await until(() => pids.every((pid) => !isAlive(pid)));
	});

	it("end by themselves in the middle of an endless loop, by the kernel's limit on processor time", async () => {
		const pids = await orphans("silence");
		// Processor time, not real time: on a busy machine it takes a process several times as long to use it up.
		await until(() => pids.every((pid) => !isAlive(pid)), 150_000);
	}, 180_000);
});
