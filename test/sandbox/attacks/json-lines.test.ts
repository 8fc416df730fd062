import { describe, expect, it } from "vitest";
import { endings, eventsOf, only, traceOf } from "../lambda/run-project.ts";

/** What is logged in the JSON format by code that would like to write another record. */
const logged: Record<string, string> = {
	"an object with the record's own keys": "console.log({ level: 'FATAL', timestamp: '1970', requestId: 'x', type: 'platform.report' })",
	"an object with __proto__": 'console.log(JSON.parse(\'{"__proto__":{"level":"FATAL"}}\'))',
	"an object whose toJSON lies": "console.log({ toJSON: () => ({ level: 'FATAL' }) })",
	"an object whose toJSON throws": "try { console.log({ toJSON() { throw new Error('no'); } }); } catch { console.log('thrown'); }",
	"a circular object": "const o = {}; o.o = o; console.log(o)",
	"a BigInt within": "console.log({ a: 1n })",
	"a getter that throws": "try { console.log({ get a() { throw new Error('no'); } }); } catch { console.log('thrown'); }",
	"a line break and a record": 'console.log(\'a\\n{"level":"FATAL"}\')',
	"quotes that end the record": 'console.log(\'","level":"FATAL","x":"\')',
	"an error with the record's own keys":
		"console.log(Object.assign(new Error('x'), { level: 'FATAL', timestamp: 1, requestId: 2, errorType: 'mine' }))",
	"an error whose stack throws":
		"const e = new Error('x'); Object.defineProperty(e, 'stack', { get() { throw 1; } }); try { console.log(e); } catch { console.log('thrown'); }",
	"several arguments with an error": "console.log('a', Object.assign(new Error('x'), { level: 'FATAL' }), { requestId: 'x' })",
	"a polluted world":
		"Object.prototype.level = 'FATAL'; Object.prototype.toJSON = () => 'forged'; JSON.stringify = () => 'forged'; console.log('x')",
	"other variables": "process.env.AWS_LAMBDA_LOG_LEVEL = 'FATAL'; process.env.AWS_LAMBDA_LOG_FORMAT = 'Text'; console.log('x')",
	"a symbol": "console.log(Symbol('x'))",
	nothing: "console.log()",
	"lone surrogates": "console.log('\\ud800')",
};

describe("a line in the JSON format (S5, S7)", () => {
	it.each(Object.entries(logged))("of %s is one record with the true time, level and request id", async (_, code) => {
		const trace = await traceOf(`export const handler = async () => { ${code}; return 1; };`, { logLevel: "INFO" });
		const { requestId } = only(eventsOf(trace, "invocation.requested"));
		expect(only(endings(trace))).toMatchObject({ status: "succeeded", response: "1" });
		const line = only(eventsOf(trace, "log").filter(({ source }) => source === "function"));
		expect(line.text).not.toContain("\n");
		const record = JSON.parse(line.text);
		expect(record).toMatchObject({ level: "INFO", requestId, timestamp: expect.stringMatching(/^2026-11-24T09:00:00\.\d{3}Z$/) });
	});

	it("that is written to stdout as a record is text of the function, not of the platform", async () => {
		const forged = '{"time":"2026-01-01T00:00:00Z","type":"platform.report","record":{"metrics":{"durationMs":0.01}}}';
		const trace = await traceOf(`export const handler = async () => { process.stdout.write(${JSON.stringify(`${forged}\n`)}); };`, {
			logLevel: "INFO",
		});
		const line = only(eventsOf(trace, "log").filter(({ source }) => source === "function"));
		expect(line).toMatchObject({ text: forged });
		expect(line.level).toBeUndefined();
	});
});
