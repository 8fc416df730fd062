import type { ContentProblem } from "#content/catalog/catalog.ts";
import type { Exercise } from "#content/catalog/exercise.ts";
import type { Path } from "#content/catalog/yaml-with-lines.ts";

const templates = ["template.yaml", "template.yml", "template.json"];
const fewestWrong = 3;

/** A learner can only change the files of `edit`, so no solution may need more than that. */
export function projectProblems(exercise: Exercise, lineOf: (path: Path) => number): ContentProblem[] {
	const { folder, starter, edit } = exercise;
	const file = `${folder}/README.md`;
	const problems: ContentProblem[] = edit.flatMap((path, index) => {
		if (Object.hasOwn(starter, path)) return [];
		const cure = `Its files are ${Object.keys(starter).join(", ")}.`;
		return [{ file, line: lineOf(["edit", index]), message: `lets the learner edit "${path}", which starter/ does not have`, cure }];
	});
	if (!templates.some((name) => Object.hasOwn(starter, name))) {
		problems.push({ file: `${folder}/starter`, line: 1, message: "has no template.yaml", cure: "Add the SAM template." });
	}
	const overlays = [
		{ path: "solution", files: exercise.solution },
		...exercise.alsoRight.map(({ name, files }) => ({ path: `also-right/${name}`, files })),
		...exercise.wrong.map(({ name, files }) => ({ path: `wrong/${name}`, files })),
	];
	for (const { path, files } of overlays) {
		const changed = Object.keys(files).filter((name) => files[name] !== starter[name]);
		if (changed.length === 0) {
			problems.push({
				file: `${folder}/${path}`,
				line: 1,
				message: "changes nothing in the starter",
				cure: "Put the changed files into it.",
			});
		}
		for (const name of changed.filter((name) => !edit.includes(name))) {
			const cure = `Add "${name}" to edit in README.md, or do without changing it.`;
			problems.push({ file: `${folder}/${path}/${name}`, line: 1, message: "is a file that the learner cannot change", cure });
		}
	}
	return problems;
}

/**
 * A grader that has not been tried on mistakes lets them pass.
 * @param failsLines Line of `fails` in the WRONG.md of each wrong solution, by its name.
 */
export function wrongProblems({ folder, wrong, scenario }: Exercise, failsLines: ReadonlyMap<string, number>): ContentProblem[] {
	const checks = scenario.checks.map((check) => check.id);
	const problems = wrong
		.filter((solution) => !checks.includes(solution.fails))
		.map(({ name, fails }) => ({
			file: `${folder}/wrong/${name}/WRONG.md`,
			line: failsLines.get(name) ?? 1,
			message: `must fail the check "${fails}", which scenario.ts does not have`,
			cure: `Write ${checks.join(", ")}.`,
		}));
	if (wrong.length >= fewestWrong) return problems;
	const message = `has ${wrong.length} wrong solutions; at least ${fewestWrong} are needed`;
	return [
		...problems,
		{ file: `${folder}/wrong`, line: 1, message, cure: "Add mistakes that people make, each with the check that it must fail." },
	];
}
