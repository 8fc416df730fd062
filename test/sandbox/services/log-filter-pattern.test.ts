import { describe, expect, it } from "vitest";
import { compileFilterPattern } from "#sandbox/services/logs/filter-pattern.ts";
import { compileLogRegex } from "#sandbox/services/logs/log-regex.ts";

/** Which of the messages pass. */
function passing(pattern: string, messages: readonly string[]): string[] {
	const passes = compileFilterPattern(pattern);
	if (!passes) throw new Error(`${pattern} is refused`);
	return messages.filter((message) => passes(message));
}

describe("terms", () => {
	const messages = [
		"[ERROR 400] BAD REQUEST",
		"[ERROR 401] UNAUTHORIZED REQUEST",
		"[ERROR 419] MISSING ARGUMENTS",
		"[WARN] all is well",
		"[error] lower",
	];

	it.each<[string, number[]]>([
		["", [0, 1, 2, 3, 4]],
		["ERROR", [0, 1, 2]],
		["ERROR REQUEST", [0, 1]],
		['"BAD REQUEST"', [0]],
		['"[WARN]"', [3]],
		["ERROR -400", [1, 2]],
		["ERROR -400 -UNAUTHORIZED", [2]],
		["-ERROR", [3, 4]],
		["?401 ?419", [1, 2]],
		["ERROR ?400", [0, 1, 2]],
		["%ERROR 4[01]\\d%", [0, 1, 2]],
		["%^.WARN%", [3]],
		["%(ERROR)%".replace(/[()]/g, ""), [0, 1, 2]],
	])("%s", (pattern, indexes) => {
		expect(passing(pattern, messages)).toEqual(indexes.map((index) => messages[index]));
	});

	it.each(['"open', "%(group)%", "%[open%", "%a{2000}%"])("%s is refused", (pattern) => {
		expect(compileFilterPattern(pattern)).toBeUndefined();
	});
});

describe("a pattern over JSON", () => {
	const event = {
		eventType: "UpdateTrail",
		sourceIPAddress: "111.111.111.111",
		arrayKey: ["value", "another value"],
		objectList: [
			{ name: "a", id: 1 },
			{ name: "b", id: 2 },
		],
		SomeObject: null,
		errorCode: "AccessDenied",
		latency: 150.5,
		ok: true,
		"cluster.name": "c",
	};
	const passes = (pattern: string) => compileFilterPattern(pattern)?.(JSON.stringify(event));

	it.each([
		'{ $.eventType = "UpdateTrail" }',
		"{ $.eventType = UpdateTrail }",
		'{ $.eventType = "Update*" }',
		"{ $.sourceIPAddress != 123.123.* }",
		'{ $.arrayKey[0] = "value" }',
		"{ $.objectList[1].id = 2 }",
		'{ $.objectList[*].name = "b" }',
		"{ $.SomeObject IS NULL }",
		"{ $.SomeOtherObject NOT EXISTS }",
		"{ $.ok IS TRUE }",
		"{ $.latency > 150 && $.latency <= 1.505e2 }",
		'{ ($.errorCode = "*Denied" || $.errorCode = "Throttling*") && $.latency > 100 }',
		'{ $.eventType = "x" || $.eventType = "y" || $.ok IS TRUE }',
		"{ $.errorCode = %^Access% }",
		'{ $["cluster.name"] = "c" }',
	])("%s passes", (pattern) => {
		expect(passes(pattern)).toBe(true);
	});

	it.each([
		'{ $.eventType = "Update" }',
		"{ $.eventType = updatetrail }",
		"{ $.SomeObject NOT EXISTS }",
		"{ $.missing IS NULL }",
		'{ $.missing != "x" }',
		"{ $.ok IS FALSE }",
		"{ $.eventType > 5 }",
		'{ $.ok IS TRUE && ($.latency > 1000 || $.errorCode = "x") }',
	])("%s does not pass", (pattern) => {
		expect(passes(pattern)).toBe(false);
	});

	it("does not pass what is not JSON", () => {
		expect(compileFilterPattern("{ $.a NOT EXISTS }")?.("plain text")).toBe(false);
	});

	it.each([
		"{ eventType = 5 }",
		"{ $.a }",
		"{ $.a = }",
		"{ ($.a = 1 }",
		"{ $.a = 1",
		"{ $.a < x }",
		`{ ${"(".repeat(100)}$.a = 1${")".repeat(100)} }`,
	])("%s is refused", (pattern) => {
		expect(compileFilterPattern(pattern)).toBeUndefined();
	});
});

describe("a pattern over fields between spaces", () => {
	const line = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';

	it.each<[string, boolean]>([
		["[ip, server, username, timestamp, request, status_code, bytes]", true],
		["[ip, server]", false],
		["[ip, ..., bytes > 1000]", true],
		["[..., status_code = 4*, bytes]", true],
		["[..., status_code = 4* || status_code = 5*, bytes > 2000]", false],
		['[ip = 127.0.0.1, ..., request = "GET*", status_code != 200, bytes]', true],
		["[ip = %^127%, ...]", true],
		["[..., status_code >= 400 && status_code < 500, bytes]", true],
	])("%s", (pattern, expected) => {
		expect(compileFilterPattern(pattern)?.(line)).toBe(expected);
	});

	it.each(["[a, ..., b, ...]", "[a = ]", "[a b]"])("%s is refused", (pattern) => {
		expect(compileFilterPattern(pattern)).toBeUndefined();
	});
});

describe("a regular expression", () => {
	it.each<[string, string, boolean]>([
		["colou?r", "the color", true],
		["^[hc]at$", "hat", true],
		["^[hc]at$", "chat", false],
		["ba{2,3}c", "baac", true],
		["ba{2,3}c", "bac", false],
		["a|b$", "xb", true],
		["a|b$", "bx", false],
		["[^0-9]+\\.$", "12ab.", true],
		["\\w+\\s\\d*x", "id 42x", true],
	])("%s over “%s”", (source, text, expected) => {
		expect(compileLogRegex(source)?.(text)).toBe(expected);
	});

	it("takes no longer for a hostile line", () => {
		expect(compileLogRegex(".*.*.*.*.*.*.*.*x{500}y")?.("x".repeat(20_000))).toBe(false);
	});
});
