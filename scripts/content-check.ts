/**
 * Checks the content folder and says how much of the syllabus it covers: `npm run content:check [-- --json] [folder]`.
 * Ends with 1 when an item has a problem.
 */
import { relative, resolve } from "node:path";
import { type Catalog, type Level, levels, loadCatalog } from "#content/index.ts";

const options = process.argv.slice(2);
const folder = resolve(options.find((option) => !option.startsWith("--")) ?? resolve(import.meta.dirname, "../content"));
const catalog = await loadCatalog(folder);
const summary = summaryOf(catalog);

console.log(options.includes("--json") ? JSON.stringify(summary, null, "\t") : asText(summary));
process.exitCode = summary.errors.length > 0 ? 1 : 0;

type Coverage = { total: number; byLevel: Record<Level, number>; byKind: Record<string, number> };
type Summary = {
	questions: number;
	exercises: number;
	interviews: number;
	topics: Record<string, Coverage>;
	errors: { file: string; line: number; message: string; cure: string }[];
};

function summaryOf({ topics, questions, exercises, interviews, problems }: Catalog): Summary {
	const coverage = Object.fromEntries([...topics.keys()].map((slug) => [slug, noCoverage()]));
	for (const { topic, level, kind } of questions.values()) {
		const own = coverage[topic];
		if (own === undefined) continue;
		own.total += 1;
		own.byLevel[level] += 1;
		own.byKind[kind] = (own.byKind[kind] ?? 0) + 1;
	}
	const prefix = relative(process.cwd(), folder);
	return {
		questions: questions.size,
		exercises: exercises.size,
		interviews: interviews.size,
		topics: coverage,
		errors: problems.map((problem) => ({ ...problem, file: prefix === "" ? problem.file : `${prefix}/${problem.file}` })),
	};
}

function noCoverage(): Coverage {
	return { total: 0, byLevel: { foundational: 0, intermediate: 0, advanced: 0, practical: 0 }, byKind: {} };
}

function asText({ questions, exercises, interviews, topics, errors }: Summary): string {
	const width = Math.max(...Object.keys(topics).map((slug) => slug.length), 5);
	const row = (name: string, cells: (string | number)[]) =>
		[name.padEnd(width), ...cells.map((cell) => String(cell).padStart(13))].join("");
	const covered = Object.values(topics).filter((topic) => topic.total > 0).length;
	return [
		...errors.map(({ file, line, message, cure }) => `${file}:${line}  ${message}  -> ${cure}`),
		...(errors.length > 0 ? [""] : []),
		row("topic", [...levels, "questions"]),
		...Object.entries(topics).map(([slug, { total, byLevel }]) =>
			row(slug, [...levels.map((level) => byLevel[level] || "."), total || "."]),
		),
		"",
		`${count(questions, "question")} in ${covered} of ${Object.keys(topics).length} topics, ${count(exercises, "exercise")}, ${count(interviews, "interview")}, ${count(errors.length, "problem")}`,
	].join("\n");
}

function count(n: number, noun: string): string {
	return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
