import type { BuiltProject } from "#sandbox/build/built-project.ts";
import type { BuildProblem, Project } from "#sandbox/outcome.ts";
import type { Deploy } from "#sandbox/traffic/deploy.ts";

export type BuildResult = BuiltProject | { problems: BuildProblem[] };
/** `region` is what `AWS::Region` stands for in the template; `deploys` are later deployments of the scenario. */
export type Build = (project: Project, region: string, deploys: readonly Deploy[]) => Promise<BuildResult>;

/**
 * One build at a time, each within a limit of real time. Builds share esbuild's process, and source that nests absurdly deep ends it: were
 * two builds in it, the innocent one would be told that it does not build.
 * @param stopBuilds Ends a build that takes too long, by ending the process that does it.
 */
export function oneAtATime(build: Build, limitMs: number, stopBuilds: () => Promise<void>): Build {
	let last: Promise<unknown> = Promise.resolve();
	return (project, region, deploys) => {
		const next = last.then(() => withinLimit(build(project, region, deploys), limitMs, stopBuilds));
		last = next.catch(() => {});
		return next;
	};
}

async function withinLimit(building: Promise<BuildResult>, limitMs: number, stopBuilds: () => Promise<void>): Promise<BuildResult> {
	const limit = Promise.withResolvers<"too long">();
	const timer = setTimeout(() => limit.resolve("too long"), limitMs);
	try {
		const result = await Promise.race([building, limit.promise]);
		if (result !== "too long") return result;
	} finally {
		clearTimeout(timer);
	}
	// It ends with an error now, which nobody waits for any more.
	building.catch(() => {});
	await stopBuilds();
	return {
		problems: [
			{
				message: `The build took longer than ${limitMs / 1000} seconds and was ended.`,
				cure: "Look for source that nests very deeply or is very long, and take it out.",
			},
		],
	};
}
