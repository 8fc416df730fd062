/**
 * Writes docs/simulate-output.schema.json: the JSON Schema of what `npm run simulate -- PATH --json` prints, made from its type. Run by hand
 * after the report has changed; test/docs/simulate-output-schema.test.ts says when that is.
 */
import { writeFileSync } from "node:fs";
import { generateSchema, programFromConfig } from "typescript-json-schema";

/** The schema as JSON text. */
export function simulateOutputSchema(): string {
	const program = programFromConfig("tsconfig.json", ["sandbox/cli/simulate-output.ts"]);
	// The type checker has looked for errors already, and this one knows less of the program.
	const settings = { required: true, noExtraProps: true, strictNullChecks: true, ignoreErrors: true };
	const schema = generateSchema(program, "SimulateOutput", settings);
	if (!schema) throw new Error("No schema could be made of the type SimulateOutput.");
	return `${withShortNames(JSON.stringify(schema, null, "\t"), Object.keys(schema.definitions ?? {}))}\n`;
}

/** Types without a name of their own are called by their whole text; they are numbered instead. */
function withShortNames(text: string, names: readonly string[]): string {
	const nameless = names.filter((name) => !/^\w{1,80}$/.test(name));
	return nameless.reduce((short, name, index) => {
		const number = `Type${index + 1}`;
		return short
			.replaceAll(`#/definitions/${encodeURIComponent(name)}"`, `#/definitions/${number}"`)
			.replaceAll(`${JSON.stringify(name)}: {`, `"${number}": {`);
	}, text);
}

export const SCHEMA_FILE = "docs/simulate-output.schema.json";
if (import.meta.main) writeFileSync(SCHEMA_FILE, simulateOutputSchema());
