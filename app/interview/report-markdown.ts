import { type Band, bandNames, dimensionNames, dimensions } from "#app/interview/marks.ts";
import type { Report, ReportedQuestion } from "#app/interview/report.ts";
import { halfMinutes } from "#app/interview/time-words.ts";

const bandWords = (band: Band | null) => (band === null ? "none" : bandNames[band]);
const dealtWords = {
	answered: "",
	skipped: "Skipped.",
	unanswered: "No answer when time was up.",
	notReached: "Not reached.",
} as const;

/** The report as a file to keep or to send. @param on The day of the interview, as people write it. */
export function reportMarkdown(report: Report, on: string): string {
	const rows = dimensions.map((dimension) => {
		const { band, because } = report.bands[dimension];
		return `| ${dimensionNames[dimension]} | ${bandWords(band)} | ${bandWords(report.ratings[dimension])} | ${because} |`;
	});
	const lines = [
		`# ${report.title}`,
		"",
		`${on}, ${report.mode} mode${report.ended === "timeRanOut" ? ", ended by the clock" : ""}.`,
		"",
		`**${report.headline}**`,
		"",
		"| Dimension | Evidence for | Own rating | Because |",
		"|---|---|---|---|",
		...rows,
		"",
		report.judgement,
		"",
		"## Where the time went",
		"",
		...report.parts.map(({ title, spentMs, budgetMs }) => `- ${title}: ${halfMinutes(spentMs)} of ${halfMinutes(budgetMs)} min`),
		"",
		"## By topic",
		"",
		...report.topics.map(
			({ title, made, total, checks }) =>
				`- ${title}: ${[total > 0 && `${made} of ${total} weight`, checks && `${checks.passed} of ${checks.total} checks`].filter(Boolean).join(", ")}`,
		),
		"",
		"## Questions",
		"",
		...report.questions.flatMap(questionLines),
		...report.exercises.flatMap(({ title, attempts, last }) => [
			`### ${title}`,
			"",
			last ? `${last.headline}: ${last.passed} of ${last.total} checks, ${attempts} ${attempts === 1 ? "run" : "runs"}.` : "Never run.",
			"",
		]),
		"## Do these next",
		"",
		...report.next.map(({ title, why }, index) => `${index + 1}. ${title} (${why})`),
		"",
	];
	return lines.join("\n");
}

function questionLines(question: ReportedQuestion): string[] {
	const { title, dealt, text, followUps, points, redFlags, thirtySeconds, spentMs } = question;
	return [
		`### ${title}`,
		"",
		...(dealt === "answered" ? quoted(text) : [dealtWords[dealt]]),
		"",
		...followUps.flatMap(({ ask, dealt, text }) => [`**${ask}**`, "", ...(dealt === "answered" ? quoted(text) : [dealtWords[dealt]]), ""]),
		...(dealt === "notReached"
			? []
			: [
					`Time: ${halfMinutes(spentMs)} min. Key points:`,
					"",
					...points.map(({ text, from, made }) => `- [${made ? "x" : " "}] ${text} (${from})`),
					...redFlags.map(({ says, because }) => `- Red flag: “${says}” ${because}`),
					"",
					"Model answer:",
					"",
					...quoted(thirtySeconds),
					"",
				]),
	];
}

const quoted = (text: string) => text.split("\n").map((line) => (line === "" ? ">" : `> ${line}`));
