import { describe, expect, it } from "vitest";
import type { InsightsLogEvent } from "#sandbox/services/logs/insights/discovered-fields.ts";
import { logEventsOf } from "#sandbox/services/logs/insights/log-events.ts";
import { runInsightsQuery } from "#sandbox/services/logs/insights/run-query.ts";
import { runStack } from "../run-stack.ts";

const T0 = Date.parse("2026-11-24T09:00:00.000Z");
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const event = (atMs: number, message: string, logStream = "a"): InsightsLogEvent => ({
	logGroup: "/aws/lambda/Fn",
	logStream,
	timestamp: T0 + atMs,
	message,
});
const report = (n: number, ms: number, init = "") =>
	`REPORT RequestId: ${id(n)}\tDuration: ${ms.toFixed(2)} ms\tBilled Duration: ${Math.ceil(ms)} ms\tMemory Size: 128 MB\tMax Memory Used: ${60 + n} MB\t${init}`;

const log = [
	event(0, `START RequestId: ${id(1)} Version: $LATEST`),
	event(10, `2026-11-24T09:00:00.010Z\t${id(1)}\tINFO\torder 17 took 30 ms`),
	event(20, `END RequestId: ${id(1)}`),
	event(20, report(1, 20, "Init Duration: 150.50 ms\t")),
	event(61_000, '{"level":"ERROR","message":"no pears","order":{"id":18,"tags":["a","b"]},"paid":false}', "b"),
	event(62_000, '{"level":"INFO","message":"sold","order":{"id":9},"paid":true}', "b"),
	event(63_000, report(2, 40), "b"),
];

function rowsOf(query: string, events = log): string[][] {
	const result = runInsightsQuery(events, query);
	if (!result.ok) throw new Error(`${result.column}: ${result.problem}`);
	return result.rows.map((row) => result.fields.map((field) => row[field] ?? "-"));
}

