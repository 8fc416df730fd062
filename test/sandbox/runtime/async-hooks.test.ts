import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { eventsOf, messagesOf, only, responses, traceOf } from "../lambda/run-project.ts";

const AsyncFunction = (async () => {}).constructor as new (...args: string[]) => (...args: unknown[]) => Promise<unknown>;
const require = createRequire(import.meta.url);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const inNode = async (body: string) => JSON.parse(JSON.stringify(await new AsyncFunction("require", "sleep", body)(require, sleep)));
const sleepText = "const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));";

/** A store kept by hand, as it was done before AsyncLocalStorage: what an operation is begun in, it runs in. */
const store = `
	const { createHook, executionAsyncId, AsyncResource } = require("async_hooks");
	const values = new Map();
	const hook = createHook({ init(id) { values.set(id, values.get(executionAsyncId())); }, destroy(id) { values.delete(id); } }).enable();
	const get = () => values.get(executionAsyncId()) ?? null;
	const run = (value, work) => new AsyncResource("run").runInAsyncScope(() => { values.set(executionAsyncId(), value); return work(); });
	const finish = (answer) => { hook.disable(); return answer; };
`;

/** Each is run here by Node itself and in the simulator; the answers must be equal. */
const programs: Record<string, string> = {
	await:
		"return finish(await run(1, async () => { const seen = [get()]; await null; seen.push(get()); await sleep(2); return [...seen, get()]; }));",
	"flows at the same time":
		"const flow = (n) => run(n, async () => { const seen = []; for (let i = 0; i < 3; i++) { await sleep(n); seen.push(get()); } return seen; }); return finish(await Promise.all([flow(2), flow(3), flow(1)]));",
	"timers, microtasks and then":
		"return finish(await run(1, () => new Promise((ok) => queueMicrotask(() => setTimeout(() => setImmediate(() => Promise.resolve().then(() => process.nextTick(() => ok(get())))), 1)))));",
	"a rejected await": "return finish(await run(1, async () => { try { await Promise.reject(0); } catch { await null; return get(); } }));",
	"an AsyncResource":
		'return finish(await run(1, async () => { const resource = new AsyncResource("mine"); await sleep(1); return [run(2, () => [resource.runInAsyncScope(get), get()]), get(), typeof resource.asyncId()]; }));',
	"what is outside": "await run(1, async () => { await sleep(1); }); return finish([get()]);",
};

describe("async_hooks.createHook", () => {
	it.each(Object.entries(programs))("keeps a store through %s, as in Node.js", async (_, body) => {
		const source = `exports.handler = async () => { ${store} ${sleepText} ${body} };`;
		expect(only(responses(await traceOf({ "handler.js": source })))).toEqual(await inNode(store + body));
	});
});

/** Segments below one that the program makes itself, so that nothing is sent to a daemon. */
const segments = `
	const xray = require("aws-xray-sdk-core");
	xray.setStreamingThreshold(100); // On Lambda it is 0: what was closed is sent and forgotten.
	const tree = (one) => [one.name, one.annotations ?? null, one.fault ?? false, (one.subsegments ?? []).map(tree)];
	const within = (work) => { const root = new xray.Segment("root"); const space = xray.getNamespace(); return new Promise((resolve, reject) => space.run(() => { xray.setSegment(root); Promise.resolve(work()).then((value) => resolve([value ?? null, tree(root)]), reject); })); };
`;

const traced: Record<string, string> = {
	"a subsegment of a function": 'return within(() => xray.captureFunc("one", (segment) => { segment.addAnnotation("a", 1); return 5; }));',
	"asynchronous subsegments, one in the other":
		'return within(() => xray.captureAsyncFunc("outer", async (outer) => { await sleep(1); await xray.captureAsyncFunc("inner", async (inner) => { await sleep(1); inner.close(); }); const name = xray.getSegment().name; outer.close(); return name; }));',
	"subsegments at the same time":
		'return within(() => Promise.all(["a", "b"].map((name) => xray.captureAsyncFunc(name, async (segment) => { await sleep(name === "a" ? 3 : 1); await xray.captureAsyncFunc(name + name, async (inner) => { await sleep(1); inner.close(); }); segment.close(); }))));',
	"a subsegment that fails":
		'return within(async () => { try { xray.captureFunc("bad", () => { throw new Error("no"); }); } catch (error) { return error.message; } });',
	"a callback":
		'return within(() => new Promise((resolve) => { const done = xray.captureCallbackFunc("called", (value) => resolve([value, xray.getSegment().name])); setTimeout(done, 1, 7); }));',
	"names and sampling":
		'return [xray.SegmentUtils.getCurrentTime() > 0, xray.utils.processTraceData("Root=1-5f84c7a4-c4b1c4d5f0e8a9b7c6d5e4f3;Parent=53995c3f42cd8ad8;Sampled=1")];',
};

describe("aws-xray-sdk-core", () => {
	it.each(Object.entries(traced))("records as in Node.js: %s", async (_, body) => {
		const source = `${sleepText} ${segments} exports.handler = async () => { ${body} };`;
		expect(only(responses(await traceOf({ "handler.js": source })))).toEqual(await inNode(segments + body));
	});

	it("finds the segment that Lambda has begun, and sends subsegments to the daemon, which nobody sees", async () => {
		const source = `const xray = require("aws-xray-sdk-core"); xray.setStreamingThreshold(100); xray.captureHTTPsGlobal(require("https")); const https = require("https");
			const get = (url) => new Promise((resolve) => https.get(url, (response) => response.resume().on("end", () => resolve(response.statusCode))));
			exports.handler = async () => { const facade = xray.getSegment(); return xray.captureAsyncFunc("work", async (segment) => { const status = await get("https://api.test/"); segment.close(); return [status, facade.trace_id === process.env._X_AMZN_TRACE_ID.match(/Root=([^;]+)/)[1], segment.subsegments.map(({ name, namespace }) => [name, namespace])]; }); };`;
		const trace = await traceOf(
			{ "handler.js": source },
			{},
			{ events: [{}, {}], network: [{ host: "api.test", routes: [{ path: "/" }] }] },
		);
		expect(responses(trace)).toEqual(Array(2).fill([200, true, [["api.test", "remote"]]]));
		expect(eventsOf(trace, "network.requested")).toHaveLength(2);
		expect(messagesOf(trace).filter((line) => /error/i.test(line))).toEqual([]);
	});
});

describe("the Tracer of Powertools", () => {
	it("makes subsegments below Lambda's segment", async () => {
		const source = `import { Tracer } from "@aws-lambda-powertools/tracer";
			const tracer = new Tracer({ serviceName: "orders" });
			export const handler = async (event, context) => { const segment = tracer.getSegment(); const mine = segment.addNewSubsegment("## handler"); tracer.setSegment(mine); tracer.annotateColdStart(); tracer.addServiceNameAnnotation(); tracer.putMetadata("m", { a: 1 }); const name = tracer.getSegment().name; mine.close(); tracer.setSegment(segment); return [tracer.isTracingEnabled(), name, mine.annotations, mine.metadata]; };`;
		expect(responses(await traceOf(source, {}, { events: [{}, {}] }))).toEqual([
			[true, "## handler", { ColdStart: true, Service: "orders" }, { orders: { m: { a: 1 } } }],
			[true, "## handler", { ColdStart: false, Service: "orders" }, { orders: { m: { a: 1 } } }],
		]);
	});
});
