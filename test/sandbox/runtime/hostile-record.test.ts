import { describe, expect, it } from "vitest";
import { RandomStream } from "#sandbox/kernel/random.ts";
import { digestOf } from "#sandbox/lambda/host/crypto/digests.ts";
import { parseUrl, setUrlPart } from "#sandbox/lambda/host/host-services.ts";
import type { Trace } from "#sandbox/trace/trace.ts";
import { endings, eventsOf, logOf, only, outcomeOf, responses, type Scene, traceOf } from "../lambda/run-project.ts";

const scene: Scene = {
	traffic: [
		{ at: 0, event: { attacked: true } },
		{ at: 0, event: {} },
		{ at: 5_000, event: {} },
		{ at: 5_000, event: {} },
	],
	network: [{ host: "api.test", routes: [{ path: "/paid", latencyMs: 20, body: { ok: true } }] }],
};

/** One environment is attacked, at import or in the handler; both do the same work after it. */
function project(attack: string, when: "import" | "handler"): string {
	return `
const attackAt = process.env.ATTACK;
const attack = () => { ${attack} };
if (attackAt === "at ${when}" && "${when}" === "import") attack();
export const handler = async (event) => {
	if (attackAt === "at ${when}" && "${when}" === "handler" && event.attacked) attack();
	console.log("working");
	console.warn("careful");
	const response = await fetch("https://api.test/paid?x=1", { method: "POST", body: "paid" });
	const status = response.status;
	await new Promise((resolve) => setTimeout(resolve, 15));
	return "worked " + status;
};`;
}

/** The same code, as its size decides about INIT: only the variable tells whether the attack takes place. */
const attackedBy = (attack: string, when: "import" | "handler") =>
	outcomeOf(project(attack, when), { variables: { ATTACK: `at ${when}` } }, scene);
const spared = (attack: string, when: "import" | "handler") => traceOf(project(attack, when), { variables: { ATTACK: "no" } }, scene);

/** What the host recorded by itself, in order. */
const factsOf = (trace: Trace) => trace.events.map((event) => JSON.stringify(event)).join("\n");

const attacks: Record<string, string> = {
	"option names on Object.prototype":
		"Object.prototype.result = { reference: true, copy: true }; Object.prototype.reference = true; Object.prototype.copy = true; Object.prototype.timeout = 1; Object.prototype.arguments = { copy: true };",
	"message fields on Object.prototype":
		"Object.assign(Object.prototype, { id: 7, token: 99, code: 0, async: true, operation: 'exit', at: 0, durationMs: 0 });",
	"setters for message fields":
		"for (const k of ['id', 'token', 'message', 'level', 'delayMs', 'repeat', 'text', 'query']) Object.defineProperty(Object.prototype, k, { set() {}, get() { return 'forged'; }, configurable: true });",
	"toJSON on all prototypes": "for (const P of [Object, String, Number, Boolean, Array, Function]) P.prototype.toJSON = () => 'forged';",
	"another JSON":
		"JSON.stringify = () => '{\"forged\":true}'; JSON.parse = () => ({ forged: true }); globalThis.JSON = { stringify: () => 'forged', parse: () => 0 };",
	"another Object":
		"Object.create = () => new Proxy({}, { set: () => true }); Object.keys = () => ['forged']; Object.assign = () => ({}); Object.entries = () => []; Object.freeze = () => 1;",
	"another Reflect": "Reflect.apply = () => 'forged'; Reflect.construct = () => ({}); Reflect.ownKeys = () => [];",
	"another call, apply and bind":
		"const f = () => 'forged'; Function.prototype.call = f; Function.prototype.apply = f; Function.prototype.bind = () => f;",
	"another Promise":
		"Promise.resolve = () => ({}); Promise.prototype.finally = () => 1; globalThis.Promise = class extends Promise { then(a) { return super.then(a); } };",
	"another clock":
		"Date.now = () => 0; performance.now = () => 0; globalThis.Date = class { static now() { return 0; } toISOString() { return 'never'; } };",
	"another chance": "Math.random = () => 0; Math.floor = () => 0; crypto.randomUUID = () => 'forged';",
	"another Error": "Error.prepareStackTrace = () => { throw 1; }; Error.stackTraceLimit = 0; Error.captureStackTrace = () => { throw 1; };",
	"a frozen world":
		"Object.freeze(Object.prototype); Object.freeze(Array.prototype); Object.freeze(Function.prototype); Object.freeze(globalThis.process?.env);",
	"a getter as global process": "Object.defineProperty(globalThis, 'process', { get() { throw new Error('gone'); } });",
};

