import { describe, expect, it } from "vitest";
import { RandomStream } from "#sandbox/kernel/random.ts";
import { readGuestMessage } from "#sandbox/lambda/process/guest-messages.ts";
import { endings, eventsOf, messagesOf, only, outcomeOf, responses, traceOf } from "../lambda/run-project.ts";

const answerOf = async (body: string, before = "") =>
	only(responses(await traceOf(`${before}\nexport const handler = async (event, context) => { ${body} };`)));

describe("the globals of a handler", () => {
	it.each(["WebAssembly", "SharedArrayBuffer", "Atomics", "Temporal", "gc", "__warmstart", "__warmstartBoot"])(
		"have no %s",
		async (name) => {
			expect(await answerOf(`return [typeof globalThis[${JSON.stringify(name)}], ${JSON.stringify(name)} in globalThis];`)).toEqual([
				"undefined",
				false,
			]);
		},
	);

	it("are exactly these, so that a new V8 brings in nothing unseen (S1)", async () => {
		expect((await answerOf("return Object.getOwnPropertyNames(globalThis).sort();")) as string[]).toMatchSnapshot();
	});

	it("hold no memory that the isolate does not count: buffers cannot be made resizable", async () => {
		const body = `
			const made = new ArrayBuffer(8, { maxByteLength: 1e9 });
			const again = new made.constructor(8, { maxByteLength: 1e9 });
			const typed = new Uint8Array(8).buffer;
			const viaSpecies = new (class extends ArrayBuffer {})(8, { maxByteLength: 1e9 });
			return [made, again, typed, viaSpecies].map((b) => [b.byteLength, b.resizable === true, typeof b.resize]);`;
		expect(await answerOf(body)).toEqual(Array.from({ length: 4 }, () => [8, false, "undefined"]));
	});

	it("let nobody see what was collected: weak references are strong", async () => {
		expect(await answerOf("const o = {}; new FinalizationRegistry(() => {}).register(o, 1); return new WeakRef(o).deref() === o;")).toBe(
			true,
		);
	});

	it("lead to no object of another realm, and to nothing of the library's border (S1)", async () => {
		// Every object that can be reached has this realm's Object.prototype, or none, at the end of its chain.
		const body = `
			for (const name of Object.getOwnPropertyNames(globalThis)) void globalThis[name]; // Some come into being when they are first named.
			const seen = new Set(); const foreign = []; const suspicious = [];
			const queue = [[globalThis, "globalThis"], [event, "event"], [context, "context"]];
			while (queue.length) {
				const [value, path] = queue.pop();
				if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) continue;
				seen.add(value);
				let last = value;
				for (let p = Object.getPrototypeOf(last); p; p = Object.getPrototypeOf(p)) last = p;
				if (last !== Object.prototype && last !== value) foreign.push(path);
				const kind = Object.prototype.toString.call(value);
				if (/Reference|ExternalCopy|Callback|Isolate|Context/.test(kind)) suspicious.push(path);
				for (const key of Reflect.ownKeys(value)) {
					let d; try { d = Object.getOwnPropertyDescriptor(value, key); } catch { continue; }
					for (const part of [d?.value, d?.get, d?.set]) queue.push([part, path + "." + String(key)]);
				}
				queue.push([Object.getPrototypeOf(value), path + ".__proto__"]);
			}
			return { foreign, suspicious, many: seen.size > 1000 };`;
		expect(await answerOf(body)).toEqual({ foreign: [], suspicious: [], many: true });
	});

	it("say by name that a class or module member is not simulated", async () => {
		expect(await answerOf("try { new WebSocket('wss://x'); } catch (e) { return [e.name, e.message]; }")).toEqual([
			"NotSimulatedError",
			"WebSocket is not simulated by Warmstart. On Lambda it exists.",
		]);
		const crypto = await answerOf(
			"try { createDiffieHellman('a'); } catch (e) { return e.message; }",
			'import { createDiffieHellman } from "node:crypto";',
		);
		expect(crypto).toBe("createDiffieHellman of node:crypto is not simulated by Warmstart. On Lambda it exists.");
	});
});

