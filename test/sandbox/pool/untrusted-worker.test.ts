import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunOutcome } from "#sandbox/outcome.ts";
import type { Sandbox, SandboxFault } from "#sandbox/pool/pool.ts";
import { aDeed, aStubPool, oneRequest, until } from "../../support/stub-pool.ts";

const wallMs = 1_000;
/** Other work on the machine may take the processor away; a worker that is not killed takes for ever. */
const busyMachine = 10;
const onLinux = process.platform === "linux";

describe("a worker that misbehaves", { timeout: 60_000 }, () => {
	let pool: Sandbox;
	let faults: SandboxFault[];
	beforeAll(() => {
		({ pool, faults } = aStubPool({ limits: { wallMs, memoryMb: 300, messages: 5_000 } }));
	});
	afterAll(() => pool.close());

	async function run(deed: string): Promise<RunOutcome> {
		const started = performance.now();
		const outcome = await pool.run(aDeed(deed), oneRequest);
		expect(performance.now() - started).toBeLessThan((wallMs + 2_000) * busyMachine);
		// Whatever happened: the next run is served.
		expect(await pool.run(aDeed("answer"), oneRequest)).toMatchObject({ status: "completed" });
		return outcome;
	}

	it.each([
		["wrong run id", /for another run/],
		["wrong nonce", /for another run/],
		["an outcome of another shape", /not valid/],
		["an event of another shape", /not valid/],
		["4 GB length", /announces 4294967295 bytes/],
		["not JSON", /not JSON/],
		["a million frames", /more messages/],
		["ready again", /twice/],
		["an empty frame", /empty/],
		["a million brackets", /not valid/],
		["keys of a prototype", /not valid/],
		["simulator fault", /SimulatorError/],
	])("is a fault of ours, logged and told from the learner's: %s", async (deed, what) => {
		const outcome = await run(deed);
		expect(outcome).toMatchObject({ status: "simulatorFailed" });
		if (outcome.status !== "simulatorFailed") return;
		expect(faults.find(({ runId }) => runId === outcome.runId)?.what).toMatch(what);
	});

	it("is a fault of ours when it sends more bytes than a run may have", async () => {
		const { pool, faults } = aStubPool({ workers: 1, limits: { wallMs: 60_000, outputBytes: 2 ** 24 } });
		expect(await pool.run(aDeed("bytes without end"), oneRequest)).toMatchObject({ status: "simulatorFailed" });
		expect(faults[0]?.what).toMatch(/more bytes/);
		await pool.close();
	}, 90_000);

	it.each(["a byte now and then", "words on stderr without end", "its pipe closed", "stopping itself"])(
		"that never comes to an outcome is killed at the wall limit: %s",
		async (deed) => {
			expect(await run(deed)).toMatchObject({ status: "stopped", reason: "wallTime" });
		},
	);

	it.runIf(process.platform !== "win32").each([
		["SIGTERM itself", "crash", /\(SIGTERM\)/],
		["SIGSEGV itself", "crash", /\(SIGSEGV\)/],
		["SIGXCPU itself", "wallTime", /more time on the processor/],
	])("that dies of a signal is told by it: %s", async (deed, reason, message) => {
		expect(await run(deed)).toMatchObject({ status: "stopped", reason, message: expect.stringMatching(message) });
	});

	it("is not heard after its outcome, whatever it sends", async () => {
		expect(await run("an outcome, then garbage")).toMatchObject({ status: "completed", trace: { seed: 1 } });
		expect(Object.keys({})).toEqual([]);
	});

	it("is heard once: the first outcome counts", async () => {
		expect(await run("two outcomes")).toMatchObject({ status: "completed", trace: { seed: 1 } });
	});

	it("is killed after its outcome, however busy it is", async () => {
		// Were it not killed, its pool would wait for it to end until the kernel does that, at its limit on processor time.
		const { pool } = aStubPool({ workers: 1, limits: { wallMs: 60_000 } });
		expect(await pool.run(aDeed("hang after the outcome"), oneRequest)).toMatchObject({ status: "completed" });
		await pool.close();
	});

	it.each(["half a frame", "exit 0", "exit 7", "abort"])("that ends without an outcome is a crash: %s", async (deed) => {
		expect(await run(deed)).toMatchObject({ status: "stopped", reason: "crash" });
	});

	it("that dies with V8's words for it ran out of memory", async () => {
		expect(await run("out of memory words")).toMatchObject({ status: "stopped", reason: "outOfMemory", message: /Runtime\.OutOfMemory/ });
	});

	it("that dies of memory in a known entry is followed by one that knows it (L40)", async () => {
		const { pool } = aStubPool({ workers: 1 });
		expect(await pool.run(aDeed("out of memory in one entry"), oneRequest)).toMatchObject({ status: "completed", trace: { seed: 1 } });
		expect(pool.state()).toMatchObject({ crashed: 1 });
		await pool.close();
	});

	it.each([
		["out of memory in each entry", 4],
		["out of memory in an entry that is not told", 1],
	])(
		"that dies of memory is not followed by another one without end: %s",
		async (deed, crashed) => {
			const { pool } = aStubPool({ workers: 1, limits: { wallMs: 60_000 } });
			expect(await pool.run(aDeed(deed), oneRequest)).toMatchObject({ status: "stopped", reason: "outOfMemory" });
			expect(pool.state()).toMatchObject({ crashed });
			await pool.close();
		},
		90_000,
	);

	it("that follows one which died of memory has no time of its own, and the stop says memory", async () => {
		const { pool } = aStubPool({ workers: 1, limits: { wallMs: 2_000 } });
		expect(await pool.run(aDeed("out of memory, and then slow"), oneRequest)).toMatchObject({ status: "stopped", reason: "outOfMemory" });
		await pool.close();
	}, 30_000);

	it.runIf(process.platform !== "win32")(
		"that grows is killed at its memory limit",
		async () => {
			const { pool } = aStubPool({ workers: 1, limits: { wallMs: 30_000, memoryMb: 300 } });
			const outcome = await pool.run(aDeed("grow"), oneRequest);
			expect(outcome).toMatchObject({ status: "stopped", reason: "outOfMemory", message: /more than 300 MB/ });
			await pool.close();
		},
		60_000,
	);

	it("that stays silent is killed at the wall limit, and what was running is told", async () => {
		expect(await run("silence")).toMatchObject({
			status: "stopped",
			reason: "wallTime",
			during: { phase: "invoke", function: "Orders", invocation: 3 },
			message: /Orders handled invocation 3.*timed out after 3\.00 seconds/,
		});
	});

	it("was never told what the checks look at, expect and explain (S7)", async () => {
		const check = {
			id: "pays-once",
			title: "Hidden title",
			actual: "$hidden.expression",
			expected: "hidden-value",
			why: "A hidden reason.",
			compare: "equals",
		} as const;
		const outcome = await pool.run(aDeed("say what it was given"), { ...oneRequest, checks: [check] });
		if (outcome.status !== "completed") throw new Error(outcome.status);
		const text = JSON.stringify(outcome.trace.events);
		expect(text).toContain("say what it was given");
		expect(text).not.toMatch(/hidden|pays-once/i);
	});

	it("can do nothing but compute: no files, processes, threads", async () => {
		const outcome = await run("try everything");
		if (outcome.status !== "completed") throw new Error(outcome.status);
		const lines = outcome.trace.events.map((event) => (event.kind === "log" ? event.text : ""));
		const attempts = lines.filter((line) => !/^(environment|folder): /.test(line));
		expect(attempts).toHaveLength(22);
		expect(attempts.filter((line) => !/: ERR_ACCESS_DENIED$/.test(line))).toEqual([]);
		expect(lines.find((line) => line.startsWith("environment: "))).toBe("environment: LANG,TZ");
	});
});

