import type { ErrorObject } from "ajv";

/**
 * What does not match a model, in the words of the validator that API Gateway uses (json-schema-validator for Java), which its log and
 * `$context.error.validationErrorString` have: `object has missing required properties (["sku"])`.
 * @param errors With `verbose`: they carry the value that failed. @returns Each problem once.
 * @see https://github.com/java-json-tools/json-schema-validator
 */
export function modelProblems(errors: readonly ErrorObject[]): string[] {
	const missing = new Map<string, string[]>();
	const others: string[] = [];
	for (const error of errors) {
		if (error.keyword === "required") {
			const at = missing.get(error.instancePath) ?? [];
			missing.set(error.instancePath, [...at, String(error.params.missingProperty)]);
		} else others.push(problemOf(error));
	}
	const required = [...missing.values()].map((names) => `object has missing required properties (${quoted([...new Set(names)].sort())})`);
	return [...new Set([...required, ...unexpected(errors), ...others.filter((one) => one !== "")])];
}

/** Properties that are not allowed come together, for each object. */
function unexpected(errors: readonly ErrorObject[]): string[] {
	const byObject = new Map<string, string[]>();
	for (const { keyword, instancePath, params } of errors)
		if (keyword === "additionalProperties")
			byObject.set(instancePath, [...(byObject.get(instancePath) ?? []), String(params.additionalProperty)]);
	return [...byObject.values()].map(
		(names) => `object instance has properties which are not allowed by the schema: ${quoted(names.sort())}`,
	);
}

function problemOf({ keyword, params, data, schema, message }: ErrorObject): string {
	const { limit } = params as { limit?: number };
	switch (keyword) {
		case "additionalProperties":
			return ""; // Told for the whole object.
		case "type": {
			const allowed = [schema].flat().map(String).sort();
			return `instance type (${typeOf(data)}) does not match any allowed primitive type (allowed: ${quoted(allowed)})`;
		}
		case "enum":
			return `instance value (${JSON.stringify(data)}) not found in enum (possible values: ${JSON.stringify(schema)})`;
		case "minLength":
			return `string ${JSON.stringify(data)} is too short (length: ${lengthOf(data)}, required minimum: ${limit})`;
		case "maxLength":
			return `string ${JSON.stringify(data)} is too long (length: ${lengthOf(data)}, maximum allowed: ${limit})`;
		case "pattern":
			return `ECMA 262 regex ${JSON.stringify(schema)} does not match input string ${JSON.stringify(data)}`;
		case "minimum":
			return isStrict(params)
				? `numeric instance is not strictly greater than the required minimum ${limit}`
				: `numeric instance is lower than the required minimum (minimum: ${limit}, found: ${String(data)})`;
		case "maximum":
			return isStrict(params)
				? `numeric instance is not strictly lower than the required maximum ${limit}`
				: `numeric instance is greater than the required maximum (maximum: ${limit}, found: ${String(data)})`;
		case "multipleOf":
			return `remainder of division is not zero (${String(data)} / ${String(schema)})`;
		case "minItems":
			return `array is too short: must have at least ${limit} elements but instance has ${lengthOf(data)} elements`;
		case "maxItems":
			return `array is too long: must have at most ${limit} elements but instance has ${lengthOf(data)} elements`;
		case "uniqueItems":
			return "array must not contain duplicate elements";
		case "anyOf":
			return `instance failed to match at least one required schema among ${lengthOf(schema)}`;
		case "oneOf": {
			const passing = (params as { passingSchemas?: unknown[] | null }).passingSchemas?.length ?? 0;
			return `instance failed to match exactly one schema (matched ${passing} out of ${lengthOf(schema)})`;
		}
		case "not":
			return "instance matched a schema which it should not have";
		default:
			return message ?? keyword;
	}
}

/** With exclusiveMinimum or exclusiveMaximum of draft 4. */
function isStrict(params: object): boolean {
	const { comparison } = params as { comparison?: string };
	return comparison === ">" || comparison === "<";
}

function typeOf(value: unknown): string {
	if (value === null) return "null";
	if (Array.isArray(value)) return "array";
	if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
	return typeof value;
}

function lengthOf(value: unknown): number {
	if (typeof value === "string") return [...value].length;
	return Array.isArray(value) ? value.length : 0;
}

function quoted(names: readonly string[]): string {
	return JSON.stringify(names);
}
