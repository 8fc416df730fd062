import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { traceSchema } from "#sandbox/trace/trace.ts";
import { endings, eventsOf, logOf, messagesOf, only, outcomeOf, responses, type Sam, type Scene, traceOf } from "./run-project.ts";

const sam: Sam = { alias: "live", snapStart: true };
const startsAt = "2027-03-01T00:00:00.000Z";
const burst = (count: number, event: object = { wait: 100 }): Scene => ({
	startsAt,
	traffic: [{ at: 0, event: { ...event }, repeat: { count, everyMs: 0 } }],
});

/** Module state of every kind that is unique only by luck. */
const state = `
import { randomUUID, randomBytes } from "node:crypto";
const id = randomBytes(8).toString("hex");
const madeAt = new Date().toISOString();
const cache = new Map([["config", Math.random()]]);
let count = 0;
const wait = (ms) => new Promise((r) => setTimeout(r, ms));
export const handler = async (event) => {
	count++;
	await wait(event.wait ?? 0);
	return {
		atInit: { id, madeAt, config: cache.get("config") }, count, chance: Math.random(),
		uuid: randomUUID(), web: crypto.randomUUID(), bytes: randomBytes(8).toString("hex"), values: [...crypto.getRandomValues(new Uint8Array(4))],
		now: Date.now(), type: process.env.AWS_LAMBDA_INITIALIZATION_TYPE,
	};
};`;

