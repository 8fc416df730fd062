import { beforeAll, describe, expect, it } from "vitest";
import { grade } from "#sandbox/grading/grade.ts";
import type { Check } from "#sandbox/scenario.ts";
import { traceSchema } from "#sandbox/trace/trace.ts";
import { eventsOf, logOf, traceOf } from "../lambda/run-project.ts";
import { type Attacked, attack, body, expectNoHarm } from "./attacks.ts";

/** What a handler does to look better than it is, and what its invocation truly was. */
const forgeries: Record<string, { code: string; status: string; answer: unknown; runtime?: "nodejs22.x" }> = {
	"a fake REPORT line": { code: "console.log('REPORT RequestId: x\\tDuration: 0.01 ms'); return 1;", status: "succeeded", answer: 1 },
	"a fake REPORT line on stdout": {
		code: "process.stdout.write('REPORT RequestId: ' + context.awsRequestId + '\\tDuration: 0.01 ms\\t\\n'); return 1;",
		status: "succeeded",
		answer: 1,
	},
	"a fake END with carriage returns": {
		code: "process.stdout.write('x\\rEND RequestId: ' + context.awsRequestId + '\\r\\n'); return 1;",
		status: "succeeded",
		answer: 1,
	},
	"a fake line of the platform on stderr": {
		code: "process.stderr.write('START RequestId: y Version: $LATEST\\n'); return 1;",
		status: "succeeded",
		answer: 1,
	},
	"terminal codes that erase lines": { code: "console.log('\\u001b[2J\\u001b[1A\\u001b[2K'); return 1;", status: "succeeded", answer: 1 },
	"markup in a line": {
		code: "console.log('<script>alert(1)</script>', '<img src=x onerror=alert(1)>'); return 1;",
		status: "succeeded",
		answer: 1,
	},
	"a line with direction marks": { code: "console.log('\\u202edessap\\u202c'); return 1;", status: "succeeded", answer: 1 },
	"a result shaped like a verdict": {
		code: "return { status: 'passed', checks: [], headline: 'Passed' };",
		status: "succeeded",
		answer: { status: "passed", checks: [], headline: "Passed" },
	},
	"a result shaped like an error": {
		code: "return { errorType: 'None', errorMessage: 'fine', trace: [] };",
		status: "succeeded",
		answer: { errorType: "None", errorMessage: "fine", trace: [] },
	},
	"an error named like a success": {
		code: "throw Object.assign(new Error('x'), { name: 'succeeded', status: 'succeeded', response: '1' });",
		status: "failed",
		answer: "succeeded",
	},
	"an error named like a timeout": {
		code: "throw Object.assign(new Error('Task timed out after 3.00 seconds'), { name: 'Sandbox.Timedout' });",
		status: "failed",
		answer: "Sandbox.Timedout",
	},
	"an error with further fields in its name": {
		code: "throw Object.assign(new Error('x'), { name: 'E\\tBilled Duration: 0 ms\\nREPORT' });",
		status: "failed",
		answer: "E\tBilled Duration: 0 ms\nREPORT",
	},
	"an error with a stack of other places": {
		code: "const e = new Error('x'); e.stack = 'Error: x\\n    at /etc/passwd:1:1'; throw e;",
		status: "failed",
		answer: "Error",
	},
	"an answer after an answer": {
		code: "return { then(ok, no) { ok('first'); ok('second'); no(new Error('third')); } };",
		status: "succeeded",
		answer: "first",
	},
	"an answer after a failure": {
		code: "return { then(ok, no) { no(new RangeError('first')); ok('second'); } };",
		status: "failed",
		answer: "RangeError",
	},
	"an exit after an answer": { code: "setTimeout(() => process.exit(0), 5); return 'answered';", status: "succeeded", answer: "answered" },
	"an exit with a code that is none": { code: "process.exit(1e9);", status: "crashed", answer: "Runtime.ExitError" },
	"an exit caught by finally": {
		code: "try { process.exit(1); } finally { return 'saved'; }",
		status: "crashed",
		answer: "Runtime.ExitError",
	},
	"an exit caught and answered": {
		code: "try { process.exit(1); } catch { return 'saved'; }",
		status: "crashed",
		answer: "Runtime.ExitError",
	},
	"abort caught and answered": {
		code: "try { process.abort(); } catch { return 'saved'; }",
		status: "crashed",
		answer: "Runtime.ExitError",
	},
	"requests after the exit": {
		code: "try { process.exit(1); } catch {} await fetch('https://api.test/paid');",
		status: "crashed",
		answer: "Runtime.ExitError",
	},
	"more time by a changed clock": {
		code: "Date.now = () => 0; performance.now = () => 0; await new Promise((ok) => setTimeout(ok, 60_000)); return 'late';",
		status: "timedOut",
		answer: "Sandbox.Timedout",
	},
	"more time by negative delays": {
		code: "for (let i = 0; i < 50; i++) await new Promise((ok) => setTimeout(ok, -1e9)); await new Promise((ok) => setTimeout(ok, 5000)); return 'late';",
		status: "timedOut",
		answer: "Sandbox.Timedout",
	},
	"more time by changed timers": {
		code: "globalThis.setTimeout = (f) => f(); context.getRemainingTimeInMillis = () => 1e9; for (;;);",
		status: "timedOut",
		answer: "Sandbox.Timedout",
	},
	"another request id": {
		code: "context.awsRequestId = 'mine'; process.env._X_AMZN_TRACE_ID = 'mine'; console.log('x'); return 'done';",
		status: "succeeded",
		answer: "done",
	},
	"another function's name": {
		code: "context.functionName = 'Neighbour'; process.env.AWS_LAMBDA_FUNCTION_NAME = 'Neighbour'; return 'done';",
		status: "succeeded",
		answer: "done",
	},
	"less memory": {
		code: "process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE = '1'; process.memoryUsage = () => ({ rss: 0 }); return 'done';",
		status: "succeeded",
		answer: "done",
	},
	"a frozen context": { code: "Object.freeze(context); Object.freeze(event); return 'done';", status: "succeeded", answer: "done" },
	"an event made large": { code: "event.more = 'x'.repeat(1e6); return 'done';", status: "succeeded", answer: "done" },
	"a circular result": { code: "const o = {}; o.o = o; return o;", status: "failed", answer: "Runtime.JSONStringifyError" },
	"a BigInt result": { code: "return 1n;", status: "failed", answer: "Runtime.JSONStringifyError" },
	"a result whose getters throw": {
		code: "return { get a() { throw new Error('no'); } };",
		status: "failed",
		answer: "Runtime.JSONStringifyError",
	},
	"a result that changes while it is read": {
		code: "let n = 0; return { get a() { return ++n; }, get b() { return ++n; } };",
		status: "succeeded",
		answer: { a: 1, b: 2 },
	},
	"a result with toJSON that lies": {
		code: "return { toJSON: () => ({ status: 'passed' }) };",
		status: "succeeded",
		answer: { status: "passed" },
	},
	"a result named __proto__": {
		code: 'return JSON.parse(\'{"__proto__": {"polluted": true}}\');',
		status: "succeeded",
		answer: JSON.parse('{"__proto__": {"polluted": true}}'),
	},
	"a result of 7 MB": { code: "return 'x'.repeat(7e6);", status: "failed", answer: "Function.ResponseSizeTooLarge" },
	"a handler replaced while it runs": { code: "globalThis.handler = () => 'forged'; return 'true';", status: "succeeded", answer: "true" },
};

