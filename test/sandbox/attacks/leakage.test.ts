import { beforeAll, describe, expect, it } from "vitest";
import { endings, eventsOf, outcomeOf, responses } from "../lambda/run-project.ts";
import { type Attacked, attack, expectNoHarm } from "./attacks.ts";

/** [what the first environment does, what another environment of the same function looks for]. Looking gives true if it finds it. */
const traces: Record<string, [leave: string, look: string]> = {
	"a global variable": ["globalThis.left = 1;", "'left' in globalThis"],
	"a global made by var in sloppy code": ["new Function('left = 1')();", "typeof left !== 'undefined'"],
	"a variable of indirect eval": ["(0, eval)('var left = 1');", "'left' in globalThis"],
	"a symbol of the registry": ["Object.prototype[Symbol.for('left')] = 1;", "Symbol.for('left') in {}"],
	"a member of Object.prototype": ["Object.prototype.left = 1;", "'left' in {}"],
	"a member of Array.prototype": ["Array.prototype.left = 1;", "'left' in []"],
	"a member of Function.prototype": ["Function.prototype.left = 1;", "'left' in (() => {})"],
	"a member of a generator's prototype": ["Object.getPrototypeOf(function* () {}).left = 1;", "'left' in function* () {}"],
	"a member of an async function's prototype": ["Object.getPrototypeOf(async () => {}).left = 1;", "'left' in (async () => {})"],
	"a member of an iterator's prototype": ["Object.getPrototypeOf([][Symbol.iterator]()).left = 1;", "'left' in [][Symbol.iterator]()"],
	"a variable of the process": ["process.env.LEFT = '1';", "'LEFT' in process.env"],
	"a member of process": ["process.left = 1;", "'left' in process"],
	"a listener of process": ["process.on('left', () => {});", "process.listenerCount('left') > 0"],
	"an exit code": ["process.exitCode = 7;", "process.exitCode === 7"],
	"a member of console": ["console.left = 1; console.log = () => {};", "'left' in console"],
	"a member of a built-in module": ["crypto.left = 1;", "'left' in crypto"],
	"a member of a built-in class": ["URL.left = 1; URL.prototype.left = 1;", "'left' in URL || 'left' in URL.prototype"],
	"a member of Buffer": ["Buffer.left = 1; Buffer.poolSize = 1;", "'left' in Buffer || Buffer.poolSize === 1"],
	"bytes in the pool of buffers": [
		"Buffer.from('left behind'); Buffer.allocUnsafe(64).fill('left');",
		"[0, 1, 2].some(() => Buffer.allocUnsafe(4096).toString('latin1').includes('left'))",
	],
	"another JSON": ["JSON.left = 1;", "'left' in JSON"],
	"another Math.random": ["Math.random = () => 7;", "Math.random() === 7"],
	"another Date.now": ["Date.now = () => 7;", "Date.now() === 7"],
	"a hook for stacks": [
		"Error.prepareStackTrace = () => 'left'; Error.stackTraceLimit = 0;",
		"new Error('x').stack === 'left' || Error.stackTraceLimit === 0",
	],
	"a frozen prototype": ["Object.freeze(Object.prototype);", "Object.isFrozen(Object.prototype)"],
	"the last match of a regular expression": ["/(left)/.exec('left');", "RegExp.$1 === 'left'"],
	"the lastIndex of a shared literal": ["globalThis.again = /l/g; again.exec('left');", "'again' in globalThis"],
	"a timer": ["setInterval(() => { globalThis.left = 1; }, 1);", "'left' in globalThis"],
	"an event target's listener": ["globalThis.addEventListener?.('left', () => {});", "typeof globalThis.onleft === 'function'"],
	"a mutable module variable": ["shared.left = 1;", "'left' in shared"],
};

describe("what one environment leaves behind (S6)", () => {
	it.each(Object.entries(traces))("as %s is not there for another environment of the function", async (_, [leave, look]) => {
		const source = `const shared = {};
export const handler = async (event) => {
	if (event.leave) { ${leave} await new Promise((ok) => setTimeout(ok, 50)); return "left"; }
	await new Promise((ok) => setTimeout(ok, 5));
	return ${look};
};`;
		const outcome = await outcomeOf(
			source,
			{},
			{
				traffic: [
					{ at: 0, event: { leave: true } },
					{ at: 1, event: { leave: false } },
				],
			},
		);
		expect(outcome.status).toBe("completed");
		const byNumber = endings(outcome.trace).toSorted((a, b) => a.invocation - b.invocation);
		expect(byNumber.map(({ environment, response }) => [environment, response])).toEqual([
			[1, '"left"'],
			[2, "false"],
		]);
	});

	it("is kept in the same environment, as on Lambda (L13)", async () => {
		const source = "export const handler = async () => { const seen = 'left' in {}; Object.prototype.left = 1; return seen; };";
		expect(responses((await outcomeOf(source, {}, { events: [{}, {}] })).trace)).toEqual([false, true]);
	});

	it("is gone after the process was reset (L17)", async () => {
		const source =
			"export const handler = async (e) => { const seen = 'left' in {}; Object.prototype.left = 1; if (e.exit) process.exit(1); return seen; };";
		expect(responses((await outcomeOf(source, {}, { events: [{ exit: true }, {}] })).trace)).toEqual([undefined, false]);
	});
});

/** Work left behind by the first invocation, and what the second one then answers and logs. */
const late: Record<string, { leave: string; status: string; answer: unknown }> = {
	"a request that answers late": {
		leave: "fetch('https://api.test/paid').then(() => { globalThis.late = 1; });",
		status: "succeeded",
		answer: "second",
	},
	"a line": { leave: "setTimeout(() => console.log('late'), 1);", status: "succeeded", answer: "second" },
	"a thousand timers": { leave: "for (let i = 0; i < 1000; i++) setTimeout(() => {}, i);", status: "succeeded", answer: "second" },
	"a rejection": { leave: "setTimeout(() => { Promise.reject(new Error('late')); }, 1);", status: "crashed", answer: "Runtime.ExitError" },
	"an exit": { leave: "setTimeout(() => process.exit(3), 1);", status: "crashed", answer: "Runtime.ExitError" },
	"a loop": { leave: "setTimeout(() => { for (;;); }, 1);", status: "timedOut", answer: "Sandbox.Timedout" },
};

describe("what one invocation leaves running (S6, L96, L100)", () => {
	let attacked: Attacked;
	beforeAll(async () => {
		attacked = await attack(
			Object.fromEntries(
				Object.entries(late).map(([name, { leave }]) => [
					name,
					`export const handler = async (event, context) => { if (event.n === 1) { ${leave} return "first"; } await new Promise((ok) => setTimeout(ok, 100)); return event.n === 2 ? "second" : "third"; };`,
				]),
			),
			{ times: 3 },
		);
	});

	it.each(Object.entries(late))("%s is charged to the invocation in which it happens, and to no other", (name, { status, answer }) => {
		expect(attacked.answersOf(name)).toEqual(["first", answer, "third"]);
		expect(attacked.endingsOf(name).map((ended) => ended.status)).toEqual(["succeeded", status, "succeeded"]);
	});

	it("does no harm to the function beside them", () => {
		expectNoHarm(attacked);
		for (const trace of attacked.traces) expect(eventsOf(trace, "invocation.throttled")).toEqual([]);
	});
});
