import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../../..");
let folder: string;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "warmstart-simulate-"));
	const properties = "    Properties:\n      Handler: app.handler\n      Runtime: nodejs24.x\n";
	const template = `Transform: AWS::Serverless-2016-10-31\nResources:\n  Orders:\n    Type: AWS::Serverless::Function\n${properties}`;
	writeFileSync(join(folder, "template.yaml"), template);
	writeFileSync(join(folder, "app.mjs"), "export const handler = async (event) => event.n;");
	writeScenario(1);
});
afterAll(() => rmSync(folder, { recursive: true }));

function writeScenario(expected: number | null) {
	const check = { id: "sum", title: "The sum is right", actual: "$sum(invocations.response)", expected, why: "It is not." };
	const scenario = { traffic: [{ at: 0, event: { n: 1 } }], checks: expected === null ? [] : [check] };
	writeFileSync(join(folder, "scenario.json"), JSON.stringify(scenario));
}

function simulate(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
	return new Promise((done) => {
		execFile(process.execPath, ["--no-node-snapshot", "sandbox/cli/simulate.ts", ...words], { cwd: root }, (error, stdout, stderr) => {
			done({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
		});
	});
}

describe("the command", () => {
	it("ends with 0 when all checks passed", async () => {
		writeScenario(1);
		const { code, stdout } = await simulate(folder);
		expect(stdout).toContain("[passed] The sum is right");
		expect(code).toBe(0);
	});

	it("prints the rows of a query of Logs Insights", async () => {
		writeScenario(1);
		const { code, stdout } = await simulate(folder, "--insights", 'filter @type = "REPORT" | stats count(*) as reports');
		expect(stdout).toMatch(/^reports\n1\n\n1 rows; 1 of 4 records \(\d+ bytes\) matched\.\n$/);
		expect(code).toBe(0);
	});

	it("ends with 2 and shows the place when a query cannot be read", async () => {
		const { code, stderr } = await simulate(folder, "--insights", "filter x y");
		expect(stderr).toBe("--insights: “y” was not expected.\n  filter x y\n           ^\n");
		expect(code).toBe(2);
	});

	it("ends with 1 when one did not", async () => {
		writeScenario(2);
		const { code, stdout } = await simulate(folder);
		expect(stdout).toContain("expected 2, was 1");
		expect(code).toBe(1);
	});

	it("ends with 1 and nothing on stderr when the worker had to be killed", async () => {
		writeScenario(1);
		writeFileSync(join(folder, "app.mjs"), "export const handler = async () => Array.prototype.indexOf.call({ length: 2 ** 40 }, 1);");
		const { code, stdout, stderr } = await simulate(folder);
		writeFileSync(join(folder, "app.mjs"), "export const handler = async (event) => event.n;");
		expect(stdout).toContain("Stopped");
		expect(stderr).toBe("");
		expect(code).toBe(1);
	});

	it("ends with 0 and a report when there are none", async () => {
		writeScenario(null);
		const { code, stdout } = await simulate(folder);
		expect(stdout).toContain("Ran; there are no checks");
		expect(code).toBe(0);
	});

	it("gives everything as JSON, the same bytes each time", async () => {
		writeScenario(1);
		const [first, second] = await Promise.all([
			simulate(folder, "--json", "--trace", "--seed", "9"),
			simulate(folder, "--json", "--trace", "--seed", "9"),
		]);
		expect(JSON.parse(first.stdout)).toMatchObject({
			outcome: "completed",
			seed: 9,
			verdict: { status: "passed" },
			trace: { version: 1, seed: 9 },
		});
		expect(second.stdout).toBe(first.stdout);
	});

	it("ends with 2 and says what to do when the input is wrong", async () => {
		const { code, stderr } = await simulate(join(folder, "nowhere"));
		expect(stderr).toMatch(/is not a folder/);
		expect(code).toBe(2);
	});
});
