import { runNumbers } from "#app/exercise/run-numbers.ts";
import { checkGlyphs } from "#app/exercise/verdict-mark.ts";
import type { GradedRun } from "#app/exercise/workspace.server.ts";
import { momentLabel } from "#app/timeline/clock-label.ts";
import type { CheckResult } from "#sandbox/index.ts";

type Paint = (text: string, colour: "green" | "red" | "dim" | "bold") => string;

const codes = { green: 32, red: 31, dim: 2, bold: 1 } as const;

/** Colours for a terminal, nothing for a file or NO_COLOR. */
export function painter(isTerminal: boolean): Paint {
	return (text, colour) => (isTerminal ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text);
}

const logTail = 12;

/** A run for a terminal: verdict, checks, the first failing one opened, the end of the log. */
export function printedRun(graded: GradedRun, number: number | null, paint: Paint): string {
	const { verdict, report } = graded;
	const tone = verdict.status === "passed" ? "green" : "red";
	const lines = [
		"",
		paint(paint(`${verdict.status === "passed" ? "✓" : "✕"} ${verdict.headline}`, tone), "bold"),
		paint(runNumbers({ number, report, wallMs: graded.wallMs }), "dim"),
		"",
		...verdict.checks.map((check) => checkLine(check, paint)),
	];
	if (verdict.problem) {
		const { title, text, place, nextStep } = verdict.problem;
		lines.push("", paint(title, "bold"), plain(text), ...(place ? [`at ${place.file}:${place.line}:${place.column}`] : []), nextStep);
	}
	const failed = verdict.checks.find((check) => check.status === "failed");
	if (failed) lines.push("", ...detailLines(failed, paint));
	const tail = report?.log.slice(-logTail) ?? [];
	if (tail.length > 0) {
		lines.push("", paint(`Log, last ${tail.length} of ${report?.log.length} lines`, "dim"));
		lines.push(...tail.map((line) => `${paint(momentLabel(line.at).padStart(12), "dim")}  ${plain(line.text)}`));
	}
	return lines.join("\n");
}

function checkLine(check: CheckResult, paint: Paint): string {
	const glyph =
		check.status === "passed"
			? paint(checkGlyphs.passed, "green")
			: check.status === "failed"
				? paint(checkGlyphs.failed, "red")
				: checkGlyphs.notReached;
	const got = check.status === "failed" && check.actual.length < 40 ? paint(`  (${plain(check.actual)})`, "dim") : "";
	return `  ${glyph} ${check.title}${got}`;
}

function detailLines(check: CheckResult, paint: Paint): string[] {
	const moment =
		check.moment && `${momentLabel(check.moment.at)}${check.moment.invocation ? `, invocation ${check.moment.invocation}` : ""}`;
	return [
		paint(check.title, "bold"),
		`  Expected  ${plain(check.expected)}`,
		`  Actual    ${plain(check.actual)}`,
		...(moment ? [`  Moment    ${moment}`] : []),
		...(check.why ? [`  ${check.why}`] : []),
	];
}

/** What a learner's code prints must not move the cursor or change the terminal's title. */
function plain(text: string): string {
	return text.replace(/[\p{Cc}]/gu, (character) => (character === "\t" || character === "\n" ? character : "�"));
}
