import { describe, expect, it } from "vitest";
import { endings, eventsOf, messagesOf, only, outcomeOf, responses, type Sam, traceOf } from "./run-project.ts";

const imports = `import fs from "node:fs"; import zlib from "node:zlib"; import { createHash } from "node:crypto";
	const megabytes = (count) => Buffer.alloc(count * 1024 * 1024, "0123456789");`;
/** What the handler sees of the time that its body takes, in virtual milliseconds. */
const timed = async (work: string, sam: Sam = {}) => {
	const source = `${imports} const input = megabytes(2); const packed = zlib.gzipSync(input);
		export const handler = async () => { const began = performance.now(); ${work}; return performance.now() - began; };`;
	return only(responses(await traceOf(source, { timeout: 30, ...sam }))) as number;
};

describe("what the host does for learner code takes virtual time, within the turn", () => {
	it.each([
		["compression", "zlib.gzipSync(input)", 60],
		["compression at the best level", "zlib.gzipSync(input, { level: 9 })", 140],
		["decompression, by what comes out", "zlib.gunzipSync(packed)", 8],
		["a digest", 'createHash("sha256").update(input).digest("hex")', 5],
		["a file that is written and read", 'fs.writeFileSync("/tmp/a", input); fs.readFileSync("/tmp/a")', 8],
	])("%s, by its bytes", async (_what, work, atOneCpu) => {
		expect(await timed(work, { memory: 1769 })).toBeGreaterThanOrEqual(atOneCpu);
		expect(await timed(work, { memory: 1769 })).toBeLessThan(atOneCpu * 1.5);
	});

	it("is done faster with more memory where the processor does it, and not where the disk does (L228)", async () => {
		const slow = await timed("zlib.gzipSync(input)", { memory: 128 });
		const fast = await timed("zlib.gzipSync(input)", { memory: 1769 });
		expect(slow / fast).toBeCloseTo(1769 / 128, 0);
		const write = 'fs.writeFileSync("/tmp/a", input)';
		expect(await timed(write, { memory: 128 })).toBeLessThan(2 * (await timed(write, { memory: 1769 })));
	});

	it("moves Date.now(), the remaining time and what is logged, timed and sent after it (L36)", async () => {
		const source = `${imports} const input = megabytes(4);
			export const handler = async (event, context) => {
				const before = [Date.now(), context.getRemainingTimeInMillis()];
				zlib.gzipSync(input);
				console.log("packed");
				const set = performance.now();
				await new Promise((done) => setTimeout(done, 10));
				return [Date.now() - before[0], before[1] - context.getRemainingTimeInMillis(), performance.now() - set];
			};`;
		const trace = await traceOf(source, { memory: 1769 });
		const [passed, counted, timer] = only(responses(trace)) as [number, number, number];
		expect(passed).toBeGreaterThanOrEqual(130);
		expect(Math.abs(passed - counted)).toBeLessThanOrEqual(1);
		expect(timer).toBeGreaterThanOrEqual(9.99); // Virtual time goes in steps of a hundredth.
		expect(timer).toBeLessThan(12);
		const [started] = eventsOf(trace, "invocation.started");
		const [line] = eventsOf(trace, "log").filter(({ text }) => text.endsWith("packed"));
		expect((line?.at ?? 0) - (started?.at ?? 0)).toBeGreaterThanOrEqual(120);
		expect(only(endings(trace)).cpuMs).toBeGreaterThanOrEqual(120);
	});

	it("ends at the deadline, whatever is left to do (L31, L33)", async () => {
		const source = `${imports} const input = megabytes(4);
			export const handler = async () => { try { for (;;) { zlib.gzipSync(input); console.log("packed"); } } finally { console.log("never"); } };`;
		const trace = await traceOf(source, { memory: 1769, timeout: 1 });
		expect(only(endings(trace))).toMatchObject({ status: "timedOut", durationMs: 1000 });
		expect(messagesOf(trace)).toEqual(Array.from({ length: 8 }, () => "packed"));
	});

	it("is bounded in one run, and the stop says so", async () => {
		const outcome = await outcomeOf(
			`${imports} const input = megabytes(4); export const handler = async () => { for (;;) zlib.gzipSync(input); };`,
			{ memory: 1769, timeout: 900 },
			{},
			{ hostWorkMs: 500 },
		);
		expect(outcome).toMatchObject({ status: "stopped", reason: "hostCalls" });
	});

	it("lets no other question take time", async () => {
		expect(await timed('new URL("https://example.com/a?b=c").searchParams.get("b")')).toBeLessThan(0.1);
	});
});