describe("a query of Logs Insights", () => {
	it("shows time and message of all events without a command for it, the latest first", () => {
		const result = runInsightsQuery(log, "limit 2");
		expect(result).toMatchObject({ ok: true, fields: ["@timestamp", "@message"], statistics: { recordsScanned: 7, recordsMatched: 7 } });
		expect(rowsOf("limit 2")).toEqual([
			["2026-11-24 09:01:03.000", report(2, 40)],
			["2026-11-24 09:01:02.000", log[5]?.message],
		]);
	});

	it("discovers what Lambda's REPORT lines say, memory in bytes", () => {
		const fields = "@type, @requestId, @duration, @billedDuration, @initDuration, @memorySize, @maxMemoryUsed, @log, @logStream";
		expect(rowsOf(`filter @type = "REPORT" | fields ${fields} | sort @timestamp`)).toEqual([
			["REPORT", id(1), "20", "20", "150.5", "128000000", "61000000", "123456789012:/aws/lambda/Fn", "a"],
			["REPORT", id(2), "40", "40", "-", "128000000", "62000000", "123456789012:/aws/lambda/Fn", "b"],
		]);
	});

	it("discovers JSON, nested with dots, booleans as 1 and 0", () => {
		expect(rowsOf('filter level = "ERROR" | fields order.id, order.tags.1, paid')).toEqual([["18", "b", "0"]]);
		const prefixed = [event(0, `2026-11-24T09:00:00.000Z\t${id(3)}\tINFO\t{"city":"Ulm"}`)];
		expect(rowsOf("fields city, @requestId", prefixed)).toEqual([["Ulm", id(3)]]);
	});

	it.each([
		["@duration > 25", 1],
		["@duration >= 20 and @duration <= 40", 2],
		["order.id > 9", 1],
		['level != "ERROR"', 1],
		['level in ["ERROR", "WARN"]', 1],
		['level not in ["ERROR"] and ispresent(level)', 1],
		["@message like /(?i)PEARS/", 1],
		["@message like /ord(er)? \\d+/", 1],
		['@message like "pears"', 1],
		['@message not like "RequestId" and @logStream = "b"', 2],
		["@message =~ /^START/ or @message =~ /^END/", 2],
		["not (ispresent(@type) or ispresent(level))", 1],
		["strlen(level) = 5", 1],
		["order.id % 2 = 0 # a comment\n and paid = 0", 1],
		["1 + 2 * 3 ^ 2 = 19 and -2 < 0", 7],
		["(@duration / 2) = 20", 1],
	])("filters by %s", (condition, count) => {
		expect(rowsOf(`fields @message | filter ${condition}`)).toHaveLength(count);
	});

	it("parses with a glob and with a regular expression, and goes on with what it found", () => {
		expect(rowsOf('parse @message "order * took * ms" as number, ms | filter ispresent(ms) | display number, ms * 2 as twice')).toEqual([
			["17", "60"],
		]);
		expect(rowsOf("parse @message /order (?<number>\\d+) took (?<ms>\\d+)/ | filter ms > 29 | display number")).toEqual([["17"]]);
		expect(rowsOf('parse @message "RequestId: *" as rest | filter @type = "START" | display rest')).toEqual([
			[`${id(1)} Version: $LATEST`],
		]);
	});

	it("counts and calculates, over all and by groups", () => {
		expect(
			rowsOf("stats count(*), avg(@duration), max(@maxMemoryUsed) / 1000 / 1000 as mb, count_distinct(@logStream), sum(@billedDuration)"),
		).toEqual([["7", "30", "62", "2", "60"]]);
		expect(
			rowsOf("filter ispresent(@duration) | stats count(*) as n, pct(@duration, 90) by bin(1m) as minute, @logStream | sort minute desc"),
		).toEqual([
			["2026-11-24 09:01:00.000", "b", "1", "40"],
			["2026-11-24 09:00:00.000", "a", "1", "20"],
		]);
		expect(rowsOf('stats sum(level = "ERROR") / count(level) * 100 as rate')).toEqual([["50"]]);
		expect(rowsOf("stats earliest(@type), latest(level), min(order.id)")).toEqual([["START", "INFO", "9"]]);
		expect(rowsOf("filter 1 = 2 | stats count(*)")).toEqual([["0"]]);
		expect(rowsOf("filter 1 = 2 | stats count(*) by level")).toEqual([]);
	});

	it("sorts by columns of stats as well, with what is missing at the end", () => {
		expect(rowsOf("stats count(*) by @logStream | sort count(*) desc")).toEqual([
			["a", "4"],
			["b", "3"],
		]);
		expect(rowsOf("fields order.id | sort order.id desc | limit 3")).toEqual([["18"], ["9"], ["-"]]);
	});

	it("keeps the first of equal rows", () => {
		expect(rowsOf("fields @logStream, @timestamp | sort @timestamp | dedup @logStream")).toEqual([
			["a", "2026-11-24 09:00:00.000"],
			["b", "2026-11-24 09:01:01.000"],
		]);
	});

	it.each([
		["fields @message | patern @message", 19, "patern is not a command"],
		["pattern @message", 1, "pattern is not simulated"],
		["filter level =", 15, "the query ends too early"],
		["filter level = 'a' 'b'", 20, "“b” was not expected"],
		["filter foo(level)", 8, "the function foo is not simulated"],
		["stats pct(@duration) by bin(5m)", 7, "pct does not take 1 arguments"],
		['parse @message "a * b *" as x', 16, "the text has 2 stars and 1 names"],
		["parse @message /(/", 16, "the regular expression is not valid"],
		["parse @message /\\d+/", 16, "the expression has no named group, such as (?<ms>\\d+)"],
		["limit 0", 1, "limit takes 1 to 10000"],
		["filter level ~ 1", 14, "“~” is not understood here"],
		["filter level not 1", 18, "like or in was expected after not"],
		["", 1, "a command was expected"],
	])("says what is wrong, and where: %s", (query, column, problem) => {
		expect(runInsightsQuery(log, query)).toEqual({ ok: false, column, problem });
	});

	it("refuses to nest without end", () => {
		expect(runInsightsQuery([], `filter ${"(".repeat(10_000)}1`)).toMatchObject({ ok: false, problem: "the expression nests too deeply" });
	});

	it("answers for the log of a run", async () => {
		const code = "export const handler = async ({ n }) => { console.log(JSON.stringify({ n })); };";
		const trace = await runStack({ Fn: { code } }, {}, { traffic: [1, 2, 3].map((n) => ({ at: n * 1000, event: { n } })) });
		const events = logEventsOf(trace);
		expect(rowsOf("stats max(n), count(n) by @log", events)).toEqual(expect.arrayContaining([["123456789012:/aws/lambda/Fn", "3", "3"]]));
		expect(rowsOf('filter @type = "REPORT" | stats count(@initDuration), count(*)', events)).toEqual([["1", "3"]]);
	});
});
