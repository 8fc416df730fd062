import fc from "fast-check";
import { z } from "zod";

type Schema = {
	type?: string;
	const?: unknown;
	enum?: unknown[];
	anyOf?: Schema[];
	oneOf?: Schema[];
	properties?: Record<string, Schema>;
	required?: string[];
	additionalProperties?: Schema | boolean;
	propertyNames?: Schema;
	items?: Schema | boolean;
	prefixItems?: Schema[];
	minimum?: number;
	maximum?: number;
	minLength?: number;
	maxLength?: number;
};

/** Texts that some part of the host gives a meaning to, or might stumble over. */
const texts = [
	"",
	"/tmp/a",
	"/tmp/b/c",
	"/tmp/../etc/passwd",
	"/var/task",
	"a\0b",
	"\ud800",
	"__proto__",
	"constructor",
	"toString",
	"sha256",
	"aes-128-gcm",
	"prime256v1",
	"https://a.test/b?c#d",
	"href",
	"H4sIAAAAAAAAA0tMSk4BAMJBJDUEAAAA",
	"AAAA",
	"====",
	"x".repeat(44),
	"A".repeat(44),
	"a: b\r\n",
	"a\r\n\r\n: b",
	"REPORT RequestId: x\n",
	"{}",
	"é".repeat(5000),
];
const numbers = [0, -0, 1, -1, 0.5, 2, 16, 255, 1024, 16384, 2 ** 20, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53 - 1, 1e300, -1e300, 5e-324];
const anything = fc.oneof(
	fc.jsonValue(),
	fc.constantFrom<unknown>(...texts, ...numbers, null, true, [], {}, JSON.parse('{"__proto__":1}')),
);

function fitting(schema: Schema): fc.Arbitrary<unknown> {
	if ("const" in schema) return fc.constant(schema.const);
	if (schema.enum) return fc.constantFrom(...schema.enum);
	const choices = schema.anyOf ?? schema.oneOf;
	if (choices) return fc.oneof(...choices.map(fitting));
	switch (schema.type) {
		case "string": {
			const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
			const some = texts.filter(({ length }) => length >= minLength && length <= maxLength);
			return fc.oneof(
				fc.constantFrom(...some, "A".repeat(minLength)),
				fc.base64String({ minLength, maxLength: Math.min(maxLength, minLength + 64) }),
			);
		}
		case "number":
		case "integer": {
			const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
			const some = numbers.filter((n) => n >= minimum && n <= maximum && (schema.type === "number" || Number.isInteger(n)));
			return fc.oneof(fc.constantFrom(...some), fc.integer({ min: Math.max(minimum, -10), max: Math.min(maximum, 20_000) }));
		}
		case "boolean":
			return fc.boolean();
		case "null":
			return fc.constant(null);
		case "array":
			if (schema.prefixItems) return fc.tuple(...schema.prefixItems.map(fitting));
			return fc.array(typeof schema.items === "object" ? fitting(schema.items) : anything, { maxLength: 4 });
		case "object": {
			if (!schema.properties)
				return fc.dictionary(fc.constantFrom("0", "1", "11", "22", "999"), fitting(schema.additionalProperties as Schema), { maxKeys: 4 });
			const fields = Object.fromEntries(Object.entries(schema.properties).map(([name, field]) => [name, fitting(field)]));
			return fc.record(fields, { requiredKeys: schema.required ?? [] });
		}
		default:
			return anything;
	}
}

/** Messages that fit a schema, and in one of four cases one with a field that is wrong, missing or too many. */
export function messageOf(schema: z.ZodType): fc.Arbitrary<unknown> {
	const valid = fitting(z.toJSONSchema(schema, { unrepresentable: "any" }) as Schema);
	const bent = fc.tuple(valid, anything, fc.nat(), fc.boolean()).map(([message, odd, at, drop]) => {
		if (typeof message !== "object" || message === null) return odd;
		const names = [...Object.keys(message), "extra"];
		const copy: Record<string, unknown> = { ...message };
		const name = names[at % names.length] ?? "extra";
		if (drop) delete copy[name];
		else copy[name] = odd;
		return copy;
	});
	return fc.oneof({ weight: 3, arbitrary: valid }, { weight: 1, arbitrary: bent });
}