describe("a worker and the network", () => {
	it("do not meet", async () => {
		let connections = 0;
		const tripwire = createServer((socket) => {
			connections += 1;
			socket.destroy();
		}).listen(0, "127.0.0.1");
		await once(tripwire, "listening");
		const { port } = tripwire.address() as AddressInfo;
		const { pool } = aStubPool({ workers: 1 });
		const outcome = await pool.run(aDeed("try the network"), { ...oneRequest, traffic: [{ at: 0, event: { port } }] });
		if (outcome.status !== "completed") throw new Error(outcome.status);
		const lines = outcome.trace.events.map((event) => (event.kind === "log" ? event.text : ""));
		expect(lines).toHaveLength(4);
		expect(lines.filter((line) => line.endsWith(": allowed"))).toEqual([]);
		expect(connections).toBe(0);
		await pool.close();
		tripwire.close();
	});
});

describe.runIf(onLinux)("a live worker", () => {
	it("holds no descriptors but its pipes and Node's own, and an empty environment", async () => {
		process.env.WARMSTART_PLANTED_SECRET = "planted";
		const { pool } = aStubPool({ workers: 1 });
		await until(() => pool.state().ready === 1);
		const pid = childrenOf(process.pid).find((child) => readFileSync(`/proc/${child}/cmdline`, "utf8").includes("stub-worker.ts"));
		expect(pid).toBeDefined();
		const links = readdirSync(`/proc/${pid}/fd`).map((fd) => `${fd} ${readlinkSync(`/proc/${pid}/fd/${fd}`).replace(/[\d[\]]+$/, "")}`);
		const files = links.filter((link) => !/ (socket:|pipe:|anon_inode:)/.test(link));
		// stdout goes nowhere; libuv keeps /dev/null open.
		expect(files.filter((link) => !link.endsWith(" /dev/null"))).toEqual([]);
		const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").filter(Boolean);
		expect(environment.sort()).toEqual(["LANG=en_US.UTF-8", "TZ=UTC"]);
		expect(readFileSync(`/proc/${pid}/limits`, "utf8")).toMatch(/Max file size\s+0\s/);
		expect(readFileSync(`/proc/${pid}/limits`, "utf8")).toMatch(/Max core file size\s+0\s/);
		expect(readdirSync(readlinkSync(`/proc/${pid}/cwd`))).toEqual([]);
		expect(Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[16])).toBeGreaterThan(0);
		await pool.close();
		delete process.env.WARMSTART_PLANTED_SECRET;
	});
});

function childrenOf(parent: number): number[] {
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.map(Number)
		.filter((pid) => {
			try {
				return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[1] === String(parent);
			} catch {
				return false;
			}
		});
}
