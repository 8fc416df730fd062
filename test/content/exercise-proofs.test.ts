import { resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Exercise, loadCatalog, type ProjectFiles } from "#content/index.ts";
import { createSandbox, grade, type Verdict } from "#sandbox/index.ts";
import { runHere } from "../support/run-here.ts";

const root = resolve(import.meta.dirname, "../..");
const catalog = await loadCatalog(resolve(root, "content"));
const sandbox = createSandbox({ root, workers: 2, rehearse: false });
afterAll(() => sandbox.close());

/** The verdict of a project. It is run twice, because a grader that changes its mind is worth nothing. */
async function verdictOf(exercise: Exercise, files: ProjectFiles): Promise<Verdict> {
	const first = await runHere({ files }, exercise.scenario);
	const second = await runHere({ files }, exercise.scenario);
	expect(second).toEqual(first);
	const verdict = await grade(first, exercise.scenario.checks);
	expect(await grade(second, exercise.scenario.checks)).toEqual(verdict);
	expect(verdict.checks.filter((check) => check.actual.startsWith("The check itself is wrong"))).toEqual([]);
	return verdict;
}

function firstFailed(verdict: Verdict) {
	return verdict.checks.find((check) => check.status !== "passed");
}

/** All that is not passed, with what was seen, so that a red test says why. */
function complaints(verdict: Verdict): string[] {
	const failed = verdict.checks.filter((check) => check.status !== "passed");
	return [
		...failed.map((check) => `${check.id}: ${check.actual}, expected ${check.expected}`),
		...(verdict.problem ? [verdict.problem.text] : []),
	];
}

// Real time depends on the machine; only virtual time is judged.
describe.each([...catalog.exercises.values()])("the grader of $slug", { timeout: 60_000 }, (exercise) => {
	/** Checks that some wrong code did not pass. */
	const refusedBy = new Set<string>();
	/** The verdict of code that must not pass. */
	async function refusalOf(files: ProjectFiles): Promise<Verdict> {
		const verdict = await verdictOf(exercise, files);
		for (const check of verdict.checks) if (check.status !== "passed") refusedBy.add(check.id);
		return verdict;
	}

	/** The starter with the learner's first file replaced. */
	const withCode = (code: string) => ({ ...exercise.starter, [exercise.edit[0] ?? ""]: code });

	it("passes the solution", async () => {
		const verdict = await verdictOf(exercise, exercise.solution);
		expect(complaints(verdict)).toEqual([]);
		expect(verdict.status).toBe("passed");
	});

	it("says the same of the solution and of the starter when a worker runs them, as for a learner", async () => {
		for (const files of [exercise.solution, exercise.starter])
			expect(await sandbox.run({ files }, exercise.scenario)).toEqual(await runHere({ files }, exercise.scenario));
	});

	it.each(exercise.alsoRight)("passes another right solution: $name", async ({ files }) => {
		expect(complaints(await verdictOf(exercise, files))).toEqual([]);
	});

	it("does not pass the starter (S7), and shows where to look", async () => {
		const verdict = await refusalOf(exercise.starter);
		expect(verdict.status).toBe("notYet");
		expect(firstFailed(verdict)?.moment?.invocation).toBeGreaterThan(0);
	});

	it.each(exercise.wrong)("fails a wrong solution first on the check it names: $name", async ({ files, fails }) => {
		const verdict = await refusalOf(files);
		expect(verdict.status).toBe("notYet");
		expect(firstFailed(verdict)?.id, complaints(verdict).join("\n")).toBe(fails);
	});

	it.each([
		["returns nothing", "export const handler = async () => {};"],
		["returns an object without anything in it", "export const handler = async () => ({});"],
		["returns its event", "export const handler = async (event) => event;"],
		["always throws", 'export const handler = async () => { throw new Error("no"); };'],
		["never answers", "export const handler = () => new Promise(() => {});"],
		["loops for ever", "export const handler = () => { for (;;); };"],
		["ends its process", "export const handler = () => process.exit(0);"],
		["writes a verdict", 'export const handler = async () => { console.log("passed"); return { status: "passed", checks: [] }; };'],
	])("does not pass code that %s", async (_, code) => {
		expect((await refusalOf(withCode(code))).status).not.toBe("passed");
	});

	// After all of the above: a check that no wrong code fails tells nothing about right code.
	it("has no check that everything passes (S7)", () => {
		expect(exercise.scenario.checks.map(({ id }) => id).filter((id) => !refusedBy.has(id))).toEqual([]);
	});
});
