import { describe, expect, it } from "vitest";
import { endings, eventsOf, logOf, messagesOf, only, responses, type Sam, traceOf } from "./run-project.ts";

const on22: Sam = { runtime: "nodejs22.x" };
const on24: Sam = { runtime: "nodejs24.x" };
const ending = async (source: string | Record<string, string>, sam: Sam = {}) => only(endings(await traceOf(source, sam)));
const exit = (status: string) => expect.stringMatching(new RegExp(`^RequestId: [0-9a-f-]{36} Error: ${status}$`));

describe("an error thrown by the handler", () => {
	const source = `class OutOfStock extends Error { constructor(m) { super(m); this.name = "OutOfStock"; this.code = "E1"; } }
export const handler = async () => {
	throw new OutOfStock("no pens");
};`;

	it("reaches the caller with type, message and trace only, with the place in the learner's file (L87)", async () => {
		const { status, error } = await ending(source);
		expect(status).toBe("failed");
		expect(error).toMatchObject({ errorType: "OutOfStock", errorMessage: "no pens", place: { file: "handler.mjs", line: 3, column: 8 } });
		expect(error?.trace?.slice(0, 2)).toEqual(
			["OutOfStock: no pens", "    at BufferedInvokeProcessor.handler (file:///var/task/handler.mjs:3:8)"].map((line, i) =>
				i ? line : expect.stringMatching(/: no pens$/),
			),
		);
	});

	it("is logged with own properties and stack, and reported with its type (L41, L90)", async () => {
		const trace = await traceOf(source);
		expect(messagesOf(trace)[0]).toMatch(/^Invoke Error \t\{"errorType":"OutOfStock","errorMessage":"no pens","code":"E1",.*"stack":\[/);
		expect(logOf(trace).at(-1)).toMatch(/\tStatus: error\tError Type: OutOfStock$/);
	});

	it("leaves the environment as it was (L13)", async () => {
		const trace = await traceOf(
			"let n = 0; export const handler = async () => { if (n++ === 0) throw new Error('x'); return n; };",
			{},
			{ events: [{}, {}] },
		);
		expect(responses(trace)).toEqual([undefined, 2]);
	});

	it.each([
		["'text'", { errorType: "string", errorMessage: "text" }],
		["42", { errorType: "number", errorMessage: "42" }],
		["{ a: 1 }", { errorType: "object", errorMessage: "[object Object]" }],
	])("may be anything: throw %s (L88)", async (value, expected) => {
		expect((await ending(`export const handler = async () => { throw ${value}; };`)).error).toEqual({ ...expected, trace: [] });
	});

	it("may be undefined, which the old client calls handled (L88)", async () => {
		const source = "export const handler = async () => { throw undefined; };";
		expect((await ending(source, on22)).error).toMatchObject({ errorType: "string", errorMessage: "handled" });
		expect((await ending(source, on24)).error).toMatchObject({ errorType: "undefined", errorMessage: "undefined" });
	});

	it.each(["nodejs22.x", "nodejs24.x"] as const)(
		"is told although learner code has broken the iteration of arrays (%s)",
		async (runtime) => {
			const source =
				"export const handler = async () => { Array.prototype[Symbol.iterator] = () => { throw new Error('broken'); }; throw new RangeError('mine'); };";
			const { error } = await ending(source, { runtime });
			expect(error).toMatchObject({ errorType: "RangeError", errorMessage: "mine" });
			expect(error?.trace?.[0]).toBe("RangeError: mine");
		},
	);

	it("has CommonJS places without file:// (Node.js)", async () => {
		const { error } = await ending({ "handler.js": "exports.handler = async () => { throw new Error('x'); };" });
		expect(error?.trace?.[1]).toMatch(/\(\/var\/task\/handler\.js:1:/);
	});
});

describe("a result", () => {
	it.each([
		["undefined", "null"],
		["'hello'", '"hello"'],
		["{ a: undefined, d: new Date(0) }", '{"d":"1970-01-01T00:00:00.000Z"}'],
	])("%s becomes %s (L82)", async (value, expected) => {
		expect((await ending(`export const handler = async () => (${value});`)).response).toBe(expected);
	});

	it("that JSON refuses is an error, of another type on each runtime (L85)", async () => {
		const source = "export const handler = async () => ({ big: 1n });";
		expect((await ending(source, on22)).error).toMatchObject({ errorType: "Error", errorMessage: "Unable to stringify response body" });
		expect((await ending(source, on24)).error).toMatchObject({
			errorType: "Runtime.JSONStringifyError",
			errorMessage: "Unable to stringify response body",
		});
	});

	it("of a function that is not async is the response on 24 and ignored before (L80, L81)", async () => {
		const source = "export const handler = () => ({ ok: true });";
		expect((await ending(source, on24)).response).toBe('{"ok":true}');
		expect((await ending(source, on22)).response).toBe("null");
	});

	it("may be any thenable (L79)", async () => {
		const source = "export const handler = () => ({ then(ok) { ok(7); } });";
		expect((await ending(source, on24)).response).toBe("7");
		expect((await ending(source, on22)).response).toBe("7");
	});

	it("beyond 6 MB and 100 bytes is refused, and the environment works on (L45)", async () => {
		const trace = await traceOf(
			"export const handler = async (e) => 'x'.repeat(e.n);",
			{},
			{ events: [{ n: 6_291_554 }, { n: 6_291_555 }, { n: 1 }] },
		);
		expect(endings(trace).map((one) => one.error ?? one.response?.length)).toEqual([
			6_291_556,
			{
				errorType: "Function.ResponseSizeTooLarge",
				errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
			},
			3,
		]);
		expect(eventsOf(trace, "init.started")).toHaveLength(1);
	});

	it("is sent at once, without waiting for timers (L79)", async () => {
		expect((await ending("export const handler = async () => { setTimeout(() => {}, 500); return 1; };")).durationMs).toBeLessThan(100);
	});
});

describe("the callback", () => {
	const cjs = (body: string) => ({ "handler.js": `exports.handler = ${body};` });

	it("is refused on Node.js 24 at INIT (L77)", async () => {
		const { error } = await ending(cjs("(event, context, callback) => callback(null, 1)"), on24);
		expect(error).toMatchObject({
			errorType: "Runtime.CallbackHandlerDeprecated",
			errorMessage: expect.stringMatching(/^ERROR: AWS Lambda has removed/),
		});
	});

	it("warns at INIT up to Node.js 22 (L78)", async () => {
		const handler = cjs("(event, context, callback) => callback(null, 1)");
		expect(messagesOf(await traceOf(handler, on22))[0]).toMatch(/^AWS Lambda plans to remove support for callback-based/);
		expect(messagesOf(await traceOf(handler, { ...on22, variables: { AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING: "1" } }))).toEqual([]);
	});

	it("waits until the event loop is empty, unless told not to (L83)", async () => {
		const waits = await ending(cjs("(e, c, cb) => { setTimeout(() => {}, 300); cb(null, 'x'); }"), on22);
		expect(waits).toMatchObject({ response: '"x"' });
		expect(waits.durationMs).toBeGreaterThanOrEqual(300);
		const eager = await ending(
			cjs("(e, c, cb) => { c.callbackWaitsForEmptyEventLoop = false; setTimeout(() => {}, 300); cb(null, 'x'); }"),
			on22,
		);
		expect(eager.durationMs).toBeLessThan(100);
	});

	it("counts the first time only; a text is an error of type string (L84)", async () => {
		expect((await ending(cjs("(e, c, cb) => { cb(null, 1); cb(null, 2); }"), on22)).response).toBe("1");
		expect((await ending(cjs("(e, c, cb) => cb('Unauthorized')"), on22)).error).toEqual({
			errorType: "string",
			errorMessage: "Unauthorized",
			trace: [],
		});
	});

	it("that is never called gives null once nothing is left to do (L80)", async () => {
		expect((await ending(cjs("(e, c, cb) => { setTimeout(() => {}, 100); }"), on22)).response).toBe("null");
	});
});

describe("a process that ends", () => {
	it("by process.exit tells the status (L37, L38, L39)", async () => {
		const trace = await traceOf(
			"let n = 0; export const handler = async (e) => { n++; if (e.exit !== undefined) { try { process.exit(e.exit); } finally { console.log('after'); } } return n; };",
			{},
			{
				events: [{ exit: 1 }, { exit: 0 }, {}],
			},
		);
		expect(endings(trace).map((one) => one.status)).toEqual(["crashed", "crashed", "succeeded"]);
		expect(endings(trace)[0]?.error).toEqual({
			errorType: "Runtime.ExitError",
			errorMessage: exit("Runtime exited with error: exit status 1"),
		});
		expect(endings(trace)[1]?.error).toEqual({
			errorType: "Runtime.ExitError",
			errorMessage: exit("Runtime exited without providing a reason"),
		});
		expect(responses(trace)[2]).toBe(1);
		expect(eventsOf(trace, "init.started").map((init) => init.suppressed)).toEqual([false, true, true]);
		expect(messagesOf(trace)).toEqual([]);
	});

	const rejects =
		"export const handler = async () => { Promise.reject(new RangeError('stray')); await new Promise((r) => setTimeout(r, 100)); };";
	it("by an unhandled rejection is posted on Node.js 22 (L92)", async () => {
		const one = await ending(rejects, on22);
		expect(one).toMatchObject({
			status: "crashed",
			error: { errorType: "Runtime.UnhandledPromiseRejection", errorMessage: "RangeError: stray" },
		});
	});
	it("by an unhandled rejection is an exit with status 1 on Node.js 24, printed raw (L94)", async () => {
		const trace = await traceOf(rejects, on24);
		expect(only(endings(trace)).error).toEqual({
			errorType: "Runtime.ExitError",
			errorMessage: exit("Runtime exited with error: exit status 1"),
		});
		expect(messagesOf(trace)[0]).toBe("RangeError: stray");
		expect(messagesOf(trace).at(-1)).toMatch(/^Node\.js v24\./);
	});

	const throws =
		"export const handler = async () => { setTimeout(() => { throw new TypeError('in timer'); }, 10); await new Promise((r) => setTimeout(r, 100)); };";
	it("by an exception in a timer is posted with its own type on Node.js 22 (L93)", async () => {
		expect(await ending(throws, on22)).toMatchObject({ status: "crashed", error: { errorType: "TypeError", errorMessage: "in timer" } });
	});
	it("by an exception in a timer is an exit with status 1 on Node.js 24 (L94)", async () => {
		expect((await ending(throws, on24)).error).toMatchObject({ errorType: "Runtime.ExitError" });
	});

	it("by a rejection in the tick of its return: success on 22, dead on 24, and INIT again (L95)", async () => {
		const source = "let n = 0; export const handler = async () => { if (n++ === 0) Promise.reject(new Error('x')); return n; };";
		const old = await traceOf(source, on22, { events: [{}, {}] });
		expect(endings(old).map((one) => one.status)).toEqual(["succeeded", "succeeded"]);
		expect(responses(old)).toEqual([1, 1]);
		const now = await traceOf(source, on24, { events: [{}] });
		expect(only(endings(now)).status).toBe("crashed");
	});

	it("by a rejection left behind fails the invocation that is then current (L96)", async () => {
		const source =
			"export const handler = async (e) => { if (e.first) setTimeout(() => Promise.reject(new Error('late')), 5); else await new Promise((r) => setTimeout(r, 50)); return 1; };";
		for (const sam of [on22, on24]) {
			const trace = await traceOf(source, sam, { events: [{ first: true }, {}] });
			expect(endings(trace).map((one) => one.status)).toEqual(["succeeded", "crashed"]);
		}
	});

	it("does not end for a rejection that is handled in time", async () => {
		expect(
			(
				await ending(
					"export const handler = async () => { const p = Promise.reject(new Error('x')); await null; await p.catch(() => {}); return 1; };",
				)
			).status,
		).toBe("succeeded");
	});

	it("because its promise can never settle: an error on 22, an exit on 24 (L97, L98)", async () => {
		const never = "export const handler = async () => { await new Promise(() => {}); };";
		expect(await ending(never, on22)).toMatchObject({ status: "failed", error: { errorType: "Runtime.NodeJsExit" } });
		expect((await ending(never, on24)).error).toMatchObject({ errorMessage: exit("Runtime exited without providing a reason") });
		expect((await ending("export const handler = () => new Promise(() => {});", on22)).response).toBe("null");
	});

	it("runs on to its timeout as long as a timer keeps the loop alive (L99)", async () => {
		expect((await ending("export const handler = async () => { setInterval(() => {}, 100); await new Promise(() => {}); };")).status).toBe(
			"timedOut",
		);
		expect(
			(await ending("export const handler = async () => { setInterval(() => {}, 100).unref(); await new Promise(() => {}); };")).status,
		).toBe("crashed");
	});
});

describe("INIT", () => {
	it("passes an exception of the static code on with its own type (L73, L74, L75)", async () => {
		for (const [sam, words] of [
			[on22, "Uncaught Exception"],
			[on24, "Init Error"],
		] as const) {
			const trace = await traceOf("\n\nthrow new RangeError('bad config');\nexport const handler = async () => 1;", sam);
			expect(only(endings(trace))).toMatchObject({
				status: "failed",
				error: { errorType: "RangeError", errorMessage: "bad config", place: { file: "handler.mjs", line: 3 } },
			});
			expect(messagesOf(trace)[0]).toMatch(new RegExp(`^${words} \\t\\{"errorType":"RangeError"`));
			expect(logOf(trace).find((line) => line.startsWith("INIT_REPORT"))).toMatch(
				/ ms\tPhase: init\tStatus: error\tError Type: RangeError$/,
			);
		}
	});

	it("waits for top-level await (L67)", async () => {
		const trace = await traceOf("const x = await new Promise((r) => setTimeout(() => r(5), 1000)); export const handler = async () => x;");
		expect(only(endings(trace))).toMatchObject({ response: "5" });
		expect(only(endings(trace)).initMs).toBeGreaterThan(1100);
	});

	it.each([
		[{ handler: "other.handler" }, "Runtime.ImportModuleError", /^Error: Cannot find module 'other'\nRequire stack:/],
		[{ handler: "handler.missing" }, "Runtime.HandlerNotFound", /^handler\.missing is undefined or not exported$/],
		[{ handler: "handler.value" }, "Runtime.HandlerNotFound", /^handler\.value is not a function$/],
		[{ handler: "handler" }, "Runtime.MalformedHandlerName", /^Bad handler$/],
		[{ handler: "../handler.handler" }, "Runtime.MalformedHandlerName", /is not a valid handler name/],
	])("looks the handler up by %j (L62, L68-L70)", async (sam, errorType, message) => {
		const { error } = await ending("export const value = 1; export const handler = async () => 1;", sam);
		expect(error).toMatchObject({ errorType, errorMessage: expect.stringMatching(message) });
	});

	it("finds nested exports and files in folders (L62)", async () => {
		const nested = { "src/sub.mjs": "export const a = { b: { handler: async () => 'deep' } };" };
		expect((await ending(nested, { handler: "src/sub.a.b.handler" })).response).toBe('"deep"');
	});

	it("finds the default export from Node.js 24 on (L66)", async () => {
		const source = "export default { handler: async () => 1 };";
		expect((await ending(source, on24)).response).toBe("1");
		expect((await ending(source, on22)).error?.errorType).toBe("Runtime.HandlerNotFound");
	});

	it("refuses ESM syntax in a CommonJS file, and takes it with type module (L61, L65, L71)", async () => {
		const source = { "handler.js": "import { x } from './x.js';\nexport const handler = async () => x;", "x.js": "export const x = 3;" };
		expect((await ending(source)).error).toMatchObject({
			errorType: "Runtime.UserCodeSyntaxError",
			errorMessage: "SyntaxError: Cannot use import statement outside a module",
		});
		expect((await ending({ ...source, "package.json": '{"type":"module"}' })).response).toBe("3");
	});

	it("refuses CommonJS names in an ES module (Node.js)", async () => {
		expect((await ending("module.exports = { handler: async () => 1 };")).error).toMatchObject({
			errorType: "ReferenceError",
			errorMessage: "module is not defined in ES module scope",
		});
	});

	it("refuses require of an ES module (L61)", async () => {
		const source = { "handler.js": "const { x } = require('./x.mjs'); exports.handler = async () => x;", "x.mjs": "export const x = 1;" };
		expect((await ending(source)).error?.errorMessage).toMatch(
			/^require\(\) of ES Module \/var\/task\/x\.mjs from \/var\/task\/handler\.js not supported/,
		);
	});

	it("gives up on a top-level await that nothing will end", async () => {
		expect((await ending("await new Promise(() => {}); export const handler = async () => 1;")).error).toMatchObject({
			errorMessage: exit("Runtime exited with error: exit status 13"),
		});
	});
});
