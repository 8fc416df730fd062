/** How far a learner has come with an exercise. */
export type ProgressState =
	| { kind: "notBegun" }
	| { kind: "draft" }
	| { kind: "attempted"; passed: number; total: number }
	| { kind: "passed"; at: string };

type Progress = { best: { passed: number; total: number }; firstPassedAt: Date | null };

export function progressState(progress: Progress | undefined, hasDraft: boolean): ProgressState {
	if (progress?.firstPassedAt) return { kind: "passed", at: progress.firstPassedAt.toISOString() };
	if (progress) return { kind: "attempted", ...progress.best };
	return { kind: hasDraft ? "draft" : "notBegun" };
}

/** Glyph and words of a state; the glyph never stands alone. */
export function stateWords(state: ProgressState): { glyph: string; words: string } {
	switch (state.kind) {
		case "notBegun":
			return { glyph: "", words: "not begun" };
		case "draft":
			return { glyph: "○", words: "begun" };
		case "attempted":
			return { glyph: "○", words: `${state.passed} of ${state.total}` };
		case "passed":
			return { glyph: "✓", words: "passed" };
	}
}
