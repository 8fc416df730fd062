import { inspect } from "node-inspect-extracted";
import { deepEqual } from "./deep-equal.ts";

type Details = { message?: string | Error; actual?: unknown; expected?: unknown; operator: string };

export class AssertionError extends Error {
	code = "ERR_ASSERTION";
	generatedMessage: boolean;
	actual: unknown;
	expected: unknown;
	operator: string;
	constructor(details: Details & { message?: string }) {
		super(
			details.message ?? `Expected values to satisfy ${details.operator}:\n\n${inspect(details.actual)} !== ${inspect(details.expected)}\n`,
		);
		this.name = "AssertionError";
		this.generatedMessage = details.message === undefined;
		this.actual = details.actual;
		this.expected = details.expected;
		this.operator = details.operator;
	}
}

function check(holds: boolean, details: Details): void {
	if (holds) return;
	if (details.message instanceof Error) throw details.message;
	throw new AssertionError(details as Details & { message?: string });
}

function matches(error: unknown, expected: unknown): boolean {
	if (expected === undefined) return true;
	if (expected instanceof RegExp) return expected.test(`${error}`);
	if (typeof expected === "function") {
		if (expected.prototype !== undefined && error instanceof (expected as never)) return true;
		return Object.prototype.isPrototypeOf.call(Error, expected) ? false : (expected as (error: unknown) => unknown)(error) === true;
	}
	return Object.entries(expected as object).every(([key, value]) => {
		const actual = (error as Record<string, unknown>)[key];
		return value instanceof RegExp && typeof actual === "string" ? value.test(actual) : deepEqual(actual, value);
	});
}

type Message = string | Error;
const ok = (value: unknown, message?: Message) =>
	check(!!value, { message: message ?? "The expression evaluated to a falsy value", actual: value, expected: true, operator: "==" });

// biome-ignore lint/suspicious/noDoubleEquals: the loose comparison is what assert.equal promises.
const loosely = (actual: unknown, expected: unknown) => actual == expected;

const functions = {
	ok,
	fail: (message: Message = "Failed") => check(false, { message, operator: "fail" }),
	equal: (actual: unknown, expected: unknown, message?: Message) =>
		check(loosely(actual, expected), { message, actual, expected, operator: "==" }),
	notEqual: (actual: unknown, expected: unknown, message?: Message) =>
		check(!loosely(actual, expected), { message, actual, expected, operator: "!=" }),
	strictEqual: (actual: unknown, expected: unknown, message?: Message) =>
		check(Object.is(actual, expected), { message, actual, expected, operator: "strictEqual" }),
	notStrictEqual: (actual: unknown, expected: unknown, message?: Message) =>
		check(!Object.is(actual, expected), { message, actual, expected, operator: "notStrictEqual" }),
	deepEqual: (actual: unknown, expected: unknown, message?: Message) =>
		check(deepEqual(actual, expected, false), { message, actual, expected, operator: "deepEqual" }),
	deepStrictEqual: (actual: unknown, expected: unknown, message?: Message) =>
		check(deepEqual(actual, expected), { message, actual, expected, operator: "deepStrictEqual" }),
	notDeepStrictEqual: (actual: unknown, expected: unknown, message?: Message) =>
		check(!deepEqual(actual, expected), { message, actual, expected, operator: "notDeepStrictEqual" }),
	match: (actual: string, expected: RegExp, message?: Message) =>
		check(expected.test(actual), { message, actual, expected, operator: "match" }),
	throws: (callback: () => unknown, expected?: unknown, message?: Message) => {
		try {
			callback();
		} catch (error) {
			if (typeof expected === "string" || matches(error, expected)) return;
			throw error;
		}
		check(false, { message: message ?? "Missing expected exception.", operator: "throws" });
	},
	rejects: async (promise: Promise<unknown> | (() => Promise<unknown>), expected?: unknown, message?: Message) => {
		try {
			await (typeof promise === "function" ? promise() : promise);
		} catch (error) {
			if (typeof expected === "string" || matches(error, expected)) return;
			throw error;
		}
		check(false, { message: message ?? "Missing expected rejection.", operator: "rejects" });
	},
	AssertionError,
};

/** node:assert. The loose functions of the module and its strict form. */
export const assert = Object.assign((value: unknown, message?: Message) => ok(value, message), functions);
export const strictAssert = Object.assign((value: unknown, message?: Message) => ok(value, message), functions, {
	equal: functions.strictEqual,
	notEqual: functions.notStrictEqual,
	deepEqual: functions.deepStrictEqual,
});
Object.assign(assert, { strict: strictAssert });
Object.assign(strictAssert, { strict: strictAssert });
