import { describe, expect, it } from "vitest";
import type { Json } from "#sandbox/json-value.ts";
import { matchesPattern, patternProblems } from "#sandbox/services/eventbridge/event-pattern.ts";

/** The example of EventBridge's and Event Ruler's guides. */
const ec2: Json = {
	version: "0",
	id: "ddddd4-aaaa-7777-4444-345dd43cc333",
	"detail-type": "EC2 Instance State-change Notification",
	source: "aws.ec2",
	account: "012345679012",
	time: "2017-10-02T16:24:49Z",
	region: "us-east-1",
	resources: ["arn:aws:ec2:us-east-1:123456789012:instance/i-000000aaaaaa00000"],
	detail: {
		"c-count": 5,
		"d-count": 3,
		"x-limit": 301.8,
		"source-ip": "10.0.0.33",
		"instance-id": "i-000000aaaaaa00000",
		state: "running",
		note: "",
		owner: null,
	},
};
const detail = (pattern: Json): Json => ({ detail: pattern });

describe("an event pattern", () => {
	it.each<[string, Json]>([
		[
			"values of fields, one of each list",
			{ "detail-type": ["EC2 Instance State-change Notification"], detail: { state: ["initializing", "running"] } },
		],
		["one element of an array in the event", { resources: ["arn:aws:ec2:us-east-1:123456789012:instance/i-000000aaaaaa00000"] }],
		["prefix", { time: [{ prefix: "2017-10-02" }] }],
		["prefix without regard to case", { source: [{ prefix: { "equals-ignore-case": "AWS." } }] }],
		["suffix", { source: [{ suffix: "ec2" }] }],
		["suffix without regard to case", { source: [{ suffix: { "equals-ignore-case": ".EC2" } }] }],
		["equals-ignore-case", { source: [{ "equals-ignore-case": "AWS.EC2" }] }],
		["wildcard", { resources: [{ wildcard: "arn:aws:ec2:*:instance/*" }] }],
		["an empty text", detail({ note: [""] })],
		["null", detail({ owner: [null] })],
		["anything-but a text", detail({ state: [{ "anything-but": "initializing" }] })],
		["anything-but a list of texts", detail({ state: [{ "anything-but": ["stopped", "overloaded"] }] })],
		["anything-but a number", detail({ "x-limit": [{ "anything-but": 123 }] })],
		["anything-but a list of numbers", detail({ "x-limit": [{ "anything-but": [100, 200, 300] }] })],
		["anything-but a prefix", detail({ state: [{ "anything-but": { prefix: "init" } }] })],
		["anything-but one of several prefixes", detail({ state: [{ "anything-but": { prefix: ["init", "stop"] } }] })],
		["anything-but a suffix", detail({ state: [{ "anything-but": { suffix: "ed" } }] })],
		["anything-but a text in any case", detail({ state: [{ "anything-but": { "equals-ignore-case": ["STOPPED", "Initializing"] } }] })],
		["anything-but a wildcard", detail({ state: [{ "anything-but": { wildcard: "*init*" } }] })],
		[
			"numeric ranges",
			detail({
				"c-count": [{ numeric: [">", 0, "<=", 5] }],
				"d-count": [{ numeric: ["<", 10] }],
				"x-limit": [{ numeric: ["=", 3.018e2] }],
			}),
		],
		["cidr", detail({ "source-ip": [{ cidr: "10.0.0.0/24" }] })],
		["exists", detail({ "c-count": [{ exists: true }] })],
		["exists: false", detail({ "e-count": [{ exists: false }] })],
		["exists of a null", detail({ owner: [{ exists: true }] })],
		["one alternative of $or", { source: ["aws.ec2"], $or: [{ region: ["eu-west-1"] }, detail({ state: ["running"] })] }],
		[
			"$or within a field, with and inside",
			detail({ $or: [{ "c-count": [{ numeric: [">", 9] }] }, { "d-count": [3], "x-limit": [301.8] }] }),
		],
		["absent or a value", detail({ state: [{ exists: false }, "running"] })],
	])("fits by %s", (_, pattern) => {
		expect(patternProblems(pattern)).toEqual([]);
		expect(matchesPattern(pattern, ec2)).toBe(true);
	});

	it.each<[string, Json]>([
		["one of two fields differs", { source: ["aws.ec2"], region: ["eu-west-1"] }],
		["a text has the digits of a number", detail({ "c-count": ["5"] })],
		["a prefix is asked of a number", detail({ "c-count": [{ prefix: "5" }] })],
		["the case differs", { source: ["AWS.EC2"] }],
		["anything-but names the value", detail({ state: [{ "anything-but": ["running", "stopped"] }] })],
		["anything-but is asked of a field that is not there", detail({ "e-count": [{ "anything-but": "x" }] })],
		["the number is at an open end of the range", detail({ "c-count": [{ numeric: [">", 5, "<", 9] }] })],
		["numeric is asked of a text", { account: [{ numeric: [">", 0] }] }],
		["the address lies outside of the block", detail({ "source-ip": [{ cidr: "10.0.0.0/27" }] })],
		["the field is there, though it must not be", detail({ state: [{ exists: false }] })],
		["null is asked of an empty text", detail({ note: [null] })],
		["null is asked of a field that is not there", detail({ "e-count": [null] })],
		["no alternative of $or fits", { $or: [{ source: ["aws.s3"] }, { region: ["eu-west-1"] }] }],
		["the name is one that every object inherits", { constructor: [{ exists: true }] }],
	])("does not fit when %s", (_, pattern) => {
		expect(patternProblems(pattern)).toEqual([]);
		expect(matchesPattern(pattern, ec2)).toBe(false);
	});

	it("takes exists for leaves only: an object under the name counts as absent, as does an empty array", () => {
		expect(matchesPattern({ detail: [{ exists: true }] }, ec2)).toBe(false);
		expect(matchesPattern({ detail: [{ exists: false }] }, ec2)).toBe(true);
		expect(matchesPattern({ tags: [{ exists: false }] }, { tags: [] })).toBe(true);
	});

	it("knows blocks of IPv6", () => {
		expect(matchesPattern({ ip: [{ cidr: "2001:db8::/32" }] }, { ip: "2001:db8:0:1::5" })).toBe(true);
		expect(matchesPattern({ ip: [{ cidr: "2001:db8::/32" }] }, { ip: "10.0.0.1" })).toBe(false);
	});
});

