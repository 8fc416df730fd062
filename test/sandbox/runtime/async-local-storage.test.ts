import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import { describe, expect, it } from "vitest";
import { only, responses, traceOf } from "../lambda/run-project.ts";

/** Each is run here by Node itself and in the simulator; the answers must be equal. */
const programs: Record<string, string> = {
	await: "return als.run(1, async () => { await null; const a = als.getStore(); await sleep(5); return [a, als.getStore()]; });",
	"two flows at once":
		"const flow = (n) => als.run(n, async () => { const seen = []; for (let i = 0; i < 3; i++) { await sleep(n); seen.push(als.getStore()); } return seen; }); return Promise.all([flow(2), flow(3), flow(1)]);",
	"then, catch and finally":
		"return als.run(1, () => Promise.reject(0).catch(() => als.getStore()).finally(() => als.getStore()).then((a) => [a, als.getStore()]));",
	"a rejected await in try":
		"return als.run(1, async () => { try { await Promise.reject(0); } catch { return als.getStore(); } finally { als.getStore(); } });",
	"a finally after a rejected await":
		"const seen = []; await als.run(1, async () => { try { await Promise.reject(0); } finally { seen.push(als.getStore()); } }).catch(() => seen.push(als.getStore())); return seen;",
	"nested runs":
		"return als.run(1, async () => { const inner = als.run(2, async () => { await null; return als.getStore(); }); await sleep(1); return [await inner, als.getStore()]; });",
	"timers and microtasks":
		"return als.run(1, () => new Promise((ok) => queueMicrotask(() => setTimeout(() => setImmediate(() => process.nextTick(() => ok(als.getStore()))), 1))));",
	"for await":
		"async function* g() { for (let i = 0; i < 2; i++) { await sleep(1); yield i; } } return als.run(1, async () => { const seen = []; for await (const x of g()) seen.push([x, als.getStore()]); return seen; });",
	"after for await, with a label":
		"async function* g() { for (let i = 0; i < 2; i++) { await sleep(1); yield i; } } return als.run(1, async () => { const other = als.run(2, () => sleep(1)); outer: for await (const x of g()) for (;;) continue outer; const seen = als.getStore(); if (seen) for await (const y of g()); else return 0; await other; return [seen, als.getStore()]; });",
	"outside of run": "await als.run(1, async () => { await null; }); return [als.getStore() ?? null];",
	enterWith: "const f = async () => { als.enterWith(7); await sleep(1); return als.getStore(); }; return f();",
	"exit, bind and snapshot":
		"return als.run(1, () => { const bound = AsyncLocalStorage.bind(() => als.getStore()); const snap = AsyncLocalStorage.snapshot(); return [als.exit(() => als.getStore() ?? null), als.run(2, bound), als.run(3, () => snap(() => als.getStore()))]; });",
	AsyncResource:
		'return als.run(1, () => { const r = new AsyncResource("x"); return als.run(2, () => [r.runInAsyncScope(() => als.getStore()), r.bind(() => als.getStore())()]); });',
	"two storages":
		"const other = new AsyncLocalStorage(); return als.run(1, () => other.run(2, async () => { await null; return [als.getStore(), other.getStore()]; }));",
	"an arrow that awaits":
		"const f = async (x) => await sleep(x); return als.run(1, async () => { await f(await f(1)); return als.getStore(); });",
};

describe("AsyncLocalStorage", () => {
	it.each(Object.entries(programs))("follows the code through %s, as in Node.js", async (_, body) => {
		const AsyncFunction = (async () => {}).constructor as new (...args: string[]) => (...args: unknown[]) => Promise<unknown>;
		const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
		const inNode = await new AsyncFunction("AsyncLocalStorage", "AsyncResource", "als", "sleep", body)(
			AsyncLocalStorage,
			AsyncResource,
			new AsyncLocalStorage(),
			sleep,
		);
		const source = `import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
			const als = new AsyncLocalStorage(); const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
			export const handler = async () => { ${body} };`;
		expect(only(responses(await traceOf(source)))).toEqual(JSON.parse(JSON.stringify(inNode)));
	});

	it("leaves nothing of one invocation to the next", async () => {
		const source = `import { AsyncLocalStorage } from "node:async_hooks";
			const als = new AsyncLocalStorage();
			export const handler = async (event) => { const before = als.getStore() ?? null; als.enterWith(event.n); await null; return [before, als.getStore()]; };`;
		expect(responses(await traceOf(source, {}, { events: [{ n: 1 }, { n: 2 }] }))).toEqual([
			[null, 1],
			[null, 2],
		]);
	});
});
