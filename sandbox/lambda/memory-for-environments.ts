import type { BuiltProject } from "#sandbox/build/built-project.ts";
import type { Scenario } from "#sandbox/scenario.ts";

/** Real megabytes of an environment's context with the whole guest library, and a small handler (docs/performance.md). */
const ENVIRONMENT_MB = 1.25;

/** Real megabytes that the environments of a run may need, besides what their code keeps: as many as could be alive at once. */
export function memoryForEnvironmentsMb(scenario: Scenario, { functions }: BuiltProject): number {
	const requests = scenario.traffic.reduce((sum, { repeat }) => sum + (repeat?.count ?? 1), 0);
	const prepared = functions.reduce((sum, { provisionedConcurrency }) => sum + (provisionedConcurrency ?? 0), 0);
	return Math.ceil((Math.min(requests, scenario.accountConcurrency) + prepared) * ENVIRONMENT_MB);
}
