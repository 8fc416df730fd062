import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildGuestLibrary } from "#sandbox/build/guest-library.ts";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { simulate } from "#sandbox/lambda/simulate.ts";
import { createSandbox, type Sandbox } from "#sandbox/pool/sandbox.ts";
import { traceSchema } from "#sandbox/trace/trace.ts";
import { root } from "../../support/real-pool.ts";
import { built, scenario, template } from "../lambda/run-project.ts";

/** Runs in this process; more in a night. A quarter as many are made in worker processes. */
const times = Number(process.env.DETERMINISM_RUNS ?? 16);

/** Uses whatever could differ: clocks, chance, locale, order of waits, files, digests, compression, sizes of stacks and of memory. */
const source = `
import { createHash, randomBytes, randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import zlib from "node:zlib";
const born = [Date.now(), Math.random(), randomUUID()];
let served = 0;
export const handler = async (event, context) => {
	served++;
	const order = [];
	const wait = (ms, name) => new Promise((ok) => setTimeout(ok, ms)).then(() => order.push(name));
	const call = (path) => fetch("https://api.test" + path, { method: "POST", body: randomBytes(40).toString("hex") }).then(async (r) => order.push(path, (await r.text()).length));
	await Promise.allSettled([wait(7, "a"), call("/fast"), wait(3, "b"), call("/slow"), wait(3, "c"), call("/none"), Promise.reject(new Error("d"))]);
	let work = 0;
	for (let i = 0; i < 2_000 + event.n * 100; i++) work += Math.sin(i);
	fs.appendFileSync("/tmp/log", order.join() + "\\n");
	console.log("%s %o", new Date().toLocaleString("de-DE"), { order, work }, new Error("shown").stack);
	if (event.n % 7 === 6) throw Object.assign(new RangeError("seventh " + event.n), { code: "E7" });
	return {
		born, served, order, work,
		file: createHash("sha256").update(fs.readFileSync("/tmp/log")).digest("hex"),
		packed: zlib.gzipSync("x".repeat(event.n * 100)).length,
		left: context.getRemainingTimeInMillis(),
		text: [1234.5.toLocaleString(), "ä".localeCompare("z"), new Intl.DateTimeFormat().resolvedOptions().timeZone, os.totalmem()],
		memory: process.memoryUsage().heapUsed, cpu: process.cpuUsage().user, now: performance.now(),
	};
};`;

const scene = scenario({
	traffic: [
		{ at: 0, event: { n: 0 }, repeat: { count: 8, everyMs: 0 } },
		...Array.from({ length: 12 }, (_, n) => ({ at: 500 + n * 4, event: { n } })),
		{ at: 800_000, event: { n: 99 } },
	],
	network: [
		{
			host: "api.test",
			routes: [
				{ path: "/fast", latencyMs: { minMs: 1, maxMs: 9 }, body: { ok: "{#}" } },
				{ path: "/slow", latencyMs: { minMs: 3, maxMs: 90 }, status: 503, body: "slow" },
			],
		},
	],
});
const project = { files: { "template.yaml": template({ runtime: "nodejs22.x" }), "handler.mjs": source } };

describe("a run on a busy machine (S8)", () => {
	const busy: ChildProcess[] = [];
	let sandbox: Sandbox;
	beforeAll(() => {
		sandbox = createSandbox({
			root,
			workers: 1,
			limits: { wallMs: 120_000, startMs: 120_000 },
			simulationLimits: { guestEntryMs: 60_000 },
		});
		for (let i = 0; i < 2; i++) busy.push(spawn(process.execPath, [resolve(root, "test/fixtures/busy-machine.ts")], { stdio: "ignore" }));
	});
	afterAll(async () => {
		for (const one of busy) one.kill("SIGKILL");
		await sandbox.close();
	});

	it("gives one trace in every run while the machine is busy, in this process and in workers", async () => {
		const code = await built(project.files);
		const guestLibrary = await buildGuestLibrary();
		const traces = new Map<string, string>();
		const note = (trace: unknown) => {
			// The order of keys says nothing: a trace from a worker has that of the schema.
			const text = JSON.stringify(traceSchema.parse(trace));
			traces.set(createHash("sha256").update(text).digest("hex"), text);
		};
		for (let i = 0; i < times; i++) {
			const outcome = await simulate({ built: code, scenario: scene, limits: defaultLimits, guestLibrary });
			expect(outcome.status).toBe("completed");
			note(outcome.trace);
		}
		for (let i = 0; i < times / 4; i++) {
			const outcome = await sandbox.run(project, scene);
			if (outcome.status !== "completed") throw new Error(JSON.stringify(outcome).slice(0, 500));
			note(outcome.trace);
		}
		expect(traces.size).toBe(1);
		const [text = ""] = traces.values();
		// It is worth something only if the run did what it was made to do.
		expect(["born", "api.test", "seventh", "503", "404", "packed"].filter((part) => !text.includes(part))).toEqual([]);
	}, 240_000);
});