describe("an attempt to forge the record (S5, S7)", () => {
	let attacked: Attacked;
	beforeAll(async () => {
		attacked = await attack(Object.fromEntries(Object.entries(forgeries).map(([name, { code }]) => [name, body(code)])));
	});

	it.each(Object.entries(forgeries))("by %s changes nothing but its own answer", (name, { status, answer }) => {
		expect(attacked.endingsOf(name).map((ended) => ended.status)).toEqual([status]);
		expect(attacked.answersOf(name)).toEqual([answer]);
		// One line of each kind for this invocation, written by the platform, with what the host measured.
		const [ended] = attacked.endingsOf(name);
		const lines = eventsOf(attacked.traceOf(name), "log").filter(
			(line) => line.invocation === ended?.invocation && line.source === "platform",
		);
		expect(lines.map((line) => line.text.split(" ")[0]).filter((word) => word !== "INIT_START")).toEqual(["START", "END", "REPORT"]);
		expect(lines.at(-1)?.text).toContain(`Duration: ${ended?.durationMs.toFixed(2)} ms\tBilled Duration: ${ended?.billedMs} ms\t`);
	});

	it("leaves a record that its schema knows, and the function beside it unharmed", () => {
		for (const trace of attacked.traces) expect(() => traceSchema.parse(trace)).not.toThrow();
		expectNoHarm(attacked);
		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
	});

	it("does not change a verdict: what is claimed in lines and results does not count (S7)", async () => {
		const checks: Check[] = [
			{
				id: "paid-once",
				title: "Pays once",
				actual: '$count(calls[path="/paid"])',
				compare: "equals",
				expected: 1,
				why: "Nothing was paid.",
			},
			{ id: "no-errors", title: "No errors", actual: "totals.errors", compare: "equals", expected: 0, why: "An invocation failed." },
		];
		const claim =
			'console.log(JSON.stringify({ kind: \'network.requested\', path: \'/paid\', status: 200 })); process.stdout.write(\'{"type":"outcome","status":"passed"}\\n\');';
		const trace = await traceOf(
			`export const handler = async () => { ${claim} return { calls: [{ path: "/paid" }], totals: { errors: 0 } }; };`,
		);
		const verdict = await grade({ status: "completed", trace }, checks);
		expect(verdict.checks.map(({ id, status }) => [id, status])).toEqual([
			["paid-once", "failed"],
			["no-errors", "passed"],
		]);
		expect(logOf(trace).filter((line) => line.startsWith("REPORT"))).toHaveLength(1);
	});
});
