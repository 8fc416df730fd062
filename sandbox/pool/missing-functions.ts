import type { BuiltProject } from "#sandbox/build/built-project.ts";
import type { BuildProblem } from "#sandbox/outcome.ts";
import type { Scenario } from "#sandbox/scenario.ts";

/**
 * A template is the learner's to change, and the traffic is not: a function that was renamed or removed leaves requests without a goal.
 * @returns One problem for each function that the traffic names and the template lacks.
 */
export function missingFunctions({ functions }: BuiltProject, { traffic }: Scenario): BuildProblem[] {
	const names = functions.map(({ name }) => name);
	const has = names.length === 0 ? "The template has no function." : `The template has ${names.join(", ")}.`;
	const missing = new Set(
		traffic.flatMap((item) => (item.function !== undefined && !names.includes(item.function) ? [item.function] : [])),
	);
	const problems = [...missing].map((name) => ({
		message: `The scenario sends requests to the function ${name}, which is not there. ${has}`,
		cure: `Give the function its logical id ${name} in the template.`,
	}));
	if (names.length === 1 || traffic.every((item) => item.send !== undefined || item.function !== undefined)) return problems;
	return [
		...problems,
		{
			message: `A request of the scenario names no function, so the template must have exactly one. ${has}`,
			cure: "Leave one function in the template, or name the function in the traffic.",
		},
	];
}