/** These break what the library does for the learner as they would break Node: the attacked environment may end otherwise. */
const selfHarming: Record<string, string> = {
	"Array.prototype":
		"for (const k of Reflect.ownKeys(Array.prototype)) if (k !== 'constructor' && k !== 'length') Array.prototype[k] = () => 'forged';",
	"String.prototype":
		"for (const k of Reflect.ownKeys(String.prototype)) if (k !== 'constructor' && k !== 'length') String.prototype[k] = () => 'forged';",
	"Map.prototype":
		"Map.prototype.get = () => ({ dueAt: 0 }); Map.prototype.set = () => { throw new Error('set'); }; Map.prototype.has = () => true;",
	"RegExp.prototype": "RegExp.prototype.exec = () => null; RegExp.prototype.test = () => true; RegExp.prototype[Symbol.split] = () => [];",
	"Symbol.iterator": "Array.prototype[Symbol.iterator] = function* () { yield 'forged'; }; Map.prototype[Symbol.iterator] = undefined;",
	"no globals": "for (const k of ['JSON', 'Object', 'Reflect', 'Array', 'Map', 'Error', 'Symbol', 'WeakMap']) delete globalThis[k];",
	"Promise.prototype.then": "Promise.prototype.then = function () { return this; };",
	"Number.prototype and Boolean.prototype":
		"Number.prototype.toString = () => 'forged'; Number.prototype.valueOf = () => 0; Boolean.prototype.valueOf = () => 0;",
	"Symbol.toPrimitive everywhere":
		"Object.prototype[Symbol.toPrimitive] = () => 'forged'; Object.prototype[Symbol.toStringTag] = 'AsyncFunction';",
	"then everywhere": "Object.prototype.then = function (ok) { ok('forged'); };",
	"URL, Headers and Request":
		"URL.prototype.constructor = 1; Object.defineProperty(URL.prototype, 'host', { get: () => 'api.test' }); Headers.prototype[Symbol.iterator] = function* () { yield ['x', 1]; yield [Symbol.iterator, {}]; };",
};

/** What an attack puts in the way is the learner's code, and takes steps of its own when it is called. */
const withoutSteps = (facts: string) => facts.replaceAll(/"cpuMs":[\d.]+/g, '"cpuMs":"…"');

describe.each(["import", "handler"] as const)("pollution at %s", (when) => {
	it.each(Object.entries(attacks))("by %s changes nothing that the host recorded (S6, S7)", async (_, attack) => {
		const plain = await spared(attack, when);
		const attacked = await attackedBy(attack, when);
		expect(attacked.status).toBe("completed");
		expect(responses(plain)).toEqual(Array(4).fill("worked 200"));
		expect(withoutSteps(factsOf(attacked.trace))).toBe(withoutSteps(factsOf(plain)));
	});

	it.each(Object.entries(selfHarming))("by %s confuses at most the environment that does it", async (_, attack) => {
		const outcome = await attackedBy(attack, when);
		expect(outcome.status).toBe("completed");
		const { trace } = outcome;
		const ended = endings(trace);
		// One ending each, from the host's own clock, and billed by it.
		expect(ended.map((one) => one.invocation).sort()).toEqual([1, 2, 3, 4]);
		for (const { invocation, at, durationMs, billedMs, initMs } of ended) {
			const started = eventsOf(trace, "invocation.started").find((one) => one.invocation === invocation);
			expect(durationMs).toBeCloseTo(at - (started?.at ?? 0), 2);
			expect(billedMs).toBe(Math.ceil(Math.round((durationMs + (initMs ?? 0)) * 100) / 100));
		}
		for (const call of eventsOf(trace, "network.responded")) expect(call).toMatchObject({ status: 200, body: '{"ok":true}' });
		const reports = eventsOf(trace, "log").filter((line) => line.source === "platform" && line.text.startsWith("REPORT"));
		expect(reports).toHaveLength(4);
		if (when === "import") return;
		// The environment beside it is the same to the byte as without an attack.
		const beside = (of: Trace) => JSON.stringify(endings(of).find((one) => one.invocation === 2));
		expect(beside(trace)).toBe(beside(await spared(attack, when)));
	});
});

