import { beforeAll, describe, expect, it } from "vitest";
import { type Attacked, attack, body, expectNoHarm } from "./attacks.ts";

/** Ways to read a clock; each must show virtual time only, so that two runs read the same. */
const clocks: Record<string, string> = {
	"Date.now": "Date.now()",
	"new Date": "new Date().getTime()",
	"Date as a function": "Date()",
	"Date by the constructor of a date": "new (new Date(0).constructor)().getTime()",
	"Date by Reflect.construct": "Reflect.construct(Date, []).getTime()",
	"Date with another new.target": "Reflect.construct(Date, [], Object).constructor === Object",
	"a subclass of Date": "new (class extends Date {})().getTime()",
	"Date through new Function": "new Function('return Date.now()')()",
	"Date through indirect eval": "(0, eval)('+new Date()')",
	"the prototype's constructor": "new Date.prototype.constructor().toISOString()",
	"performance.now": "performance.now()",
	"performance.timeOrigin": "performance.timeOrigin",
	"performance.mark": "performance.mark?.('x')?.startTime ?? 'none'",
	"process.hrtime": "process.hrtime()",
	"process.hrtime.bigint": "String(process.hrtime.bigint())",
	"process.uptime": "process.uptime()",
	"process.cpuUsage": "process.cpuUsage()",
	"process.memoryUsage as a clock": "process.memoryUsage()",
	"process.resourceUsage": "process.resourceUsage?.() ?? 'none'",
	"the time of an event": "(typeof Event === 'function' ? new Event('x').timeStamp : 'none')",
	"the time left": "context.getRemainingTimeInMillis()",
	Temporal: "typeof Temporal",
	"a counter in a loop of real work":
		"(() => { const a = Date.now(); let n = 0; for (let i = 0; i < 2e5; i++) n += Math.sqrt(i); return Date.now() - a; })()",
	"real work that is not counted":
		"(() => { const a = performance.now(); JSON.parse('[' + '1,'.repeat(1e5) + '1]'); return performance.now() - a; })()",
	"a race of a timer and a request":
		"Promise.race([fetch('https://api.test/paid').then(() => 'request'), new Promise((ok) => setTimeout(ok, 10, 'timer'))])",
	"a race of ten timers": "Promise.race([9, 3, 7, 3].map((ms, i) => new Promise((ok) => setTimeout(ok, ms, i))))",
	"a random number": "[Math.random(), crypto.randomUUID()]",
	"the order of a Set of objects": "[...new Set([{}, {}].map((o, i) => ((o.i = i), o)))].map((o) => o.i)",
	"hashing of long keys":
		"Object.keys(Object.fromEntries(Array.from({ length: 2000 }, (_, i) => ['k' + (i * 7919) % 2003, i]))).join().length",
	"when memory is collected":
		"(() => { const r = new WeakRef({}); for (let i = 0; i < 1e4; i++) new Array(100); return typeof r.deref(); })()",
	"the depth of the stack": "(() => { let n = 0; const f = () => { n++; f(); }; try { f(); } catch {} return n > 500; })()",
};

describe("a source of time or chance (S8)", () => {
	const attackers = Object.fromEntries(Object.entries(clocks).map(([name, code]) => [name, body(`return await (${code});`)]));
	let first: Attacked;
	let second: Attacked;
	beforeAll(async () => {
		first = await attack(attackers);
		// Some real time later, and with a busy machine in between.
		const until = performance.now() + 300;
		while (performance.now() < until) Math.sqrt(until);
		second = await attack(attackers);
	});

	it.each(Object.keys(clocks))("%s gives the same in a later run", (name) => {
		expect(first.endingsOf(name).map((ended) => ended.status)).toEqual(["succeeded"]);
		expect(second.answersOf(name)).toEqual(first.answersOf(name));
	});

	it.each([
		"Date.now",
		"new Date",
		"Date by Reflect.construct",
		"a subclass of Date",
		"Date through new Function",
		"Date through indirect eval",
	])("%s stands in the scenario's calendar, not in the machine's", (name) => {
		const [seen] = first.answersOf(name) as [number];
		const request = Date.parse("2026-11-24T09:00:20.000Z");
		expect(seen).toBeGreaterThanOrEqual(request);
		expect(seen).toBeLessThan(request + 1000);
	});

	it("leaves the record the same byte for byte, and the function beside it unharmed", () => {
		// Compared as a whole: the difference of two traces would be too long to read.
		expect(JSON.stringify(second.traces) === JSON.stringify(first.traces)).toBe(true);
		expectNoHarm(first);
	});
});
