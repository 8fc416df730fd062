import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { endings, eventsOf, only, responses, type Sam, type Scene, traceOf } from "./run-project.ts";

/** A handler that asks everything that could differ between machines: clock, chance, language, order. */
const curious = `
import { randomUUID, randomBytes, randomInt, createHash } from "node:crypto";
const bornAt = [Date.now(), performance.now(), Math.random(), randomUUID()];
export const handler = async (event) => {
	const order = [];
	for (const ms of [30, 5, 20, 5, 0, 1]) setTimeout(() => order.push(ms), ms);
	setImmediate(() => order.push("immediate"));
	process.nextTick(() => order.push("tick"));
	const calls = await Promise.allSettled(["/a", "/b", "/a", "/none"].map((path) => fetch("https://api.test" + path).then((r) => r.text())));
	await new Promise((r) => setTimeout(r, 40));
	console.log(new Date(), String(new Date()), { order }, new Map([[1, new Error("in the log")]]));
	if (event.fail) throw new Error("failed at " + new Date());
	return {
		bornAt, order, calls, random: [Math.random(), randomUUID(), crypto.randomUUID(), randomBytes(8).toString("hex"), randomInt(1e6)],
		hash: createHash("sha256").update("x").digest("hex"), hr: process.hrtime(), memory: process.memoryUsage(), up: process.uptime(),
		dates: [Date(), String(new Date(0)), new Date(0).toTimeString(), new Date(0).toLocaleString(), new Date(0).toLocaleString([]), new Date(2020, 5).getTimezoneOffset()],
		numbers: [(1234.5).toLocaleString(), (1234.5).toLocaleString([]), (1234.5).toLocaleString("zz"), new Intl.NumberFormat([]).format(0.5), (12345n).toLocaleString("zz"), [1234.5].toLocaleString(), new Float64Array([1234.5]).toLocaleString()],
		words: [new Intl.DisplayNames([], { type: "region" }).of("DE"), "I".toLocaleLowerCase([]), ["z", "ä", "a"].sort((a, b) => a.localeCompare(b, [])), new Intl.ListFormat([]).format(["a", "b"]), new Intl.RelativeTimeFormat([]).format(1, "day")],
		locales: ["Collator", "DateTimeFormat", "NumberFormat", "PluralRules", "Segmenter"].flatMap((name) => [[], "zz", undefined].map((l) => new Intl[name](l).resolvedOptions().locale)),
	};
};`;
const sam: Sam = { timeout: 30 };
const scene: Scene = {
	traffic: [
		{ at: 0, event: {} },
		{ at: 0, event: { fail: true } },
		{ at: 10, event: {} },
		{ at: 60_000, event: {} },
		{ at: 60_000, event: { fail: true } },
	],
	network: [
		{
			host: "api.test",
			routes: [
				{ path: "/a", latencyMs: 25, body: { a: "{#}" } },
				{ path: "/b", latencyMs: 5, body: "b" },
			],
		},
	],
};
const textOf = async (seed = 1) => JSON.stringify(await traceOf(curious, sam, { ...scene, seed }));

async function inAnotherProcess(variables: Record<string, string>): Promise<string> {
	const script = fileURLToPath(new URL("../runtime/print-trace.ts", import.meta.url));
	const args = ["--no-node-snapshot", script, JSON.stringify([curious, sam, scene])];
	const env = { PATH: process.env.PATH, ...variables };
	const { stdout } = await promisify(execFile)(process.execPath, args, { env, maxBuffer: 1e8 });
	return stdout;
}