it("what one run polluted is not seen by the next run of the process (S6)", async () => {
	const before = factsOf(await traceOf(project("", "handler"), {}, scene));
	for (const attack of Object.values({ ...attacks, ...selfHarming })) await attackedBy(attack, "import");
	expect(factsOf(await traceOf(project("", "handler"), {}, scene))).toBe(before);
	expect(Object.keys(Object.prototype)).toEqual([]);
});

describe("what a handler throws, returns, rejects or logs", () => {
	const values: Record<string, string> = {
		"a proxy of an error": "new Proxy(new Error('p'), { get() { throw new Error('trap'); }, getPrototypeOf() { throw 1; } })",
		"a proxy that refuses everything":
			"new Proxy({}, { get() { throw 1; }, ownKeys() { throw 2; }, getPrototypeOf() { throw 3; }, has() { throw 4; } })",
		"a revoked proxy": "(() => { const r = Proxy.revocable(function () {}, {}); r.revoke(); return r.proxy; })()",
		"an error of getters":
			"Object.defineProperties(new Error('g'), { stack: { get() { throw 1; } }, message: { get() { throw 2; } }, name: { get() { throw 3; } } })",
		"an error whose getters throw it":
			"(() => { const e = new Error('g'); Object.defineProperty(e, 'name', { get() { throw e; } }); return e; })()",
		"an error of wrong types": "Object.assign(new Error('x'), { message: { a: 1 }, name: 7, stack: [], code: Symbol('c') })",
		"an error that causes itself": "(() => { const e = new Error('x'); e.cause = e; e.self = e; return e; })()",
		"an error without a stack": "Object.assign(new Error('x'), { stack: '' })",
		"an error with a stack of its own":
			"Object.assign(new Error('x'), { stack: 'made up\\n    at (<isolated-vm boundary>)\\n    at somewhere' })",
		"an error whose stack cannot be read": "Object.defineProperty(new Error('x'), 'stack', { get() { throw new Error('no'); } })",
		"a symbol": "Symbol('s')",
		"a bigint": "10n",
		"a function": "(() => 1)",
		nothing: "undefined",
		"an object without prototype": "Object.create(null)",
		"a thenable that answers twice": "({ then(ok, no) { ok(1); no(2); ok(3); } })",
		"a thenable that throws": "({ get then() { throw new Error('then'); } })",
		"lone surrogates": "'\\ud800\\udc00\\ud800'",
		"toJSON that calls back":
			"({ toJSON() { setTimeout(() => console.log('late')); console.log('in toJSON'); fetch('https://x.test').catch(() => {}); return 1; } })",
		"an array of 2**32 - 1 holes": "Object.assign([], { length: 0, constructor: 1, toJSON: () => 'a' })",
	};
	const ways: Record<string, (value: string) => string> = {
		thrown: (value) => `throw ${value};`,
		returned: (value) => `return ${value};`,
		"rejected beside": (value) => `Promise.reject(${value}); await new Promise((r) => setTimeout(r, 5)); return 1;`,
		"thrown by a timer": (value) => `setTimeout(() => { throw ${value}; }); await new Promise((r) => setTimeout(r, 5)); return 1;`,
		logged: (value) =>
			`for (const f of [() => console.log(${value}, "%s %d %j %o %O", ${value}), () => console.count(${value}), () => console.time(${value}), () => console.table(${value}), () => process.stdout.write(${value})]) try { f(); } catch {} return 1;`,
	};
	for (const [way, body] of Object.entries(ways))
		it.each(Object.entries(values))(`${way}: %s ends the invocation once, and the next one is served`, async (_, value) => {
			for (const runtime of ["nodejs22.x", "nodejs24.x"] as const) {
				const source = `export const handler = async (event) => { if (event.next) return "next"; ${body(value)} };`;
				const outcome = await outcomeOf(source, { runtime }, { events: [{}, { next: true }] });
				expect(outcome.status).toBe("completed");
				expect(endings(outcome.trace).map((one) => one.invocation)).toEqual([1, 2]);
				expect(endings(outcome.trace)[1]).toMatchObject({ status: "succeeded", response: '"next"' });
				expect(JSON.stringify(outcome.trace)).not.toMatch(/node_modules|node:internal|guest-isolate|\/sandbox\//);
			}
		});

	it("getters that reject again while the error is read harm nobody else", async () => {
		const source = `let always = false;
const bad = () => Object.defineProperty(new Error("x"), "message", { get() { Promise.reject(always ? bad() : new Error("deeper")); return "m"; } });
export const handler = async (event) => { if (event.bad) { always = event.always; Promise.reject(bad()); } await new Promise((r) => setTimeout(r, 5)); return "ok"; };`;
		const once = await outcomeOf(source, {}, { events: [{ bad: true }, {}] });
		expect(endings(once.trace).map((one) => one.status)).toEqual(["crashed", "succeeded"]);
		const always = await outcomeOf(source, {}, { events: [{ bad: true, always: true }, {}] });
		expect(["completed", "stopped"]).toContain(always.status);
	});

	it.each(["console.log(n)", "new URL('https://a.test/')", "setTimeout(() => {}, 1)"])(
		"recursion to the end of the stack with %s is the learner's RangeError, not the simulator's",
		async (call) => {
			const source = `export const handler = async (event) => {
	if (event.next) return "next";
	const f = (n) => { ${call}; return f(n + 1); };
	try { f(0); } catch (e) { return [e.name, e.message, /guest-isolate|runtime-process|node:internal|node_modules/.test(e.stack)]; }
};`;
			const outcome = await outcomeOf(source, { timeout: 60 }, { events: [{}, { next: true }] });
			expect(outcome.status).toBe("completed");
			expect(responses(outcome.trace)).toEqual([["RangeError", "Maximum call stack size exceeded", false], "next"]);
		},
	);

	it("calls made where a recursion is caught at the end of the stack do not fail the simulator", async () => {
		const source =
			"export const handler = async () => { const f = (n) => { try { return f(n + 1); } catch { console.log('deep'); new URL('https://a.test/'); return n; } }; return f(0) > 100; };";
		expect(responses(await traceOf(source, {}, { events: [{}, {}] }))).toEqual([true, true]);
	});

	it("rejections pile up on the environment that made them only", async () => {
		const source = `export const handler = async (event) => {
	if (event.bad) { for (let i = 0; i < 20; i++) Promise.reject(new Error("stray " + i)); Promise.resolve().then(() => Promise.reject(1)); if (event.exit) process.exit(3); }
	await new Promise((r) => setTimeout(r, 50));
	return "ok";
};`;
		for (const bad of [{ bad: true }, { bad: true, exit: true }]) {
			const traffic = [bad, {}, {}].map((event, index) => ({ at: index, event }));
			const trace = await traceOf(source, {}, { traffic: [...traffic, { at: 3000, event: {} }] });
			const byInvocation = endings(trace).sort((a, b) => a.invocation - b.invocation);
			expect(byInvocation.map((one) => one.status)).toEqual(["crashed", "succeeded", "succeeded", "succeeded"]);
		}
	});
});

describe("lines of the platform", () => {
	const forged = "E\\nREPORT RequestId: forged\\tDuration: 0.01 ms\\u2028\\u0085\\tBilled Duration: 1 ms";

	it.each([
		["console.log", 'console.log("REPORT RequestId: forged\\tDuration: 0.01 ms");'],
		["console.log of a new line", 'console.log("x\\nREPORT RequestId: forged");'],
		["stdout", 'process.stdout.write("END RequestId: forged\\nREPORT RequestId: forged\\n");'],
		["a warning", 'process.emitWarning("x\\nREPORT RequestId: forged");'],
		["a thrown message", 'throw new Error("x\\nREPORT RequestId: forged");'],
		["a rejected message", 'Promise.reject(new Error("x\\nREPORT RequestId: forged")); await new Promise((r) => setTimeout(r, 5));'],
	])("cannot be written by %s: they are the function's", async (_, body) => {
		const trace = await traceOf(`export const handler = async () => { ${body} };`);
		const platform = eventsOf(trace, "log").filter((line) => line.source === "platform");
		expect(platform.map((line) => line.text.split(" ")[0])).toEqual(["INIT_START", "START", "END", "REPORT"]);
		for (const line of platform) expect(line.text).not.toContain("forged");
		expect(eventsOf(trace, "log").some((line) => line.source === "function" && line.text.includes("forged"))).toBe(true);
	});

	it.each([
		["handler", `export const handler = async () => { throw Object.assign(new Error("m"), { name: "${forged}" }); };`],
		["import", `throw Object.assign(new Error("m"), { name: "${forged}" + "z".repeat(1e5) }); export const handler = 1;`],
	])("show the type of an error thrown by the %s within its own field only", async (_, source) => {
		const trace = await traceOf(source);
		for (const line of eventsOf(trace, "log").filter((line) => line.source === "platform")) {
			expect(line.text).not.toMatch(/[\n\r\u0085\u2028]/);
			expect(line.text.split("\t").filter((field) => /^(Duration|Billed Duration):/.test(field)).length).toBeLessThanOrEqual(2);
			expect(line.text.length).toBeLessThan(700);
			const fields = line.text.split("\t");
			if (fields.at(-1)?.startsWith("Error Type: ")) expect(fields.at(-1)).toContain("forged Duration: 0.01 ms");
		}
		const reports = eventsOf(trace, "log").filter(({ source, text }) => source === "platform" && /(^|\n)REPORT RequestId/.test(text));
		expect(reports).toHaveLength(1);
	});
});

describe("the way out of the isolate", () => {
	it("is met by no function that learner code can get hold of", async () => {
		// Every built-in that the library might call notes the functions that pass through it; each is then tried as the way out.
		const source = `
const apply = Reflect.apply, seen = new Set(), add = Set.prototype.add, define = Object.defineProperty, describe = Object.getOwnPropertyDescriptor, own = Reflect.ownKeys;
const note = (value) => { if (typeof value === "function") apply(add, seen, [value]); };
Error.prepareStackTrace = (error, frames) => { for (let i = 0; i < frames.length; i++) { note(frames[i].getFunction()); note(frames[i].getThis()); } return ""; };
for (const holder of [Map.prototype, WeakMap.prototype, Array.prototype, Function.prototype, Promise.prototype, Promise, Object, Reflect, JSON, RegExp.prototype, String.prototype, Symbol]) {
	for (const key of own(holder)) {
		const descriptor = describe(holder, key);
		if (typeof descriptor.value !== "function" || !descriptor.configurable || key === "constructor") continue;
		const native = descriptor.value;
		define(holder, key, { ...descriptor, value: function (...args) { new Error().stack; note(this); for (let i = 0; i < args.length; i++) note(args[i]); return new.target ? new native(...args) : apply(native, this, args); } });
	}
}
export const handler = async (event) => {
	if (event.call) {
		for (const f of seen) for (const self of [undefined, {}]) try { apply(f, self, ["stdout", '{"text":"escaped"}']); } catch {}
		return seen.size;
	}
	console.log("x", { toJSON() {}, [Symbol.for("nodejs.util.inspect.custom")]() { return new Error("x").stack; } });
	await fetch("https://api.test/paid", { headers: { a: { toString() { new Error().stack; return "a"; } } } }).catch(() => {});
	setTimeout(() => new Error().stack, 1);
	await new Promise((r) => setTimeout(r, 5));
	return { toJSON() { new Error().stack; return 1; } };
};`;
		const outcome = await outcomeOf(
			source,
			{},
			{
				...scene,
				traffic: [
					{ at: 0, event: {} },
					{ at: 5000, event: { call: true } },
				],
			},
		);
		expect(outcome.status).toBe("completed");
		expect(logOf(outcome.trace)).not.toContain("escaped");
		expect(responses(outcome.trace)[1]).toBeGreaterThan(3);
	});

	it("shows no function and no receiver of the library in stack frames", async () => {
		const source = `const found = [];
export const handler = async (event) => {
	if (event.next) return found;
	return { toJSON() {
		Error.prepareStackTrace = (e, frames) => { for (const f of frames) found.push([typeof f.getFunction(), typeof f.getThis()]); return ""; };
		new Error().stack; delete Error.prepareStackTrace; return 1;
	} };
};`;
		const found = responses(await traceOf(source, {}, { events: [{}, { next: true }] }))[1];
		expect(found.length).toBeGreaterThan(2);
		for (const frame of found) expect(frame).toEqual(["undefined", "undefined"]);
	});

	it("leads to services that answer any text with JSON, and touch no prototype (S2)", () => {
		const random = new RandomStream(11, "services");
		const pieces = [
			"http",
			"s",
			":",
			"//",
			"/",
			"@",
			"[",
			"]",
			"%",
			"%zz",
			"\u0000",
			"\ud800",
			"é",
			"xn--",
			"\\",
			"..",
			"?",
			"#",
			" ",
			"\n",
			"99999999",
			"-",
			"sha256",
			"SHA-",
			"md5",
			"__proto__",
			"href",
			"host",
			"port",
			"prototype",
			"=",
			"A",
		];
		const text = () => Array.from({ length: random.word() % 10 }, () => pieces[random.word() % pieces.length]).join("");
		const before = Reflect.ownKeys(Object.prototype).length + Reflect.ownKeys(URL.prototype).length;
		for (let i = 0; i < 5_000; i++) {
			const maybe = random.word() % 2 ? { base: text() } : {};
			const key = random.word() % 2 ? { key: text() } : {};
			for (const answer of [
				parseUrl({ input: text(), ...maybe }),
				setUrlPart({ href: random.word() % 2 ? "https://a.test/b?c#d" : text(), part: text(), value: text() }),
			])
				expect(typeof JSON.parse(answer).ok).toBe("boolean");
			expect(Object.keys(JSON.parse(digestOf({ algorithm: text(), data: text(), ...key })))).toEqual([
				expect.stringMatching(/^(?:digest|error)$/),
			]);
		}
		expect(Reflect.ownKeys(Object.prototype).length + Reflect.ownKeys(URL.prototype).length).toBe(before);
	});

	it("is never silent about a request: what is too long for the record fails", async () => {
		const source =
			"export const handler = async () => { const r = await fetch('https://api.test/' + 'x'.repeat(9000)).catch((e) => [e.name, e.message]); return r; };";
		const trace = await traceOf(source, {}, scene);
		expect(only([...new Set(responses(trace).map((r) => JSON.stringify(r)))])).toBe('["TypeError","fetch failed"]');
		expect(eventsOf(trace, "network.requested")).toEqual([]);
	});
});
