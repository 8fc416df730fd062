import type { Finding, Read } from "#content/catalog/finding.ts";
import { readTextFile } from "#content/catalog/text-file.ts";
import { type FactFormat, formatFact, isFactId } from "#facts/index.ts";

const formats: Readonly<Record<string, FactFormat>> = { exact: { exact: true }, bare: { noun: false } };

/** The text of a lesson, with the facts that it names written out. @see lessonText */
export async function readLessonFile(path: string): Promise<Read<string>> {
	const text = await readTextFile(path);
	return text.ok ? lessonText(text.value) : text;
}

/**
 * Writes out facts that a text names: `{{fact:lambda.timeout.max}}` becomes “15 minutes”. `{{fact:lambda.timeout.max|exact}}` is “900
 * seconds”, `{{fact:lambda.price.requests|bare}}` leaves out what is counted. Lines stay where they are.
 * @returns The text, or each id that facts/ does not have, with its line.
 */
export function lessonText(text: string): Read<string> {
	const findings: Finding[] = [];
	const written = text
		.split("\n")
		.map((line, index) =>
			line.replace(/\{\{\s*fact:([^{}|]*?)\s*(?:\|\s*([^{}]*?)\s*)?\}\}/g, (whole, id: string, name: string | undefined) => {
				const format = name === undefined ? {} : formats[name];
				if (isFactId(id) && format) return formatFact(id, format);
				findings.push(
					isFactId(id)
						? {
								line: index + 1,
								message: `writes the fact ${id} in a way that is not known, ${name}`,
								cure: "Write exact, bare, or nothing.",
							}
						: {
								line: index + 1,
								message: `names a fact that is not there, ${id}`,
								cure: "Take an id from facts/, or add the fact with its source.",
							},
				);
				return whole;
			}),
		)
		.join("\n");
	return findings.length === 0 ? { ok: true, value: written } : { ok: false, findings };
}