describe("the same project, scenario and seed (S8)", () => {
	it("give the same bytes twice in one process, and after other runs", async () => {
		const first = await textOf();
		expect(await textOf()).toBe(first);
		await textOf(2);
		await traceOf("Math.random = () => 4; Date.now = () => 4; export const handler = async () => { throw Math.random(); };");
		expect(await textOf()).toBe(first);
	});

	it.each([
		{ TZ: "America/New_York", LANG: "de_DE.UTF-8", LC_ALL: "de_DE.UTF-8" },
		{ TZ: "Asia/Kathmandu", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" },
		{ TZ: "UTC", LANG: "C", LC_ALL: "C" },
	])("give the same bytes on a machine with $TZ and $LANG", async (variables) => {
		expect(await inAnotherProcess(variables)).toBe(await textOf());
	});

	it("give something else with another seed", async () => {
		const [one, two] = await Promise.all([traceOf(curious, sam, { ...scene, seed: 1 }), traceOf(curious, sam, { ...scene, seed: 2 })]);
		for (const facts of [
			(trace: typeof one) => eventsOf(trace, "invocation.requested").map((e) => e.requestId),
			(trace: typeof one) => endings(trace).map((e) => e.durationMs),
			(trace: typeof one) => responses(trace).find(Boolean).random,
		])
			expect(facts(two)).not.toEqual(facts(one));
	});
});

describe("the clock of a handler", () => {
	it("is the virtual one: Date.now and performance.now agree with each other and with the trace", async () => {
		const trace = await traceOf(
			`export const handler = async () => {
				const a = [Date.now(), performance.now()];
				for (let i = 0; i < 1e6; i++);
				const b = [Date.now(), performance.now()];
				await new Promise((r) => setTimeout(r, 250));
				return { a, b, c: [Date.now(), performance.now()] };
			};`,
			{},
			{ startsAt: "2027-03-01T00:00:00.000Z" },
		);
		const { a, b, c } = only(responses(trace));
		expect(a[0]).toBe(Math.floor(Date.parse("2027-03-01T00:00:00.000Z") + only(eventsOf(trace, "invocation.started")).at));
		expect(b[0] - a[0]).toBeCloseTo(b[1] - a[1], -1);
		expect(c[0] - b[0]).toBeGreaterThanOrEqual(250);
		expect(c[0] - b[0]).toBeLessThan(252);
		expect(c[1] - b[1]).toBeCloseTo(250, 0);
	});

	it("passes ten minutes without taking real time", async () => {
		const startedAt = performance.now();
		const trace = await traceOf(
			"export const handler = async () => { const from = Date.now(); for (let i = 0; i < 600; i++) await new Promise((r) => setTimeout(r, 1000)); return Date.now() - from; };",
			{ timeout: 900 },
		);
		expect(only(responses(trace))).toBeGreaterThanOrEqual(600_000);
		expect(only(endings(trace)).durationMs).toBeGreaterThanOrEqual(600_000);
		expect(performance.now() - startedAt).toBeLessThan(10_000);
	});

	it("fires timers by time, then by order of setting", async () => {
		const source = `export const handler = async () => {
			const order = [];
			[[9, "c"], [3, "a"], [9, "d"], [3, "b"]].forEach(([ms, name]) => setTimeout(() => order.push(name), ms));
			queueMicrotask(() => order.push("micro"));
			await new Promise((r) => setTimeout(r, 20));
			return order;
		};`;
		expect(only(responses(await traceOf(source)))).toEqual(["micro", "a", "b", "c", "d"]);
	});
});

describe("chance", () => {
	const source = `export const handler = async () => {
		await new Promise((r) => setTimeout(r, 50));
		return [Math.random(), Math.random(), crypto.randomUUID(), crypto.getRandomValues(new Uint32Array(1))[0]];
	};`;
	const twoEnvironments: Scene = {
		traffic: [
			{ at: 0, event: {} },
			{ at: 0, event: {} },
			{ at: 5000, event: {} },
		],
	};

	it("comes from the seed, differs between environments, and goes on in a warm one", async () => {
		const values = responses(await traceOf(source, {}, twoEnvironments)).flat();
		expect(new Set(values).size).toBe(values.length);
		expect(values.filter((value) => typeof value === "string")).toEqual(
			Array.from({ length: 3 }, () => expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)),
		);
		expect(responses(await traceOf(source, {}, twoEnvironments)).flat()).toEqual(values);
	});

	it("of node:crypto is not moved by how often Math.random is asked", async () => {
		const asked = source.replace("await", "for (let i = 0; i < 7; i++) Math.random(); await");
		expect(only(responses(await traceOf(asked)))[2]).toBe(only(responses(await traceOf(source)))[2]);
	});
});

describe("dates formatted without a date", () => {
	it("show the virtual time (S8)", async () => {
		const source = `export const handler = async () => {
			const f = new Intl.DateTimeFormat("en", { dateStyle: "short", timeStyle: "medium" });
			const native = Object.getOwnPropertyDescriptor(Intl.DateTimeFormat.prototype, "format").get;
			return [f.format(), f.format(undefined), native.call(f)(), f.formatToParts().map((part) => part.value).join(""), f.format === f.format];
		};`;
		const shown = "3/1/27, 12:00:00 AM";
		const answers = only(responses(await traceOf(source, {}, { startsAt: "2027-03-01T00:00:00.000Z" })));
		expect(answers.map((one: unknown) => (typeof one === "string" ? one.replaceAll("\u202f", " ") : one))).toEqual([
			shown,
			shown,
			shown,
			shown,
			true,
		]);
	});
});
