import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { loadCatalog } from "#content/index.ts";
import { buildProject } from "#sandbox/build/build-project.ts";
import { buildGuestLibrary } from "#sandbox/build/guest-library.ts";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { simulate } from "#sandbox/lambda/simulate.ts";

/**
 * Builds and runs the solution of each exercise, in the process that calls it.
 * @returns SHA-256 of each trace as JSON text, by slug.
 * @throws {Error} When a solution does not build or does not run to its end.
 */
export async function traceDigests(times = 1): Promise<Record<string, string[]>> {
	const catalog = await loadCatalog(resolve(import.meta.dirname, "../../content"));
	const guestLibrary = await buildGuestLibrary();
	const digests: Record<string, string[]> = {};
	for (const { slug, solution, scenario } of catalog.exercises.values()) {
		const list: string[] = [];
		for (let i = 0; i < times; i++) {
			const result = await buildProject({ files: solution });
			if (!result.ok) throw new Error(`${slug} does not build`);
			const outcome = await simulate({ built: result.built, scenario, limits: defaultLimits, guestLibrary });
			if (outcome.status !== "completed") throw new Error(`${slug}: ${outcome.message}`);
			list.push(createHash("sha256").update(JSON.stringify(outcome.trace)).digest("hex"));
		}
		digests[slug] = list;
	}
	return digests;
}

// Started as a program, it prints them, so that a test can ask another process.
if (process.argv[1] === import.meta.filename) process.stdout.write(JSON.stringify(await traceDigests()));