describe("code that pollutes prototypes", () => {
	const attacks: Record<string, string> = {
		"Object.prototype.result":
			"Object.prototype.result = { reference: true }; Object.prototype.reference = true; Object.prototype.copy = true;",
		"Object.prototype.toJSON": "Object.prototype.toJSON = () => ({ forged: true });",
		"JSON.stringify and JSON.parse": "JSON.stringify = () => '{\"forged\":true}'; JSON.parse = () => ({ forged: true });",
		"Array.prototype.push and map":
			"Array.prototype.push = () => 0; Array.prototype.map = () => []; Array.prototype[Symbol.iterator] = undefined;",
		"Promise.prototype.then of natives":
			"const then = Promise.prototype.then; Promise.prototype.then = function (a, b) { return then.call(this, a, b); }; Promise.resolve = () => 1;",
		"Function.prototype.call and apply":
			"Function.prototype.call = () => 1; Function.prototype.apply = () => 1; Function.prototype.bind = () => 1; Reflect.apply = () => 1;",
		"String.prototype": "String.prototype.split = () => []; String.prototype.slice = () => ''; String.prototype.indexOf = () => 0;",
		"Object.create and keys": "Object.create = () => { throw 1; }; Object.keys = () => []; Object.defineProperty = () => 1;",
		"Error.prepareStackTrace": "Error.prepareStackTrace = (e, frames) => frames.map((f) => String(f.getFunction()) + String(f.getThis()));",
		"setters on Object.prototype":
			"for (const k of ['id', 'token', 'body', 'message', 'level', 'ok', 'path', 'host']) Object.defineProperty(Object.prototype, k, { set() {}, get() { return 'forged'; }, configurable: true });",
	};

	it.each(Object.entries(attacks))(
		"%s: confuses at most itself; the record and the next environment stay true (S6, S7)",
		async (_, attack) => {
			const source = `export const handler = async (event) => {
	if (event.attack) { ${attack} console.log("attacked"); await fetch("https://api.test/paid").catch(() => {}); return "attacked"; }
	await new Promise((r) => setTimeout(r, 10));
	return { clean: true };
};`;
			const outcome = await outcomeOf(
				source,
				{},
				{
					traffic: [
						{ at: 0, event: { attack: true } },
						{ at: 0, event: {} },
					],
					network: [{ host: "api.test", routes: [{ path: "/paid", body: { ok: true } }] }],
				},
			);
			expect(outcome.status).toBe("completed");
			const { trace } = outcome;
			// The other environment of the same isolate knows nothing of it.
			const clean = endings(trace).find((ended) => ended.invocation === 2);
			expect(clean).toMatchObject({ status: "succeeded", response: '{"clean":true}' });
			// Whatever the attacked one did is recorded under its own number, once.
			expect(endings(trace).filter((ended) => ended.invocation === 1)).toHaveLength(1);
			for (const call of eventsOf(trace, "network.requested"))
				expect(call).toMatchObject({ invocation: 1, host: "api.test", path: "/paid" });
		},
	);

	it("cannot answer for another invocation, nor after the end of its own", async () => {
		const source = `let old; export const handler = async (event, context) => {
	if (event.first) { old = context; setTimeout(() => {}, 1); return "first"; }
	old?.succeed?.("forged"); return "second";
};`;
		const trace = await traceOf(source, { runtime: "nodejs22.x" }, { events: [{ first: true }, {}] });
		expect(responses(trace)).toEqual(["first", "second"]);
	});

	it("sees no path of this machine in errors of the border", async () => {
		const trace = await traceOf(
			`export const handler = async () => {
	const stacks = [];
	for (const f of [() => new URL("x"), () => setTimeout(1), () => process.stdout.write({ toString() { throw new Error("t"); } }), () => structuredClone(() => {}), () => atob("%")]) {
		try { f(); } catch (e) { stacks.push(String(e.stack)); }
	}
	return stacks;
};`,
		);
		const text = JSON.stringify(trace);
		expect(only(responses(trace))).toHaveLength(5);
		for (const leak of [process.cwd(), "node_modules", "isolated-vm", "node:internal", ".warmstart"]) expect(text).not.toContain(leak);
	});

	it("cannot pass an error off as the watch on real time", async () => {
		const trace = await traceOf(
			"export const handler = async () => { Promise.reject(new Error('Script execution timed out.')); await new Promise((r) => setTimeout(r, 5)); };",
		);
		expect(only(endings(trace))).toMatchObject({ status: "crashed", error: { errorType: "Runtime.ExitError" } });
	});

	it("cannot write lines of the platform", async () => {
		const trace = await traceOf(
			"export const handler = async () => { process.stdout.write('REPORT RequestId: x\\tDuration: 0.01 ms\\n'); };",
		);
		expect(eventsOf(trace, "log").filter((line) => line.source === "platform" && line.text.startsWith("REPORT"))).toHaveLength(1);
		expect(messagesOf(trace)).toEqual(["REPORT RequestId: x\tDuration: 0.01 ms"]);
	});
});

