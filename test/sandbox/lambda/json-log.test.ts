import { describe, expect, it } from "vitest";
import { buildProject } from "#sandbox/build/build-project.ts";
import { eventsOf, messagesOf, type Sam, template, traceOf } from "./run-project.ts";

const json: Sam = { logLevel: "INFO" };
const recordsOf = async (body: string, sam: Sam) => {
	const trace = await traceOf(`export const handler = async () => { ${body} };`, sam);
	return messagesOfFunction(trace).map((line) => JSON.parse(line));
};
const messagesOfFunction = (trace: Awaited<ReturnType<typeof traceOf>>) =>
	eventsOf(trace, "log")
		.filter(({ source }) => source === "function")
		.map(({ text }) => text);

describe("the JSON log format", () => {
	it("keeps one object as it is, with time, level and request id before it (L115)", async () => {
		const [record] = await recordsOf("console.warn({ order: 7 });", json);
		expect(Object.keys(record)).toEqual(["timestamp", "level", "requestId", "message"]);
		expect(record).toMatchObject({ level: "WARN", message: { order: 7 }, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
	});

	it("shows the error of a failed invocation as the message, with places in the learner's file (L91)", async () => {
		const [record] = await recordsOf("throw Object.assign(new RangeError('no'), { code: 'E1' });", json);
		expect(record).toMatchObject({ level: "ERROR", message: { errorType: "RangeError", errorMessage: "no", code: "E1" } });
		expect(record.message.stackTrace[1]).toMatch(/\/var\/task\/handler\.mjs:1:/);
	});

	it("drops calls below the level, and lets stdout through (L116, L117)", async () => {
		const trace = await traceOf(
			"export const handler = async () => { console.info('i'); console.error('e'); process.stdout.write('raw\\n'); };",
			{ logLevel: "WARN" },
		);
		expect(messagesOfFunction(trace).map((line) => (line === "raw" ? line : JSON.parse(line).message))).toEqual(["e", "raw"]);
	});

	it("tells the function by environment variables, as the client reads them", async () => {
		const [record] = await recordsOf("console.log(process.env.AWS_LAMBDA_LOG_FORMAT, process.env.AWS_LAMBDA_LOG_LEVEL);", json);
		expect(record.message).toBe("JSON INFO");
	});

	it("stays away without LoggingConfig (L113)", async () => {
		expect(messagesOf(await traceOf("export const handler = async () => { console.debug({ a: 1 }); };"))).toEqual(["{ a: 1 }"]);
	});
});

describe("LoggingConfig in the template", () => {
	const build = (lines: string[], globals: string[] = []) => {
		const text = [
			template(),
			"      LoggingConfig:",
			...lines,
			...(globals.length ? ["Globals:", "  Function:", "    LoggingConfig:", ...globals] : []),
		];
		return buildProject({ files: { "template.yaml": text.join("\n"), "handler.mjs": "export const handler = async () => 1;" } });
	};

	it("logs from INFO when no level is given (L116)", async () => {
		expect(await build(["        LogFormat: JSON"])).toMatchObject({ ok: true, built: { functions: [{ logging: { level: "INFO" } }] } });
	});

	it("is merged with that of Globals by key (SAM)", async () => {
		const built = await build(["        ApplicationLogLevel: ERROR"], ["      LogFormat: JSON", "      ApplicationLogLevel: DEBUG"]);
		expect(built).toMatchObject({ ok: true, built: { functions: [{ logging: { level: "ERROR" } }] } });
	});

	it("refuses a level in the text format (L116)", async () => {
		const built = await build(["        ApplicationLogLevel: WARN"]);
		expect(built).toMatchObject({ ok: false, problems: [{ message: "Fn has ApplicationLogLevel, but its LogFormat is Text." }] });
	});

	it.each([
		["LogFormat: Xml", "LogFormat of Fn is Xml."],
		["LogFormat: JSON\n        ApplicationLogLevel: LOUD", "ApplicationLogLevel of Fn is LOUD."],
		["Level: INFO", "LoggingConfig of Fn has Level."],
	])("refuses %j", async (line, message) => {
		expect(await build([`        ${line}`])).toMatchObject({ ok: false, problems: [{ message }] });
	});

	it("has a level for the platform's events of its own, INFO when none is given (L116)", async () => {
		const levelsOf = async (lines: string[]) => {
			const result = await build(["        LogFormat: JSON", ...lines]);
			return result.ok ? [result.built.functions[0]?.logging, result.built.notSimulated] : result.problems.map(({ message }) => message);
		};
		expect(await levelsOf([])).toEqual([{ level: "INFO", system: "INFO" }, []]);
		expect(await levelsOf(["        SystemLogLevel: WARN"])).toEqual([{ level: "INFO", system: "WARN" }, []]);
		expect(await levelsOf(["        SystemLogLevel: ERROR"])).toEqual(["SystemLogLevel of Fn is ERROR."]);
	});
});

describe("system events of the JSON format", () => {
	const handler =
		"export const handler = async (event) => { if (event.fails) throw new Error('no'); if (event.hangs) await new Promise((r) => setTimeout(r, 9000)); return { ok: true }; };";
	const events = [{}, { fails: true }, { hangs: true }, {}];
	const run = async (systemLogLevel?: string, source = handler) => {
		const trace = await traceOf(source, { logLevel: "FATAL", ...(systemLogLevel ? { systemLogLevel } : {}) }, { events });
		const lines = eventsOf(trace, "log").filter(({ source }) => source === "platform");
		return { trace, lines: lines.map(({ text }) => JSON.parse(text)) };
	};
	const typesOf = (lines: { type: string; record: { status?: string } }[]) =>
		lines.map(({ type, record }) => `${type.replace("platform.", "")}${record.status ? ` ${record.status}` : ""}`);

	it("take the place of INIT_START, START and REPORT, field by field as on AWS (L120)", async () => {
		const { trace, lines } = await run();
		const [initStart, start, report] = lines;
		const [environment] = eventsOf(trace, "environment.started");
		const [requested] = eventsOf(trace, "invocation.requested");
		const [ended] = eventsOf(trace, "invocation.ended");
		expect(initStart).toEqual({
			time: expect.stringMatching(/^2026-11-24T09:00:00\.\d{3}Z$/),
			type: "platform.initStart",
			record: {
				initializationType: "on-demand",
				phase: "init",
				runtimeVersion: "nodejs:24.v60",
				runtimeVersionArn: expect.stringMatching(/^arn:aws:lambda:eu-central-1::runtime:[0-9a-f]{64}$/),
				functionName: "Fn",
				functionVersion: "$LATEST",
				instanceId: environment?.logStream.replace("[", "Fn["),
				instanceMaxMemory: 134_217_728,
			},
		});
		expect(Object.keys(initStart)).toEqual(["time", "type", "record"]);
		expect(start).toMatchObject({
			type: "platform.start",
			record: { requestId: requested?.requestId, functionArn: "arn:aws:lambda:eu-central-1:123456789012:function:Fn", version: "$LATEST" },
		});
		expect(report).toMatchObject({
			type: "platform.report",
			record: {
				requestId: requested?.requestId,
				metrics: {
					durationMs: ended?.durationMs,
					billedDurationMs: ended?.billedMs,
					memorySizeMB: 128,
					maxMemoryUsedMB: ended?.maxMemoryUsedMb,
					initDurationMs: ended?.initMs,
				},
				status: "success",
			},
		});
	});

	it("are start and report at INFO, which have INIT and every end of a runtime at DEBUG, and what went wrong alone at WARN (L116, L120)", async () => {
		expect(typesOf((await run("INFO")).lines)).toEqual([
			"initStart",
			"start",
			"report success",
			"start",
			"report error",
			"start",
			"runtimeDone timeout",
			"report timeout",
			"start",
			"report success",
		]);
		expect(typesOf((await run("DEBUG")).lines)).toEqual([
			"initStart",
			"initRuntimeDone success",
			"initReport success",
			"start",
			"runtimeDone success",
			"report success",
			"start",
			"runtimeDone success",
			"report error",
			"start",
			"runtimeDone timeout",
			"report timeout",
			"start",
			"initRuntimeDone success",
			"initReport success",
			"runtimeDone success",
			"report success",
		]);
		expect(typesOf((await run("WARN")).lines)).toEqual(["report error", "runtimeDone timeout", "report timeout"]);
	});

	it("tell what the runtime produced, and the phase of an INIT within an invocation (L12, L120)", async () => {
		const { lines } = await run("DEBUG");
		const done = lines.filter(({ type }) => type === "platform.runtimeDone");
		expect(done[0].record.metrics).toEqual({ durationMs: expect.any(Number), producedBytes: '{"ok":true}'.length });
		expect(done[0].record.spans.map(({ name }: { name: string }) => name)).toEqual([
			"responseLatency",
			"responseDuration",
			"runtimeOverhead",
		]);
		expect(lines.filter(({ type }) => type === "platform.initReport").map(({ record }) => record.phase)).toEqual(["init", "invoke"]);
	});

	it("name the error of a failed INIT and of a process that ended (L6, L42, L120)", async () => {
		const { lines } = await run("WARN", "process.exit(3);");
		expect(lines.slice(0, 2).map(({ type, record }) => [type, record.status, record.errorType])).toEqual([
			["platform.initRuntimeDone", "error", "Runtime.ExitError"],
			["platform.initReport", "error", "Runtime.ExitError"],
		]);
		expect(lines[2].record).toMatchObject({ status: "error", errorType: "Runtime.ExitError" });
	});
});
