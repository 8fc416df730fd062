import { describe, expect, it } from "vitest";
import { buildProject } from "#sandbox/build/build-project.ts";
import { endings, eventsOf, logOf, messagesOf, only, responses, type Sam, template, traceOf } from "./run-project.ts";

const answerOf = async (body: string, sam: Sam = {}) =>
	only(responses(await traceOf(`export const handler = async (event, context) => { ${body} };`, sam)));
const reportsOf = (lines: string[]) => lines.filter((line) => line.startsWith("REPORT"));

describe("INIT", () => {
	it("writes an INIT_REPORT when it fails, and none when it succeeds (L6)", async () => {
		const failing = await traceOf("throw new RangeError('too far'); export const handler = async () => 1;");
		expect(logOf(failing).filter((line) => line.startsWith("INIT_REPORT"))[0]).toMatch(
			/^INIT_REPORT Init Duration: \d+\.\d\d ms\tPhase: init\tStatus: error\tError Type: RangeError$/,
		);
		const working = await traceOf("export const handler = async () => 1;");
		expect(logOf(working).filter((line) => line.startsWith("INIT_REPORT"))).toEqual([]);
	});

	it("is billed on top of Duration, rounded up once, and is no part of Duration (L9, L10, L11)", async () => {
		const slowStart = "await new Promise((r) => setTimeout(r, 700)); export const handler = async () => 1;";
		const [cold, warm] = endings(await traceOf(slowStart, {}, { events: [{}, {}] }));
		expect(cold?.initMs).toBeGreaterThan(700);
		expect(cold?.durationMs).toBeLessThan(100);
		expect(cold?.billedMs).toBe(Math.ceil(Math.round(((cold?.durationMs ?? 0) + (cold?.initMs ?? 0)) * 100) / 100));
		expect(warm?.initMs).toBeUndefined();
		expect(warm?.billedMs).toBe(Math.ceil(warm?.durationMs ?? 0));
	});

	it("leaves what the static code does not await to the first invocation (L67)", async () => {
		const source =
			"setTimeout(() => console.log('begun at INIT'), 300); export const handler = () => new Promise((r) => setTimeout(r, 600));";
		const line = only(eventsOf(await traceOf(source), "log").filter(({ text }) => text.endsWith("begun at INIT")));
		expect(line.invocation).toBe(1);
	});

	it("is on-demand by its variable (L24)", async () => {
		expect(await answerOf("return process.env.AWS_LAMBDA_INITIALIZATION_TYPE;")).toBe("on-demand");
	});
});

describe("the end of a runtime process", () => {
	const counting = "let n = 0; export const handler = async (event) => { n++; if (event.exit) process.exit(1); if (event.hang) await";
	it.each([
		["a crash", { exit: true }],
		["a timeout", { hang: true }],
	])("after %s loses the module's state, and keeps the environment (L17)", async (_, event) => {
		const trace = await traceOf(`${counting} new Promise((r) => setTimeout(r, 60_000)); return n; };`, {}, { events: [{}, event, {}] });
		expect(responses(trace)).toEqual([1, undefined, 1]);
		expect(endings(trace).map(({ environment }) => environment)).toEqual([1, 1, 1]);
	});

	it("gives a function without extensions no moment of grace: no listener hears of it (L19)", async () => {
		const source = `for (const name of ["SIGTERM", "exit", "beforeExit"]) process.on(name, () => console.log("heard " + name));
export const handler = async () => 1;`;
		const trace = await traceOf(source, {}, { events: [{}, {}], everyMs: 20_000, idleLifetimeMs: 5_000 });
		expect(eventsOf(trace, "environment.shutdown")).toHaveLength(2);
		expect(messagesOf(trace)).toEqual([]);
	});
});

describe("the configuration of a function", () => {
	const problemsOf = async (sam: Sam) => {
		const built = await buildProject({ files: { "template.yaml": template(sam), "handler.mjs": "export const handler = async () => 1;" } });
		return built.ok ? [] : built.problems.map((problem) => problem.message);
	};

	it("takes timeouts from 1 to 900 s in whole seconds (L30)", async () => {
		for (const timeout of [1, 900]) expect(await problemsOf({ timeout })).toEqual([]);
		for (const timeout of [0, 901, 1.5]) expect(await problemsOf({ timeout })).toEqual([expect.stringContaining("Timeout of Fn")]);
	});

	it("takes memory from 128 to 10,240 MB in whole megabytes (L229)", async () => {
		for (const memory of [128, 10_240]) expect(await problemsOf({ memory })).toEqual([]);
		for (const memory of [127, 10_241, 128.5]) expect(await problemsOf({ memory })).toEqual([expect.stringContaining("MemorySize of Fn")]);
	});

	it("defaults to 3 s and 128 MB (L30, L229)", async () => {
		const bare = template()
			.split("\n")
			.filter((line) => !/MemorySize|Timeout/.test(line))
			.join("\n");
		const slow = "export const handler = async () => { await new Promise((r) => setTimeout(r, 60_000)); };";
		const built = await traceOf({ "template.yaml": bare, "handler.mjs": slow });
		expect(only(endings(built))).toMatchObject({ status: "timedOut", durationMs: 3000 });
		expect(only(reportsOf(logOf(built)))).toContain("Memory Size: 128 MB");
	});

	it.each(["AWS_LAMBDA_METADATA_API", "AWS_LAMBDA_METADATA_TOKEN", "AWS_LAMBDA_MAX_CONCURRENCY"])(
		"may not set the newer reserved variable %s (L109)",
		async (name) => {
			expect(await problemsOf({ variables: { [name]: "mine" } })).toEqual([`Fn: ${name} is a reserved environment variable.`]);
		},
	);

	it("finds .js before .mjs, and .mjs before .cjs (L63, L64)", async () => {
		const all = {
			"handler.cjs": "exports.handler = async () => 'cjs';",
			"handler.mjs": "export const handler = async () => 'mjs';",
			"handler.js": "exports.handler = async () => 'js';",
		};
		for (const runtime of ["nodejs22.x", "nodejs24.x"] as const) {
			expect(only(responses(await traceOf(all, { runtime })))).toBe("js");
			const { "handler.js": _, ...without } = all;
			expect(only(responses(await traceOf(without, { runtime })))).toBe("mjs");
		}
	});
});