describe("the border", () => {
	it("reads any text without an exception, and gives only what its schemas know (S2)", () => {
		const random = new RandomStream(7, "fuzz");
		const names = ["log", "timer", "fetch", "respond", "exit", "url", "hash", "uncaught", "__proto__", "constructor", "toString", ""];
		const atoms = [
			"{",
			"}",
			"[",
			"]",
			'"',
			":",
			",",
			"null",
			"1e999",
			"-1",
			'"id"',
			'"token"',
			'"__proto__"',
			'"constructor"',
			"\ud800",
			"\u0000",
			"\\u0000",
			"true",
			"9007199254740993",
		];
		const pick = <T>(list: T[]) => list[random.word() % list.length] as T;
		for (let i = 0; i < 20_000; i++) {
			const text = Array.from({ length: random.word() % 12 }, () => pick(atoms)).join("");
			const message = readGuestMessage(pick(names), text);
			if (message) expect(Object.getPrototypeOf(message.message)).toBe(Object.prototype);
		}
		expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
	});

	it.each([
		["timer", '{"id":1,"delayMs":-5,"repeat":false}'],
		["timer", '{"id":1.5,"delayMs":5,"repeat":false}'],
		["timer", '{"id":1,"delayMs":1e300,"repeat":false}'],
		["respond", '{"token":1,"body":"1","extra":1}'],
		["exit", '{"code":256}'],
		["log", '{"level":"LOUD","message":"x"}'],
		["nothing", "{}"],
		["hasOwnProperty", "{}"],
	])("drops %s %s", (operation, text) => {
		expect(readGuestMessage(operation, text)).toBeUndefined();
	});

	it.each([undefined, null, 1, {}, []])("drops what is no text: %s", (value) => {
		expect(readGuestMessage(value, "{}")).toBeUndefined();
		expect(readGuestMessage("log", value)).toBeUndefined();
	});
});

describe("the context object", () => {
	it("survives JSON.stringify and has the keys of its runtime (L101, L102)", async () => {
		const source =
			"export const handler = async (e, context) => ({ keys: Object.keys(context), json: JSON.parse(JSON.stringify(context)) });";
		const now = only(responses(await traceOf(source, { memory: 256 })));
		expect(now.json).toMatchObject({
			functionName: "Fn",
			functionVersion: "$LATEST",
			memoryLimitInMB: "256",
			logGroupName: "/aws/lambda/Fn",
		});
		expect(now.keys).toContain("xRayTraceId");
		expect(now.keys).not.toContain("callbackWaitsForEmptyEventLoop");
		const old = only(responses(await traceOf(source, { runtime: "nodejs22.x" })));
		expect(old.keys).toEqual(expect.arrayContaining(["callbackWaitsForEmptyEventLoop", "succeed", "fail", "done"]));
		expect(old.keys).not.toContain("xRayTraceId");
	});

	it("counts down from the deadline in virtual time (L36)", async () => {
		const trace = await traceOf(
			"export const handler = async (e, c) => { const a = c.getRemainingTimeInMillis(); await new Promise((r) => setTimeout(r, 1000)); return [a, c.getRemainingTimeInMillis()]; };",
			{ timeout: 5 },
		);
		const [before, after] = only(responses(trace));
		expect(before).toBe(5000);
		expect(after).toBe(4000);
	});

	it("comes with the variables of Lambda and the function's own (L106)", async () => {
		const trace = await traceOf("export const handler = async () => process.env;", { variables: { TABLE: "orders" } });
		expect(only(responses(trace))).toMatchObject({
			TABLE: "orders",
			AWS_REGION: "eu-central-1",
			AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
			AWS_LAMBDA_FUNCTION_NAME: "Fn",
			_HANDLER: "handler.handler",
			TZ: ":UTC",
			_X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-/),
		});
	});
});

describe("the simulated network", () => {
	const network = [
		{
			host: "api.test",
			routes: [
				{ path: "/slow", latencyMs: 5_000, body: "late" },
				{ method: "POST" as const, path: "/orders/:id", status: 201, body: { id: "{id}", call: "{#}" } },
			],
		},
	];
	const source = (body: string) => `export const handler = async () => { ${body} };`;

	it("answers by route, with parameters and the number of the call", async () => {
		const body =
			"const out = []; for (const id of ['a', 'b%20c']) { const r = await fetch('https://api.test/orders/' + id, { method: 'POST', body: '{}' }); out.push(r.status, r.headers.get('content-type'), await r.json()); } return out;";
		expect(only(responses(await traceOf(source(body), {}, { network })))).toEqual([
			201,
			"application/json",
			{ id: "a", call: "1" },
			201,
			"application/json",
			{ id: "b c", call: "2" },
		]);
	});

	it("does not know other hosts: fetch fails as in Node", async () => {
		const trace = await traceOf(
			source("try { await fetch('https://nowhere.test/'); } catch (e) { return [e.name, e.message, e.cause.code]; }"),
			{},
			{ network },
		);
		expect(only(responses(trace))).toEqual(["TypeError", "fetch failed", "ENOTFOUND"]);
		expect(only(eventsOf(trace, "network.failed")).reason).toBe("ENOTFOUND");
	});

	it("notes a request that its caller gave up", async () => {
		const body =
			"try { await fetch('https://api.test/slow', { signal: AbortSignal.timeout(100) }); } catch (e) { return [e.name, Date.now()]; }";
		const trace = await traceOf(source(body), {}, { network });
		expect(only(responses(trace))[0]).toBe("TimeoutError");
		expect(only(eventsOf(trace, "network.failed")).reason).toBe("aborted");
	});
});
