import type { InterviewMode } from "#db/index.ts";

/** The rule of each mode, as it is stated before the start. */
export const modeRules: Record<InterviewMode, { name: string; rule: string }> = {
	practice: {
		name: "Practice",
		rule: "The clock stops while you are away: when you press Pause, hide the page or close it. Come back days later and go on with the time left.",
	},
	strict: {
		name: "Strict",
		rule: "The clock runs from the start until the end, whether you are here or not. If it runs out while you are away, your last saved words count.",
	},
};

export const timeLabels = [
	{ value: "1", label: "as it is", factor: 1 },
	{ value: "1.25", label: "a quarter more", factor: 1.25 },
	{ value: "1.5", label: "half as much again", factor: 1.5 },
	{ value: "2", label: "double", factor: 2 },
	{ value: "none", label: "no limit", factor: null },
] as const;
