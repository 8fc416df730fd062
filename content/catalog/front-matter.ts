import type { z } from "zod";
import { found, type Read } from "#content/catalog/finding.ts";
import { schemaFindings } from "#content/catalog/schema-findings.ts";
import { type Path, readYaml } from "#content/catalog/yaml-with-lines.ts";

/** A Markdown file taken apart. `bodyLine` is the line of the file on which `body` begins. */
export type FrontMatterFile<T> = { data: T; lineOf: (path: Path) => number; body: string; bodyLine: number };

/** Splits a Markdown file at its `---` lines and checks the front matter. */
export function readFrontMatter<S extends z.ZodType>(text: string, schema: S): Read<FrontMatterFile<z.infer<S>>> {
	const lines = text.split("\n");
	if (lines[0]?.trimEnd() !== "---")
		return found(1, "does not begin with front matter", "Begin the file with a line of three hyphens: ---");
	const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === "---");
	if (end < 0) return found(1, "opens its front matter and never closes it", "End the front matter with a line of three hyphens: ---");

	const yaml = readYaml(lines.slice(1, end).join("\n"), 2);
	if (!yaml.ok) return yaml;
	const parsed = schema.safeParse(yaml.value.value);
	if (!parsed.success) return { ok: false, findings: schemaFindings(parsed.error.issues, schema, yaml.value) };
	return {
		ok: true,
		value: { data: parsed.data, lineOf: yaml.value.lineOf, body: lines.slice(end + 1).join("\n"), bodyLine: end + 2 },
	};
}
