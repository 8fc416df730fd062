import type { Plan, PlanQuestion } from "#app/interview/plan.ts";

const minute = 60_000;

export function aPlanQuestion(item: string, over: Partial<PlanQuestion> = {}): PlanQuestion {
	return {
		item,
		question: `question-${item}`,
		title: `What is asked as ${item}?`,
		prompt: "",
		topic: "performance",
		keyPoints: [
			{ id: "essential", text: "The one thing that must be said", weight: 3, from: "junior", aliases: ["essential", "must be said"] },
			{ id: "expected", text: "What is expected from mid-level", weight: 2, from: "mid", aliases: ["expected", "race"] },
			{ id: "plus", text: "A plus that seniors bring", weight: 1, from: "senior", aliases: ["follow-up", "retry"] },
		],
		redFlags: [{ says: "It never fails.", because: "Everything fails at times." }],
		followUps: [],
		thirtySeconds: "In short.",
		full: "At length.",
		exercises: [],
		...over,
	};
}

/** Ten minutes: two quick questions (4), a deep dive (4), an exercise (2). */
export function aPlan(over: Partial<Plan> = {}): Plan {
	return {
		version: 1,
		title: "The first call",
		brief: "Good that you are here.",
		limitMs: 10 * minute,
		hideClock: false,
		topics: { performance: "Performance" },
		parts: [
			{ kind: "rapid", title: "Quick ones", budgetMs: 4 * minute, questions: [aPlanQuestion("1-1"), aPlanQuestion("1-2")] },
			{
				kind: "deepDive",
				title: "In depth",
				budgetMs: 4 * minute,
				questions: [
					aPlanQuestion("2-1", {
						followUps: [
							{ when: { mentions: ["global table"] }, ask: "And in two Regions?", answer: "Not by default." },
							{ when: "always", ask: "And if traffic triples?", answer: "It throttles." },
							{ when: { missed: "expected" }, ask: "What would one expect?", answer: "This." },
						],
					}),
				],
			},
			{
				kind: "exercise",
				title: "A handler to mend",
				budgetMs: 2 * minute,
				exercise: {
					item: "3-1",
					exercise: "reuse-the-client",
					title: "The connection",
					topic: "performance",
					story: "Once.",
					task: "Mend it.",
					given: "",
					starter: { "src/orders.mjs": "export const handler = async () => {};" },
					readOnly: { "template.yaml": "Resources: {}" },
				},
			},
		],
		...over,
	};
}
