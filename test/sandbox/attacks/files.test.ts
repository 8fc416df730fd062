import { beforeAll, describe, expect, it } from "vitest";
import { endings, outcomeOf } from "../lambda/run-project.ts";
import { type Attacked, attack, body, expectNoHarm } from "./attacks.ts";

const imports = 'import fs from "node:fs"; import os from "node:os"; import path from "node:path";';

/** Ways to a file of the machine, or out of the folders that a function has. */
const readings: Record<string, string> = {
	"the password file": 'fs.readFileSync("/etc/passwd", "utf8")',
	"the password file by its URL": 'fs.readFileSync(new URL("file:///etc/passwd"), "utf8")',
	"the password file as bytes of a path": 'fs.readFileSync(Buffer.from("/etc/passwd"), "utf8")',
	"a path that climbs out of /tmp": 'fs.readFileSync("/tmp/../etc/passwd", "utf8")',
	"a path that climbs above the root": 'fs.readFileSync("/../../../../etc/passwd", "utf8")',
	"a path relative to the code": 'fs.readFileSync("../../etc/passwd", "utf8")',
	"a path with a NUL": 'fs.readFileSync("/tmp/a\\0/../../etc/passwd", "utf8")',
	"the variables of the process": 'fs.readFileSync("/proc/self/environ", "utf8")',
	"the memory of the process": 'fs.readFileSync("/proc/self/maps", "utf8")',
	"the code of the runtime": 'fs.readFileSync("/var/runtime/index.mjs", "utf8")',
	"the code of a function beside it": 'fs.readFileSync("/var/task/Neighbour.mjs.bak", "utf8")',
	"an object that changes its path": 'fs.readFileSync({ n: 0, toString() { return this.n++ ? "/etc/passwd" : "/tmp/a"; } }, "utf8")',
	"a descriptor that nobody opened": "fs.readFileSync(99)",
	"a folder of the machine": 'fs.readdirSync("/home")',
	"a promise of the password file": 'fs.promises.readFile("/etc/passwd", "utf8")',
};

const writings: Record<string, string> = {
	"a file beside the code": 'fs.writeFileSync("/var/task/new.js", "x")',
	"the code itself": 'fs.writeFileSync("/var/task/A0.mjs", "x")',
	"a file of the system": 'fs.writeFileSync("/etc/passwd", "x")',
	"a path that climbs out of /tmp": 'fs.writeFileSync("/tmp/../var/task/x", "x")',
	"a folder at the root": 'fs.mkdirSync("/new")',
	"away with the code": 'fs.rmSync("/var/task", { recursive: true })',
	"more than /tmp holds": 'fs.writeFileSync("/tmp/big", Buffer.alloc(1)), fs.truncateSync("/tmp/big", 2 ** 40)',
};

describe("a handler's files (S1, S6, L28)", () => {
	let attacked: Attacked;
	const all = { ...readings, ...Object.fromEntries(Object.entries(writings).map(([name, code]) => [`write ${name}`, code])) };
	beforeAll(async () => {
		attacked = await attack(
			Object.fromEntries(Object.entries(all).map(([name, code]) => [name, body(`return reach(event, () => (${code}));`, imports)])),
		);
	});

	it.each(Object.keys(all))("refuse %s with an error that shows nothing of the machine", (name) => {
		expect(attacked.answersOf(name)).toEqual([[expect.stringMatching(/^throws (Type|NotSimulated)?Error$/), []]]);
	});

	it("does no harm to the function beside it", () => {
		expectNoHarm(attacked);
	});

	it.each([
		["a file", 'fs.writeFileSync("/tmp/left", "1");', 'fs.existsSync("/tmp/left")'],
		["a folder", 'fs.mkdirSync("/tmp/left");', 'fs.readdirSync("/tmp").includes("left")'],
		["a patched module", "fs.left = 1;", '"left" in fs'],
	])("of one environment are not there in another: %s", async (_, leave, look) => {
		const source = `${imports}
export const handler = async (event) => { if (event.leave) { ${leave} await new Promise((ok) => setTimeout(ok, 50)); return "left"; } return ${look}; };`;
		const traffic = [true, false].map((leave) => ({ at: 0, event: { leave } }));
		const { trace } = await outcomeOf(source, {}, { traffic });
		const ended = endings(trace).toSorted((a, b) => a.invocation - b.invocation);
		expect(ended.map(({ environment, response }) => [environment, response])).toEqual([
			[1, '"left"'],
			[2, "false"],
		]);
	});

	it.each([
		"os.hostname()",
		"os.uptime()",
		"os.freemem()",
		"os.totalmem()",
		"os.cpus()",
		"os.loadavg()",
		"os.userInfo()",
		"os.networkInterfaces()",
		"os.release()",
		"os.homedir()",
		"os.tmpdir()",
		'fs.statSync("/tmp")',
		'fs.statSync("/var/task")',
	])("show the same machine in every run: %s", async (code) => {
		const source = {
			one: body(`return reach(event, async () => JSON.stringify(${code}));`, imports),
			two: body(`return ${code};`, imports),
		};
		const [first, second] = [await attack(source), await attack(source)];
		expect(first.answersOf("one")).toEqual([["string", []]]);
		expect(second.answersOf("two")).toEqual(first.answersOf("two"));
	});
});