describe("SnapStart", () => {
	it("runs INIT once, before any request, and restores every environment from its snapshot (L222)", async () => {
		const trace = await traceOf(state, sam, burst(3));
		expect(eventsOf(trace, "init.started")).toHaveLength(1);
		const taken = only(eventsOf(trace, "snapshot.taken"));
		expect(taken.at).toBeLessThan(0);
		expect(eventsOf(trace, "restore.started").map(({ environment, from }) => [environment, from])).toEqual([
			[2, 1],
			[3, 1],
			[4, 1],
		]);
		expect(eventsOf(trace, "environment.shutdown")[0]).toMatchObject({ environment: 1, reason: "snapshot" });
		expect(
			eventsOf(trace, "environment.started").map(({ initialization, downloadMs }) => [initialization, downloadMs !== undefined]),
		).toEqual([
			["snap-start", true],
			["snap-start", false],
			["snap-start", false],
			["snap-start", false],
		]);
		expect(() => traceSchema.parse(trace)).not.toThrow();
	});

	it("gives all environments the same state of INIT: ids, timestamps, cached values, and the seed of Math.random (L224)", async () => {
		const answers = responses(await traceOf(state, sam, burst(4)));
		expect(answers).toHaveLength(4);
		for (const answer of answers) {
			expect(answer.atInit).toEqual(answers[0].atInit);
			expect(answer.chance).toBe(answers[0].chance);
			expect(answer.count).toBe(1);
		}
		expect(Date.parse(answers[0].atInit.madeAt)).toBeLessThan(Date.parse(startsAt));
		const onDemand = responses(await traceOf(state, { alias: "live" }, burst(4)));
		expect(new Set(onDemand.map((answer) => answer.atInit.id)).size).toBe(4);
		expect(new Set(onDemand.map((answer) => answer.chance)).size).toBe(4);
	});

	it("has fresh entropy behind node:crypto and the Web Crypto API after a restore (L224)", async () => {
		const answers = responses(await traceOf(state, sam, burst(4)));
		for (const name of ["uuid", "web", "bytes", "values"]) {
			expect(new Set(answers.map((answer) => JSON.stringify(answer[name]))).size).toBe(4);
		}
	});

	it("repeats the UUIDs that were drawn in one batch with one of INIT, as Node.js keeps 128 of them in memory (L224)", async () => {
		const source = `
			import { randomUUID } from "node:crypto";
			export const id = randomUUID();
			export const handler = async (event) => {
				const kept = [randomUUID(), crypto.randomUUID()];
				const drawn = randomUUID({ disableEntropyCache: true });
				for (let i = 0; i < 125; i++) randomUUID();
				await new Promise((r) => setTimeout(r, 50));
				return { kept, drawn, next: randomUUID() };
			};`;
		const [one, other] = responses(await traceOf(source, sam, burst(2)));
		expect(one.kept).toEqual(other.kept);
		expect(one.drawn).not.toBe(other.drawn);
		expect(one.next).not.toBe(other.next);
		const [first, second] = responses(await traceOf(source, { alias: "live" }, burst(2)));
		expect(first.kept[0]).not.toBe(second.kept[0]);
	});

	it("shows the time of the restore, not of the snapshot (L224)", async () => {
		const scene: Scene = {
			startsAt,
			traffic: [
				{ at: 0, event: { wait: 500 } },
				{ at: 100, event: {} },
			],
		};
		const trace = await traceOf(state, sam, scene);
		const [second, first] = responses(trace);
		const started = eventsOf(trace, "invocation.started").map(({ at }) => at);
		expect(first.now).toBe(Math.floor(Date.parse(startsAt) + (started[0] ?? 0) + 500));
		expect(second.now - Date.parse(startsAt)).toBeGreaterThanOrEqual(Math.floor(started[1] ?? 0));
		expect(second.now).toBeLessThan(first.now);
	});

	it("goes on with its own state once it is restored (L13)", async () => {
		const trace = await traceOf(state, sam, { events: [{}, {}, {}] });
		const answers = responses(trace);
		expect(answers.map((answer) => answer.count)).toEqual([1, 2, 3]);
		expect(new Set(answers.map((answer) => answer.chance)).size).toBe(3);
		expect(eventsOf(trace, "restore.started")).toHaveLength(1);
		expect(eventsOf(trace, "invocation.started").map((one) => one.coldStart)).toEqual([true, false, false]);
	});

	it("logs RESTORE_START and RESTORE_REPORT, and reports Restore Duration without Init Duration (L119, L227)", async () => {
		const trace = await traceOf(state, sam, burst(1));
		const log = logOf(trace);
		expect(log).toContainEqual(expect.stringMatching(/^INIT_REPORT Init Duration: \d+\.\d\d ms\tPhase: init\tStatus: success$/));
		const restored = only(eventsOf(trace, "restore.ended"));
		const at = log.findIndex((line) => /^RESTORE_START Runtime Version: nodejs:24\.v\d+\tRuntime Version ARN: arn:aws:lambda:/.test(line));
		expect(log[at + 1]).toBe(`RESTORE_REPORT Restore Duration: ${restored.durationMs.toFixed(2)} ms`);
		expect(log[at + 2]).toMatch(/^START RequestId: \S+ Version: 1$/);
		const report = log.find((line) => line.startsWith("REPORT"));
		expect(report).toContain(
			`\tRestore Duration: ${restored.durationMs.toFixed(2)} ms\tBilled Restore Duration: ${restored.billedMs} ms\t`,
		);
		expect(report).not.toContain("Init Duration");
		const ended = only(endings(trace));
		expect(ended).toMatchObject({ restoreMs: restored.durationMs, billedRestoreMs: restored.billedMs });
		expect(ended.initMs).toBeUndefined();
		expect(ended.at).toBeCloseTo(restored.durationMs + ended.durationMs, 2);
	});

	it("bills Duration and Billed Restore Duration together, as public logs show (L226)", async () => {
		const ended = only(endings(await traceOf(state, sam, burst(1))));
		expect(ended.billedMs).toBe(Math.ceil(Math.round((ended.durationMs + (ended.billedRestoreMs ?? 0)) * 100) / 100));
	});

	it("keeps what INIT wrote to /tmp, apart for each environment (L222)", async () => {
		const source = `
			import { appendFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
			writeFileSync("/tmp/state", "init ");
			const made = statSync("/tmp/state");
			export const handler = async (event) => {
				const before = readFileSync("/tmp/state", "utf8");
				const same = JSON.stringify(statSync("/tmp/state")) === JSON.stringify(made);
				appendFileSync("/tmp/state", event.name);
				await new Promise((r) => setTimeout(r, 50));
				return [before, same, readFileSync("/tmp/state", "utf8")];
			};`;
		const traffic = [
			{ at: 0, event: { name: "a" } },
			{ at: 0, event: { name: "b" } },
		];
		expect(responses(await traceOf(source, sam, { traffic })).sort()).toEqual([
			["init ", true, "init a"],
			["init ", true, "init b"],
		]);
	});

	it("lets timers of INIT go on after the restore with the time that was left, since the monotonic clock stood still", async () => {
		const source = `
			const from = performance.now();
			setTimeout(() => console.log("soon"), 50);
			setTimeout(() => console.log("later"), 10_000);
			export const handler = async () => { await new Promise((r) => setTimeout(r, 200)); return performance.now() - from; };`;
		const trace = await traceOf(source, sam, burst(2));
		expect(messagesOf(trace)).toEqual(["soon", "soon"]);
		for (const passed of responses(trace)) expect(passed).toBeLessThan(1_000);
		const soon = eventsOf(trace, "log").find((line) => line.text.endsWith("\tsoon"));
		expect(soon?.at).toBeGreaterThan(0);
	});

	it("breaks requests that were under way at the snapshot, in every environment (L224)", async () => {
		const source = `
			const pending = fetch("https://api.test/slow").then((r) => r.text(), (error) => error.cause?.code ?? error.code);
			export const handler = async () => { await new Promise((r) => setTimeout(r, 20)); return pending; };`;
		const network = [{ host: "api.test", routes: [{ path: "/slow", latencyMs: 60_000, body: "late" }] }];
		const trace = await traceOf(source, sam, { ...burst(2, {}), network });
		expect(responses(trace)).toEqual(["ECONNRESET", "ECONNRESET"]);
		expect(eventsOf(trace, "network.requested")).toHaveLength(1);
	});

	it("asks the network once for what INIT fetches, however many environments follow (L222)", async () => {
		const source = `
			const config = await (await fetch("https://api.test/config")).json();
			export const handler = async () => { await new Promise((r) => setTimeout(r, 50)); return config.call; };`;
		const network = [{ host: "api.test", routes: [{ path: "/config", body: { call: "{#}" } }] }];
		const trace = await traceOf(source, sam, { ...burst(3, {}), network });
		expect(responses(trace)).toEqual(["1", "1", "1"]);
		expect(eventsOf(trace, "network.requested")).toHaveLength(1);
		const onDemand = await traceOf(source, { alias: "live" }, { ...burst(3, {}), network });
		expect(responses(onDemand)).toEqual(["1", "2", "3"]);
	});

	it("prints nothing of INIT again in a restored environment", async () => {
		const source = `console.log("init"); process.stdout.write("raw\\n"); export const handler = async () => { console.log("invoke"); };`;
		const trace = await traceOf(source, sam, { events: [{}] });
		const lines = eventsOf(trace, "log").filter((line) => line.source === "function");
		expect(lines.map((line) => [line.environment, line.text.split("\t").at(-1)])).toEqual([
			[1, "init"],
			[1, "raw"],
			[2, "invoke"],
		]);
	});

	it("has no name of a log stream in its variables, since one process becomes many environments", async () => {
		const source = `export const handler = async (event, context) => [process.env.AWS_LAMBDA_LOG_STREAM_NAME ?? null, process.env.AWS_LAMBDA_LOG_GROUP_NAME ?? null, context.logStreamName];`;
		const trace = await traceOf(source, sam, burst(1));
		expect(only(responses(trace))).toEqual([null, null, eventsOf(trace, "environment.started")[1]?.logStream]);
	});

	it("lets INIT take 130 s at publishing (L5, L223)", async () => {
		const slow = (ms: number) => `await new Promise((r) => setTimeout(r, ${ms})); export const handler = async () => 1;`;
		expect(responses(await traceOf(slow(120_000), sam, burst(1)))).toEqual([1]);
		const tooSlow = await traceOf(slow(131_000), sam, burst(1));
		expect(eventsOf(tooSlow, "environment.shutdown")[0]).toMatchObject({ environment: 1, reason: "timeout" });
		expect(eventsOf(tooSlow, "snapshot.taken")).toEqual([]);
	});

	it("publishes nothing when INIT fails, and shows the failure to each request", async () => {
		const trace = await traceOf(`throw new RangeError("no configuration");`, sam, burst(2));
		expect(eventsOf(trace, "snapshot.taken")).toEqual([]);
		expect(endings(trace).map((ended) => ended.error?.errorType)).toEqual(["RangeError", "RangeError"]);
	});

	it("restores nothing inside an environment that crashed: INIT is repeated in the next invocation (L12)", async () => {
		const source = `let n = 0; export const handler = async (event) => { n++; if (event.crash) process.exit(1); return n; };`;
		const trace = await traceOf(source, sam, { events: [{}, { crash: true }, {}] });
		expect(endings(trace).map((ended) => ended.response ?? ended.status)).toEqual(["1", "crashed", "1"]);
		expect(eventsOf(trace, "init.started").map((init) => [init.environment, init.suppressed])).toEqual([
			[1, false],
			[2, true],
		]);
	});

	it("is named a what-if in the head of the trace, with the answer that AWS would give (L221)", async () => {
		const trace = await traceOf(state, sam, burst(1));
		expect(only(trace.functions).snapStart?.whatIf).toBe(
			"InvalidParameterValueException: nodejs24.x is not supported for SnapStart enabled functions.",
		);
		expect(trace.notSimulated.map(({ consequence }) => consequence)).toContainEqual(expect.stringMatching(/^This run is a what-if\./));
	});

	it("gives the same bytes for the same seed, and another snapshot for another (S8)", async () => {
		const text = async (seed: number) => JSON.stringify(await traceOf(state, sam, { ...burst(3), seed }));
		expect(await text(3)).toBe(await text(3));
		const ids = async (seed: number) => responses(await traceOf(state, sam, { ...burst(3), seed })).map((one) => one.atInit.id);
		expect((await ids(3))[0]).not.toBe((await ids(4))[0]);
	});

	it("gives the same bytes on another machine, with another zone and language (S8)", async () => {
		const scene = burst(3);
		const script = fileURLToPath(new URL("../runtime/print-trace.ts", import.meta.url));
		const env = { PATH: process.env.PATH, TZ: "Asia/Kathmandu", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" };
		for (const template of [sam, { alias: "live", provisioned: 2 }]) {
			const args = ["--no-node-snapshot", script, JSON.stringify([state, template, scene])];
			const { stdout } = await promisify(execFile)(process.execPath, args, { env, maxBuffer: 1e8 });
			expect(stdout).toBe(JSON.stringify(await traceOf(state, template, scene)));
		}
	});

	it("ends the run as code that is not repeatable when INIT tells how deep the stack is, never as a mistake of the simulator", async () => {
		const source = `
			let depth = 0;
			const fall = () => { depth++; fall(); };
			try { fall(); } catch {}
			console.log(depth, Math.random());
			export const handler = async () => { await new Promise((r) => setTimeout(r, 20)); };`;
		const outcome = await outcomeOf(source, sam, burst(8));
		// It may be as deep in all of them; then there is nothing to tell.
		expect(["completed", "notRepeatable"]).toContain(outcome.status === "stopped" ? outcome.reason : outcome.status);
	});

	it("cannot be led astray by code that changes what the library builds on", async () => {
		const source = `
			Array.prototype.toJSON = () => "changed";
			JSON.parse = () => ({ cryptoSeeds: [], pausedMs: 1e9 });
			Object.prototype.startedAt = 7;
			export const handler = async () => { await new Promise((r) => setTimeout(r, 20)); return crypto.randomUUID(); };`;
		const ids = responses(await traceOf(source, sam, burst(2)));
		expect(new Set(ids).size).toBe(2);
	});
});

describe("a restored environment", () => {
	/** Everything that INIT may ask of the host, and nothing that chance or time decides. */
	const busy = `
		import { createHash } from "node:crypto";
		import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
		import { AsyncLocalStorage } from "node:async_hooks";
		import { gzipSync, gunzipSync } from "node:zlib";
		import { EventEmitter } from "node:events";
		mkdirSync("/tmp/a/b", { recursive: true });
		writeFileSync("/tmp/a/b/c", gzipSync("packed"));
		const storage = new AsyncLocalStorage();
		const emitter = new EventEmitter();
		const seen = [];
		emitter.on("tick", (n) => seen.push(n));
		const order = [];
		await Promise.all([30, 10, 20].map((ms) => new Promise((r) => setTimeout(() => { order.push(ms); r(); }, ms))));
		const interval = setInterval(() => emitter.emit("tick", seen.length), 10);
		await new Promise((r) => setTimeout(r, 35));
		clearInterval(interval);
		const answers = await Promise.all(["/a", "/b"].map((path) => fetch("https://api.test" + path).then((r) => r.text(), (e) => e.message)));
		const lazy = storage.run("kept", () => Promise.resolve().then(() => storage.getStore()));
		const generator = (function* () { let n = 0; for (;;) yield n++; })();
		generator.next();
		const weak = new WeakMap([[order, "weak"]]);
		console.log("ready", new URL("/x?y=1", "https://api.test").searchParams.get("y"));
		let calls = 0;
		export const handler = async () => {
			calls++;
			await new Promise((r) => setTimeout(r, 30));
			return {
				calls, order, seen, answers, lazy: await lazy, next: generator.next().value, weak: weak.get(order),
				file: gunzipSync(readFileSync("/tmp/a/b/c")).toString(), list: readdirSync("/tmp/a"),
				hash: createHash("sha256").update("x").digest("hex").slice(0, 8),
				listeners: emitter.listenerCount("tick"), task: readFileSync("/var/task/data.txt", "utf8"),
			};
		};`;
	const files = { "handler.mjs": busy, "data.txt": "of the package" };
	const network = [{ host: "api.test", routes: [{ path: "/a", latencyMs: 25, body: { a: 1 } }] }];

	it("answers as one that was initialised on demand, whatever INIT has done (L222)", async () => {
		const scene = { ...burst(3, {}), network };
		const onDemand = responses(await traceOf(files, { alias: "live" }, scene));
		const fromSnapshot = responses(await traceOf(files, sam, scene));
		expect(onDemand).toHaveLength(3);
		expect(onDemand[0]).toMatchObject({ calls: 1, order: [10, 20, 30], lazy: "kept", next: 1, weak: "weak", file: "packed", listeners: 1 });
		expect(fromSnapshot).toEqual(onDemand);
	});

	it.each(["nodejs20.x", "nodejs22.x", "nodejs24.x"] as const)("is made of a CommonJS module on %s too", async (runtime) => {
		const source = `
			const id = Math.random();
			exports.handler = async () => { await new Promise((r) => setTimeout(r, 30)); return id; };`;
		const ids = responses(await traceOf({ "handler.cjs": source }, { ...sam, runtime }, burst(3)));
		expect(new Set(ids).size).toBe(1);
	});

	it("keeps what packages have set up in INIT", async () => {
		const source = `
			import { Logger } from "@aws-lambda-powertools/logger";
			import { v4 } from "uuid";
			const logger = new Logger({ serviceName: "orders" });
			logger.appendPersistentKeys({ build: 7 });
			export const handler = async () => { await new Promise((r) => setTimeout(r, 30)); return [logger.getPersistentLogAttributes(), typeof v4()]; };`;
		const answers = responses(await traceOf(source, sam, burst(2)));
		expect(answers).toEqual([
			[{ build: 7 }, "string"],
			[{ build: 7 }, "string"],
		]);
	});
});
