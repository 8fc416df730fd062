import type { ShownCheck, ShownRun } from "#app/exercise/workspace-view.ts";

type Status = ShownRun["verdict"]["status"];

/** Shape first, colour second: each verdict has a glyph of its own beside its words. */
export const verdictGlyphs: Readonly<Record<Status, string>> = {
	passed: "✓",
	notYet: "✕",
	didNotBuild: "✕",
	stopped: "✕",
	simulatorFailed: "○",
	refused: "○",
};

export const checkGlyphs: Readonly<Record<ShownCheck["status"], string>> = { passed: "✓", failed: "✕", notReached: "–" };

/** The colour that a verdict is told in: what is our doing is not the learner's failure. */
export function verdictTone(status: Status): "passed" | "failed" | "hold" {
	if (status === "passed") return "passed";
	return status === "simulatorFailed" || status === "refused" ? "hold" : "failed";
}