describe("an array of objects in an event", () => {
	const employees: Json = { employees: [[{ first: "Anna", last: "Smith" }], [{ first: "Peter", last: "Jones" }], { first: "John" }] };

	it("fits when one element has all fields", () => {
		expect(matchesPattern({ employees: { first: ["Anna"] } }, employees)).toBe(true);
		expect(matchesPattern({ employees: { first: ["Anna"], last: ["Smith"] } }, employees)).toBe(true);
	});

	it("does not fit when the fields are in different elements", () => {
		expect(matchesPattern({ employees: { first: ["Anna"], last: ["Jones"] } }, employees)).toBe(false);
	});

	it("has a field as soon as one element has it", () => {
		expect(matchesPattern({ employees: { last: [{ exists: false }] } }, employees)).toBe(false);
		expect(matchesPattern({ employees: { age: [{ exists: false }] } }, employees)).toBe(true);
	});
});

describe("wildcards", () => {
	const fits = (wildcard: string, text: string) => matchesPattern({ f: [{ wildcard }] }, { f: text });

	it("stand for any characters, also none", () => {
		expect(fits("dir/*.png", "dir/a/b.png")).toBe(true);
		expect(fits("dir/*.png", "dir/.png")).toBe(true);
		expect(fits("dir/*.png", "dir/a.png.gz")).toBe(false);
		expect(fits("a*a", "a")).toBe(false);
		expect(fits("*", "")).toBe(true);
		expect(fits("a*b*c", "a-b-b-c")).toBe(true);
		expect(fits("a*bc*c", "abc")).toBe(false);
	});

	it("can be escaped", () => {
		expect(fits("a\\*b", "a*b")).toBe(true);
		expect(fits("a\\*b", "axb")).toBe(false);
		expect(fits("a\\\\*", "a\\x")).toBe(true);
		expect(patternProblems({ f: [{ wildcard: "a\\b" }] })).toEqual(["f: Invalid escape character at pos 1"]);
		expect(patternProblems({ f: [{ wildcard: "a**b" }] })).toEqual(["f: Consecutive wildcard characters at pos 1"]);
	});

	it("do not backtrack: 1,000 of them look at a long text once", () => {
		expect(fits(`${"a*".repeat(1000)}b`, "a".repeat(200_000))).toBe(false);
	});
});

describe("a hostile event", () => {
	it("of 100,000 arrays within each other is read without a deep stack", () => {
		const deep = JSON.parse(`${"[".repeat(5000)}"x"${"]".repeat(5000)}`) as Json;
		let nested: Json = deep;
		for (let i = 0; i < 95_000; i++) nested = [nested];
		expect(matchesPattern({ f: ["x"] }, { f: nested })).toBe(true);
		expect(matchesPattern({ f: { g: ["x"] } }, { f: nested })).toBe(false);
	});
});

describe("patternProblems", () => {
	it.each<[Json, string]>([
		["text", "Filter is not an object"],
		[{}, "Empty objects are not allowed"],
		[{ source: "aws.ec2" }, 'source: "source" must be an object or an array'],
		[{ source: [] }, "source: Empty arrays are not allowed"],
		[{ detail: { a: [["b"]] } }, "detail.a: Match value must be String, number, true, false, or null"],
		[{ a: [{ prefix: 1 }] }, "a: prefix match pattern must be a string"],
		[{ a: [{ starts: "b" }] }, "a: Unrecognized match type starts"],
		[{ a: [{ prefix: "b", suffix: "c" }] }, "a: Only one key allowed in match expression"],
		[
			{ a: [{ "anything-but": ["b", 1] }] },
			"a: Inside anything but list, either all values are number or string, mixed type is not supported",
		],
		[{ a: [{ numeric: ["!=", 1] }] }, 'a: Unrecognized numeric range operator: "!="'],
		[{ a: [{ numeric: [">", 5, "<", 1] }] }, "a: Bottom must be less than top"],
		[{ a: [{ cidr: "10.0.0.0" }] }, "a: Malformed CIDR, one '/' required: 10.0.0.0"],
		[{ a: [{ exists: "yes" }] }, "a: exists match pattern must be either true or false."],
	])("says of %j what is wrong", (pattern, problem) => {
		expect(patternProblems(pattern)).toEqual([problem]);
		expect(matchesPattern(pattern, { source: "aws.ec2", a: "b" })).toBe(false);
	});

	it("refuses in a filter of an event source mapping what only rules know (L177)", () => {
		const patterns: Json[] = [{ a: [{ wildcard: "b*" }] }, { a: [{ cidr: "10.0.0.0/8" }] }, { a: [{ "anything-but": { prefix: "b" } }] }];
		for (const pattern of patterns) {
			expect(patternProblems(pattern, "rule")).toEqual([]);
			expect(patternProblems(pattern, "mapping")).toHaveLength(1);
		}
		expect(patternProblems({ a: [{ "anything-but": ["b"] }, { prefix: "c" }, { suffix: "d" }, null, ""] }, "mapping")).toEqual([]);
	});
});
