import { buildProject } from "#sandbox/build/build-project.ts";
import { buildGuestLibrary } from "#sandbox/build/guest-library.ts";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { simulate } from "#sandbox/lambda/simulate.ts";
import type { Project, RunOutcome } from "#sandbox/outcome.ts";
import type { Scenario } from "#sandbox/scenario.ts";

/**
 * Builds a project and runs it in this process, as a worker would: a tenth of the time that a worker's start takes.
 * For code that is known not to use up the memory, which would end the process of the tests.
 */
export async function runHere(project: Project, scenario: Scenario): Promise<RunOutcome> {
	const result = await buildProject(project, { region: scenario.region, deploys: scenario.deploy });
	if (!result.ok) return { status: "notBuilt", problems: result.problems };
	return simulate({ built: result.built, scenario, limits: defaultLimits, guestLibrary: await buildGuestLibrary() });
}
