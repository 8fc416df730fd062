import Ajv4 from "ajv-draft-04";
import { describe, expect, it } from "vitest";
import { modelProblems } from "#sandbox/services/apigateway/model-problem.ts";

function problemsOf(schema: object, value: unknown): string[] {
	const validate = new Ajv4({ strict: false, allErrors: true, verbose: true, logger: false, validateFormats: false }).compile(schema);
	return validate(value) ? [] : modelProblems(validate.errors ?? []);
}

describe("what does not match a model", () => {
	it.each([
		[{ required: ["b", "a"] }, {}, ['object has missing required properties (["a","b"])']],
		[
			{ properties: { a: {} }, additionalProperties: false },
			{ z: 1, y: 2 },
			['object instance has properties which are not allowed by the schema: ["y","z"]'],
		],
		[{ type: ["string", "null"] }, 7, ['instance type (integer) does not match any allowed primitive type (allowed: ["null","string"])']],
		[{ enum: ["a", 1] }, "b", ['instance value ("b") not found in enum (possible values: ["a",1])']],
		[{ minLength: 3 }, "äö", ['string "äö" is too short (length: 2, required minimum: 3)']],
		[{ maxLength: 1 }, "ab", ['string "ab" is too long (length: 2, maximum allowed: 1)']],
		[{ pattern: "^a" }, "b", ['ECMA 262 regex "^a" does not match input string "b"']],
		[{ minimum: 2 }, 1, ["numeric instance is lower than the required minimum (minimum: 2, found: 1)"]],
		[{ maximum: 2, exclusiveMaximum: true }, 2, ["numeric instance is not strictly lower than the required maximum 2"]],
		[{ multipleOf: 2 }, 3, ["remainder of division is not zero (3 / 2)"]],
		[{ minItems: 1 }, [], ["array is too short: must have at least 1 elements but instance has 0 elements"]],
		[{ maxItems: 1 }, [1, 2], ["array is too long: must have at most 1 elements but instance has 2 elements"]],
		[{ uniqueItems: true }, [1, 1], ["array must not contain duplicate elements"]],
		[{ oneOf: [{ type: "string" }, { minimum: 0 }] }, "a", ["instance failed to match exactly one schema (matched 2 out of 2)"]],
		[{ not: { type: "string" } }, "a", ["instance matched a schema which it should not have"]],
	])("in %j of %j is told in the words of API Gateway's validator (L304)", (schema, value, problems) => {
		expect(problemsOf(schema, value)).toEqual(problems);
	});
});
