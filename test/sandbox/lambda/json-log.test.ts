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

	it("says that lines of the platform stay text", async () => {
		const built = await build(["        LogFormat: JSON"]);
		expect(built).toMatchObject({ ok: true, built: { notSimulated: [{ what: "LogFormat JSON of Fn" }] } });
	});
});
