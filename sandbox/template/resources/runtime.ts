import type { NodeRuntime } from "#sandbox/build/built-project.ts";
import type { Properties } from "../properties.ts";
import type { Reading } from "../reading.ts";

const RUNTIMES: readonly string[] = ["nodejs20.x", "nodejs22.x", "nodejs24.x"] satisfies NodeRuntime[];
/** The oldest that is simulated stands in for those before it. */
const OLDEST: NodeRuntime = "nodejs20.x";
/** Lambda creates no functions of these any more; those that exist go on running. */
const RETIRED = /^nodejs(?:4\.3(?:-edge)?|6\.10|8\.10|1[0-8]\.x)?$/;
const OF_OTHER_LANGUAGES =
	/^(?:python\d+\.\d+|java\d+(?:\.al2(?:023)?)?|dotnet(?:core)?\d+(?:\.\d+)?|ruby\d+\.\d+|go1\.x|provided(?:\.al2(?:023)?)?)$/;

/**
 * Runtime of a function that is written for Node.js. One that is retired is run as the oldest one that is simulated, and a note says so:
 * most templates that are published name one.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
export function readRuntime(id: string, properties: Properties, { notes }: Reading): NodeRuntime | undefined {
	const runtime = properties.text("Runtime");
	if (runtime !== undefined && RUNTIMES.includes(runtime)) return runtime as NodeRuntime;
	if (runtime !== undefined && RETIRED.test(runtime)) {
		notes.skip(
			properties.entry("Runtime")?.line ?? 1,
			`the runtime ${runtime} of ${id}`,
			`Lambda creates no functions with it any more; it is run as ${OLDEST}, which lacks version 2 of the AWS SDK (aws-sdk).`,
		);
		return OLDEST;
	}
	properties.problem(
		"Runtime",
		runtime === undefined ? `${id} has no Runtime.` : `Runtime ${runtime} of ${id} is not simulated.`,
		`Use ${RUNTIMES.join(", ")}.`,
	);
	return undefined;
}

/**
 * A function in Python, Java or another language: it is no function of the simulation, and those beside it run.
 * @returns Whether it was one, so that nothing more is to be read of it.
 */
export function isOfAnotherLanguage(id: string, properties: Properties, { notes }: Reading): boolean {
	const runtime = properties.text("Runtime");
	if (runtime === undefined || !OF_OTHER_LANGUAGES.test(runtime)) return false;
	notes.skip(
		properties.entry("Runtime")?.line ?? 1,
		`${id}, a function of the runtime ${runtime}`,
		"Only Node.js is run: it does not exist in the simulation, and nothing that its triggers send arrives.",
	);
	return true;
}
