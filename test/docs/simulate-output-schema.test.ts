import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import Ajv from "ajv";
import { describe, expect, it } from "vitest";
import { SCHEMA_FILE, simulateOutputSchema } from "../../scripts/simulate-output-schema.ts";

describe("the JSON Schema of what simulate prints", () => {
	it("is the one of the type", () => {
		const same = readFileSync(SCHEMA_FILE, "utf8") === simulateOutputSchema();
		expect(same, "Run: node scripts/simulate-output-schema.ts").toBe(true);
	});

	it("fits what is printed for an exercise, its trace included", () => {
		const arguments_ = ["content/exercises/performance/reuse-the-client", "--files", "solution", "--json", "--trace"];
		const printed = execFileSync(process.execPath, ["--no-node-snapshot", "sandbox/cli/simulate.ts", ...arguments_], {
			encoding: "utf8",
			maxBuffer: 50_000_000,
		});
		const validate = new Ajv({ strict: false, allErrors: true }).compile(JSON.parse(readFileSync(SCHEMA_FILE, "utf8")));
		expect(validate(JSON.parse(printed)) ? [] : validate.errors).toEqual([]);
		expect(validate({ ...JSON.parse(printed), seed: "one" })).toBe(false);
	});
});
