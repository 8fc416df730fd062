import { describe, expect, it } from "vitest";
import { LogTails } from "#sandbox/lambda/log-tails.ts";
import { reportOf } from "#sandbox/report/report-of.ts";
import { runStack } from "../../services/run-stack.ts";

const caller = (type: string) => `import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
const client = new LambdaClient({});
export const handler = async () => {
	const { LogResult } = await client.send(new InvokeCommand({ FunctionName: "Callee", ${type} }));
	return LogResult === undefined ? null : Buffer.from(LogResult, "base64").toString();
};`;

async function logResult(callee: string, type: string) {
	const functions = { Caller: { code: caller(type), properties: ["Policies: AWSLambda_FullAccess"] }, Callee: { code: callee } };
	const report = reportOf(await runStack(functions, {}, { traffic: [{ at: 0, function: "Caller", event: {} }] }));
	const [called, invoked] = report.invocations;
	expect(called?.error).toBeNull();
	return { tail: called?.response, log: report.log.filter(({ invocation }) => invocation === invoked?.n).map(({ text }) => `${text}\n`) };
}

describe("LogType Tail of Invoke", () => {
	it("returns the log of the invocation, from START to REPORT (L122)", async () => {
		const { tail, log } = await logResult('export const handler = async () => console.log("pears");', 'LogType: "Tail"');
		expect(tail).toBe(log.slice(log.findIndex((line) => line.startsWith("START"))).join(""));
		expect(tail).toMatch(/^START RequestId: [\s\S]*\tINFO\tpears\nEND RequestId: [^\n]*\nREPORT RequestId: /);
	});

	it("returns its last 4 KB, also when the function fails (L122)", async () => {
		const callee = 'export const handler = async () => { for (let i = 0; i < 200; i++) console.log("line", i); throw new Error("no"); };';
		const { tail, log } = await logResult(callee, 'LogType: "Tail"');
		expect(Buffer.byteLength(String(tail))).toBe(4_096);
		expect(log.join("").endsWith(String(tail))).toBe(true);
	});

	it("is not there for None, nor for an asynchronous invocation (L122)", async () => {
		const callee = "export const handler = async () => {};";
		expect((await logResult(callee, 'LogType: "None"')).tail).toBeNull();
		expect((await logResult(callee, 'LogType: "Tail", InvocationType: "Event"')).tail).toBeNull();
	});

	it("keeps no more than that, and nothing for who does not ask", () => {
		const tails = new LogTails();
		tails.begin(1);
		tails.add(1, "é".repeat(3_000));
		tails.add(2, "other");
		expect(Buffer.from(tails.take(1), "base64")).toHaveLength(4_096);
		expect(tails.take(1)).toBe("");
		expect(tails.take(2)).toBe("");
	});
});
